"""What is exported of a ticket: itself, and what only the desk knows of it."""

from datetime import datetime
from typing import Any

from tix.model.ticket import Ticket
from tix.model.ticket_json import AttachmentInfo, to_object
from tix.values import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A ticket, its file's path in the desk, its last change, and the files kept with it.

    The attachments' bytes are exported where they are given.
    """

    ticket: Ticket
    path: str
    updated: datetime | None = None
    attachments: tuple[AttachmentInfo, ...] = ()

    def as_object(self) -> dict[str, Any]:
        """The ticket as what JSON can write."""
        return to_object(
            self.ticket, path=self.path, updated=self.updated, attachments=self.attachments
        )
