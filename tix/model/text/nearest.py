"""The right word for one that is abbreviated, written otherwise or mistyped."""

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


def may_be_slip(typed: str, name: str) -> bool:
    """Whether a word may be a mistyped name: hardly anybody mistypes the beginning, but for a
    letter that is left out, doubled or in its neighbour's place."""
    word, name = typed.casefold(), name.casefold()
    return word[:1] == name[:1] or word == name[1:] or sorted(word[:2]) == sorted(name[:2])


def meant_by(word: str, choices: Iterable[str]) -> list[str]:
    """The choices that a word names: the one that it is, or is but for what joins its parts
    (``In Progress``), else those that begin so."""
    known, folded = list(choices), word.strip().casefold()
    return (
        [choice for choice in known if choice.casefold() == folded]
        or [choice for choice in known if is_written_alike(choice, word)]
        or [choice for choice in known if folded and choice.casefold().startswith(folded)]
    )


def is_written_alike(one: str, other: str) -> bool:
    """Whether two words differ at most in case, and in what joins their parts: blanks, - or _."""
    joined = _joined(one)
    return joined != "" and joined == _joined(other)


def _joined(word: str) -> str:
    return word.casefold().translate(_JOINTS)


_JOINTS = dict.fromkeys(map(ord, " -_"))


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """A hint that names the nearest choice, else lists them (None if there are none)."""
    known = list(choices)
    if close := nearest(word, known):
        return f"did you mean {close!r}?"
    return f"known: {', '.join(known[:20])}{' …' if len(known) > 20 else ''}" if known else None
