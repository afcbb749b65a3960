"""Business time: how much of a calendar's hours lies between two instants, and where a budget ends.

Instants are seconds since 1970. A calendar's hours become intervals of real time once, a month at
a time, each with the business time before it; all questions are then a search in a sorted list.

*A local time is the first instant at which the clock there shows that time or a later one.* That
covers hours that are skipped, that come twice, and days that are missing altogether.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property

from tix.model.promises.calendar import Calendar
from tix.model.promises.later_zone import real_zone
from tix.model.text.quick_json import loads

HORIZON = 3660 * 24 * 3600
"""Seconds after its start within which a budget must be used up; else it has no due time."""

_EPOCH = datetime(1970, 1, 1)
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = 1900 * 12, 2199 * 12 + 11
"""The months that have hours, counted from that of year 0. A time of another year, in a mistyped
ticket, mustn't take long."""

Wait = tuple[int, int | None]
"""From and to; one that still runs has no end."""


class BusinessTime:
    """The hours of a calendar as real time. ``holidays`` are those of its regions' files."""

    def __init__(self, calendar: Calendar, holidays: Mapping[str, frozenset[date]]) -> None:
        self.calendar = calendar
        self._holidays = frozenset[date]().union(
            *(holidays.get(region, ()) for region in calendar.regions)
        )
        self._first = self._after = 0  # the months in the lists: from, up to but without
        self._from = self._until = 0  # the same as instants
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []  # the business time before each interval
        self._total = 0

    @cached_property
    def _zone(self) -> tzinfo:
        return real_zone(self.calendar.zone)  # what was met needs no business time

    # -- questions ----------------------------------------------------------------------------

    def between(self, start: int, end: int, waits: Sequence[Wait] = ()) -> int:
        """The business time from one instant to another, outside the waits.

        ``waits`` are sorted and apart (``joined``). Less than nothing if ``end`` is before.
        """
        if end < start:
            return -self.between(end, start, waits)
        if not self._from <= start < self._until:
            self._reach(start)  # before any position is taken: earlier years move all of them
        total = self._position(end) - self._position(start)
        for wait_from, wait_to in waits:
            first = max(start, wait_from)
            last = end if wait_to is None else min(end, wait_to)
            if first < last:
                total -= self._position(last) - self._position(first)
        return total

    def due(self, start: int, budget: int, waits: Sequence[Wait] = ()) -> int | None:
        """The first instant at which the business time since the start is the budget (P2).

        None if that never is: within ``HORIZON``, or because a wait has no end. ``waits`` are
        sorted and apart.
        """
        if budget <= 0:
            return start
        latest, left = start + HORIZON, budget
        for wait_from, wait_to in waits:
            if wait_to is not None and wait_to <= start:
                continue
            if wait_from > start:
                used = self.between(start, wait_from)
                if used >= left:
                    break
                left -= used
            if wait_to is None or wait_to > latest:
                return None
            start = wait_to
        return self._after_using(start, left, latest)

    def hours_between(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The intervals of business time from one instant to another, cut off at both."""
        self._reach(start)
        self._reach(end)
        for opens, closes in zip(self._starts, self._ends, strict=True):
            if closes > start and opens < end:
                yield max(opens, start), min(closes, end)

    # -- positions ----------------------------------------------------------------------------

    def _position(self, at: int) -> int:
        """The business time before an instant, since some instant that is the same for all."""
        if not self._from <= at < self._until:
            self._reach(at)
        place = bisect_right(self._starts, at) - 1
        if place < 0:
            return 0
        ends = self._ends[place]
        return self._before[place] + (min(ends, at)) - self._starts[place]

    def _after_using(self, start: int, amount: int, latest: int) -> int | None:
        """The first instant at which so much was used since ``start``; not after ``latest``."""
        wanted = self._position(start) + amount
        while self._total < wanted:
            if self._until > latest or self._after > _LAST:
                return None
            before = self._after
            self._extend(before, before + 1)
            wanted = self._position(start) + amount
        place = bisect_left(self._before, wanted) - 1
        found = self._starts[place] + wanted - self._before[place]
        return found if found <= latest else None

    # -- months -------------------------------------------------------------------------------

    def _reach(self, at: int) -> None:
        """Have the months around an instant in the lists."""
        if self._from <= at < self._until:
            return
        month = min(max(_month(_EPOCH + timedelta(seconds=at)), _FIRST), _LAST)
        if self._first == self._after:
            self._first = self._after = month
            self._from = self._until = self._beginning(month)
        self._prepend(month)
        if at < self._from:  # by its calendar it's in the month before
            self._prepend(max(self._first - 1, _FIRST))
        self._extend(self._after, month)
        if at >= self._until:
            self._extend(self._after, min(self._after, _LAST))

    def _extend(self, first: int, last: int) -> None:
        """Put the months ``first`` to ``last`` behind what is there."""
        if last < first:
            return
        self._append(self._intervals(first, last))
        self._after = last + 1
        self._until = self._beginning(self._after)

    def _prepend(self, first: int) -> None:
        """Put the months from the beginning of the year of ``first`` on before what is there, which
        all moves."""
        if first >= self._first:
            return
        first -= first % 12
        later = [*zip(self._starts, self._ends, strict=True)]
        earlier = self._intervals(first, self._first - 1)
        self._starts, self._ends, self._before, self._total = [], [], [], 0
        self._append([*earlier, *later])
        self._first = first
        self._from = self._beginning(first)

    def _append(self, intervals: Sequence[tuple[int, int]]) -> None:
        starts, ends, before, total = self._starts, self._ends, self._before, self._total
        for start, end in intervals:
            if ends and start <= ends[-1]:
                start = ends[-1]
                if end <= start:
                    continue
                ends[-1] = end
            else:
                starts.append(start)
                ends.append(end)
                before.append(total)
            total += end - start
        self._total = total

    def _beginning(self, month: int) -> int:
        return instant(_first_day(month), self._zone)

    def _intervals(self, first: int, last: int) -> list[tuple[int, int]]:
        """The hours of whole months as instants; those that the clocks skip are empty."""
        calendar, holidays = self.calendar, self._holidays
        found: list[tuple[int, int]] = []
        if not any(calendar.hours):
            return found
        zone, midnight, end_of_all = self._zone, _first_day(first), _first_day(last + 1)
        day, offset = midnight.date(), _offset(midnight, zone)
        while midnight < end_of_all:
            next_midnight = midnight + _A_DAY
            next_offset = _offset(next_midnight, zone)
            if hours := calendar.hours_on(day, holidays):
                if offset is not None and offset == next_offset:  # the clocks run through
                    base = _seconds(midnight - offset)
                    found += [(base + 60 * opens, base + 60 * closes) for opens, closes in hours]
                else:
                    for opens, closes in hours:
                        start = instant(midnight + opens * _A_MINUTE, zone)
                        end = instant(midnight + closes * _A_MINUTE, zone)
                        if start < end:
                            found.append((start, end))
            day, midnight, offset = next_midnight.date(), next_midnight, next_offset
        return found


def _month(when: datetime) -> int:
    return when.year * 12 + when.month - 1


def _first_day(month: int) -> datetime:
    year, before = divmod(month, 12)
    return datetime(year, before + 1, 1)


_A_DAY, _A_MINUTE, _A_SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)


def instant(local: datetime, zone: tzinfo) -> int:
    """The first instant at which the clock in a zone shows that time (a naive one) or a later one.

    A time that comes twice is its first; one that is skipped is the instant of the jump.
    """
    first = local.replace(tzinfo=zone)
    before, after = first.utcoffset(), first.replace(fold=1).utcoffset()
    assert before is not None and after is not None, zone
    if before >= after:
        return _seconds(local - before)
    early, late = _seconds(local - after), _seconds(local - before)  # the jump is between them
    while early + 1 < late:
        middle = (early + late) // 2
        shown = (_EPOCH_UTC + middle * _A_SECOND).astimezone(zone).replace(tzinfo=None)
        early, late = (middle, late) if shown < local else (early, middle)
    return late


def _offset(local: datetime, zone: tzinfo) -> timedelta | None:
    """How far a zone is ahead of UTC at a local time; None where that time is skipped or comes
    twice."""
    before = zone.utcoffset(local)  # which takes a third of what asking a time with its zone takes
    return before if before == zone.utcoffset(local.replace(fold=1)) else None


def _seconds(naive: datetime) -> int:
    """Seconds since 1970 of a time in UTC that says no zone."""
    return (naive - _EPOCH) // _A_SECOND


def waits_in(stored: str | None) -> tuple[Wait, ...]:
    """The waits of a text of JSON, as the index keeps them; None: there are none."""
    return tuple((start, end) for start, end in loads(stored)) if stored else ()


def joined(waits: Iterable[Wait], start: int, end: int | None = None) -> tuple[Wait, ...]:
    """The union of waits as intervals that are sorted and apart, from ``start`` on, up to ``end``.

    One that doesn't end after it begins counts for nothing.
    """
    found: list[Wait] = []
    for begins, ends in sorted(waits, key=lambda wait: wait[0]):
        first = max(begins, start)
        last = end if ends is None else ends if end is None else min(ends, end)
        if last is not None and last <= first:
            continue
        if not found or (found[-1][1] is not None and first > found[-1][1]):
            found.append((first, last))
        elif found[-1][1] is not None:
            found[-1] = found[-1][0], None if last is None else max(last, found[-1][1])
    return tuple(found)
