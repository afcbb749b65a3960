"""Times as tickets write them (UTC, whole seconds, ``2026-11-21T23:50:02Z``) and due dates.

What is read is a grammar of our own, so that every version of Python, and every other reader of
the format, takes the same (``docs/file-format.md`` has it as well)::

    when   = day [ ( "T" / "t" / " " ) clock [ [ " " ] offset ] ]
    day    = 4DIGIT "-" 2DIGIT "-" 2DIGIT / 8DIGIT          ; year, month, day
           / 4DIGIT "-W" 2DIGIT [ "-" DIGIT ]               ; year, ISO week, weekday or Monday
           / 4DIGIT "W" 2DIGIT [ DIGIT ]
    clock  = 2DIGIT [ ":" 2DIGIT [ ":" 2DIGIT [ part ] ] ] / 2DIGIT 2DIGIT [ 2DIGIT [ part ] ]
    part   = ( "." / "," ) 1*DIGIT
    offset = "Z" / "z" / ( "+" / "-" ) clock                ; without part
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)

# Patterns are strings: re compiles them when the first is needed, which most runs never do.
_WHEN = (
    r"(?P<year>[0-9]{4})"
    r"(?:(?P<d>-?)(?P<month>[0-9]{2})(?P=d)(?P<day>[0-9]{2})"
    r"|(?P<w>-?)W(?P<week>[0-9]{2})(?:(?P=w)(?P<weekday>[0-9]))?)"
    r"(?:[Tt ](?P<hour>[0-9]{2})"
    r"(?:(?P<c>:?)(?P<minute>[0-9]{2})(?:(?P=c)(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?"
    r"(?: ?(?:[Zz]|(?P<sign>[+-])(?P<h>[0-9]{2})"
    r"(?:(?P<o>:?)(?P<m>[0-9]{2})(?:(?P=o)(?P<s>[0-9]{2}))?)?))?)?"
)

Due = date | datetime
"""A day (due at its end, in the desk's time zone) or a time in UTC."""


def format_time(when: datetime) -> str:
    """The one written form of a time: UTC, whole seconds, ``Z``."""
    if when.tzinfo is not UTC:
        when = when.astimezone(UTC)
    hour, minute, second = (
        _TWO_DIGITS[when.hour],
        _TWO_DIGITS[when.minute],
        _TWO_DIGITS[when.second],
    )
    return f"{_day_text(when.toordinal())}T{hour}:{minute}:{second}Z"


_TWO_DIGITS = tuple(f"{number:02}" for number in range(60))


@lru_cache(4096)
def _day_text(ordinal: int) -> str:
    """A day as ISO 8601; many times fall on few days, and ``datetime.isoformat`` takes its time."""
    return date.fromordinal(ordinal).isoformat()


def parse_time(text: str) -> datetime:
    """The time in UTC that a text names; without an offset it is UTC, a day alone its beginning.

    Fractions of a second are dropped, white space around it doesn't matter. Raises ValueError
    with a sentence for people.
    """
    if text[4::3] == "--T::Z" and len(text) == 20:  # as tix writes it
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # 24:00, or no time at all
    when_or_day = _read(text)
    if when_or_day is None:
        raise ValueError(f"{text!r} is not a time like 2026-11-21T23:50:02Z")
    if isinstance(when_or_day, datetime):
        return when_or_day
    return datetime.combine(when_or_day, time(), UTC)


def format_due(due: Due) -> str:
    """``2026-11-25`` for a day, else like ``format_time``."""
    return format_time(due) if isinstance(due, datetime) else due.isoformat()


def written_day(text: str) -> date | None:
    """The day that a text names in the form in which days are written; None if it isn't one."""
    if len(text) == 10 and text[4::3] == "--":
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    return None


def parse_due(text: str) -> Due:
    """A day or a time. Raises ValueError with a sentence for people."""
    if (day := written_day(text)) is not None:
        return day
    when = _read(text)
    if when is None:
        raise ValueError(f"{text!r} is not a date like 2026-11-25 or a time")
    return when


def _read(text: str) -> Due | None:
    """The day, or the time, that a text of the grammar names; None if it names none."""
    match = re.fullmatch(_WHEN, text.strip())
    if match is None:
        return None
    try:
        return _named(match)
    except (ValueError, OverflowError):  # no such day, or out of range in UTC
        return None


def _named(match: re.Match[str]) -> Due:
    if match["week"]:
        weekday = int(match["weekday"] or 1)
        day = date.fromisocalendar(int(match["year"]), int(match["week"]), weekday)
    else:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    if match["hour"] is None:
        return day
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    since_midnight = timedelta(hours=hour, minutes=minute, seconds=second)
    if (hour, minute, second) != (24, 0, 0):  # the end of the day
        time(hour, minute, second)
    if match["sign"]:
        hour, minute, second = (int(match[name] or 0) for name in ("h", "m", "s"))
        away = time(hour, minute, second)
        ahead = datetime.combine(date.min, away) - datetime.min
        since_midnight += ahead if match["sign"] == "-" else -ahead
    return datetime.combine(day, time(), UTC) + since_midnight


def due_instant(due: Due, zone: tzinfo) -> datetime:
    """The moment after which it is overdue: a day ends at midnight of the desk's time zone."""
    if isinstance(due, datetime):
        return due
    try:
        midnight = datetime.combine(due + timedelta(days=1), time(), zone)
        return midnight.astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def day_of(when: Due, zone: tzinfo) -> date:
    """The calendar day of a time in the desk's time zone; a day is itself."""
    if not isinstance(when, datetime):
        return when
    try:
        return when.astimezone(zone).date()
    except OverflowError:
        return when.date()


def day_start(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day in the desk's time zone, in UTC."""
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def seconds(when: datetime | None) -> int | None:
    """A time as whole seconds since 1970."""
    return None if when is None else (when - _EPOCH) // _SECOND


def instant(when: datetime) -> int:
    """The same of a time that is there."""
    return (when - _EPOCH) // _SECOND


def moment(at: int | None) -> datetime | None:
    """The time of so many seconds since 1970."""
    return None if at is None else _EPOCH + _SECOND * at
