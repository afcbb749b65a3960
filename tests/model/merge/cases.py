"""One ticket, and merging it from both sides."""

from typing import Any

from tests.model.merge.people import ANA, JO, NOW
from tix.frozen import replace
from tix.model.merge.tickets import MergedTicket, merge_tickets
from tix.model.record.notes import asides_of
from tix.model.ticket.ticket import Ticket

BASE = Ticket(
    id="k7f3qz",
    title="Build fails",
    status="open",
    since=NOW,
    requester=str(JO),
    opened=NOW,
    opened_by=str(ANA),
)


def merge(base: Ticket | None, ours: Ticket, theirs: Ticket) -> MergedTicket:
    """The result, which is the same from both sides."""
    result = merge_tickets(base, ours, theirs)
    assert result == merge_tickets(base, theirs, ours)
    return result


def put(ticket: Ticket = BASE, **values: Any) -> Ticket:
    return replace(ticket, **values)


def notes(ticket: Ticket) -> set[tuple[str, str]]:
    return {(aside.field, aside.value) for aside in asides_of(ticket)}
