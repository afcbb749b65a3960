"""What commands may ask about the tickets of a desk.

Commands know this interface only. ``FileReader`` (in ``tix.storage.file_reader``) answers from
the files; an index can take its place without a change in any command.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from tix.model.ticket import Ticket
from tix.values import dataclass

if TYPE_CHECKING:
    from tix.model.history import Event


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
        return self.path.startswith("archive/")

    @property
    def comment_count(self) -> int:
        """How many comments it has."""
        return len(self.ticket.comments) if self.counted is None else self.counted


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that should be a ticket and can't be read: where, and why."""

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


class Reader(Protocol):
    """Answers about a desk as its files stand now."""

    def scan(self) -> Scan:
        """Every ticket, live and archived, in the order of their paths."""

    def ids(self) -> Sequence[str]:
        """Every ticket's id (the names of the files), sorted."""

    def resolve(self, prefix: str) -> str:
        """The one id that begins with what a person typed.

        Raises NoSuchTicketError or AmbiguousIdError.
        """

    def get(self, ident: str) -> Filed:
        """The ticket with that whole id. Raises BrokenTicketError or NoSuchTicketError."""

    def updated(self, filed: Sequence[Filed]) -> Mapping[str, datetime]:
        """When each ticket last changed: its last commit, or its file if that isn't committed."""

    def history(
        self, ids: Iterable[str] | None = None, progress: Callable[[int, int], None] | None = None
    ) -> "Sequence[Event]":
        """What commits did to these tickets (None: to all), newest first."""
