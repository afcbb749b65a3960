"""Answers of a desk's readers: tickets with their paths, and broken files.

``tix.storage.index.reader`` answers from the index, and ``tix.storage.store.file_reader`` from the
files.
"""

from tix.frozen import dataclass
from tix.model.layout import ARCHIVE
from tix.model.ticket.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Filed:
    """A ticket and where it is filed: ``path`` is relative to the desk, with ``/``.

    ``counted`` is how many comments it has, where the ticket was read without them.
    """

    ticket: Ticket
    path: str
    counted: int | None = None

    @property
    def archived(self) -> bool:
        """Whether it has been moved out of the live folder."""
        return self.path.startswith(f"{ARCHIVE}/")

    @property
    def comment_count(self) -> int:
        """How many comments it has."""
        return len(self.ticket.comments) if self.counted is None else self.counted


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that should be a ticket but can't be read: where, and why."""

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Scan:
    """All the tickets of a desk, and the files that are broken."""

    tickets: tuple[Filed, ...]
    broken: tuple[Broken, ...]
