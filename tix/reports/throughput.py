"""What came in and what got done in each day, week, month or year, and what was open at its end."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from tix.model.config import Group
from tix.model.history import reopened_times, resolved_times, status_spans
from tix.model.ticket import Ticket
from tix.reports.buckets import Bucket, buckets, end_of_bucket, unit_for
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value
from tix.reports.selection import notes
from tix.values import dataclass


@dataclass(frozen=True, slots=True)
class _Course:
    """The course of one ticket: the times at which it came, got done, came back.

    ``entered`` and ``left`` are the times at which the number of open tickets grew and shrank.
    """

    ticket: Ticket
    resolved: tuple[datetime, ...]
    reopened: tuple[datetime, ...]
    entered: tuple[datetime, ...]
    left: tuple[datetime, ...]


def _course(ticket: Ticket, given: ReportInput) -> _Course:
    spans = status_spans(ticket, given.events.get(ticket.id, ()), given.config)
    resolved, reopened = resolved_times(ticket, spans), reopened_times(spans)
    if not spans or spans[0].group is Group.DONE:  # never was open before it got done first
        return _Course(ticket, resolved, reopened, reopened, resolved[1:])
    return _Course(ticket, resolved, reopened, (spans[0].start, *reopened), resolved)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Times in order, so that a count is a difference of two places."""

    times: tuple[datetime, ...]

    def before(self, when: datetime) -> int:
        return bisect_left(self.times, when)

    def within(self, bucket: Bucket) -> int:
        return self.before(bucket.end) - self.before(bucket.start)


def _sections(given: ReportInput) -> tuple[Section, ...]:
    courses = [_course(ticket, given) for ticket in given.tickets]
    unit, row_buckets = _buckets(given, courses)
    opened = _in_order([c.ticket.opened] for c in courses if c.ticket.opened)
    resolved = _in_order(c.resolved for c in courses)
    reopened = _in_order(c.reopened for c in courses)
    entered = _in_order(c.entered for c in courses)
    left = _in_order(c.left for c in courses)
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
    said = _notes(given, courses, row_buckets)
    return (Section(f"Each {unit}", columns, tuple(rows), bar="open_at_end", notes=said),)


def _in_order(times: Iterable[Iterable[datetime]]) -> _Sorted:
    return _Sorted(tuple(sorted(chain.from_iterable(times))))


def _buckets(given: ReportInput, courses: Iterable[_Course]) -> tuple[str, tuple[Bucket, ...]]:
    """The unit, and the buckets from ``since`` (else the first ticket) to ``until`` (else now).

    The bucket that now is in is a whole one, so that nothing of this second is missing.
    """
    zone, until = given.config.timezone, given.until or given.now
    known = (when for c in courses for when in (c.ticket.opened, *c.entered, *c.resolved) if when)
    since = given.since or min(known, default=None)
    if since is None:
        return given.unit or "day", ()
    unit = given.unit or unit_for(min(until, given.now) - since)
    end = end_of_bucket(given.now, unit, zone)
    return unit, buckets(since, min(given.until or end, end), unit, zone)


def _notes(
    given: ReportInput, courses: Iterable[_Course], rows: tuple[Bucket, ...]
) -> tuple[str, ...]:
    """What the numbers leave out, where a ticket doesn't tell its times."""
    unopened = no_end = no_start = future = 0
    for course in courses:
        done = given.config.is_done(course.ticket)
        unopened += course.ticket.opened is None
        no_end += done and not course.resolved
        no_start += not done and not course.entered
        if given.until is None and course.ticket.opened:
            future += not rows or course.ticket.opened >= rows[-1].end
    return notes(
        (unopened, "Not counted as opened: {} without a time of opening."),
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
