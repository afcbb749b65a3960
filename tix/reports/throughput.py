"""Tickets opened and resolved in each day, week, month or year, and those open at its end."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime

from tix.frozen import dataclass
from tix.model.history.timelines import UNKNOWN, Courses
from tix.model.times import moment
from tix.reports.buckets import Bucket, buckets, end_of_bucket, unit_for
from tix.reports.opened_in_period import notes
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value


@dataclass(frozen=True, slots=True)
class _SortedTimes:
    """Times (seconds) in order, so that a count is a difference of two places."""

    times: list[int]

    def before(self, when: datetime) -> int:
        return bisect_left(self.times, when.timestamp())

    def within(self, bucket: Bucket) -> int:
        return self.before(bucket.end) - self.before(bucket.start)


def _sections(given: ReportInput) -> tuple[Section, ...]:
    courses = given.courses_of_tickets()
    opened = _in_order(at for at in courses.opened if at != UNKNOWN)
    resolved = _in_order(courses.resolved.times)
    reopened = _in_order(courses.reopened.times)
    entered = _in_order(courses.entered.times)
    left = _in_order(courses.left.times)
    unit, row_buckets = _buckets(given, opened, entered, resolved)
    columns = (
        Column("period", title=unit),
        *(Column(n, Kind.NUMBER) for n in ("opened", "resolved", "reopened", "open_at_end")),
    )
    rows: list[tuple[Value, ...]] = [
        (
            bucket.name,
            opened.within(bucket),
            resolved.within(bucket),
            reopened.within(bucket),
            entered.before(bucket.end) - left.before(bucket.end),
        )
        for bucket in row_buckets
    ]
    said = _notes(given, courses, opened, row_buckets)
    return (Section(f"Each {unit}", columns, tuple(rows), bar="open_at_end", notes=said),)


def _in_order(times: Iterable[int]) -> _SortedTimes:
    return _SortedTimes(sorted(times))


def _buckets(given: ReportInput, *known: _SortedTimes) -> tuple[str, tuple[Bucket, ...]]:
    """The unit, and the buckets from ``since`` (else the first time) to ``until`` (else now).

    The bucket that now is in is a whole one, so that nothing of this second is missing.
    """
    zone, until = given.config.timezone, given.until or given.now
    first = min((of.times[0] for of in known if of.times), default=None)
    since = given.since or moment(first)
    if since is None:
        return given.unit or "day", ()
    unit = given.unit or unit_for(min(until, given.now) - since)
    end = end_of_bucket(given.now, unit, zone)
    return unit, buckets(since, min(given.until or end, end), unit, zone)


def _notes(
    given: ReportInput, courses: Courses, opened: _SortedTimes, rows: tuple[Bucket, ...]
) -> tuple[str, ...]:
    """Notes about tickets that the numbers leave out because they lack times."""
    ends = zip(courses.done, courses.resolved.counts, courses.entered.counts, strict=True)
    no_end = no_start = 0
    for done, resolved, entered in ends:
        if done:
            no_end += not resolved
        else:
            no_start += not entered
    future = 0
    if given.until is None:
        future = len(opened.times) - (opened.before(rows[-1].end) if rows else 0)
    return notes(
        (courses.opened.count(UNKNOWN), "Not counted as opened: {} without a time of opening."),
        (no_end, "Not counted as resolved: {} that can't tell since when it is so."),
        (no_start, "Not counted as open: {} without any time."),
        (future, "Not counted yet: {} opened after this period, in the future."),
    )


THROUGHPUT = Definition(
    "throughput",
    "Throughput",
    "tickets opened, resolved and left open in each day, week, month or year",
    _sections,
    needs_history=True,
)
