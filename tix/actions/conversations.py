"""Who asks and who answers in tickets, and when: what rules want to know of a conversation."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from tix.model.people import Person
from tix.model.promises.sides import Side, Sides
from tix.model.rules.anchors import NoCalendarError
from tix.model.rules.moment import Length, Moment
from tix.model.ticket.ticket import Ticket
from tix.model.times import instant, moment
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.promises.business_time import BusinessTime
    from tix.model.promises.clocks import Course
    from tix.model.records.customer import Customer
    from tix.query.promises import Promises


class Conversations:
    """The conversations of a desk's tickets, by its promises where it has any."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace, self._config = workspace, workspace.config

    # -- who is who -----------------------------------------------------------------------------

    def is_asking(self, ticket: Ticket, person: Person) -> bool | None:
        """Whether somebody is on the asking side (P3); None: on neither."""
        asker = self._sides.asker(ticket)
        side = self._sides.side_of_known(person, asker)  # customers are costly to read
        if side is None:
            side = self._sides.side(person, asker, self._customer(ticket.customer))
        return None if side is Side.NEITHER else side is Side.ASKING

    @cached_property
    def _sides(self) -> Sides:
        staff = [who for team in self._config.teams for who in team.members]
        return Sides(self._config.canonical_person, staff, self._config.robots)

    def _customer(self, name: str | None) -> "Customer | None":
        if name is None or not self._workspace.has_customers:
            return None
        return self._workspace.customers.of(name)

    # -- when -----------------------------------------------------------------------------------

    def asked(self, ticket: Ticket) -> datetime | None:
        """The oldest public question of the asking side that nothing has cleared (P5)."""
        from tix.model.promises.clocks import first_met, rounds

        course = self._course(ticket)
        if course is None or course.done_at is not None:
            return None
        if first_met(course) is None:
            return moment(course.asked[0]) if course.asked else None
        return moment(next((r.asked for r in rounds(course) if r.met is None), None))

    def answered(self, ticket: Ticket) -> datetime | None:
        """The last public comment of the answering side."""
        course = self._course(ticket)
        return moment(course.answered[-1]) if course and course.answered else None

    def promised(self, ticket: Ticket, clock: str) -> datetime | None:
        """When a clock of its promise is due, as long as that isn't met and runs."""
        clocks = self._promises.clocks(ticket)
        found = getattr(clocks, clock) if clocks else None
        return moment(found.due) if found and found.met is None else None

    def _course(self, ticket: Ticket) -> "Course | None":
        return self._promises.course(ticket)

    @cached_property
    def _promises(self) -> "Promises":
        from tix.actions.desk_promises import desk_promises

        return desk_promises(self._workspace)

    # -- business time --------------------------------------------------------------------------

    @cached_property
    def _business(self) -> "Callable[[str], BusinessTime]":
        from tix.actions.kept_clocks import business_times

        return business_times(self._workspace)

    def later(self, ticket: Ticket, start: datetime, away: Moment, name: str) -> datetime | None:
        """A time that is so much business time away, by the calendar of its promise, else by the
        one of that name. Raises NoCalendarError."""
        policy = self._promises.policy_for(ticket)
        calendar = policy.calendar if policy else name
        if not calendar or not self.can_count(calendar, away):
            raise NoCalendarError(ticket.id, calendar)
        return self.later_by(calendar, start, away)

    def can_count(self, calendar: str, away: Moment) -> bool:
        """Whether that calendar says how long the days are, if there are any to count."""
        return _amount(away.length, self._business(calendar)) is not None

    def later_by(self, calendar: str, start: datetime, away: Moment) -> datetime | None:
        """The same by that calendar; None, too, if it doesn't say what a day is."""
        business = self._business(calendar)
        amount = _amount(away.length, business)
        if amount is None:
            return None
        if away.sign > 0:
            return moment(business.due(instant(start), amount))
        return moment(_earlier(business, instant(start), amount))


def _amount(length: Length, business: "BusinessTime") -> int | None:
    """A length in seconds of business time; None: the calendar doesn't say what a day is."""
    if not length.days:
        return length.seconds
    day = business.calendar.day
    return None if day is None else length.days * day + length.seconds


def _earlier(business: "BusinessTime", end: int, amount: int) -> int | None:
    """The last instant from which on so much business time passes up to another."""
    from tix.model.promises.business_time import HORIZON

    early, late = end - HORIZON, end
    if business.between(early, end) < amount:
        return None
    while early + 1 < late:
        middle = (early + late) // 2
        early, late = (middle, late) if business.between(middle, end) >= amount else (early, middle)
    return late if business.between(late, end) >= amount else early
