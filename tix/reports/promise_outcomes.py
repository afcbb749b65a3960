"""Promises as reports count them: each clock of each ticket, kept, missed, or still running."""

from collections import Counter
from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from tix.frozen import dataclass
from tix.model.promises.business_time import waits_in
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


@dataclass(frozen=True, slots=True)
class Kept:
    """The promises that were kept, a column for each value: there are many of them.

    Each is to the ticket at a place, ``what`` is one of ``CLOCKS``, and ``at`` is when it was met.
    """

    places: Sequence[int]
    what: Sequence[str]
    policies: Sequence[str]
    at: Sequence[int]


class Miss(NamedTuple):
    """A promise to the ticket at ``place`` that was missed: it was met late, or isn't met and over
    (P7); ``what`` is one of ``CLOCKS``. Times are in seconds.

    ``late`` is by how much until it was met, or until now, by the clock; ``in_business`` is the
    same in business time outside the waits.
    """

    place: int
    what: str
    policy: str
    due: int
    met: int | None
    late: int
    in_business: int


def kept_in_time(given: ReportInput, promised: Promised) -> Kept:
    """What was kept in the period."""
    places = promised.places
    found = [row for row in promised.kept(*period(given)) if row[0] in places]
    if not found:
        return Kept((), (), (), ())
    numbers, what, policies, at = zip(*found, strict=True)
    return Kept([*map(places.__getitem__, numbers)], [*map(CLOCKS.__getitem__, what)], policies, at)


def misses(given: ReportInput, promised: Promised) -> list[Miss]:
    """What was missed in the period: what was due then."""
    now, places = seconds(given.now) or 0, promised.places
    business = promised.business(given.config)
    found = []
    for number, what, policy, due, met, late, in_business, waits in promised.missed(
        now, *period(given)
    ):
        if number in places:
            if in_business is None:
                in_business = business[policy].between(due, now, waits_in(waits))
            found.append((places[number], CLOCKS[what], policy, due, met, late, in_business))
    return [*map(Miss._make, found)]


def running(given: ReportInput, promised: Promised) -> Counter[str]:
    """How many of each clock are running now."""
    rows = promised.running(seconds(given.now) or 0)
    return Counter(CLOCKS[what] for number, what in rows if number in promised.places)


def period(given: ReportInput) -> tuple[float, float]:
    """The period of a report, in seconds: from, up to but without."""
    after = -inf if given.since is None else given.since.timestamp()
    return after, inf if given.until is None else given.until.timestamp()
