"""The rows of a history file as they are read: one commit's change to one ticket."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tix.frozen import dataclass
from tix.model.people import Person
from tix.quick_typing import Any

COLUMNS = """
    place, commits.name, events.n, ticket, folder_old.path, old, folder_new.path, new, befores,
    shown, parents, authors.name, authors.mail, authored, committed, subject
"""
"""What a row is read from."""
FROM = """
    events JOIN commits ON commits.n = commit_n
    LEFT JOIN authors ON authors.n = author
    LEFT JOIN folders AS folder_old ON folder_old.n = old_folder
    LEFT JOIN folders AS folder_new ON folder_new.n = new_folder
"""
"""Where that stands."""


@dataclass(frozen=True, slots=True)
class Row:
    """One commit's change to one ticket, by blobs (names in hexadecimal, "" for none).

    ``place``, ``commit`` and ``number`` order the rows. A merge has ``befores``, its parents'.
    ``shown``: whether it is an event.
    """

    place: int
    commit: bytes
    number: int
    ticket: str
    old_path: str
    old: bytes
    new_path: str
    new: bytes
    befores: tuple[bytes, ...] | None
    shown: bool
    parents: tuple[str, ...]
    author: Person
    authored: datetime
    committed: int
    subject: str

    @property
    def order(self) -> tuple[int, int, bytes, int]:
        """Later rows have larger ones; within a commit the last ticket has the smallest."""
        return (self.place, self.committed, self.commit, -self.number)


def row_of(found: Sequence[Any]) -> Row:
    """The row in the values of ``COLUMNS``."""
    (
        place, commit, number, ticket, old_folder, old, new_folder, new, befores, shown, parents,
        author, mail, authored, committed, subject,
    ) = found  # fmt: skip
    size = len(commit)
    name = text_of(ticket)
    return Row(
        place,
        commit,
        number,
        name,
        _path(old_folder, name),
        old,
        _path(new_folder, name),
        new,
        None if befores is None else _cut(befores, size),
        bool(shown),
        tuple(parent.hex() for parent in _cut(parents or b"", size)),
        Person(text_of(author), text_of(mail)),
        moment_of(authored),
        committed,
        text_of(subject),
    )


def _path(folder: bytes | None, ticket: str) -> str:
    return "" if folder is None else f"{text_of(folder)}/{ticket}.md"


def _cut(names: bytes, size: int) -> tuple[bytes, ...]:
    """Names that stand one after another; zeros are none."""
    parts = (names[start : start + size] for start in range(0, len(names), size))
    return tuple(part if part.strip(b"\0") else b"" for part in parts)


def text_of(data: bytes) -> str:
    """git's bytes as text."""
    return data.decode(errors="surrogateescape")


def moment_of(committed: int) -> datetime:
    """A time of git's; what is no time is 1970, as in ``log``."""
    try:
        return datetime.fromtimestamp(committed, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
