"""Deleting tickets; git's history keeps them."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from tix.actions.changing import subject
from tix.actions.entries import refuse_billed
from tix.frozen import dataclass, replace
from tix.model.layout import FIRED_FILE
from tix.model.people import RULES
from tix.model.rules.fired_file import with_fired
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.outcome import Outcome
    from tix.storage.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class DeleteResult:
    """The result of deleting tickets. ``unlinked`` are others that had links to them."""

    outcome: "Outcome"
    unlinked: tuple[str, ...]


def delete(workspace: "Workspace", idents: Sequence[str]) -> DeleteResult:
    """Delete tickets and their attachments; the commit says what they were.

    Other tickets' links to them go in the same commit: they would dangle. Raises BilledError.
    """
    with workspace.transaction() as work:
        tickets = work.get_all(idents)
        for ticket in tickets:
            entries = [worked.id for worked in ticket.worked] + [used.id for used in ticket.used]
            refuse_billed(workspace, ticket.id, *entries)
        unlinked = tuple(_unlinked(workspace, work, idents))
        for ident in idents:
            work.remove(ident)
        note_deleted(work, tickets)
        trailers = [("Deleted", f"{ticket.id} {ticket.short_title}") for ticket in tickets]
        return DeleteResult(work.commit(subject(idents, "delete"), trailers=trailers), unlinked)


def note_deleted(work: "Transaction", tickets: Sequence[Ticket]) -> None:
    """Remember those that rules opened, so that they aren't opened again (R4)."""
    opened = [ticket.id for ticket in tickets if ticket.opened_by == str(RULES)]
    if opened:
        data = work.reader.content(FIRED_FILE)
        work.put_file(FIRED_FILE, with_fired(data or b"", opened), seen=data)


def pointing_at(workspace: "Workspace", idents: Sequence[str]) -> list[str]:
    """The ids of other tickets that link to one of these."""
    found = (other.id for ident in idents for other in workspace.reader.pointing_at(ident))
    return [other for other in dict.fromkeys(found) if other not in idents]


def _unlinked(workspace: "Workspace", work: "Transaction", idents: Sequence[str]) -> Iterator[str]:
    """Remove other tickets' links to these; the ids of those that had any."""
    from tix.storage.store.file_reader import BrokenTicketError, NoSuchTicketError

    for other in pointing_at(workspace, idents):
        with suppress(BrokenTicketError, NoSuchTicketError):
            ticket: Ticket = work.get(other)
            work.put(replace(ticket, links=tuple(k for k in ticket.links if k.id not in idents)))
            yield other
