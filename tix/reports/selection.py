"""Which tickets a report counts, and the sentence about those that it can't place."""

from collections.abc import Iterable
from datetime import datetime

from tix.model.ticket import Ticket
from tix.reports.report import ReportInput


def opened_in_period(given: ReportInput) -> tuple[list[Ticket], tuple[str, ...]]:
    """The tickets opened in the period that was asked for; all, if none was.

    With a period, tickets that don't tell when they were opened are left out, and a note says so.
    """
    if given.since is None and given.until is None:
        return list(given.tickets), ()
    chosen = [t for t in given.tickets if t.opened and given.in_period(t.opened)]
    unknown = sum(t.opened is None for t in given.tickets)
    return chosen, notes((unknown, "Left out: {} without a time of opening."))


def notes(*counted: tuple[int, str]) -> tuple[str, ...]:
    """A sentence for each count that isn't 0, with ``{}`` in it replaced by "3 tickets"."""
    return tuple(
        sentence.format("1 ticket" if count == 1 else f"{count} tickets")
        for count, sentence in counted
        if count
    )


def age(ticket: Ticket, now: datetime) -> int | None:
    """Seconds since the ticket was opened, 0 if that is yet to come; None if it doesn't tell."""
    return None if ticket.opened is None else max(0, int((now - ticket.opened).total_seconds()))


def oldest(tickets: Iterable[Ticket]) -> Ticket | None:
    """The ticket that was opened first, of those that tell when; of equals the lowest id."""
    dated = [ticket for ticket in tickets if ticket.opened]
    return min(dated, key=lambda ticket: (ticket.opened, ticket.id), default=None)
