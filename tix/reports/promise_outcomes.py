"""Promises as reports count them: each clock of each ticket, kept, missed, or still running."""

from collections import Counter
from collections.abc import Sequence
from itertools import compress
from math import inf

from tix.frozen import dataclass
from tix.model.promises.business_time import waits_in
from tix.model.times import seconds
from tix.quick_typing import TYPE_CHECKING, Any
from tix.reports.report import Column, Promised, ReportInput, Section

if TYPE_CHECKING:
    from tix.model.promises.counted import KeptColumns, MissedColumns

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


@dataclass(frozen=True, slots=True)
class Missed:
    """The promises that were missed, a column for each value: met late, or not met and over (P7).

    ``due`` and ``met`` are times in seconds. ``late`` is by how much until it was met, or until
    now, by the clock; ``in_business`` is the same in business time outside the waits.
    """

    places: Sequence[int]
    what: Sequence[str]
    policies: Sequence[str]
    due: Sequence[int]
    met: Sequence[int | None]
    late: Sequence[int]
    in_business: Sequence[int]

    def __len__(self) -> int:
        return len(self.places)


def kept_in_time(given: ReportInput, promised: Promised) -> Kept:
    """What was kept in the period."""
    places, (what, policies, at) = _at_places(promised, promised.kept(*period(given)))
    return Kept(places, [*map(CLOCKS.__getitem__, what)], policies, at)


def misses(given: ReportInput, promised: Promised) -> Missed:
    """What was missed in the period: what was due then."""
    now = seconds(given.now) or 0
    places, columns = _at_places(promised, promised.missed(now, *period(given)))
    what, policies, due, met, in_business, waits = columns
    ends = zip(met, due, strict=True)
    late = [(now if end is None else end) - start for end, start in ends]
    business = promised.business(given.config)
    counted = [
        business[policy].between(start, now, waits_in(wait)) if known is None else known
        for known, policy, start, wait in zip(in_business, policies, due, waits, strict=True)
    ]
    return Missed(places, [*map(CLOCKS.__getitem__, what)], policies, due, met, late, counted)


def _at_places(
    promised: Promised, columns: "KeptColumns | MissedColumns"
) -> tuple[Sequence[int], Sequence[Sequence[Any]]]:
    """The places of the tickets in the first column, and the other columns; without the rows of
    tickets that aren't counted."""
    numbers, *others = columns
    places = [*map(promised.places.get, numbers)]
    if None in places:
        counted = [place is not None for place in places]
        others = [[*compress(column, counted)] for column in others]
    return [place for place in places if place is not None], others


def running(given: ReportInput, promised: Promised) -> Counter[str]:
    """How many of each clock are running now."""
    rows = promised.running(seconds(given.now) or 0)
    return Counter(CLOCKS[what] for number, what in rows if number in promised.places)


def period(given: ReportInput) -> tuple[float, float]:
    """The period of a report, in seconds: from, up to but without."""
    after = -inf if given.since is None else given.since.timestamp()
    return after, inf if given.until is None else given.until.timestamp()
