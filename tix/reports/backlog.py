"""The tickets that were open at the end of each day, week, month or year, by their age then."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from tix.frozen import replace
from tix.model.history.timelines import UNKNOWN, Courses
from tix.model.times import seconds
from tix.reports.ageing import AGES, age_of
from tix.reports.ageing import UNKNOWN as NO_AGE
from tix.reports.in_period import lists_of
from tix.reports.opened_in_period import not_as_open, not_as_resolved, notes
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
from tix.reports.throughput import whole_stretch

_NEVER = 2**62


def _sections(given: ReportInput) -> tuple[Section, ...]:
    courses = given.courses_of_tickets()
    unit, rows = whole_stretch(given, courses)
    now = seconds(given.now) or 0
    ends = [seconds(bucket.end) or 0 for bucket in rows]
    counted = [dict.fromkeys([*(name for name, _ in AGES), NO_AGE], 0) for _ in ends]
    for opened, row, more in _open_at(courses, ends):
        age = None if opened == UNKNOWN else max(0, min(ends[row], now) - opened)
        counted[row][age_of(age)] += more
    ages = [name for name, _ in AGES]
    if any(each[NO_AGE] for each in counted):
        ages.append(NO_AGE)
    columns = (
        Column("period", title=unit),
        Column("open_at_end", Kind.NUMBER),
        *(Column(f"age:{age}", Kind.NUMBER, age) for age in ages),
    )
    lines: list[tuple[Value, ...]] = [
        (bucket.name, sum(each.values()), *(each[age] for age in ages))
        for bucket, each in zip(rows, counted, strict=True)
    ]
    chart = Chart(Shape.STACKED, tuple(f"age:{age}" for age in ages))
    title = f"Open tickets by age at the end of each {unit}"
    section = Section(title, columns, tuple(lines), bar="open_at_end", chart=chart)
    return (replace(section, notes=_notes(courses)),)


def _open_at(courses: Courses, ends: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """When a ticket was opened, and each end (its place) at which it is one more open ticket.

    It is so from the time at which it entered until the one at which it left, both before an end;
    times that contradict each other make it one less (-1) in between, so that sums stay right.
    """
    both = zip(courses.opened, lists_of(courses.entered), lists_of(courses.left), strict=True)
    for opened, entered, left in both:
        for came, went in zip_longest(sorted(entered), sorted(left), fillvalue=_NEVER):
            first, last = bisect_right(ends, came), bisect_right(ends, went)
            yield from ((opened, row, 1) for row in range(first, last))
            yield from ((opened, row, -1) for row in range(last, first))


def _notes(courses: Courses) -> tuple[str, ...]:
    never = not_as_resolved(courses)[0]
    return notes(
        not_as_open(courses), (never, "Not counted as open: {} done since an unknown time.")
    )


BACKLOG = Definition(
    "backlog",
    "Backlog",
    "how old the open tickets were at the end of each day, week, month or year",
    _sections,
    needs_history=True,
    by_unit=True,
)
