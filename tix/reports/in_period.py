"""What happened to each of many tickets in a period, and the tables of those that share a word."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from tix.frozen import dataclass
from tix.model.history.timelines import UNKNOWN, Times
from tix.model.text.natural import natural
from tix.model.times import seconds
from tix.reports.opened_in_period import not_as_opened, not_as_resolved, notes
from tix.reports.report import Column, Kind, ReportInput, Section, Value
from tix.reports.took import Took

COUNTS = tuple(Column(name, Kind.NUMBER) for name in ("opened", "open", "resolved", "reopened"))
"""The columns of ``InPeriod.counts``."""


@dataclass(frozen=True, slots=True)
class Reopening:
    """A resolution of the ticket at ``place``; ``reopened`` is when it was undone, if it was."""

    place: int
    resolved: int
    reopened: int | None


class InPeriod:
    """The tickets of a report by their places in the courses, and what happened in its period.

    ``opened``: it was opened in the period. ``done``: it is done, since a time in the period (of
    any time, since an unknown one too).
    ``resolved`` and ``reopened``: how often that happened in the period.
    """

    def __init__(self, given: ReportInput) -> None:
        self._given = given
        self.courses = courses = given.courses_of_tickets()
        self.after = UNKNOWN if given.since is None else seconds(given.since) or 0
        self.before = -UNKNOWN if given.until is None else seconds(given.until) or 0
        self.opened = [self.after <= at < self.before and at != UNKNOWN for at in courses.opened]
        self.resolved = self._counted(courses.resolved)
        self.reopened = self._counted(courses.reopened)
        self._is_any_time = given.since is None and given.until is None
        done_at = zip(courses.done, courses.resolved.last(), strict=True)
        self.done = [bool(done) and self._is_done_in(at) for done, at in done_at]

    def _is_done_in(self, at: int) -> bool:
        return self._is_any_time or (at != UNKNOWN and self.after <= at < self.before)

    @property
    def undone(self) -> tuple[str, ...]:
        """The note about tickets that ``done`` leaves out: since when they are isn't known."""
        return () if self._is_any_time else notes(not_as_resolved(self.courses))

    def _counted(self, times: Times) -> list[int]:
        return [
            sum(self.after <= at < self.before for at in each) if each else 0
            for each in lists_of(times)
        ]

    @cached_property
    def took(self) -> Took:
        """How long each took: with promises that is much to count, and not all reports ask."""
        return Took(self._given, self.after, self.before)

    @cached_property
    def is_open(self) -> list[bool]:
        """Whether each was open at the period's end (now, if that is still to come)."""
        if self._given.until is None or self._given.until > self._given.now:
            return [not is_done for is_done in self.courses.done]
        entered = (sum(at < self.before for at in each) for each in lists_of(self.courses.entered))
        left = (sum(at < self.before for at in each) for each in lists_of(self.courses.left))
        return [came > went for came, went in zip(entered, left, strict=True)]

    def counts(self, places: Sequence[int]) -> tuple[int, ...]:
        """How many of these were opened, are open, were resolved and reopened."""
        columns = (self.opened, self.is_open, self.resolved, self.reopened)
        return tuple(sum(column[place] for place in places) for column in columns)

    def times(self, places: Sequence[int]) -> tuple[Value, ...]:
        """The values of ``took.columns`` of these."""
        return self.took.figures(places, places)

    def reopenings(self) -> Iterator[Reopening]:
        """Each resolution in the period, with the reopening that followed it whenever."""
        both = zip(lists_of(self.courses.resolved), lists_of(self.courses.reopened), strict=True)
        for place, (resolved, reopened) in enumerate(both):
            for at, following in zip(resolved, (*resolved[1:], None), strict=False):
                if self.after <= at < self.before:
                    undone = next((when for when in reopened if when >= at), None)
                    if following is not None and undone is not None and undone > following:
                        undone = None
                    yield Reopening(place, at, undone)


def lists_of(times: Times) -> Iterator[Sequence[int]]:
    """The times of each ticket."""
    for count, end in zip(times.counts, accumulate(times.counts), strict=True):
        yield times.times[end - count : end] if count else ()


def percent(part: int, whole: int) -> int | None:
    """A share in hundredths, halves up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def places_by(texts: Sequence[tuple[str, ...]]) -> dict[str | None, list[int]]:
    """The places of each text, those of none under None."""
    found: dict[str | None, list[int]] = {}
    for place, each in enumerate(texts):
        for text in each or (None,):
            found.setdefault(text, []).append(place)
    return found


def tables_by(
    name: str, kind: Kind, groups: Mapping[str | None, Sequence[int]], happened: InPeriod
) -> tuple[Section, Section]:
    """What happened to the tickets of each group, most opened first, and how long it took.

    Groups to which nothing happened, and of which nothing is open, are left out.
    """
    counts = {word: happened.counts(places) for word, places in groups.items()}
    shown = [word for word in counts if any(counts[word])]
    shown.sort(
        key=lambda word: (word is None, *(-count for count in counts[word]), natural(word or ""))
    )
    times = {word: happened.times(groups[word]) for word in shown}
    took = happened.took
    timed = [word for word in shown if any(took.counts(times[word]))]
    return (
        Section(
            f"Tickets by {name}",
            (Column(name, kind), *COUNTS),
            tuple((word, *counts[word]) for word in shown),
            bar="opened",
            notes=notes(not_as_opened(happened.courses), not_as_resolved(happened.courses)),
        ),
        Section(
            f"Times by {name}",
            (Column(name, kind), *took.columns),
            tuple((word, *times[word]) for word in timed),
            notes=took.few(times[word] for word in timed),
        ),
    )
