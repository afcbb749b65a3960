"""The course of tickets, as reports on time need it: when each came, was answered, done, and back.

Columns, not objects: a hundred thousand tickets are counted in the time in which Python makes a few
thousand objects, and an index can keep the columns as they are. Times are seconds since 1970.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain, compress

from tix.frozen import dataclass, field
from tix.quick_typing import NamedTuple

UNKNOWN = -(2**62)
"""Stands for an unknown time."""


class Course(NamedTuple):
    """The course of one ticket.

    ``answered``: when somebody other than the asker, by whatever alias, first commented in public;
    rules, merges and robots are nobody.
    ``resolved`` and ``reopened``: the times at which it got done, or wasn't done any more.
    ``entered`` and ``left``: those at which the number of open tickets grew and shrank.
    """

    opened: int
    answered: int
    is_done: bool
    priority: str | None
    assignees: tuple[str, ...]
    resolved: tuple[int, ...]
    reopened: tuple[int, ...]
    entered: tuple[int, ...]
    left: tuple[int, ...]


def _column(kind: str) -> Callable[[], "array[int]"]:
    return lambda: array(kind)


@dataclass(frozen=True, slots=True)
class Times:
    """Lists of times, one per ticket, stored one after the other with their lengths."""

    counts: "array[int]" = field(default_factory=_column("I"))
    times: "array[int]" = field(default_factory=_column("q"))

    def add(self, times: Sequence[int]) -> None:
        """Append the times of another ticket."""
        self.counts.append(len(times))
        self.times.extend(times)

    def among(self, chosen: Sequence[object]) -> "Times":
        """The lists of the chosen tickets."""
        each = chain.from_iterable(
            [flag] * count for flag, count in zip(chosen, self.counts, strict=True)
        )
        return Times(
            array("I", compress(self.counts, chosen)), array("q", compress(self.times, each))
        )

    def last(self) -> Iterator[int]:
        """The last time of each ticket."""
        times = self.times
        for count, end in zip(self.counts, accumulate(self.counts), strict=True):
            yield times[end - 1] if count else UNKNOWN


@dataclass(frozen=True, slots=True)
class Waits:
    """How many seconds each of many tickets took, shortest first, and whose tickets they were.

    ``priority`` and ``assignees`` are numbers as in ``Courses``.
    """

    seconds: "array[int]" = field(default_factory=_column("q"))
    priority: "array[int]" = field(default_factory=_column("I"))
    assignees: "array[int]" = field(default_factory=_column("I"))

    def by_priority(self) -> dict[int, list[int]]:
        """The seconds of each priority, the shortest first."""
        return _by(self.priority, self.seconds)

    def by_assignees(self) -> dict[int, list[int]]:
        """The seconds of each set of assignees, the shortest first."""
        return _by(self.assignees, self.seconds)


def _by(numbers: "array[int]", seconds: "array[int]") -> dict[int, list[int]]:
    found: dict[int, list[int]] = {number: [] for number in {*numbers}}
    for number, each in zip(numbers, seconds, strict=True):
        found[number].append(each)
    return found


@dataclass(frozen=True, slots=True)
class WaitingTimes:
    """How long people waited for answers, and for their tickets to be done.

    ``assignees`` has, of each ticket with any of the two, the number of those who work on it. How
    many tickets don't tell when they were opened (``unopened``), are done since nobody knows when
    (``unknown``), or were answered or done before they were opened (``backwards``).
    """

    answers: Waits = field(default_factory=Waits)
    resolutions: Waits = field(default_factory=Waits)
    assignees: "array[int]" = field(default_factory=_column("I"))
    unopened: int = 0
    unknown: int = 0
    backwards: int = 0


@dataclass(frozen=True, slots=True)
class Courses:
    """The courses of many tickets, a column for each value.

    ``priorities`` and ``groups`` are the words and sets of assignees that ``priority`` and
    ``assignees`` number. ``waited`` is what ``waited_in`` gives for all time, if somebody asked.
    """

    opened: "array[int]" = field(default_factory=_column("q"))
    answered: "array[int]" = field(default_factory=_column("q"))
    done: bytearray = field(default_factory=bytearray)
    priority: "array[int]" = field(default_factory=_column("I"))
    assignees: "array[int]" = field(default_factory=_column("I"))
    resolved: Times = field(default_factory=Times)
    reopened: Times = field(default_factory=Times)
    entered: Times = field(default_factory=Times)
    left: Times = field(default_factory=Times)
    priorities: dict[str | None, int] = field(default_factory=dict)
    groups: dict[tuple[str, ...], int] = field(default_factory=dict)
    waited: WaitingTimes | None = None

    def __len__(self) -> int:
        return len(self.opened)

    def add(self, course: Course) -> None:
        """Append another ticket; only for building the columns."""
        self.opened.append(course.opened)
        self.answered.append(course.answered)
        self.done.append(course.is_done)
        self.priority.append(self.priorities.setdefault(course.priority, len(self.priorities)))
        self.assignees.append(self.groups.setdefault(course.assignees, len(self.groups)))
        self.resolved.add(course.resolved)
        self.reopened.add(course.reopened)
        self.entered.add(course.entered)
        self.left.add(course.left)

    def among(self, chosen: Sequence[object]) -> "Courses":
        """The courses of the chosen tickets: a true value for each of them."""
        return Courses(
            array("q", compress(self.opened, chosen)),
            array("q", compress(self.answered, chosen)),
            bytearray(compress(self.done, chosen)),
            array("I", compress(self.priority, chosen)),
            array("I", compress(self.assignees, chosen)),
            self.resolved.among(chosen),
            self.reopened.among(chosen),
            self.entered.among(chosen),
            self.left.among(chosen),
            dict(self.priorities),
            dict(self.groups),
        )


_NOT_COUNTED, _BACKWARDS = -1, -2
"""Stand for a wait that is unknown or outside the period, and for a contradictory one."""


def seconds_waited(
    courses: Courses, after: float | None = None, before: float | None = None
) -> tuple[list[int], list[int]]:
    """How long each ticket waited for an answer, and to be done; below 0 where it isn't counted.

    Counted are answers of tickets opened in the period of ``waited_in``, and tickets done in it.
    """
    period = None
    if after is not None or before is not None:
        period = (UNKNOWN if after is None else after, -UNKNOWN if before is None else before)
    done_at = _done_at(courses)
    return (
        _between(courses.opened, courses.answered, courses.opened, period),
        _between(courses.opened, done_at, done_at, period),
    )


def _done_at(courses: Courses) -> list[int]:
    return [
        at if is_done else UNKNOWN
        for at, is_done in zip(courses.resolved.last(), courses.done, strict=True)
    ]


def waited_in(
    courses: Courses, after: float | None = None, before: float | None = None
) -> WaitingTimes:
    """The waits of the tickets that were opened, and of those that were done, in a period.

    It runs from ``after`` up to but not including ``before``; None leaves that end open.
    """
    answers, resolutions = seconds_waited(courses, after, before)
    counted = [a >= 0 or r >= 0 for a, r in zip(answers, resolutions, strict=True)]
    return WaitingTimes(
        _waits(courses, answers),
        _waits(courses, resolutions),
        array("I", compress(courses.assignees, counted)),
        courses.opened.count(UNKNOWN),
        _done_at(courses).count(UNKNOWN) - courses.done.count(0),
        sum(_BACKWARDS in both for both in zip(answers, resolutions, strict=True)),
    )


def _between(
    starts: Sequence[int],
    ends: Sequence[int],
    counted_at: Sequence[int],
    period: tuple[float, float] | None,
) -> list[int]:
    """Seconds from each start to its end, where the time at which it counts is in the period."""
    waits = [
        _NOT_COUNTED
        if end == UNKNOWN or start == UNKNOWN
        else end - start
        if end >= start
        else _BACKWARDS
        for start, end in zip(starts, ends, strict=True)
    ]
    if period is None:
        return waits
    after, before = period
    return [
        wait if after <= at < before else _NOT_COUNTED
        for wait, at in zip(waits, counted_at, strict=True)
    ]


def _waits(courses: Courses, waits: Sequence[int]) -> Waits:
    places = [place for place, wait in enumerate(waits) if wait >= 0]
    places.sort(key=waits.__getitem__)
    return Waits(
        array("q", map(waits.__getitem__, places)),
        array("I", map(courses.priority.__getitem__, places)),
        array("I", map(courses.assignees.__getitem__, places)),
    )
