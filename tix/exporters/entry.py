"""An exported ticket, with facts that only the desk knows."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from tix.frozen import dataclass
from tix.model.record.fields import Field
from tix.model.ticket.fields import LATER
from tix.model.ticket.json import AttachmentInfo, to_object
from tix.model.ticket.ticket import Link, Ticket
from tix.quick_typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """A ticket, its file's path in the desk, its last change, the files kept with it, and the links
    of others to it. ``counted``: how many comments it has, where the ticket is without them.

    The attachments' bytes are exported where they are given.
    """

    ticket: Ticket
    path: str
    updated: datetime | None = None
    attachments: tuple[AttachmentInfo, ...] = ()
    backlinks: tuple[Link, ...] = ()
    counted: int | None = None

    @property
    def comment_count(self) -> int:
        """How many comments it has."""
        return len(self.ticket.comments) if self.counted is None else self.counted

    def as_object(self) -> dict[str, Any]:
        """The ticket as what JSON can write."""
        return to_object(
            self.ticket,
            path=self.path,
            updated=self.updated,
            attachments=self.attachments,
            backlinks=self.backlinks,
        )


class Entries(ABC):
    """Entries that are made anew for each iteration, and what is known of them without one."""

    @abstractmethod
    def __iter__(self) -> Iterator[Entry]:
        """The entries."""

    @abstractmethod
    def team_fields(self) -> Sequence[str]:
        """As ``team_fields_of``."""

    @abstractmethod
    def later_fields(self) -> Sequence[Field]:
        """As ``later_fields_of``."""


def team_fields_of(entries: Iterable[Entry]) -> Sequence[str]:
    """The names of the team-defined fields, in the order in which the tickets have them."""
    if isinstance(entries, Entries):
        return entries.team_fields()
    return tuple(dict.fromkeys(f.name for entry in entries for f in entry.ticket.team_fields))


def later_fields_of(entries: Iterable[Entry]) -> Sequence[Field]:
    """Those of the fields that came later (``LATER``) that a ticket has; most desks use few."""
    if isinstance(entries, Entries):
        return entries.later_fields()
    return tuple(field for field in LATER if any(field.of(entry.ticket) for entry in entries))
