"""Dates and ages as people type them: ``2026-11-25``, ``fri``, ``tomorrow``, ``+3d``, ``7d``.

What is read (without case; a month counts 30 days, a year 365):

- a day: ``2026-11-25``, ``25.11.2026``, ``25/11/2026``, ``2026-W48-3``, ``today``, ``yesterday``,
  ``tomorrow``, ``+3d``, ``in two weeks``, ``-2w``, ``3 days ago``, and those of
  ``tix.model.named_days``: ``friday``, ``dec 25``, ``eom``, ``24th``;
- a week ``2026-W48`` (of ISO 8601, from Monday on), a month ``2026-11`` or ``november``, a quarter
  ``2026-Q4`` or ``q4``, a year ``2026``, or ``next week``, ``this month``, ``last quarter``;
- a time: a day and ``T17:00``, ``17:00`` or ``5pm`` behind it, with ``Z``, ``+01:00`` or nothing
  (the zone of who reads it), or before it (``5pm tomorrow``); ``17:00`` alone is the next one, or
  the last; ``now``, ``noon``, ``+12h``, ``90min ago``;
- an age: ``30min``, ``12h``, ``7d``, ``2w``, ``3mo``, ``1y``.

Every function raises ValueError with a sentence for people.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from tix.frozen import dataclass
from tix.model.date_forms import TwoTimesError, plain_form, shown, split_weekday
from tix.model.named_days import WEEKDAYS, is_month_or_quarter, named_days
from tix.model.times import Due, day_of, day_start
from tix.quick_typing import TypeVar

EXAMPLES = "2026-11-25, today, friday, dec 25, eom or +3d"
"""Examples for errors about dates."""

_DAY = timedelta(days=1)
_LONGEST_AGE = 1000 * 365 * _DAY

_UNIT_NAMES = {
    "min": timedelta(minutes=1),
    "mins": timedelta(minutes=1),
    "minute": timedelta(minutes=1),
    "minutes": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "hour": timedelta(hours=1),
    "hours": timedelta(hours=1),
    "hr": timedelta(hours=1),
    "hrs": timedelta(hours=1),
    "d": _DAY,
    "day": _DAY,
    "days": _DAY,
    "w": 7 * _DAY,
    "week": 7 * _DAY,
    "weeks": 7 * _DAY,
    "wk": 7 * _DAY,
    "wks": 7 * _DAY,
    "fortnight": 14 * _DAY,
    "mo": 30 * _DAY,
    "month": 30 * _DAY,
    "months": 30 * _DAY,
    "y": 365 * _DAY,
    "year": 365 * _DAY,
    "years": 365 * _DAY,
    "yr": 365 * _DAY,
    "yrs": 365 * _DAY,
}
_NEAR_DAYS = {
    "day before yesterday": -2 * _DAY,
    "yesterday": -_DAY,
    "today": timedelta(),
    "eod": timedelta(),
    "end of day": timedelta(),
    "tonight": timedelta(),
    "tomorrow": _DAY,
    "day after tomorrow": 2 * _DAY,
}
_NUMBERS = (
    "a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip

# Patterns are strings: re compiles them when the first is needed, which most runs never do.
_AMOUNT = rf"([0-9]+|(?:an|{'|'.join(_NUMBERS)})(?= )) ?([a-z]+)"
_CALENDAR = r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?"
_WEEK = r"([0-9]{4})-?w([0-9]{2})(?:-([1-7]))?"
_CLOCK = (
    r"(?:at |(?P<day>.+?)(?:t|,? at |,? ))?(?P<hour>[0-9]{1,2})"
    r"(?:(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?)(?: ?(?P<half>[ap]m))?"
    r"| ?(?P<half2>[ap]m)) ?(?P<zone>z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})?"
)

_NO_DAY = ("none", "never", "no", "null", "-")

_Moment = TypeVar("_Moment", date, datetime)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in UTC, from ``start`` up to, but without, ``end``."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class _Amount:
    """How long, and whether it was said in days (or weeks, months, years) or to the minute."""

    length: timedelta
    in_days: bool


def parse_age(text: str) -> timedelta | None:
    """The length of ``7d``; None if the text isn't a number with a unit."""
    amount = _parse_amount(_plain(text))
    return amount.length if amount else None


def is_age_in_days(text: str) -> bool:
    """Whether the text is an age in days, weeks, months or years, so that it leads to a day."""
    amount = _parse_amount(_plain(text))
    return amount is not None and amount.in_days


def parse_day(text: str, today: date, *, past: bool = False) -> date:
    """The day that the text names; the first one of a month or a year.

    A weekday is the next such day after today; with ``past`` the latest one, today included.
    """
    return _parse_days(text, today, past)[0]


def parse_span(text: str, now: datetime, zone: tzinfo, *, past: bool = False) -> Span:
    """The period that the text names: a day, month or year of the zone, or a time.

    A time lasts as long as it is precise: a minute or a second.
    """
    plain = _plain(text)
    offset = _parse_offset(plain)
    if offset and not offset.in_days:
        return _from(_moved(now, offset.length, text), timedelta(seconds=1))
    if clock := re.fullmatch(_CLOCK, plain):
        exact = timedelta(seconds=1) if clock["second"] else timedelta(minutes=1)
        return _from(_parse_clock(clock, text, now, zone, past), exact)
    first, last = _parse_days(text, day_of(now, zone), past)
    return Span(day_start(first, zone), _day_end(last, zone))


def parse_since(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The start for ``--since``: that of a day, month or year, a time, or an age ago."""
    if back := _time_ago(text, now):
        return back
    return parse_span(text, now, zone, past=True).start


def parse_until(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The end for ``--until``: that of a day, month or year, a time, or an age ago."""
    if back := _time_ago(text, now):
        return back
    span = parse_span(text, now, zone, past=True)
    return span.end if span.end - span.start > timedelta(minutes=1) else span.start


def parse_due_phrase(text: str, now: datetime, zone: tzinfo) -> Due:
    """A day or a time ahead, for ``--due``: also ``3d`` (in three days) and ``12h``.

    ``next week`` is its first day, ``this week`` its last one.
    """
    plain = _plain(text)
    if plain in _NO_DAY:
        raise ValueError(f"{shown(text)} is not a date; '' takes it away")
    whole = re.fullmatch(_CALENDAR, plain)
    week = re.fullmatch(_WEEK, plain)
    if (whole and not whole[3]) or (week and not week[3]) or is_month_or_quarter(plain):
        raise ValueError(f"{shown(text)} is no single day; write one, like 2026-11-25")
    today = day_of(now, zone)
    ahead = _parse_amount(plain) or _parse_offset(plain)
    if ahead and not ahead.in_days:
        return _moved(now, ahead.length, text).astimezone(UTC).replace(microsecond=0)
    if ahead:
        return _moved(today, ahead.length, text)
    if clock := re.fullmatch(_CLOCK, plain):
        return _parse_clock(clock, text, now, zone, past=False)
    first, last = _parse_days(text, today, past=False)
    return last if first <= today else first


def _plain(text: str) -> str:
    """``plain_form``; of a time that could be two, the day is looked at first. Raises ValueError
    for what is no day, or could be two times."""
    try:
        return plain_form(text)
    except TwoTimesError as error:
        if error.day:
            _parse_days(error.day, date(2000, 1, 1), past=False)  # any day will do
        raise


def _parse_amount(plain: str) -> _Amount | None:
    match = re.fullmatch(_AMOUNT, plain)
    if match is None:
        return None
    number, unit = match.groups()
    if not number.isdigit():
        number = str(max(_NUMBERS.index("a" if number == "an" else number), 1))
    if unit == "m":
        raise ValueError(f"{shown(plain)} is minutes or months; write {number}min or {number}mo")
    if unit not in _UNIT_NAMES:
        return None
    one = _UNIT_NAMES[unit]
    if len(number) > 12 or int(number) * one.total_seconds() > _LONGEST_AGE.total_seconds():
        raise ValueError(f"{shown(plain)} is more than a thousand years")
    return _Amount(int(number) * one, one >= _DAY)


def _parse_offset(plain: str) -> _Amount | None:
    """``+3d``, ``in 3 days``, ``-2w``, ``2 weeks ago``: how far ahead, negative for back."""
    if plain == "now":
        return _Amount(timedelta(), False)
    for ending in (" from now", " from today"):
        if plain.endswith(ending):
            return _parse_amount(plain.removesuffix(ending))
    if plain.startswith("+"):
        return _parse_amount(plain[1:].lstrip())
    if plain.startswith("in "):
        return _parse_amount(plain[3:])
    if plain.startswith("-"):
        back = _parse_amount(plain[1:].lstrip())
    elif plain.endswith(" ago"):
        back = _parse_amount(plain[:-4])
    else:
        return None
    return _Amount(-back.length, back.in_days) if back else None


def _time_ago(text: str, now: datetime) -> datetime | None:
    """``7d``, ``-7d`` and ``7d ago`` before now; None for anything else."""
    plain = _plain(text)
    if age := _parse_amount(plain):
        return _moved(now, -age.length, text).astimezone(UTC)
    offset = _parse_offset(plain)
    return _moved(now, offset.length, text).astimezone(UTC) if offset else None


def _parse_days(text: str, today: date, past: bool) -> tuple[date, date]:
    """The first and the last day that the text names."""
    plain = _plain(text)
    weekday, date_alone = split_weekday(plain)
    if weekday:
        first, last = _parse_days(date_alone, today, past)
        true = WEEKDAYS[first.weekday()]
        if not true.startswith(weekday[:3]):
            raise ValueError(f"{shown(text)}: {first} is a {true.capitalize()}")
        return first, last
    if match := re.fullmatch(_CALENDAR, plain):
        return _calendar_days(match[1], match[2], match[3], text)
    if match := re.fullmatch(_WEEK, plain):
        return _week_days(int(match[1]), int(match[2]), int(match[3] or 0), text)
    if plain in _NEAR_DAYS:
        day = _moved(today, _NEAR_DAYS[plain], text)
        return day, day
    if offset := _parse_offset(plain):
        if not offset.in_days:
            raise ValueError(f"{shown(text)} names no day; count in days or weeks")
        day = _moved(today, offset.length, text)
        return day, day
    try:
        days = named_days(plain, today, past=past)
    except OverflowError:
        raise ValueError(f"{shown(text)} is beyond the calendar") from None
    except ValueError:
        raise ValueError(f"{shown(text)} is not in the calendar") from None
    if days is None:
        raise ValueError(f"{shown(text)} is not a date like {EXAMPLES}")
    return days


def _calendar_days(year: str, month: str | None, day: str | None, text: str) -> tuple[date, date]:
    try:
        first = date(int(year), int(month or 1), int(day or 1))
        if day:
            return first, first
        if month is None:
            return first, date(first.year, 12, 31)
        # From the 28th, four days on is always in the next month; December needs no look ahead.
        if first.month == 12:
            return first, first.replace(day=31)
        next_month = (first.replace(day=28) + 4 * _DAY).replace(day=1)
        return first, next_month - _DAY
    except ValueError:
        raise ValueError(f"{shown(text)} is not in the calendar") from None


def _week_days(year: int, week: int, weekday: int, text: str) -> tuple[date, date]:
    first, last = (weekday, weekday) if weekday else (1, 7)
    try:
        return date.fromisocalendar(year, week, first), date.fromisocalendar(year, week, last)
    except ValueError:
        raise ValueError(f"{shown(text)} is not in the calendar") from None


def _parse_clock(
    clock: re.Match[str], text: str, now: datetime, zone: tzinfo, past: bool
) -> datetime:
    """The time of a day; without a day the next such time, or with ``past`` the latest."""
    day = None
    if clock["day"]:
        day, last = _parse_days(clock["day"], day_of(now, zone), past)
        if last - day >= 7 * _DAY:  # of a week it is the first; dec 5pm may be the fifth
            raise ValueError(f"{shown(text)} is no single day; write one, like 2026-11-25T17:00")
    try:
        at = time(_hour(clock), int(clock["minute"] or 0), int(clock["second"] or 0))
        its_zone = _offset_zone(clock["zone"]) or zone
        if day is None:
            return _nearest(at, its_zone, now, past)
        return datetime.combine(day, at, its_zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{shown(text)} is not a time like 2026-11-25T17:00") from None


def _nearest(at: time, zone: tzinfo, now: datetime, past: bool) -> datetime:
    """The next such time, or with ``past`` the latest; now is the latest."""
    today = day_of(now, zone)
    when = datetime.combine(today, at, zone).astimezone(UTC)
    if when > now if past else when <= now:
        when = datetime.combine(today + (-_DAY if past else _DAY), at, zone).astimezone(UTC)
    return when


def _hour(clock: re.Match[str]) -> int:
    hour, half = int(clock["hour"]), clock["half"] or clock["half2"]
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError
    return hour % 12 + (12 if half == "pm" else 0)


def _offset_zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in ("z", "utc", "gmt"):
        return UTC
    away = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-away if text[0] == "-" else away)


def _moved(start: _Moment, by: timedelta, text: str) -> _Moment:
    try:
        return start + by
    except OverflowError:
        raise ValueError(f"{shown(text)} is beyond the calendar") from None


def _from(start: datetime, length: timedelta) -> Span:
    start = start.astimezone(UTC).replace(microsecond=0)
    latest = datetime.max.replace(tzinfo=UTC)
    return Span(start, start + length if start < latest - length else latest)


def _day_end(day: date, zone: tzinfo) -> datetime:
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return day_start(day + _DAY, zone)
