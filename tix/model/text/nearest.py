"""The nearest right word for one that was mistyped."""

from collections.abc import Iterable


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that the word most likely stands for, or None if none is near."""
    by_folded = {choice.casefold(): choice for choice in choices}
    word = word[:100].casefold()
    for folded, choice in by_folded.items():
        if len(word) >= 2 and folded.startswith(word):
            return choice
    if not by_folded:
        return None
    from difflib import get_close_matches  # only needed once something is wrong

    close = get_close_matches(word, by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """A hint that names the nearest choice, else lists them (None if there are none)."""
    known = list(choices)
    if close := nearest(word, known):
        return f"did you mean {close!r}?"
    return f"known: {', '.join(known[:20])}{' …' if len(known) > 20 else ''}" if known else None
