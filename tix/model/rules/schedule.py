"""Times that come again and again: ``mon 09:00``, ``day 07:30``, ``last fri of month``.

::

    schedule = days [ HH:MM ]
    days     = "day" | weekdays | "month" | "quarter" | "year"
             | ( ordinal | "last" ) [ "day" | weekday ] "of" ( "month" | "quarter" | "year" )
    weekdays = weekday { "," weekday } | weekday "-" weekday
    ordinal  = "1st" … as many as every such period has: "28th of month", "90th of quarter"

``month``, ``quarter`` and ``year`` alone are their first day. The time is one of the desk's zone;
where nothing is said it is 00:00. A local time is the first instant at which the clock there shows
that time or a later one, so that each day has each time once.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

from tix.frozen import dataclass

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PERIODS = ("month", "quarter", "year")

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_SHORTEST = {"month": 28, "quarter": 90, "year": 365}
"""How many days each such period has, and a seventh of that of each weekday."""

_DAY = timedelta(days=1)
_LONGEST = 800
"""Days within which any schedule comes again."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Days and a time of day, in minutes since midnight.

    Without a ``period``: the ``weekdays`` (0 for Monday). With one: the day of that ``number`` in
    it (-1 for the last), or the weekday of that number.
    """

    weekdays: frozenset[int]
    period: str
    number: int
    minutes: int
    text: str

    def __str__(self) -> str:
        return self.text

    def is_on(self, day: date) -> bool:
        """Whether it comes on a day."""
        if not self.period:
            return day.weekday() in self.weekdays
        first, last = _period(day, self.period)
        if not self.weekdays:
            return day == (last if self.number < 0 else first + (self.number - 1) * _DAY)
        if day.weekday() not in self.weekdays:
            return False
        if self.number < 0:
            return (last - day).days < 7
        return (day - first).days // 7 == self.number - 1

    def between(self, start: datetime, end: datetime, zone: tzinfo) -> Iterator[datetime]:
        """The times from ``start`` to ``end``, both included, in UTC."""
        day = _day_in(start, zone) - _DAY
        last = _day_in(end, zone) + _DAY
        while day <= last:
            if self.is_on(day):
                at = self._on(day, zone)
                if start <= at <= end:
                    yield at
            day += _DAY

    def latest(self, now: datetime, zone: tzinfo) -> datetime:
        """The last time that isn't after now."""
        day = _day_in(now, zone) + _DAY
        for back in range(_LONGEST):
            if self.is_on(day - back * _DAY) and (at := self._on(day - back * _DAY, zone)) <= now:
                return at
        raise AssertionError(f"{self.text} never comes")

    def next(self, now: datetime, zone: tzinfo) -> datetime:
        """The first time after now."""
        day = _day_in(now, zone) - _DAY
        for ahead in range(_LONGEST):
            if self.is_on(day + ahead * _DAY) and (at := self._on(day + ahead * _DAY, zone)) > now:
                return at
        raise AssertionError(f"{self.text} never comes")

    def _on(self, day: date, zone: tzinfo) -> datetime:
        midnight = datetime(day.year, day.month, day.day)
        return first_instant(midnight + timedelta(minutes=self.minutes), zone)


def first_instant(local: datetime, zone: tzinfo) -> datetime:
    """The first instant, in UTC, at which the clock shows a time (a naive one) or a later one."""
    early, late = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early <= late:  # an ordinary time, or one that comes twice
        return early
    early, late = late, early  # one that is skipped: the jump is between them
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        middle = middle.replace(microsecond=0)
        shown = middle.astimezone(zone).replace(tzinfo=None)
        early, late = (middle, late) if shown < local else (early, middle)
    return late


def _day_in(when: datetime, zone: tzinfo) -> date:
    return when.astimezone(zone).date()


def _period(day: date, period: str) -> tuple[date, date]:
    """The first and the last day of the month, quarter or year that a day is in."""
    length = _MONTHS[period]
    month = (day.month - 1) // length * length + 1
    following = month + length
    after = date(day.year + following // 13, (following - 1) % 12 + 1, 1)
    return date(day.year, month, 1), after - _DAY


_CLOCK = r"([01][0-9]|2[0-3]):([0-5][0-9])"
_ORDINAL = r"([1-9][0-9]{0,2})(?:st|nd|rd|th)"


def parse_schedule(text: str) -> Schedule:
    """Read a schedule. Raises ValueError with a sentence for people, and the word that is wrong."""
    words = text.split()
    minutes = 0
    if len(words) > 1 and ":" in words[-1]:
        clock = re.fullmatch(_CLOCK, words[-1])
        if clock is None:
            raise ValueError(f"{words[-1]!r} is no time of day like 09:00")
        minutes = int(clock[1]) * 60 + int(clock[2])
        words = words[:-1]
    written = " ".join(text.split())
    match words:
        case [("day")]:
            return Schedule(frozenset(range(7)), "", 0, minutes, written)
        case [period] if period in PERIODS:
            return Schedule(frozenset(), period, 1, minutes, written)
        case [days]:
            return Schedule(_weekdays(days), "", 0, minutes, written)
        case [which, "of", period] | [which, "day", "of", period]:
            number = _number(which, _SHORTEST[_period_named(period)], period)
            return Schedule(frozenset(), period, number, minutes, written)
        case [which, weekday, "of", period]:
            number = _number(which, _SHORTEST[_period_named(period)] // 7, period)
            return Schedule(_weekdays(weekday), period, number, minutes, written)
    raise ValueError(f"{text!r} is no time that comes again, like mon 09:00 or last fri of month")


def _period_named(word: str) -> str:
    if word not in PERIODS:
        raise ValueError(f"{word!r} is no period: month, quarter or year", word)
    return word


def _number(word: str, most: int, period: str) -> int:
    if word == "last":
        return -1
    found = re.fullmatch(_ORDINAL, word)
    if found is None:
        raise ValueError(f"{word!r} is no place like 1st, 2nd or last")
    if int(found[1]) > most:
        raise ValueError(f"not every {period} has a {word} one; write last")
    return int(found[1])


def _weekdays(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        start, end = _weekday(first), _weekday(last) if dash else _weekday(first)
        days.update((start + ahead) % 7 for ahead in range((end - start) % 7 + 1))
    return frozenset(days)


def _weekday(word: str) -> int:
    if word not in WEEKDAYS:
        raise ValueError(f"{word!r} is no weekday: {', '.join(WEEKDAYS)}", word)
    return WEEKDAYS.index(word)
