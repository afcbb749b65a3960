"""Promises as reports count them: each clock of each ticket, kept, missed, or still running."""

from collections.abc import Iterator

from tix.frozen import dataclass
from tix.model.promises.business_time import BusinessTime
from tix.model.promises.clocks import Clock, Clocks
from tix.model.promises.standing import FIRST, NEXT, RESOLUTION, is_missed
from tix.model.times import seconds
from tix.reports.report import Column, Promised, ReportInput, Section

NAMES = {FIRST: "first response", NEXT: "next response", RESOLUTION: "resolution"}
"""Each of ``CLOCKS`` as people call it."""

NOTHING_PROMISED = Section(
    "Overall",
    (Column("clock"),),
    (),
    notes=("This desk promises nothing: its tix.yaml has no promises.",),
)
"""All that there is to say where a desk has no promises."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A clock of the ticket at ``place``; ``what`` is one of ``CLOCKS``.

    ``promised``: it has a budget. ``missed``: it was met late, or isn't met and over (P7).
    """

    place: int
    what: str
    policy: str
    clock: Clock
    business: BusinessTime
    missed: bool

    @property
    def promised(self) -> bool:
        """Whether there is a budget."""
        return self.clock.budget is not None

    @property
    def decided_at(self) -> int | None:
        """When it was kept (met), or missed (due); None as long as it runs."""
        return self.clock.due if self.missed else self.clock.met

    def late(self, now: int) -> int:
        """Seconds from the due time of what was missed to its being met, or now."""
        return self._end(now) - (self.clock.due or 0)

    def late_in_business(self, now: int) -> int:
        """The business time of that, outside the waits."""
        end = self._end(now)
        return self.business.between(self.clock.due or 0, end, self.clock.waits)

    def _end(self, now: int) -> int:
        return now if self.clock.met is None else self.clock.met

    @property
    def took(self) -> int:
        """Seconds from the start of what was met until then."""
        return (self.clock.met or self.clock.start) - self.clock.start

    @property
    def took_in_business(self) -> int:
        """The business time of that, outside the waits."""
        met = self.clock.met or self.clock.start
        return self.business.between(self.clock.start, met, self.clock.waits)


def outcomes(given: ReportInput, promised: Promised) -> Iterator[Outcome]:
    """Every clock of every ticket for which a policy holds; next responses are one a round."""
    now = seconds(given.now) or 0
    for place, clocks in sorted(promised.clocks.items()):
        business = promised.business(clocks.policy.calendar)
        for what, clock in _named(clocks):
            missed = is_missed(clock.due, clock.met, now)
            yield Outcome(place, what, clocks.policy.name, clock, business, missed)


def _named(clocks: Clocks) -> Iterator[tuple[str, Clock]]:
    yield FIRST, clocks.first_response
    yield from ((NEXT, clock) for clock in clocks.rounds)
    yield RESOLUTION, clocks.resolution


def in_period(given: ReportInput, at: int | None) -> bool:
    """Whether a time (in seconds) is in the period of the report; None never is."""
    if at is None:
        return False
    after = given.since is None or given.since.timestamp() <= at
    return after and (given.until is None or at < given.until.timestamp())
