"""A calendar's zone that is read later says what the zone says."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tix.model.config.reader import load_config
from tix.model.promises.later_zone import LaterZone, real_zone

LISBON = ZoneInfo("Europe/Lisbon")


@pytest.mark.parametrize(
    "hours", [0, 24 * 150, 24 * 331 + 1, 24 * 331 + 2]
)  # to winter, at its end
def test_it_says_what_the_zone_says(hours: int) -> None:
    zone = LaterZone("Europe/Lisbon", ZoneInfo)
    at = datetime(2026, 11, 28, tzinfo=UTC) + timedelta(hours=hours)
    there, expected = at.astimezone(zone), at.astimezone(LISBON)
    assert (there.isoformat(), there.fold) == (expected.isoformat(), expected.fold)
    assert (there.tzname(), there.dst()) == (expected.tzname(), expected.dst())
    assert there == at
    assert there.replace(fold=1).utcoffset() == expected.replace(fold=1).utcoffset()


def test_it_is_read_when_it_is_asked_and_once() -> None:
    read: list[str] = []

    def reading(name: str) -> ZoneInfo:
        read.append(name)
        return LISBON

    zone = LaterZone("Europe/Lisbon", reading)
    assert (str(zone), zone == LaterZone("Europe/Lisbon", ZoneInfo), read) == (
        "Europe/Lisbon",
        True,
        [],
    )
    assert real_zone(zone) is real_zone(zone) is LISBON
    assert read == ["Europe/Lisbon"]
    assert real_zone(UTC) is UTC


def test_only_a_calendars_zone_that_is_known_to_exist_is_read_later() -> None:
    calendar = "{timezone: Europe/Lisbon, hours: {mon: 9:00-10:00}}"
    text = f"timezone: Europe/Berlin\ncalendars:\n  a: {calendar}\n"
    config = load_config(text, has_zone=lambda name: name == "Europe/Lisbon")
    assert isinstance(config.calendars[0].zone, LaterZone)
    assert isinstance(config.timezone, ZoneInfo)
    assert load_config(text, has_zone=lambda _: False).calendars[0].zone == LISBON
