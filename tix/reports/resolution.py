"""How long people waited for a first answer, and for their ticket to be done."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from tix.frozen import dataclass, replace
from tix.model.history.timelines import WaitingTimes, waited_in
from tix.quick_typing import TypeVar
from tix.reports.grouping import by_assignee, by_priority, several_assignees
from tix.reports.opened_in_period import notes
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value
from tix.reports.took import ANSWERED, RESOLVED, few, spread

_Shared = TypeVar("_Shared")

_FIGURES = (*ANSWERED, *RESOLVED)


@dataclass(frozen=True, slots=True)
class _Alike:
    """The waits (seconds) of the tickets that share a priority, or their assignees.

    Only one of ``priority`` and ``assignees`` is looked at.
    """

    priority: str | None
    assignees: tuple[str, ...]
    answers: Sequence[int]
    resolutions: Sequence[int]


def _sections(given: ReportInput) -> tuple[Section, ...]:
    courses = given.courses_of_tickets()
    waited = courses.waited
    if waited is None or given.since is not None or given.until is not None:
        after = None if given.since is None else given.since.timestamp()
        before = None if given.until is None else given.until.timestamp()
        waited = waited_in(courses, after, before)
    answers, resolutions = waited.answers, waited.resolutions
    priorities = [
        _Alike(word, (), *both)
        for word, both in _alike(
            courses.priorities, answers.by_priority(), resolutions.by_priority()
        )
    ]
    people = [
        _Alike(None, names, *both)
        for names, both in _alike(
            courses.groups, answers.by_assignees(), resolutions.by_assignees()
        )
    ]
    overall = Section("Overall", _FIGURES, (_figures(answers.seconds, resolutions.seconds),))
    counts = Counter(waited.assignees)
    several = several_assignees(
        people, given.config, lambda alike: counts[courses.groups[alike.assignees]]
    )
    assignees = _grouped("By assignee", "assignee", Kind.PERSON, by_assignee(people, given.config))
    return (
        replace(overall, notes=(*_notes(waited), *_few(overall))),
        _grouped("By priority", "priority", Kind.WORD, by_priority(priorities, given.config)),
        replace(assignees, notes=(*several, *assignees.notes)),
    )


def _alike(
    numbers: Mapping[_Shared, int],
    answers: Mapping[int, Sequence[int]],
    resolutions: Mapping[int, Sequence[int]],
) -> Iterator[tuple[_Shared, tuple[Sequence[int], Sequence[int]]]]:
    """The waits of each group of tickets that has any."""
    for shared, number in numbers.items():
        both = answers.get(number, ()), resolutions.get(number, ())
        if any(both):
            yield shared, both


def _figures(*waits: Sequence[int]) -> tuple[Value, ...]:
    """Count, median and 90th percentile of each kind of wait."""
    return tuple(chain.from_iterable(map(spread, waits)))


def _grouped(
    title: str, name: str, kind: Kind, groups: Mapping[str | None, Sequence[_Alike]]
) -> Section:
    rows = tuple(
        (
            word,
            *_figures(
                _together([alike.answers for alike in group]),
                _together([alike.resolutions for alike in group]),
            ),
        )
        for word, group in groups.items()
    )
    section = Section(title, (Column(name, kind), *_FIGURES), rows)
    return replace(section, notes=_few(section))


def _few(section: Section) -> tuple[str, ...]:
    """The note about figures that stand on few cases."""
    counts = [n for n, column in enumerate(section.columns) if column.kind is Kind.NUMBER]
    return few(int(str(row[n])) for row in section.rows for n in counts)


def _together(waits: Sequence[Sequence[int]]) -> Sequence[int]:
    return waits[0] if len(waits) == 1 else sorted(chain.from_iterable(waits))


def _notes(waited: WaitingTimes) -> tuple[str, ...]:
    return notes(
        (waited.unopened, "Left out: {} without a time of opening."),
        (waited.unknown, "Not counted as resolved: {} that can't tell since when it is so."),
        (waited.backwards, "Left out: {} answered or resolved before the time of opening."),
    )


RESOLUTION = Definition(
    "resolution",
    "Resolution",
    "time to the first answer and to the resolution: median and 90th percentile",
    _sections,
    needs_history=True,
)
