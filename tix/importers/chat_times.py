"""The times of a chat's messages: which order its dates are in, and which day a bare clock is of.

1. Dates. Of the orders (year, month, day; day, month, year; month, day, year) the one counts in
   which every date is in the calendar, none is ahead of now, and none goes back; of several the
   first of these: with a 12-hour clock and slashes the month comes first, else the day.
2. Clocks without a date. The last message is the latest such time that isn't ahead of now; going
   back by more than six hours from one message to the next means that midnight lies between. A
   message with a date among them is of that day.
3. Messages follow each other: of what was said in one minute, each is a second after the other.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from itertools import pairwise

from tix.importers.chat_forms import MONTHS, ChatMessage, Stamp

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_BACK = timedelta(hours=6)
_OLDEST = 1990

_Order = Callable[[int, int, int], tuple[int, int, int]]
"""Year, month and day of the three numbers of a date."""

_DAY_FIRST: _Order = lambda a, b, c: (c, b, a)  # noqa: E731 -- a table of three
_MONTH_FIRST: _Order = lambda a, b, c: (c, a, b)  # noqa: E731
_YEAR_FIRST: _Order = lambda a, b, c: (a, b, c)  # noqa: E731

_NAMES = {_DAY_FIRST: "day/month/year", _MONTH_FIRST: "month/day/year"}

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class NoSuchDateError(ValueError):
    """A message has a date that no order makes a day of; ``line`` counts from 1."""

    def __init__(self, line: int, written: str) -> None:
        if written.startswith("--"):  # without a year
            month, day = map(int, written[2:].split("-"))
            written = f"{MONTHS[month - 1].title()} {day}"
        super().__init__(f"{written!r} is no date")
        self.line = line


def times_of(
    messages: Sequence[ChatMessage], now: datetime, zone: tzinfo
) -> tuple[list[datetime], str | None]:
    """When each message was sent, in UTC, and in which order the dates were read if another one
    would do as well. Raises NoSuchDateError."""
    if all(message.stamp.date for message in messages):
        found, doubt = _dated(messages, now, zone)
    else:
        found, doubt = _partly_dated(messages, now, zone)
    following: list[datetime] = []
    for at in found:
        at = min(at, now)
        following.append(max(at, following[-1] + _SECOND) if following else at)
    return following, doubt


def _dated(
    messages: Sequence[ChatMessage], now: datetime, zone: tzinfo
) -> tuple[list[datetime], str | None]:
    today = now.astimezone(zone).date()
    days = {order: _days(messages, order, today) for order in _orders(messages)}
    whole = {order: found for order, found in days.items() if found is not None}
    if not whole:
        wrong = next((m for m in messages if _day(m.stamp, _DAY_FIRST, today) is None), messages[0])
        raise NoSuchDateError(wrong.line, wrong.stamp.date)
    past = {o: found for o, found in whole.items() if max(found) <= today + _DAY} or whole
    ahead = {o: found for o, found in past.items() if found == sorted(found)} or past
    order, chosen = next(iter(ahead.items()))
    is_open = any(found != chosen for found in ahead.values())
    times = [_at(day, m.stamp, zone) for day, m in zip(chosen, messages, strict=True)]
    return times, _NAMES.get(order) if is_open else None


def _partly_dated(
    messages: Sequence[ChatMessage], now: datetime, zone: tzinfo
) -> tuple[list[datetime], str | None]:
    times, doubt = _undated(messages, now, zone), None
    if dated := [number for number, message in enumerate(messages) if message.stamp.date]:
        given, doubt = _dated([messages[number] for number in dated], now, zone)
        for number, at in zip(dated, given, strict=True):
            times[number] = at
    return times, doubt


def _orders(messages: Sequence[ChatMessage]) -> Sequence[_Order]:
    """The orders that can be, the likeliest first."""
    numbers = [message.stamp.date for message in messages if message.stamp.date[:1].isdigit()]
    if all(re.match("[0-9]{4}", written) for written in numbers):
        return (_YEAR_FIRST,)
    is_american = any(m.stamp.has_half for m in messages) and all("/" in n for n in numbers)
    return (_MONTH_FIRST, _DAY_FIRST) if is_american else (_DAY_FIRST, _MONTH_FIRST)


def _days(messages: Sequence[ChatMessage], order: _Order, today: date) -> list[date] | None:
    """The day of each message; None if one isn't in the calendar by that order."""
    found = []
    for message in messages:
        day = _day(message.stamp, order, today)
        if day is None:
            return None
        found.append(day)
    return found


def _day(stamp: Stamp, order: _Order, today: date) -> date | None:
    written = stamp.date
    if written in ("today", "yesterday"):
        return today - _DAY * (written == "yesterday")
    if written[:3] in _WEEKDAYS:
        return today - _DAY * ((today.weekday() - _WEEKDAYS.index(written[:3])) % 7)
    numbers = [int(part) for part in re.split("[./-]", written) if part]
    try:
        if written.startswith("--"):
            return _latest(numbers[0], numbers[1], today)
        if len(numbers) == 2:
            _, month, day = order(numbers[0], numbers[1], 0)
            return _latest(month, day, today)
        year, month, day = order(*numbers)
        year += 2000 if year < 100 else 0
        return date(year, month, day) if year >= _OLDEST else None
    except (ValueError, TypeError):
        return None


def _latest(month: int, day: int, today: date) -> date:
    """The latest such day that isn't ahead; of 29 February, years ago. Raises ValueError."""
    for year in range(today.year, today.year - 9, -1):  # 1904 was a leap year after 1896
        with suppress(ValueError):
            if (found := date(year, month, day)) <= today:
                return found
    raise ValueError("there is no such day in a year")


def _undated(messages: Sequence[ChatMessage], now: datetime, zone: tzinfo) -> list[datetime]:
    """The times of messages by their clocks alone, as if they were of one stretch."""
    clocks = [_clock(message.stamp) for message in messages]
    days = [0]
    for before, after in pairwise(clocks):
        days.append(days[-1] + (before - after > _BACK))
    last = now.astimezone(zone).date()
    if _at(last, messages[-1].stamp, zone) > now:
        last -= _DAY
    return [
        _at(last - _DAY * (days[-1] - day), message.stamp, zone)
        for day, message in zip(days, messages, strict=True)
    ]


def _clock(stamp: Stamp) -> timedelta:
    return timedelta(hours=stamp.hour, minutes=stamp.minute, seconds=stamp.second or 0)


def _at(day: date, stamp: Stamp, zone: tzinfo) -> datetime:
    clock = time(stamp.hour, stamp.minute, stamp.second or 0)
    return datetime.combine(day, clock, _offset(stamp.zone) or zone).astimezone(UTC)


def _offset(written: str) -> tzinfo | None:
    if not written:
        return None
    if written == "z":
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:])
    if hours > 14 or minutes > 59:
        return None
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if written[0] == "-" else away)
