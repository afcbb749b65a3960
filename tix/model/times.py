"""Times as tickets write them (UTC, whole seconds, ``2026-11-21T23:50:02Z``) and due dates."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)

Due = date | datetime
"""A day (due at its end, in the desk's time zone) or a time in UTC."""


def format_time(when: datetime) -> str:
    """The one written form of a time: UTC, whole seconds, ``Z``."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def parse_time(text: str) -> datetime:
    """The time in UTC that an ISO 8601 text names; without an offset it is UTC.

    Raises ValueError with a sentence for people.
    """
    try:
        when = datetime.fromisoformat(text.strip())
        if when.tzinfo is UTC and not when.microsecond:
            return when
        if when.tzinfo is None:
            when = when.replace(tzinfo=UTC)
        return when.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is not a time like 2026-11-21T23:50:02Z") from None


def format_due(due: Due) -> str:
    """``2026-11-25`` for a day, else like ``format_time``."""
    return format_time(due) if isinstance(due, datetime) else due.isoformat()


def parse_due(text: str) -> Due:
    """A day or a time. Raises ValueError with a sentence for people."""
    text = text.strip()
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        return parse_time(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a date like 2026-11-25 or a time") from None


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


def moment(at: int | None) -> datetime | None:
    """The time of so many seconds since 1970."""
    return None if at is None else _EPOCH + timedelta(seconds=at)
