"""A calendar: the hours at which somebody works, day by day, in a time zone."""

from collections.abc import Iterable
from datetime import UTC, date, tzinfo

from tix.frozen import dataclass

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Hours = tuple[tuple[int, int], ...]
"""The intervals of a day in minutes since its 00:00, sorted and apart; 1440 is its end."""

DAY = 24 * 60
"""Minutes of a day by the clock."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works.

    ``hours`` has seven days, Monday first. ``day`` is what ``d`` means in a budget, in seconds;
    None where working days differ and nothing says so. Holidays are ``dates``, ``yearly`` ones as
    (month, day), and those of ``regions``, each with a file of dates in the desk.
    """

    name: str
    zone: tzinfo
    hours: tuple[Hours, ...]
    day: int | None = None
    dates: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    regions: tuple[str, ...] = ()

    def hours_on(self, day: date, holidays: frozenset[date] = frozenset()) -> Hours:
        """The hours of a day; a holiday takes all of them."""
        if (
            day in self.dates
            or (day.month, day.day) in self.yearly
            or (self.regions and day in holidays)
        ):
            return ()
        return self.hours[day.weekday()]


ALWAYS = Calendar("always", UTC, (((0, DAY),),) * 7, DAY * 60)
"""Round the clock, for whoever writes ``calendar: always``."""


def united(intervals: Iterable[tuple[int, int]]) -> Hours:
    """The intervals of a day, those that overlap or touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def common_length(hours: Iterable[Hours]) -> int | None:
    """The seconds that all days with hours share; None if they differ, or there is none."""
    lengths = {sum(end - start for start, end in day) for day in hours if day}
    return lengths.pop() * 60 if len(lengths) == 1 else None
