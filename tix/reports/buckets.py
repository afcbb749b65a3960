"""A period cut into calendar days, ISO weeks, months or years of the desk's time zone."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo

from tix.frozen import dataclass
from tix.model.times import day_of, day_start

FIRST_MOMENT = datetime.min.replace(tzinfo=UTC)
"""The first time that there is."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """The times from ``start`` up to but not including ``end``, in UTC.

    ``name`` is the calendar's for it: ``2026-11-21``, ``2026-W47``, ``2026-11`` or ``2026``.
    """

    name: str
    start: datetime
    end: datetime


class SortedTimes:
    """Times (seconds) in order, so that a count is a difference of two places."""

    def __init__(self, times: Iterable[int]) -> None:
        self.times = sorted(times)

    def before(self, when: datetime) -> int:
        """How many were before then."""
        return bisect_left(self.times, when.timestamp())

    def within(self, bucket: Bucket) -> int:
        """How many were in the bucket."""
        return self.before(bucket.end) - self.before(bucket.start)


def unit_for(length: timedelta) -> str:
    """The unit that shows a period of this length in a readable number of rows.

    Days up to 31 days, weeks up to 183 days, months up to ten years, else years.
    """
    for unit, days in (("day", 31), ("week", 183), ("month", 3653)):
        if length <= timedelta(days=days):
            return unit
    return "year"


def buckets(since: datetime, until: datetime, unit: str, zone: tzinfo) -> tuple[Bucket, ...]:
    """The buckets that the period touches, oldest first; the first and last are cut to fit it.

    None for a period that ends before it has begun, or for a day that a time zone left out.
    """
    found: list[Bucket] = []
    first = _first_day(day_of(since, zone), unit)
    while since < until and (start := day_start(first, zone)) < until:
        following = _next(first, unit)
        end = day_start(following, zone)
        if start < end:
            found.append(Bucket(_name(first, unit), max(start, since), min(end, until)))
        first = following
    return tuple(found)


def bucket_of(when: datetime, unit: str, zone: tzinfo) -> Bucket:
    """The whole bucket that a time is in."""
    first = _first_day(day_of(when, zone), unit)
    return Bucket(_name(first, unit), day_start(first, zone), day_start(_next(first, unit), zone))


def one_before(bucket: Bucket, unit: str, zone: tzinfo) -> Bucket:
    """The whole bucket before that one; an empty one before the first day that there is."""
    if bucket.start - FIRST_MOMENT < timedelta(seconds=1):
        return Bucket("", FIRST_MOMENT, FIRST_MOMENT)
    return bucket_of(bucket.start - timedelta(seconds=1), unit, zone)


def _first_day(day: date, unit: str) -> date:
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def _next(first: date, unit: str) -> date:
    match unit:
        case "week":
            return first + timedelta(days=7)
        case "month":
            return _first_day(first + timedelta(days=31), unit)
        case "year":
            return _first_day(first + timedelta(days=366), unit)
    return first + timedelta(days=1)


def _name(first: date, unit: str) -> str:
    match unit:
        case "week":
            year, week, _ = first.isocalendar()
            return f"{year:04d}-W{week:02d}"
        case "month":
            return f"{first.year:04d}-{first.month:02d}"
        case "year":
            return f"{first.year:04d}"
    return first.isoformat()
