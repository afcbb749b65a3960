"""The times of a chat's messages: which order its dates are in, and which day a bare clock is of.

1. Dates. Of the orders (year, month, day; day, month, year; month, day, year) the one counts in
   which every date is in the calendar, none is ahead of now, and none goes back; of several the
   first of these: with AM or PM in capitals and slashes the month comes first, else the day.
2. Clocks without a date. The last message is the latest such time that isn't ahead of now; going
   back by more than six hours from one message to the next means that midnight lies between. A
   message with a date among them is of that day. Below a heading with a date, going back by so
   much means a midnight, too.
3. Clocks that count from the beginning of a recording, and messages without any, begin when the
   chat is said to have begun, or else so that the last is of now.
4. Messages follow each other: of what was said in one minute, each is a second after the other.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from itertools import pairwise

from tix.frozen import replace
from tix.importers.chat_stamps import MONTHS
from tix.importers.chat_values import ChatMessage, ChatText, Stamp, length_of
from tix.quick_typing import TypeAlias

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_BACK = timedelta(hours=6)
_OLDEST = 1990

_Order = Callable[[int, int, int], tuple[int, int, int]]
"""Year, month and day of the three numbers of a date."""

_DAY_FIRST: _Order = lambda a, b, c: (c, b, a)  # noqa: E731 -- a table of three
_MONTH_FIRST: _Order = lambda a, b, c: (c, a, b)  # noqa: E731
_YEAR_FIRST: _Order = lambda a, b, c: (a, b, c)  # noqa: E731

_Dated: TypeAlias = tuple[int, Stamp]
"""A time, and the line on which it stands, from 1."""

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


def oldest_first(chat: ChatText, now: datetime, zone: tzinfo) -> ChatText:
    """The chat, turned round if its dates say that the newest message stands first, as it does in
    a thread of mails. Raises NoSuchDateError."""
    if not all(m.stamp and m.stamp.date and not m.stamp.of_heading for m in chat.messages):
        return chat
    found, _ = _by_clocks(chat.messages, now, zone)
    times = [at for at in found if at]
    if times[0] == times[-1] or times != sorted(times, reverse=True):
        return chat
    return replace(chat, messages=chat.messages[::-1])


def times_of(
    chat: ChatText, now: datetime, zone: tzinfo, began: datetime | None
) -> tuple[list[datetime], str | None]:
    """When each message was sent, in UTC, and in which order the dates were read if another one
    would do as well. ``began`` is when the chat did, if somebody said so. Raises NoSuchDateError.
    """
    stamps = [message.stamp for message in chat.messages]
    if chat.counts or not any(stamps):
        found, doubt = _counted(stamps, now, began), None
    else:
        found, doubt = _by_clocks(chat.messages, now, zone)
    following: list[datetime] = []
    for at in found:
        at = following[-1] if at is None else min(at, now)
        following.append(max(at, following[-1] + _SECOND) if following else at)
    return following, doubt


def _counted(
    stamps: Sequence[Stamp | None], now: datetime, began: datetime | None
) -> list[datetime | None]:
    """From the beginning of a recording, or of a chat of which nothing has a time."""
    lengths = [length_of(stamp) if stamp else _SECOND * n for n, stamp in enumerate(stamps)]
    begin = began or now - lengths[-1]
    return [begin + length for length in lengths]


def _by_clocks(
    messages: Sequence[ChatMessage], now: datetime, zone: tzinfo
) -> tuple[list[datetime | None], str | None]:
    """The times of those that have one."""
    timed = [(m.line, m.stamp) for m in messages if m.stamp]
    dated = [each for each in timed if each[1].date]
    times = _undated([stamp for _, stamp in timed], now, zone) if len(dated) < len(timed) else []
    doubt = None
    if dated:
        given, doubt = _dated(dated, now, zone)
        of_dates = iter(given)
        times = [next(of_dates) if s.date else times[n] for n, (_, s) in enumerate(timed)]
    of_clocks = iter(times)
    found = [next(of_clocks) if message.stamp else None for message in messages]
    if found and found[0] is None:
        found[0] = times[0]
    return found, doubt


def _dated(
    stamps: Sequence[_Dated], now: datetime, zone: tzinfo
) -> tuple[list[datetime], str | None]:
    today = now.astimezone(zone).date()
    days = {order: _days(stamps, order, today) for order in _orders(stamps)}
    whole = {order: found for order, found in days.items() if found is not None}
    if not whole:
        line, stamp = next((d for d in stamps if _day(d[1], _DAY_FIRST, today) is None), stamps[0])
        raise NoSuchDateError(line, stamp.date)
    past = {o: found for o, found in whole.items() if max(found) <= today + _DAY} or whole
    ahead = {o: found for o, found in past.items() if found == sorted(found)} or past
    order, chosen = next(iter(ahead.items()))
    is_open = any(found != chosen for found in ahead.values())
    times = [
        _at(day + _DAY * midnights, stamp, zone)
        for day, midnights, (_, stamp) in zip(chosen, _midnights(stamps), stamps, strict=True)
    ]
    return times, _NAMES.get(order) if is_open else None


def _midnights(stamps: Sequence[_Dated]) -> list[int]:
    """How many midnights lie between each time and the heading whose date it has."""
    found: list[int] = []
    for number, (_, stamp) in enumerate(stamps):
        before = stamps[number - 1][1] if number else stamp
        if stamp.of_heading and before.of_heading and before.date == stamp.date:
            found.append(found[-1] + (_clock(before) - _clock(stamp) > _BACK) if found else 0)
        else:
            found.append(0)
    return found


def _orders(stamps: Sequence[_Dated]) -> Sequence[_Order]:
    """The orders that can be, the likeliest first."""
    numbers = [stamp.date for _, stamp in stamps if stamp.date[:1].isdigit()]
    if all(re.match(r"\d{4}", written) for written in numbers):
        return (_YEAR_FIRST,)
    is_american = any(stamp.half in ("AM", "PM") for _, stamp in stamps)
    if is_american and all("/" in written for written in numbers):
        return (_MONTH_FIRST, _DAY_FIRST)
    return (_DAY_FIRST, _MONTH_FIRST)


def _days(stamps: Sequence[_Dated], order: _Order, today: date) -> list[date] | None:
    """The day of each time; None if one isn't in the calendar by that order."""
    found = []
    for _, stamp in stamps:
        day = _day(stamp, order, today)
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
    numbers = [int(part) for part in re.findall(r"\d+", written)]
    try:
        if written.startswith("--"):
            return _latest(numbers[0], numbers[1], today)
        if len(numbers) == 2:
            _, month, day = order(numbers[0], numbers[1], 0)
            return _latest(month, day, today)
        year, month, day = (_YEAR_FIRST if numbers[0] > 31 else order)(*numbers)
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


def _undated(stamps: Sequence[Stamp], now: datetime, zone: tzinfo) -> list[datetime]:
    """Times by their clocks alone, as if they were of one stretch."""
    days = [0]
    for before, after in pairwise(map(_clock, stamps)):
        days.append(days[-1] + (before - after > _BACK))
    last = now.astimezone(zone).date()
    if _at(last, stamps[-1], zone) > now:
        last -= _DAY
    return [
        _at(last - _DAY * (days[-1] - day), stamp, zone)
        for day, stamp in zip(days, stamps, strict=True)
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
