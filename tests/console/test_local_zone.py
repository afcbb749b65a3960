"""The zone of the machine, against the time zone database."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.console.local_zone import LocalZone, local_zone

NAME = "Europe/Lisbon"
LISBON = ZoneInfo(NAME)


@pytest.fixture(autouse=True, scope="module")
def _in_lisbon() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = NAME
    time.tzset()
    yield
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2036, 12, 31), timezones=st.just(UTC))


@given(TIMES)
def test_a_time_is_what_the_database_says(when: datetime) -> None:
    here, there = when.astimezone(LocalZone()), when.astimezone(LISBON)
    assert here.replace(tzinfo=None) == there.replace(tzinfo=None)
    assert (here.utcoffset(), here.tzname()) == (there.utcoffset(), there.tzname())
    assert here.astimezone(UTC) == when


@pytest.mark.parametrize("hour", [0, 1])
def test_an_hour_that_comes_twice_is_told_apart(hour: int) -> None:
    when = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    here = when.astimezone(LocalZone())
    assert (here.hour, here.fold) == (1, hour)
    assert here.astimezone(UTC) == when


def test_a_machine_that_nobody_has_placed_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tix.console.local_zone._MACHINE", Path("/nowhere"))
    assert local_zone({}) is None
    assert isinstance(local_zone({"TZ": NAME}), LocalZone)
