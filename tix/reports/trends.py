"""Week on week (or day, month, year): what came, what got done, how long it took, what changed."""

from collections.abc import Sequence
from datetime import timedelta

from tix.reports.buckets import Bucket, SortedTimes, bucket_of, buckets, one_before
from tix.reports.opened_in_period import not_placed, notes
from tix.reports.report import (
    Chart,
    Column,
    Definition,
    Kind,
    ReportInput,
    Section,
    Shape,
    Value,
)
from tix.reports.throughput import MOVED, Moved, first_time
from tix.reports.took import Took

_SHOWN = 13
"""How many weeks are shown if nobody names a period: a quarter of a year."""


def _sections(given: ReportInput) -> tuple[Section, ...]:
    unit, rows = _buckets(given)
    return _counts(given, unit, rows), _times(given, unit, rows)


def _buckets(given: ReportInput) -> tuple[str, Sequence[Bucket]]:
    """The unit, and the buckets of the period: without one the last thirteen, as far as there
    were tickets."""
    unit, zone = given.unit or "week", given.config.timezone
    current = bucket_of(given.now, unit, zone)
    until = min(given.until or current.end, current.end)
    if given.since is not None:
        return unit, buckets(given.since, until, unit, zone)
    begun = first_time(given.courses_of_tickets())
    if begun is not None and until <= begun:
        return unit, ()
    first = bucket_of(until - timedelta(seconds=1), unit, zone)
    for _ in range(_SHOWN - 1):
        if begun is None or first.start <= begun:
            break
        first = one_before(first, unit, zone)
    return unit, buckets(first.start, until, unit, zone)


def _counts(given: ReportInput, unit: str, rows: Sequence[Bucket]) -> Section:
    courses, zone = given.courses_of_tickets(), given.config.timezone
    moved = Moved(courses)
    lines: list[tuple[Value, ...]] = []
    for bucket in rows:
        now = moved.within(bucket)
        before = moved.within(one_before(bucket, unit, zone))
        is_whole = bucket == bucket_of(bucket.start, unit, zone) and bucket.end <= given.now
        changes = (n - b if is_whole else None for n, b in zip(now, before, strict=True))
        both = zip(now, changes, strict=True)
        lines.append((bucket.name, *(value for pair in both for value in pair)))
    columns = [Column("period", title=unit)]
    for name in MOVED:
        columns += [Column(name, Kind.NUMBER), Column(f"{name}_change", Kind.CHANGE, "±")]
    return Section(
        f"Each {unit}",
        tuple(columns),
        tuple(lines),
        notes=notes(*not_placed(courses)),
        chart=Chart(Shape.LINES, ("opened", "resolved", "reopened")),  # those open are far more
    )


def _times(given: ReportInput, unit: str, rows: Sequence[Bucket]) -> Section:
    """How long answers took of what was opened, and resolutions of what was resolved then."""
    courses, took = given.courses_of_tickets(), Took(given)
    opened, done = _SortedPlaces(courses.opened), _SortedPlaces([*courses.resolved.last()])
    lines: list[tuple[Value, ...]] = [
        (bucket.name, *took.figures(opened.within(bucket), done.within(bucket))) for bucket in rows
    ]
    return Section(
        f"Times each {unit}",
        (Column("period", title=unit), *took.columns),
        tuple(lines),
        notes=took.few(line[1:] for line in lines),
        chart=Chart(Shape.LINES, ("answer_median", "resolution_median")),
    )


class _SortedPlaces:
    """The places of times in the order of these: those in a bucket are a stretch of them."""

    def __init__(self, times: Sequence[int]) -> None:
        self._times = SortedTimes(times)
        self._places = sorted(range(len(times)), key=times.__getitem__)

    def within(self, bucket: Bucket) -> Sequence[int]:
        """The places of the times that are in the bucket."""
        return self._places[self._times.before(bucket.start) : self._times.before(bucket.end)]


TRENDS = Definition(
    "trends",
    "Trends",
    "what came and got done week by week, how long it took, and what changed",
    _sections,
    needs_history=True,
    by_unit=True,
)
