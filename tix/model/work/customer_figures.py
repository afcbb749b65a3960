"""What a customer's tickets come to: how many are open, hours worked, how content people are."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from tix.frozen import dataclass
from tix.model.ticket.entries import counting
from tix.model.ticket.ticket import Ticket


@dataclass(frozen=True, slots=True)
class CustomerFigures:
    """How many are open, ``minutes`` worked in a month, the ``ratings`` that count, worst first."""

    open: int
    minutes: int
    ratings: tuple[int, ...]

    @property
    def hours(self) -> float:
        """Hours worked in the month."""
        return round(self.minutes / 60, 2)

    @property
    def satisfaction(self) -> float | None:
        """The share of ratings of 4 and 5, from 0 to 1; None where there are none."""
        if not self.ratings:
            return None
        return round(sum(rating >= 4 for rating in self.ratings) / len(self.ratings), 2)


def figures_of(
    tickets: Iterable[Ticket],
    is_done: Callable[[Ticket], bool],
    person: Callable[[str], str],
    today: date,
) -> CustomerFigures:
    """The figures of these tickets; hours are those of the month of ``today``.

    ``person`` tells who somebody is that a ticket names, whatever alias it uses.
    """
    first = today.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    every = list(tickets)
    return CustomerFigures(
        sum(not is_done(ticket) for ticket in every),
        sum(
            work.minutes
            for ticket in every
            for work in ticket.worked
            if first <= work.day < following
        ),
        tuple(sorted(each.rating for ticket in every for each in counting(ticket.ratings, person))),
    )
