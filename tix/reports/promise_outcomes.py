"""Promises as reports count them: each clock of each ticket, kept, missed, or still running."""

from collections.abc import Iterator
from typing import NamedTuple

from tix.model.promises.business_time import BusinessTime, Wait
from tix.model.times import seconds
from tix.reports.report import Column, Promised, ReportInput, Section

FIRST, NEXT, RESOLUTION = CLOCKS = ("first response", "next response", "resolution")
"""The clocks, as people call them."""

NOTHING_PROMISED = Section(
    "Overall",
    (Column("clock"),),
    (),
    notes=("This desk promises nothing: its tix.yaml has no promises.",),
)
"""All that there is to say where a desk has no promises."""


class Outcome(NamedTuple):
    """A clock of the ticket at ``place``; ``what`` is one of ``CLOCKS``. Times are in seconds.

    ``budget``: None if it isn't promised. ``missed``: it was met late, or isn't met and over (P7).
    ``decided_at``: when it was kept (met), or missed (due); None as long as it runs.
    """

    place: int
    what: str
    policy: str
    start: int
    budget: int | None
    due: int | None
    met: int | None
    waits: tuple[Wait, ...]
    missed: bool
    decided_at: int | None

    def late(self, now: int) -> int:
        """Seconds from the due time of what was missed to its being met, or now."""
        return self._end(now) - (self.due or 0)

    def late_in_business(self, now: int, business: BusinessTime) -> int:
        """The business time of that, outside the waits."""
        return business.between(self.due or 0, self._end(now), self.waits)

    def _end(self, now: int) -> int:
        return now if self.met is None else self.met

    @property
    def took(self) -> int:
        """Seconds from the start of what was met until then."""
        return (self.met or self.start) - self.start

    def took_in_business(self, business: BusinessTime) -> int:
        """The business time of that, outside the waits."""
        return business.between(self.start, self.met or self.start, self.waits)


class Calendars:
    """The business time of each policy's calendar."""

    def __init__(self, given: ReportInput, promised: Promised) -> None:
        self._of = {p.name: promised.business(p.calendar) for p in given.config.promises}

    def of(self, outcome: Outcome) -> BusinessTime:
        """The business time by which a promise counts."""
        return self._of[outcome.policy]


def outcomes(given: ReportInput, promised: Promised) -> Iterator[Outcome]:
    """Every clock of every ticket for which a policy holds; next responses are one a round."""
    now = seconds(given.now) or 0
    none: tuple[Wait, ...] = ()
    for place, policy, clocks, waited in promised.clocks:
        waits = tuple((begin or 0, end) for begin, end in waited) if waited else none
        last = len(clocks) - 1
        for number, (start, budget, due, _, met, _) in enumerate(clocks):
            what = RESOLUTION if number == last else NEXT if number else FIRST
            missed = due is not None and (now if met is None else met) > due
            yield Outcome(
                place,
                what,
                policy,
                start or 0,
                budget,
                due,
                met,
                waits if number == last else none,
                missed,
                due if missed else met,
            )


class Period:
    """The period of a report, in seconds."""

    def __init__(self, given: ReportInput) -> None:
        self._after = None if given.since is None else given.since.timestamp()
        self._before = None if given.until is None else given.until.timestamp()

    def has(self, at: int | None) -> bool:
        """Whether a time is in it; None never is."""
        if at is None:
            return False
        after = self._after is None or self._after <= at
        return after and (self._before is None or at < self._before)
