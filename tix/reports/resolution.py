"""How long people waited for a first answer, and for their ticket to be done."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from tix.model.courses import UNKNOWN, Courses
from tix.reports.durations import percentile
from tix.reports.grouping import by_assignee, by_priority, several_assignees
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value
from tix.reports.selection import notes
from tix.values import dataclass, replace

_Shared = TypeVar("_Shared")

_FIGURES = (
    Column("answered", Kind.NUMBER),
    Column("answer_median", Kind.DURATION, "median to answer"),
    Column("answer_p90", Kind.DURATION, "90% answered in"),
    Column("resolved", Kind.NUMBER),
    Column("resolution_median", Kind.DURATION, "median to resolve"),
    Column("resolution_p90", Kind.DURATION, "90% resolved in"),
)

_Waits = Sequence[int]
"""How many seconds each ticket took; less than 0 where that doesn't count."""

_NOT_COUNTED, _BACKWARDS = -1, -2
"""A wait that isn't known or not of the period; one that only contradictory times can give."""


@dataclass(frozen=True, slots=True)
class _Alike:
    """The counted tickets that share a priority, or their assignees: how many, how long they took.

    Only one of ``priority`` and ``assignees`` is looked at.
    """

    priority: str | None
    assignees: tuple[str, ...]
    count: int
    answers: Sequence[int]
    resolutions: Sequence[int]


def _sections(given: ReportInput) -> tuple[Section, ...]:
    courses = given.courses_of_tickets()
    last = courses.resolved.last()
    done_at = [at if is_done else UNKNOWN for at, is_done in zip(last, courses.done, strict=True)]
    answers = _waits(courses, courses.answered, courses.opened, given)
    resolutions = _waits(courses, done_at, done_at, given)

    overall = Section("Overall", _FIGURES, (_figures(_counted(answers), _counted(resolutions)),))
    priorities = [
        _Alike(word, (), *alike)
        for word, alike in _alike(courses.priorities, courses.priority, answers, resolutions)
    ]
    people = [
        _Alike(None, names, *alike)
        for names, alike in _alike(courses.groups, courses.assignees, answers, resolutions)
    ]
    return (
        replace(overall, notes=_notes(courses, done_at, answers, resolutions)),
        _grouped("By priority", "priority", Kind.WORD, by_priority(priorities, given.config)),
        replace(
            _grouped("By assignee", "assignee", Kind.PERSON, by_assignee(people, given.config)),
            notes=several_assignees(people, given.config, lambda alike: alike.count),
        ),
    )


def _waits(
    courses: Courses, ends: Sequence[int], counted_at: Sequence[int], given: ReportInput
) -> _Waits:
    """From opening to each end, where the time at which it counts is in the period."""
    waits = [
        _NOT_COUNTED
        if end == UNKNOWN or start == UNKNOWN
        else end - start
        if end >= start
        else _BACKWARDS
        for start, end in zip(courses.opened, ends, strict=True)
    ]
    if given.since is None and given.until is None:
        return waits
    after = UNKNOWN if given.since is None else given.since.timestamp()
    before = -UNKNOWN if given.until is None else given.until.timestamp()
    return [
        wait if after <= at < before else _NOT_COUNTED
        for wait, at in zip(waits, counted_at, strict=True)
    ]


def _counted(waits: _Waits) -> list[int]:
    return [seconds for seconds in waits if seconds >= 0]


def _alike(
    numbers: Mapping[_Shared, int], column: Sequence[int], answers: _Waits, resolutions: _Waits
) -> Iterator[tuple[_Shared, tuple[int, Sequence[int], Sequence[int]]]]:
    """Count and waits of the counted tickets that have the same number in a column."""
    counts = [0] * len(numbers)
    found: tuple[list[list[int]], ...] = ([[] for _ in counts], [[] for _ in counts])
    answered, resolved = found
    for number, answer, resolution in zip(column, answers, resolutions, strict=True):
        if answer >= 0:
            answered[number].append(answer)
            counts[number] += 1
            if resolution >= 0:
                resolved[number].append(resolution)
        elif resolution >= 0:
            resolved[number].append(resolution)
            counts[number] += 1
    for shared, number in numbers.items():
        if counts[number]:
            yield shared, (counts[number], answered[number], resolved[number])


def _figures(*waits: Sequence[int]) -> tuple[Value, ...]:
    """Count, median and 90th percentile of each kind of wait."""
    figures: list[Value] = []
    for seconds in waits:
        ordered = sorted(seconds)
        figures += [len(ordered), percentile(ordered, 50), percentile(ordered, 90)]
    return tuple(figures)


def _grouped(
    title: str, name: str, kind: Kind, groups: Mapping[str | None, Sequence[_Alike]]
) -> Section:
    rows = tuple(
        (
            word,
            *_figures(
                _together(alike.answers for alike in group),
                _together(alike.resolutions for alike in group),
            ),
        )
        for word, group in groups.items()
    )
    return Section(title, (Column(name, kind), *_FIGURES), rows)


def _together(waits: Iterable[Sequence[int]]) -> list[int]:
    return [seconds for some in waits for seconds in some]


def _notes(courses: Courses, done_at: Sequence[int], *waits: _Waits) -> tuple[str, ...]:
    unopened = courses.opened.count(UNKNOWN)
    unknown = done_at.count(UNKNOWN) - courses.done.count(0)
    backwards = sum(_BACKWARDS in both for both in zip(*waits, strict=True))
    return notes(
        (unopened, "Left out: {} without a time of opening."),
        (unknown, "Not counted as resolved: {} that can't tell since when it is so."),
        (backwards, "Left out: {} answered or resolved before the time of opening."),
    )


RESOLUTION = Definition(
    "resolution",
    "Resolution",
    "time to the first answer and to the resolution: median and 90th percentile",
    _sections,
    needs_history=True,
)
