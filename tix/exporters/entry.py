"""What is exported of a ticket: itself, and what only the desk knows of it."""

from datetime import datetime
from typing import Any

from tix.frozen import dataclass
from tix.model.ticket.json import AttachmentInfo, to_object
from tix.model.ticket.ticket import Link, Ticket


@dataclass(frozen=True, slots=True)
class Entry:
    """A ticket, its file's path in the desk, its last change, the files kept with it, and the links
    of others to it.

    The attachments' bytes are exported where they are given.
    """

    ticket: Ticket
    path: str
    updated: datetime | None = None
    attachments: tuple[AttachmentInfo, ...] = ()
    backlinks: tuple[Link, ...] = ()

    def as_object(self) -> dict[str, Any]:
        """The ticket as what JSON can write."""
        return to_object(
            self.ticket,
            path=self.path,
            updated=self.updated,
            attachments=self.attachments,
            backlinks=self.backlinks,
        )
