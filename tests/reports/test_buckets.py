"""The calendar cut into days, weeks, months and years."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.reports import UNITS
from tix.reports.buckets import Bucket, bucket_of, buckets

BERLIN = ZoneInfo("Europe/Berlin")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_day_has_25_hours_when_summer_time_ends() -> None:
    days = buckets(utc("2026-10-24T22:00"), utc("2026-10-26T23:00"), "day", BERLIN)
    assert days == (
        Bucket("2026-10-25", utc("2026-10-24T22:00"), utc("2026-10-25T23:00")),
        Bucket("2026-10-26", utc("2026-10-25T23:00"), utc("2026-10-26T23:00")),
    )


def test_a_day_without_midnight_begins_at_its_first_second() -> None:
    zone = ZoneInfo("America/Sao_Paulo")  # on this day the clock went from 23:59:59 to 01:00
    days = buckets(utc("2018-11-03T12:00"), utc("2018-11-05T00:00"), "day", zone)
    assert [day.start for day in days] == [utc("2018-11-03T12:00"), utc("2018-11-04T03:00")]


def test_a_day_that_a_zone_left_out_is_none() -> None:
    days = buckets(
        utc("2011-12-30T00:00"), utc("2011-12-31T00:00"), "day", ZoneInfo("Pacific/Apia")
    )
    assert [day.name for day in days] == ["2011-12-29", "2011-12-31"]


@pytest.mark.parametrize(
    ("unit", "names"),
    [
        ("week", ["2026-W53", "2027-W01"]),
        ("month", ["2026-12", "2027-01"]),
        ("year", ["2026", "2027"]),
    ],
)
def test_weeks_are_iso_weeks_months_and_years_are_the_calendars(
    unit: str, names: list[str]
) -> None:
    found = buckets(utc("2026-12-31T12:00"), utc("2027-01-05T00:00"), unit, UTC)
    assert [bucket.name for bucket in found] == names


def test_a_period_that_is_over_before_it_began_has_none() -> None:
    assert buckets(utc("2026-01-02"), utc("2026-01-02"), "day", UTC) == ()
    assert buckets(utc("2026-01-03"), utc("2026-01-02"), "month", UTC) == ()


TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))


@given(
    TIMES,
    st.integers(1, 3000),
    st.sampled_from(UNITS),
    st.sampled_from(["UTC", "Europe/Berlin", "America/Havana", "Pacific/Apia"]),
)
def test_buckets_fill_the_period_without_gap_or_overlap(
    since: datetime, hours: int, unit: str, zone: str
) -> None:
    until = since + timedelta(hours=hours)
    found = buckets(since, until, unit, ZoneInfo(zone))
    assert all(b.start < b.end for b in found)
    assert found[0].start == since
    assert found[-1].end == until
    assert [b.end for b in found[:-1]] == [b.start for b in found[1:]]
    assert len({b.name for b in found}) == len(found)
    assert bucket_of(until - timedelta(seconds=1), unit, ZoneInfo(zone)).end >= until
