"""Schedules, day by day, across both changes of the clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.model.rules.schedule import first_instant, parse_schedule

LISBON = ZoneInfo("Europe/Lisbon")


def days(text: str, year: int = 2026) -> list[str]:
    start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, 23, tzinfo=UTC)
    return [at.isoformat()[:16] for at in parse_schedule(text).between(start, end, UTC)]


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("mon 09:00", "2026-01-05T09:00", 52),
        ("mon-fri 09:00", "2026-01-01T09:00", 261),
        ("sat-mon", "2026-01-03T00:00", 156),
        ("mon,thu 09:00", "2026-01-01T09:00", 105),
        ("day 07:30", "2026-01-01T07:30", 365),
        ("1st of month", "2026-01-01T00:00", 12),
        ("last of month 18:00", "2026-01-31T18:00", 12),
        ("last day of quarter", "2026-03-31T00:00", 4),
        ("last fri of month", "2026-01-30T00:00", 12),
        ("2nd tue of month 10:00", "2026-01-13T10:00", 12),
        ("1st mon of quarter", "2026-01-05T00:00", 4),
        ("quarter", "2026-01-01T00:00", 4),
        ("45th day of quarter 08:00", "2026-02-14T08:00", 4),
        ("12th fri of quarter", "2026-03-20T00:00", 4),
        ("365th of year", "2026-12-31T00:00", 1),
        ("year 00:05", "2026-01-01T00:05", 1),
        ("15th of month", "2026-01-15T00:00", 12),
    ],
)
def test_a_year_of_it(text: str, first: str, count: int) -> None:
    found = days(text)
    assert (found[0], len(found)) == (first, count)


def test_a_local_time_is_the_first_instant_that_shows_it_or_a_later_one() -> None:
    nightly = parse_schedule("day 01:30")
    march = list(
        nightly.between(
            datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 30, 12, tzinfo=UTC), LISBON
        )
    )
    assert [f"{at:%dT%H:%M}" for at in march] == ["28T01:30", "29T01:00", "30T00:30"]
    october = list(
        nightly.between(
            datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 26, 12, tzinfo=UTC), LISBON
        )
    )
    assert [f"{at:%dT%H:%M}" for at in october] == ["24T00:30", "25T00:30", "26T01:30"]


def test_a_day_that_a_place_never_had() -> None:
    apia = ZoneInfo("Pacific/Apia")  # there was no 30 December 2011
    at = first_instant(datetime(2011, 12, 30, 9), apia)
    assert at == datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert at.astimezone(apia).date() == date(2011, 12, 31)


@given(
    st.sampled_from(["mon 09:00", "day 02:30", "last of month", "quarter 01:00"]),
    st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from(["Europe/Lisbon", "Australia/Lord_Howe", "America/St_Johns", "UTC"]),
)
def test_next_and_latest_are_neighbours(text: str, now: datetime, zone: str) -> None:
    schedule, place, now = parse_schedule(text), ZoneInfo(zone), now.replace(tzinfo=UTC)
    before, after = schedule.latest(now, place), schedule.next(now, place)
    assert before <= now < after
    assert list(schedule.between(before, after, place)) == [before, after]
    second = timedelta(seconds=1)
    assert schedule.latest(after - second, place) == before
    assert schedule.next(before - second, place) == before
