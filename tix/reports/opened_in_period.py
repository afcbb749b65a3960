"""Which tickets a report counts, and the sentence about those that it can't place."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from tix.model.history.timelines import UNKNOWN, Courses
from tix.model.ticket.ticket import Ticket
from tix.reports.report import ReportInput


class OpenedInPeriod:
    """The tickets opened in the period that was asked for; all, if none was. For one passage.

    With a period, tickets that don't tell when they were opened are left out.
    """

    def __init__(self, given: ReportInput) -> None:
        self._given = given
        self._undated = given.undated or 0

    def __iter__(self) -> Iterator[Ticket]:
        given = self._given
        all_count = (given.since is None and given.until is None) or given.undated is not None
        for ticket in given.tickets:
            if all_count or (ticket.opened and given.in_period(ticket.opened)):
                yield ticket
            elif ticket.opened is None:
                self._undated += 1

    @property
    def left_out(self) -> tuple[str, ...]:
        """The note about those that were left out; asked for after the passage."""
        return notes((self._undated, "Left out: {} without a time of opening."))


def opened_in_period(given: ReportInput) -> tuple[list[Ticket], tuple[str, ...]]:
    """The tickets of ``OpenedInPeriod`` and the note about the others."""
    chosen = OpenedInPeriod(given)
    return list(chosen), chosen.left_out


def notes(*counted: tuple[int, str]) -> tuple[str, ...]:
    """A sentence for each count that isn't 0, with ``{}`` in it replaced by "3 tickets"."""
    return tuple(
        sentence.format("1 ticket" if count == 1 else f"{count} tickets")
        for count, sentence in counted
        if count
    )


def not_as_opened(courses: Courses) -> tuple[int, str]:
    """How many tickets don't tell when they were opened, and the sentence about them."""
    return courses.opened.count(UNKNOWN), "Not counted as opened: {} without a time of opening."


def not_as_resolved(courses: Courses) -> tuple[int, str]:
    """How many tickets that are done don't tell since when, and the sentence about them."""
    both = zip(courses.done, courses.resolved.counts, strict=True)
    count = sum(bool(done) and not resolved for done, resolved in both)
    return count, "Not counted as resolved: {} that can't tell since when it is so."


def not_as_open(courses: Courses) -> tuple[int, str]:
    """How many open tickets don't tell any time, and the sentence about them."""
    both = zip(courses.done, courses.entered.counts, strict=True)
    count = sum(not done and not entered for done, entered in both)
    return count, "Not counted as open: {} without any time."


def not_placed(courses: Courses) -> tuple[tuple[int, str], ...]:
    """What reports leave out that follow tickets through time, as ``notes`` takes it."""
    return (not_as_opened(courses), not_as_resolved(courses), not_as_open(courses))


def age(ticket: Ticket, now: datetime) -> int | None:
    """Seconds since the ticket was opened, 0 if that is yet to come; None if it doesn't tell."""
    return None if ticket.opened is None else max(0, int((now - ticket.opened).total_seconds()))


def oldest(tickets: Iterable[Ticket]) -> Ticket | None:
    """The ticket that was opened first, of those that tell when; of equals the lowest id."""
    dated = [ticket for ticket in tickets if ticket.opened]
    return min(dated, key=lambda ticket: (ticket.opened, ticket.id), default=None)
