"""Tickets opened and resolved in each day, week, month or year, and those open at its end."""

from collections.abc import Sequence
from datetime import datetime

from tix.model.history.timelines import UNKNOWN, Courses
from tix.model.times import moment
from tix.reports.buckets import Bucket, SortedTimes, bucket_of, buckets, unit_for
from tix.reports.opened_in_period import not_placed, notes
from tix.reports.report import Chart, Column, Definition, Kind, ReportInput, Section, Shape, Value

MOVED = ("opened", "resolved", "reopened", "open_at_end")
"""The names of what ``Moved.within`` counts."""


class Moved:
    """When tickets were opened, resolved and reopened, and became open ones or were so no more."""

    def __init__(self, courses: Courses) -> None:
        self.opened = SortedTimes(at for at in courses.opened if at != UNKNOWN)
        self._resolved = SortedTimes(courses.resolved.times)
        self._reopened = SortedTimes(courses.reopened.times)
        self._entered = SortedTimes(courses.entered.times)
        self._left = SortedTimes(courses.left.times)

    def within(self, bucket: Bucket) -> tuple[int, ...]:
        """How many were opened, resolved and reopened in a bucket, and open at its end."""
        came = (self.opened, self._resolved, self._reopened)
        still_open = self._entered.before(bucket.end) - self._left.before(bucket.end)
        return (*(times.within(bucket) for times in came), still_open)


def _sections(given: ReportInput) -> tuple[Section, ...]:
    courses = given.courses_of_tickets()
    moved = Moved(courses)
    unit, row_buckets = whole_stretch(given, courses)
    columns = (
        Column("period", title=unit),
        *(Column(name, Kind.NUMBER) for name in MOVED),
    )
    rows: list[tuple[Value, ...]] = [(bucket.name, *moved.within(bucket)) for bucket in row_buckets]
    said = _notes(given, courses, moved.opened, row_buckets)
    return (
        Section(
            f"Each {unit}",
            columns,
            tuple(rows),
            bar="open_at_end",
            notes=said,
            chart=Chart(Shape.LINES, ("opened", "resolved", "open_at_end")),
        ),
    )


def whole_stretch(given: ReportInput, courses: Courses) -> tuple[str, Sequence[Bucket]]:
    """The unit, and the buckets from ``since`` (else the first time) to ``until`` (else now).

    The bucket that now is in is a whole one, so that nothing of this second is missing.
    """
    zone, until = given.config.timezone, given.until or given.now
    since = given.since or first_time(courses)
    if since is None:
        return given.unit or "day", ()
    unit = given.unit or unit_for(min(until, given.now) - since)
    end = bucket_of(given.now, unit, zone).end
    return unit, buckets(since, min(given.until or end, end), unit, zone)


def first_time(courses: Courses) -> datetime | None:
    """The first time that any of the tickets tells."""
    known = (courses.opened, courses.entered.times, courses.resolved.times)
    return moment(min((at for times in known for at in times if at != UNKNOWN), default=None))


def _notes(
    given: ReportInput, courses: Courses, opened: SortedTimes, rows: Sequence[Bucket]
) -> tuple[str, ...]:
    """Notes about tickets that the numbers leave out because they lack times."""
    future = 0
    if given.until is None:
        future = len(opened.times) - (opened.before(rows[-1].end) if rows else 0)
    return notes(
        *not_placed(courses),
        (future, "Not counted yet: {} opened after this period, in the future."),
    )


THROUGHPUT = Definition(
    "throughput",
    "Throughput",
    "tickets opened, resolved and left open in each day, week, month or year",
    _sections,
    needs_history=True,
    by_unit=True,
)
