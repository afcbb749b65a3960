"""Merging two versions of a text by lines, with care for secrets that were taken out.

T1. What a side replaced by ``[redacted]`` (four characters or more, and nowhere else in its text)
    is taken out of all three versions first, so that a change of the same line on the other side
    brings nothing back.
T2. Without a base, what both versions share stands in for it.
T3. Then line by line (``lines``).
T4. Of two texts of one comment whose base nobody knows the longer stays, and the other is set
    aside whole: one may be an earlier wording that somebody took back.
"""

from collections.abc import Collection, Iterator, Sequence

from tix.frozen import dataclass
from tix.model.merge.lines import common_lines, hunks, merge_lines
from tix.model.record.notes import removal
from tix.model.record.taken_out import REDACTED

_SHORTEST = 4
"""Characters: what is shorter would be found in too many innocent words."""


@dataclass(frozen=True, slots=True)
class MergedText:
    """The text, and the versions of places that were set aside."""

    text: str
    asides: tuple[str, ...]


def merge_texts(base: str | None, ours: str, theirs: str) -> MergedText:
    """One text of two."""
    if ours == theirs or theirs == base:
        return MergedText(ours, ())
    if ours == base:
        return MergedText(theirs, ())
    if base is None:  # T2
        left, right = _lines(ours), _lines(theirs)
        merged = merge_lines(common_lines(left, right), left, right)
    else:
        merged = merge_lines(*map(_lines, without_secrets(base, ours, theirs)))
    removed = ("\n".join(lines) for lines in merged.removed)
    asides = ["\n".join(lines) for lines in merged.set_aside]
    asides += [removal(text) for text in removed if text.strip()]
    return MergedText("\n".join(merged.lines), tuple(asides))


def one_of(ours: str, theirs: str) -> MergedText:
    """One of two texts whose common past nobody knows (T4)."""
    secrets = {*taken_out(theirs, ours), *taken_out(ours, theirs)}
    ours, theirs = (_without(secrets, text) for text in (ours, theirs))
    if ours == theirs:
        return MergedText(ours, ())
    loser, winner = sorted((ours, theirs), key=lambda text: (text.count(REDACTED), _weight(text)))
    redacts = winner.count(REDACTED) > loser.count(REDACTED)
    return MergedText(winner, (loser,) if loser and not redacts else ())


def without_secrets(base: str, ours: str, theirs: str) -> tuple[str, str, str]:
    """The three versions without what either side replaced by ``[redacted]`` (T1)."""
    secrets = {*taken_out(base, ours), *taken_out(base, theirs)}
    return _without(secrets, base), _without(secrets, ours), _without(secrets, theirs)


def _without(secrets: Collection[str], text: str) -> str:
    for secret in sorted(secrets, key=lambda secret: (-len(secret), secret)):
        text = text.replace(secret, REDACTED)
    return text


def _weight(text: str) -> tuple[int, bytes]:
    """The order that decides between two texts: the longer one stays, then the larger one."""
    return len(text), text.encode(errors="surrogatepass")


def has_new_redaction(base: str, side: str) -> bool:
    """Whether the side has ``[redacted]`` in lines that stand for none of the base."""
    added = (hunk.new for hunk in hunks(_lines(base), _lines(side)) if hunk.start == hunk.end)
    return any(REDACTED in line for lines in added for line in lines)


def taken_out(base: str, side: str) -> Iterator[str]:
    """Texts of the base in whose place the side has ``[redacted]``, and that it has nowhere."""
    if side.count(REDACTED) <= base.count(REDACTED):
        return
    before = _lines(base)
    changes = hunks(before, _lines(side))
    for hunk in (line for change in changes for line in change.by_lines()):
        old, new = "\n".join(before[hunk.start : hunk.end]), "\n".join(hunk.new)
        for secret in _between(old, new.split(REDACTED)):
            if len(secret) >= _SHORTEST and secret not in side and REDACTED not in secret:
                yield secret


def _between(text: str, parts: Sequence[str]) -> list[str]:
    """The pieces between the parts, if the text consists of the parts with something between."""
    first, *middle, last = parts if len(parts) > 1 else (text, "")
    if not text.startswith(first) or not text.endswith(last):
        return []
    found: list[str] = []
    done, end = len(first), len(text) - len(last)
    for part in middle:
        place = text.find(part, done, end)
        if place < 0:
            return []
        found.append(text[done:place])
        done = place + len(part)
    return [*found, text[done:end]]


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []
