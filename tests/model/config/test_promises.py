"""Calendars, promises and robots in ``tix.yaml``: what is read, and what is said about mistakes."""

import subprocess
import sys
from datetime import date

import pytest

from tix.model.config.reader import load_config
from tix.model.config.shown import settings
from tix.model.config.source import ConfigError
from tix.model.promises.calendar import ALWAYS

DESK = """\
timezone: Europe/Lisbon
calendars:
  office:
    timezone: Europe/Berlin
    hours: {mon-thu: 09:00-13:00 14:00-18:00, fri: 9:00-15:00}
    day: 8h
    holidays: [PT, PT-20, 2026-12-24, 12-31]
  nights:
    hours: {sat-mon: "00:00-06:00, 22:00-24:00"}
promises:
- name: gold
  when: plan:gold priority:>=high
  calendar: office
  first_response: 1h
  next_response: 4h
  resolution: 2d
  warn: 30m
  from: 2026-12-01
- name: rest
  calendar: always
  resolution: 1d 4h 1m1s
robots: [ci@example.org, Deploy Bot <deploy@example.org>]
"""


def test_calendars_and_promises_are_read() -> None:
    config = load_config(DESK)
    office, nights = config.calendars
    halves = ((540, 780), (840, 1080))
    assert office.hours == (halves, halves, halves, halves, ((540, 900),), (), ())
    assert (str(office.zone), office.day) == ("Europe/Berlin", 8 * 3600)
    assert office.dates == {date(2026, 12, 24)}
    assert office.yearly == {(12, 31)}
    assert office.regions == ("PT", "PT-20")
    night = ((0, 360), (1320, 1440))
    assert nights.hours == (night, (), (), (), (), night, night)
    assert (str(nights.zone), nights.day) == ("Europe/Lisbon", 8 * 3600)

    gold, rest = config.promises
    assert gold.when == "plan:gold priority:>=high"
    assert (gold.first_response, gold.next_response, gold.resolution) == (3600, 14400, 57600)
    assert (gold.warn, gold.since, gold.calendar) == (1800, date(2026, 12, 1), "office")
    assert (rest.when, rest.calendar, rest.first_response) == ("", ALWAYS.name, None)
    assert rest.resolution == 28 * 3600 + 61
    assert config.robots == ("ci@example.org", "Deploy Bot <deploy@example.org>")
    assert config.lines["promises.gold.when"] == 12


def test_intervals_that_overlap_or_touch_are_one() -> None:
    text = "calendars: {a: {hours: {mon: 09:00-13:00 12:00-14:00 14:00-17:00 10:00-11:00}}}"
    [calendar] = load_config(text).calendars
    assert calendar.hours[0] == ((540, 1020),)
    assert calendar.day == 8 * 3600


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mon-thu", "mon-thr", "tix.yaml:5: 'mon-thr' names no days of the week | 'thu'"),
        ("fri", "thu", "tix.yaml:5: thu is named twice"),
        ("09:00-13:00", "13:00-13:00", "tix.yaml:5: '13:00-13:00' doesn't end after it begins"),
        ("22:00-24:00", "22:00-06:00", "'22:00-06:00' doesn't end after it begins | a night is"),
        ("9:00-15:00", "9:00-24:01", "tix.yaml:5: 24:01 is no time of a day"),
        ("9:00-15:00", "nine to three", "tix.yaml:5: 'nine' is no interval"),
        ("day: 8h", "dya: 8h", "tix.yaml:6: 'dya' is no property of a calendar | 'day'"),
        ("    day: 8h\n", "", "resolution: the days of office differ, and nothing | day: 8h"),
        ("day: 8h", "day: 1d", "tix.yaml:6: day: a day is said in hours and minutes"),
        ("Europe/Berlin", "Europe/Berln", "tix.yaml:4: 'Europe/Berln' is no time zone | Berlin"),
        ("PT-20", "2026-13-01", "tix.yaml:7: '2026-13-01' is no holiday"),
        ("PT-20", "2026-W48-3", "tix.yaml:7: '2026-W48-3' is no holiday"),
        ("12-31", "02-30", "tix.yaml:7: '02-30' is no holiday"),
        ("calendar: office", "calendar: offise", "tix.yaml:13: no calendar is called | 'office'"),
        ("  office:", "  always:", "tix.yaml:3: 'always' is round the clock already"),
        ("first_response: 1h", "first_response: 1x", "tix.yaml:14: first_response: '1x' is no"),
        ("next_response: 4h", "next_response: 0h", "tix.yaml:15: next_response: '0h' is nothing"),
        ("warn: 30m", "warned: 30m", "tix.yaml:17: 'warned' is no property of a promise | 'warn'"),
        ("2026-12-01", "soon", "tix.yaml:18: from: 'soon' is no day"),
        ("2026-12-01", "2026-W48-3", "tix.yaml:18: from: '2026-W48-3' is no day"),
        ("name: rest", "name: Gold", "tix.yaml:19: 'Gold' stands here twice"),
        ("  resolution: 1d 4h 1m1s\n", "", "tix.yaml:19: rest promises nothing"),
        ("  calendar: always\n", "", "tix.yaml:19: the promise rest has no calendar"),
        ("ci@example.org", "deploy@example.org", "tix.yaml:22: 'Deploy Bot <deploy@"),
        ("promises:", "promisses:", "tix.yaml:10: 'promisses' is no setting | 'promises'"),
    ],
)
def test_a_mistake_is_said_with_its_line(old: str, new: str, said: str) -> None:
    assert old in DESK
    with pytest.raises(ConfigError) as caught:
        load_config(DESK.replace(old, new, 1))
    sentence, _, hint = said.partition(" | ")
    assert sentence in str(caught.value)
    assert hint in (caught.value.hint or "")


def test_a_desk_without_promises_imports_nothing_of_them() -> None:
    program = (
        "import sys; from tix.model.config.reader import load_config;"
        " load_config('timezone: Europe/Lisbon');"
        " print([name for name in sys.modules if 'promises' in name])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout == b"[]\n"


def test_calendars_and_promises_are_shown_as_settings() -> None:
    shown = {each.name: (each.value, each.line) for each in settings(load_config(DESK))}
    value, line = shown["calendars.office"]
    days = "mon-thu 09:00-13:00 14:00-18:00, fri 09:00-15:00"
    assert value == f"Europe/Berlin: {days}; holidays PT, PT-20, 2026-12-24, 12-31"
    assert line == 3
    value, line = shown["promises.gold"]
    budgets = "first response 1h, next response 4h, resolution 16h, warning 30m"
    assert value == f"plan:gold priority:>=high: {budgets} by office from 2026-12-01"
    assert line == 11
    assert shown["promises.rest"][0] == "every ticket: resolution 28h1m1s by always"
    assert shown["robots"][0] == "ci@example.org, Deploy Bot <deploy@example.org>"
