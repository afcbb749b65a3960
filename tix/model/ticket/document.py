"""A ticket's file: ``tix.model.record.document`` for tickets."""

from tix.model.record import document
from tix.model.record.document import DocumentError
from tix.model.ticket.fields import TICKET
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TypeAlias

Document: TypeAlias = document.Document[Ticket]


def dump(ticket: Ticket) -> bytes:
    """The bytes of a new ticket's file, in the canonical form. Raises ValueError."""
    return document.dump(TICKET, ticket)


def load(data: bytes, *, complete: bool = True) -> Document:
    """Read a ticket's file. Raises DocumentError with the line and the reason.

    Without ``complete`` id and title may be missing (a template) and are then empty.
    """
    return document.load(TICKET, data, complete=complete)


def is_readable(data: bytes) -> bool:
    """Whether the bytes are a ticket's file."""
    try:
        load(data)
    except DocumentError:
        return False
    return True
