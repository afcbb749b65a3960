"""Promises as reports count them: each clock of each ticket, kept, missed, or still running."""

from collections import Counter
from collections.abc import Iterable, Iterator
from math import inf
from typing import NamedTuple

from tix.model.promises.business_time import waits_in
from tix.model.promises.standing import is_missed
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
    """A promise to the ticket at ``place`` that was kept or missed; ``what`` is one of ``CLOCKS``.
    Times are in seconds.

    ``late``: in business time outside the waits, how long after the due time it was met; None of
    what isn't met yet. ``waits`` are as the index keeps them. ``missed``: it was met late, or isn't
    met and over (P7). ``decided_at``: when it was kept (met), or missed (due).
    """

    place: int
    what: str
    policy: str
    due: int | None
    met: int | None
    late: int | None
    waits: str | None
    missed: bool
    decided_at: int


def decided(given: ReportInput, promised: Promised) -> tuple[list[Outcome], Counter[str]]:
    """What was kept or missed in the period, and how many of each clock are running."""
    now, places, (after, before) = seconds(given.now) or 0, promised.places, period(given)
    found: list[tuple[object, ...]] = []
    running = [0, 0, 0]
    for number, what, policy, due, met, late, waits in promised.clocks():
        if number not in places:
            continue
        missed = is_missed(due, met, now)
        at = due if missed else met
        if at is None:
            running[what] += 1
        elif after <= at < before:
            found.append((places[number], CLOCKS[what], policy, due, met, late, waits, missed, at))
    return [*map(Outcome._make, found)], Counter(dict(zip(CLOCKS, running, strict=True)))


class Miss(NamedTuple):
    """What was missed, and by how much until it was met, or until now: seconds by the clock, and
    of business time outside the waits."""

    outcome: Outcome
    late: int
    in_business: int


def misses(given: ReportInput, promised: Promised, outcomes: Iterable[Outcome]) -> Iterator[Miss]:
    """Those of these that were missed."""
    now = seconds(given.now) or 0
    business = promised.business(given.config)
    for each in outcomes:
        if each.missed:
            due, end, late = each.due or 0, now if each.met is None else each.met, each.late
            if late is None:
                late = business[each.policy].between(due, end, waits_in(each.waits))
            yield Miss._make((each, end - due, late))


def period(given: ReportInput) -> tuple[float, float]:
    """The period of a report, in seconds: from, up to but without."""
    after = -inf if given.since is None else given.since.timestamp()
    return after, inf if given.until is None else given.until.timestamp()
