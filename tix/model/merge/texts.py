"""Merging two versions of a text by lines, with care for secrets that were taken out."""

from dataclasses import dataclass

from tix.model.merge.lines import merge_lines
from tix.model.redaction import REDACTED


@dataclass(frozen=True, slots=True)
class MergedText:
    """The text, and the versions of places that were set aside."""

    text: str
    asides: tuple[str, ...]


def merge_texts(base: str, ours: str, theirs: str) -> MergedText:
    """One text of two. What one side redacted stays so, and what it replaced isn't noted."""
    if ours == theirs or theirs == base:
        return MergedText(ours, ())
    if ours == base:
        return MergedText(theirs, ())
    merged = merge_lines(*(text.split("\n") if text else [] for text in (base, ours, theirs)))
    redacted = [side for side in (ours, theirs) if is_redaction(base, side)]
    if merged.set_aside and len(redacted) == 1:
        return MergedText(redacted[0], ())
    return MergedText("\n".join(merged.lines), tuple("\n".join(v) for v in merged.set_aside))


def is_redaction(base: object, side: object) -> bool:
    """Whether a side has more redacted places than the base."""
    if not isinstance(side, str):
        return False
    before = base.count(REDACTED) if isinstance(base, str) else 0
    return side.count(REDACTED) > before
