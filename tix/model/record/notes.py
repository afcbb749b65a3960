"""Merge notes: internal comments that keep the values a merge set aside.

A note's id and text follow from the record, the field and the value alone, so that the same note
made in two clones is one note. One whose id doesn't follow from its text is an ordinary comment.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from tix.frozen import dataclass, replace
from tix.model.ids import ALPHABET, LETTERS
from tix.model.people import Person
from tix.model.record.kind import R, Record
from tix.model.record.values import Comment

AUTHOR = Person("tix merge", "merge@tix.invalid")
REMOVED = "(removed)"
"""The value that stands for *deleted*."""

_LEAD = "A merge set aside this value of "
_END = ":\n\n"
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a note where nothing tells one."""


def removal(lost: str) -> str:
    """The value that stands for this having been deleted."""
    return f"{REMOVED} {lost}"


def is_removal(value: str) -> bool:
    """Whether a note keeps that somebody deleted something."""
    return value == REMOVED or value.startswith(f"{REMOVED} ")


@dataclass(frozen=True, slots=True, order=True)
class Aside:
    """A field's value that a merge set aside, as text."""

    field: str
    value: str


When = Callable[[], datetime | None]
"""Tells the time of a merge: the same in every clone, so that of the newer of both commits. Asked
only where a note needs it."""


def note(record: Record, aside: Aside, at: datetime | None = None) -> Comment:
    """The comment that keeps it, at the time of opening; of what isn't opened, at that time."""
    text = f"{_LEAD}{aside.field}{_END}{aside.value}"
    return Comment(_id(record.id, text), record.opened or at or UNDATED, AUTHOR, True, text)


def time_of(record: Record, when: When | None) -> datetime | None:
    """The time for a new note of what isn't opened."""
    return when() if when is not None and record.opened is None else None


def aside_of(record: Record, comment: Comment) -> Aside | None:
    """The value that a comment keeps, if it is a merge note of this record."""
    if not (comment.internal and comment.author == AUTHOR and comment.text.startswith(_LEAD)):
        return None
    if comment.id != _id(record.id, comment.text):
        return None
    field, end, value = comment.text.removeprefix(_LEAD).partition(_END)
    return Aside(field, value) if end else None


def asides_of(record: Record) -> dict[Aside, Comment]:
    """All values that the record's merge notes keep."""
    found = ((aside_of(record, comment), comment) for comment in record.comments)
    return {aside: comment for aside, comment in found if aside is not None}


def answered(record: R, *fields: str) -> R:
    """The record without notes about these fields, since somebody has decided."""
    going = {c.id for aside, c in asides_of(record).items() if aside.field in fields}
    if not going:
        return record
    return replace(record, comments=tuple(c for c in record.comments if c.id not in going))


def answered_removal(record: R, field: str, items: Iterable[str]) -> R:
    """The record without notes that somebody removed these items of a list: they are removed."""
    values = {removal(item) for item in items}
    going = {
        comment.id
        for aside, comment in asides_of(record).items()
        if aside.field == field and aside.value in values
    }
    return replace(record, comments=tuple(c for c in record.comments if c.id not in going))


def answered_entry(record: R, field: str, entry: str) -> R:
    """The record without notes about one entry of a list, by its id: somebody has decided."""
    going = {
        comment.id
        for aside, comment in asides_of(record).items()
        if aside.field == field and aside.value.startswith(f"{entry} ")
    }
    return replace(record, comments=tuple(c for c in record.comments if c.id not in going))


def comment_field(ident: str) -> str:
    """The field under which versions of a comment's text are set aside."""
    return f"comment {ident}"


def derived_id(length: int, *parts: str) -> str:
    """An id that follows from texts: Crockford base32 of their SHA-256, first a letter."""
    import hashlib  # loads OpenSSL, and most tickets have no notes

    number = int.from_bytes(hashlib.sha256("\0".join(parts).encode(errors="replace")).digest())
    number, first = divmod(number, len(LETTERS))
    out = LETTERS[first]
    for _ in range(length - 1):
        number, place = divmod(number, len(ALPHABET))
        out += ALPHABET[place]
    return out


def _id(record: str, text: str) -> str:
    return "c-" + derived_id(10, record, text)
