"""The course of tickets, as reports on time need it: when each came, was answered, done, and back.

Columns, not objects: a hundred thousand tickets are counted in the time in which Python makes a few
thousand objects, and an index can keep the columns as they are. Times are seconds since 1970.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain, compress
from typing import NamedTuple

from tix.values import dataclass, field

UNKNOWN = -(2**62)
"""In place of a time that nobody knows."""


class Course(NamedTuple):
    """The course of one ticket.

    ``answered``: when somebody other than the asker, by whatever alias, first commented in public.
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
    """Several times of each ticket: how many, and one ticket's behind the other's."""

    counts: "array[int]" = field(default_factory=_column("I"))
    times: "array[int]" = field(default_factory=_column("q"))

    def add(self, times: Sequence[int]) -> None:
        """One more ticket's."""
        self.counts.append(len(times))
        self.times.extend(times)

    def among(self, chosen: Sequence[object]) -> "Times":
        """Those of the chosen tickets."""
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
class Courses:
    """The courses of many tickets, a column for each value.

    ``priorities`` and ``groups`` are the words and sets of assignees that ``priority`` and
    ``assignees`` number.
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

    def __len__(self) -> int:
        return len(self.opened)

    def add(self, course: Course) -> None:
        """One more ticket. Only for who makes the columns."""
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
