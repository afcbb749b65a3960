"""Business time: cases worked out by hand, and a walk through time as an oracle."""

import time as clock
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.promises.desks import at, calendars, data, time
from tests.scale import scaled, usual
from tix.model.promises.amounts import parse_amount
from tix.model.promises.business_time import HORIZON, BusinessTime, Wait, instant, joined
from tix.model.promises.calendar import ALWAYS, Calendar, common_length, united

_CASES = data("cases.json")
_CALENDARS = calendars(_CASES["calendars"])


@cache
def _business(name: str) -> BusinessTime:
    return BusinessTime(_CALENDARS[name], {})


@pytest.mark.parametrize("case", _CASES["cases"], ids=lambda c: f"{c['calendar']} {c['comment']}")
def test_a_budget_is_used_up_when_the_table_says(case: dict[str, object]) -> None:
    start = at(str(case["start"]))
    waits = [(at(a), b and at(b)) for a, b in case["waits"]]  # type: ignore[attr-defined]  # pairs
    budget = int(str(case["budget"]))
    due = _business(str(case["calendar"])).due(start, budget, joined(waits, start))
    assert time(due) == case["due"]


# By hand -------------------------------------------------------------------------------------

# calendar | start | budget | due; all in UTC, the seconds of a time only where they aren't 00
_BY_HAND = """
plain | 2026-11-23 08:00 | 1h | 2026-11-23 10:00
plain | 2026-11-23 09:00 | 8h | 2026-11-23 17:00
plain | 2026-11-23 09:00 | 8h1s | 2026-11-24 09:00:01
plain | 2026-11-21 12:00 | 30m | 2026-11-23 09:30
plain | 2026-11-22 23:59:59 | 1s | 2026-11-23 09:00:01
plain | 2026-11-23 17:00 | 1s | 2026-11-24 09:00:01
plain | 2026-11-23 16:59 | 2m | 2026-11-24 09:01
plain | 2026-11-27 16:00 | 2h | 2026-11-30 10:00
plain | 2026-11-30 16:30 | 1h | 2026-12-02 09:30
plain | 2026-12-01 10:00 | 1h | 2026-12-02 10:00
plain | 2026-11-30 09:00 | 16h | 2026-12-02 17:00
plain | 2026-11-23 12:00 | 40h | 2026-11-30 12:00
plain | 2026-11-23 12:00 | 5h | 2026-11-23 17:00
plain | 2026-11-23 12:00 | 5h1s | 2026-11-24 09:00:01
plain | 2026-07-06 08:00 | 1h | 2026-07-06 09:00
plain | 2026-07-06 16:00 | 1m | 2026-07-07 08:01
plain | 2026-07-05 00:00 | 8h | 2026-07-06 16:00
plain | 2026-03-27 16:00 | 2h | 2026-03-30 09:00
plain | 2026-10-23 15:00 | 2h | 2026-10-26 10:00
plain | 2026-03-28 12:00 | 1s | 2026-03-30 08:00:01
plain | 2026-10-25 12:00 | 1s | 2026-10-26 09:00:01
office | 2026-11-23 13:00 | 1s | 2026-11-23 14:00:01
office | 2026-11-23 13:30 | 1h | 2026-11-23 15:00
office | 2026-11-23 09:00 | 4h | 2026-11-23 13:00
office | 2026-11-23 09:00 | 4h1s | 2026-11-23 14:00:01
office | 2026-11-23 09:00 | 8h | 2026-11-23 18:00
office | 2026-11-23 18:00 | 6h | 2026-11-24 16:00
office | 2026-11-26 17:00 | 2h | 2026-11-27 10:00
office | 2026-11-27 14:30 | 1h | 2026-11-30 09:30
office | 2026-11-27 09:00 | 6h | 2026-11-27 15:00
office | 2026-11-27 15:00 | 1h | 2026-11-30 10:00
office | 2026-12-07 13:00 | 4h | 2026-12-07 18:00
office | 2026-12-07 13:00 | 5h | 2026-12-09 10:00
office | 2026-12-23 17:00 | 2h | 2026-12-28 10:00
office | 2026-12-30 17:30 | 1h | 2027-01-04 09:30
office | 2026-11-23 12:59:59 | 2s | 2026-11-23 14:00:01
office | 2026-12-28 09:00 | 24h | 2026-12-30 18:00
office | 2026-12-28 09:00 | 24h1s | 2027-01-04 09:00:01
office | 2026-07-03 13:00 | 2h | 2026-07-06 09:00
office | 2026-07-06 11:30 | 1h | 2026-07-06 13:30
nights | 2026-11-23 12:00 | 1h | 2026-11-23 22:00
nights | 2026-11-23 12:00 | 8h | 2026-11-24 05:00
nights | 2026-11-23 12:00 | 8h1s | 2026-11-24 21:00:01
nights | 2026-11-23 22:30 | 1h | 2026-11-23 23:30
nights | 2026-11-24 05:00 | 1m | 2026-11-24 21:01
nights | 2026-03-28 21:00 | 7h1s | 2026-03-29 20:00:01
nights | 2026-10-24 20:00 | 9h | 2026-10-25 05:00
nights | 2026-10-24 20:00 | 9h1s | 2026-10-25 21:00:01
nights | 2026-03-29 00:30 | 1h | 2026-03-29 01:30
berlin-sun | 2026-11-22 00:00 | 1h | 2026-11-22 01:30
berlin-sun | 2026-11-22 00:00 | 1h1s | 2026-11-22 03:00:01
berlin-sun | 2026-11-22 00:00 | 2h | 2026-11-22 04:00
berlin-sun | 2026-11-22 00:00 | 2h1s | 2026-11-29 00:30:01
berlin-sun | 2026-03-28 23:00 | 30m | 2026-03-29 01:00
berlin-sun | 2026-03-28 23:00 | 30m1s | 2026-03-29 02:00:01
berlin-sun | 2026-03-28 23:00 | 90m | 2026-03-29 03:00
berlin-sun | 2026-10-24 22:00 | 61m | 2026-10-25 03:01
berlin-sun | 2026-10-24 22:00 | 2h | 2026-10-25 04:00
berlin-sun | 2026-10-24 22:00 | 2h1s | 2026-11-01 00:30:01
berlin-gap | 2026-11-22 00:00 | 30m | 2026-11-22 01:45
berlin-gap | 2026-03-28 22:00 | 1s | 2026-03-29 07:00:01
berlin-gap | 2026-03-28 22:00 | 1h | 2026-03-29 08:00
berlin-gap | 2026-03-28 22:00 | 1h1s | 2026-04-05 00:15:01
berlin-gap | 2026-10-24 12:00 | 30m | 2026-10-25 00:45
berlin-gap | 2026-10-24 12:00 | 31m | 2026-10-25 08:01
newyork | 2026-11-23 14:00 | 1h | 2026-11-23 15:00
newyork | 2026-11-25 21:00 | 2h | 2026-11-27 15:00
newyork | 2026-03-06 21:00 | 2h | 2026-03-09 14:00
newyork | 2026-11-26 15:00 | 1s | 2026-11-27 14:00:01
ny-24 | 2026-10-31 12:00 | 16h | 2026-11-01 04:00
ny-24 | 2026-10-31 12:00 | 16h1s | 2026-11-02 05:00:01
lordhowe | 2026-07-01 00:00 | 2h | 2026-07-01 16:30
lordhowe | 2026-07-01 00:00 | 2h1s | 2026-07-02 14:30:01
lordhowe | 2026-01-01 00:00 | 2h | 2026-01-01 16:00
lordhowe | 2026-04-04 13:00 | 2h30m1s | 2026-04-05 14:30:01
lordhowe | 2026-10-03 12:00 | 90m | 2026-10-03 16:00
lordhowe | 2026-10-03 12:00 | 91m | 2026-10-04 14:01
stjohns | 2026-11-23 12:00 | 8h | 2026-11-23 20:00
stjohns | 2026-07-06 11:00 | 8h | 2026-07-06 19:00
stjohns | 2026-11-23 20:00 | 1h | 2026-11-24 13:00
kathmandu | 2026-11-23 04:15 | 7h | 2026-11-23 11:15
kathmandu | 2026-11-27 11:00 | 30m | 2026-11-29 04:30
kathmandu | 2026-11-28 08:00 | 1s | 2026-11-29 04:15:01
apia | 2011-12-29 18:00 | 10h | 2011-12-30 04:00
apia | 2011-12-29 18:00 | 10h1s | 2011-12-30 18:00:01
apia | 2011-12-29 18:00 | 20h | 2011-12-31 04:00
santiago | 2026-04-04 03:00 | 49h | 2026-04-06 04:00
santiago | 2026-04-04 03:00 | 49h1s | 2026-04-11 04:00:01
santiago | 2026-09-05 04:00 | 47h | 2026-09-07 03:00
santiago | 2026-09-05 04:00 | 47h1s | 2026-09-12 03:00:01
havana | 2024-11-02 12:00 | 3h | 2024-11-03 07:00
havana | 2024-11-02 12:00 | 3h1s | 2024-11-10 05:00:01
havana | 2026-03-07 12:00 | 1h1s | 2026-03-15 04:00:01
troll | 2026-03-28 12:00 | 2h | 2026-03-29 02:00
troll | 2026-03-28 12:00 | 2h1s | 2026-03-29 22:00:01
troll | 2026-10-24 12:00 | 6h | 2026-10-25 04:00
leap | 2028-02-28 09:00 | 8h | 2028-02-28 17:00
leap | 2028-02-28 17:00 | 1s | 2028-03-01 09:00:01
leap | 2027-02-28 17:00 | 1s | 2027-03-01 09:00:01
utc-24 | 2026-12-24 00:00 | 24h | 2026-12-25 00:00
utc-24 | 2026-12-24 00:00 | 24h1s | 2026-12-26 00:00:01
utc-24 | 2027-12-30 12:00 | 13h | 2028-01-01 01:00
one-minute | 2026-11-23 00:00 | 60s | 2026-11-26 00:00
one-minute | 2026-11-23 00:00 | 61s | 2026-12-02 23:59:01
one-minute | 2026-11-23 00:00 | 10m | 2027-01-28 00:00
touching | 2026-11-23 12:30 | 1h | 2026-11-23 13:30
overlap | 2026-11-23 09:00 | 8h | 2026-11-23 17:00
overlap | 2026-11-23 09:00 | 8h1s | 2026-11-24 09:00:01
always | 2026-03-29 00:00 | 24h | 2026-03-30 00:00
always | 2028-02-28 12:00 | 48h | 2028-03-01 12:00
always | 2026-11-23 00:00:01 | 1s | 2026-11-23 00:00:02
never | 2026-11-23 00:00 | 1s | never
blocked | 2026-11-23 00:00 | 1s | never
"""

# calendar | start | budget | waits | due
_BY_HAND_WITH_WAITS = """
always | 2026-11-23 00:00 | 2h | 23 00:30/23 01:00 | 2026-11-23 02:30
always | 2026-11-23 00:00 | 2h | 23 00:30/23 01:00, 23 01:00/23 01:30 | 2026-11-23 03:00
always | 2026-11-23 00:00 | 2h | 23 00:30/23 01:30, 23 00:45/23 01:00 | 2026-11-23 03:00
always | 2026-11-23 00:00 | 2h | 23 01:30/23 02:00, 23 00:30/23 01:00 | 2026-11-23 03:00
always | 2026-11-23 00:00 | 2h | 22 23:00/23 00:30 | 2026-11-23 02:30
always | 2026-11-23 00:00 | 2h | 23 02:00/23 03:00 | 2026-11-23 02:00
always | 2026-11-23 00:00 | 2h | 23 01:59:59/23 03:00 | 2026-11-23 03:00:01
always | 2026-11-23 00:00 | 2h | 23 03:00/23 04:00 | 2026-11-23 02:00
always | 2026-11-23 00:00 | 2h | 23 01:00/ | never
always | 2026-11-23 00:00 | 2h | 23 02:00/ | 2026-11-23 02:00
always | 2026-11-23 00:00 | 2h | 23 00:30/, 23 00:45/23 01:00 | never
always | 2026-11-23 00:00 | 2h | 23 01:00/23 00:30 | 2026-11-23 02:00
always | 2026-11-23 00:00 | 2h | 23 01:00/23 01:00 | 2026-11-23 02:00
plain | 2026-11-23 09:00 | 2h | 21 09:00/23 09:30 | 2026-11-23 11:30
plain | 2026-11-23 16:00 | 2h | 23 16:30/24 09:30 | 2026-11-24 11:00
plain | 2026-11-27 16:00 | 2h | 27 17:00/30 08:00 | 2026-11-30 10:00
plain | 2026-11-27 16:00 | 2h | 28 00:00/29 00:00 | 2026-11-30 10:00
plain | 2026-11-23 09:00 | 8h | 23 17:00/23 18:00 | 2026-11-23 17:00
plain | 2026-11-23 09:00 | 8h1s | 23 17:00/24 10:00 | 2026-11-24 10:00:01
office | 2026-11-23 12:00 | 2h | 23 13:00/23 14:30 | 2026-11-23 15:30
office | 2026-11-27 14:00 | 2h | 27 14:30/30 09:30 | 2026-11-30 11:00
nights | 2026-11-23 12:00 | 8h | 23 23:00/24 01:00 | 2026-11-24 23:00
"""


def _rows(table: str) -> Iterator[list[str]]:
    for line in table.strip().splitlines():
        yield [cell.strip() for cell in line.split("|")]


def _when(text: str) -> int:
    return at(f"{text.replace(' ', 'T')}Z")


def _due(cell: str) -> str | None:
    return None if cell == "never" else time(_when(cell))


@pytest.mark.parametrize("row", [*_rows(_BY_HAND)], ids=" ".join)
def test_what_was_worked_out_by_hand(row: list[str]) -> None:
    name, start, budget, due = row
    found = _business(name).due(_when(start), parse_amount(budget, None))
    assert time(found) == _due(due)


@pytest.mark.parametrize("row", [*_rows(_BY_HAND_WITH_WAITS)], ids=" ".join)
def test_what_was_worked_out_by_hand_with_waits(row: list[str]) -> None:
    name, start, budget, given, due = row
    waits: list[Wait] = []
    for wait in given.split(", "):
        begins, ends = (f"2026-11-{text}" if text else "" for text in wait.split("/"))
        waits.append((_when(begins), _when(ends) if ends else None))
    first = _when(start)
    found = _business(name).due(first, parse_amount(budget, None), joined(waits, first))
    assert time(found) == _due(due)


def test_there_are_enough_cases_by_hand() -> None:
    of_the_file = [case for case in _CASES["cases"] if case["by"] == "hand"]
    assert len(of_the_file) + len([*_rows(_BY_HAND), *_rows(_BY_HAND_WITH_WAITS)]) >= 150


# The oracle ----------------------------------------------------------------------------------

# A zone and the first day of a fortnight in which something happens to its clocks.
_CHANGES = (
    ("UTC", "2026-11-20"),
    ("Europe/Lisbon", "2026-03-22"), ("Europe/Lisbon", "2026-10-18"),
    ("Europe/Berlin", "2026-03-22"), ("Europe/Berlin", "2026-10-18"),
    ("Europe/Dublin", "2026-03-22"), ("Europe/Dublin", "2026-10-18"),
    ("America/New_York", "2026-03-01"), ("America/New_York", "2026-10-25"),
    ("Australia/Lord_Howe", "2026-03-29"), ("Australia/Lord_Howe", "2026-09-27"),
    ("America/St_Johns", "2010-10-31"), ("America/St_Johns", "2011-03-06"),
    ("America/Santiago", "2026-03-29"), ("America/Santiago", "2026-08-30"),
    ("America/Havana", "2026-03-01"), ("America/Havana", "2026-10-25"),
    ("Antarctica/Troll", "2026-03-22"), ("Antarctica/Troll", "2026-10-18"),
    ("Asia/Kathmandu", "1985-12-26"),
    ("Pacific/Apia", "2011-12-24"), ("Pacific/Apia", "2011-09-18"),
    ("Pacific/Kwajalein", "1993-08-14"),
    ("Africa/Casablanca", "2026-02-08"), ("Africa/Casablanca", "2026-03-15"),
    ("Asia/Tehran", "2022-03-15"),
)  # fmt: skip
_DAYS = 14
_MINUTE = 60


@cache
def _shown(zone: str, first_day: str) -> tuple[int, tuple[tuple[date, int], ...]]:
    """For every minute of a fortnight the latest time that the clock has shown by then, as a day
    and a minute of it, and the second at which the first begins. The clocks are changed on whole
    minutes."""
    start = int(datetime.fromisoformat(first_day).replace(tzinfo=UTC).timestamp())
    there = ZoneInfo(zone)
    latest = datetime.min
    found = []
    for minute in range(-3 * 1440, _DAYS * 1440):
        now = datetime.fromtimestamp(start + minute * _MINUTE, there).replace(tzinfo=None)
        latest = max(latest, now)
        if minute >= 0:
            found.append((latest.date(), latest.hour * 60 + latest.minute))
    return start, tuple(found)


class _Open(dict[date, list[bool]]):
    """For each minute of a day whether it is within the hours. A time of day is reached when the
    clock first shows it or a later one, and so is over."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar

    def __missing__(self, day: date) -> list[bool]:
        found = [False] * 1440
        for opens, closes in self.calendar.hours_on(day):
            found[opens:closes] = [True] * (closes - opens)
        return self.setdefault(day, found)


def _walked(
    calendar: Calendar, change: tuple[str, str], start: int, budget: int, waits: Sequence[Wait]
) -> int | None:
    """When a budget is used up, by going through time; None: not within the fortnight.

    Each step ends where a minute does, or a wait begins or ends, so nothing changes within it: it
    is as good as going second by second.
    """
    first, shown = _shown(*change)
    is_open = _Open(calendar)
    end = first + _DAYS * 86400
    edges = sorted({edge for wait in waits for edge in wait if edge is not None and edge > start})
    now, used = start, 0
    for stop in (*edges, end):
        waiting = any(begins <= now and (ends is None or now < ends) for begins, ends in waits)
        while now < min(stop, end):
            step = min(now + _MINUTE - now % _MINUTE, stop)
            day, minute = shown[(now - first) // _MINUTE]
            if is_open[day][minute] and not waiting:
                if used + step - now >= budget:
                    return now + budget - used
                used += step - now
            now = step
    return None


@st.composite
def _calendars(draw: st.DrawFn, zone: str, first: date) -> Calendar:
    minutes = st.one_of(st.integers(0, 1440), st.integers(0, 24).map(lambda hour: hour * 60))
    interval = st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1])
    interval = interval.map(lambda pair: (min(pair), max(pair)))
    near_midnight = st.sampled_from([(0, 360), (0, 60), (60, 180), (150, 165), (1320, 1440)])
    day = st.lists(interval | near_midnight, max_size=3).map(united)
    same = draw(st.booleans())
    hours = (draw(day),) * 7 if same else tuple(draw(day) for _ in range(7))
    days = st.integers(0, _DAYS).map(lambda number: first + timedelta(days=number))
    yearly = draw(st.frozensets(days, max_size=2))
    return Calendar(
        "drawn",
        ZoneInfo(zone),
        hours,
        common_length(hours),
        draw(st.frozensets(days, max_size=2)),
        frozenset((each.month, each.day) for each in yearly),
    )


@st.composite
def _questions(draw: st.DrawFn) -> tuple[Calendar, tuple[str, str], int, int, list[Wait]]:
    change = draw(st.sampled_from(_CHANGES))
    calendar = draw(_calendars(change[0], date.fromisoformat(change[1])))
    first = _shown(*change)[0]
    seconds = st.integers(0, _DAYS * 86400 - 1).map(lambda number: first + number)
    rough = seconds.map(lambda number: number - number % 1800)
    when = seconds | rough
    end = st.none() | when
    waits = draw(st.lists(st.tuples(when, when) | st.tuples(when, end), max_size=4))
    budget = draw(st.sampled_from([1, 60, 3600, 86400]).flatmap(lambda n: st.integers(1, 4 * n)))
    return calendar, change, draw(when), budget, waits


def _holds(question: tuple[Calendar, tuple[str, str], int, int, list[Wait]]) -> None:
    calendar, change, start, budget, waits = question
    end = _shown(*change)[0] + _DAYS * 86400
    business = BusinessTime(calendar, {})
    apart = joined(waits, start)
    due = business.due(start, budget, apart)
    if due is not None and due > end:
        due = None
    assert due == _walked(calendar, change, start, budget, waits)
    if due is not None:  # P2: the first instant
        assert business.between(start, due, apart) == budget
        assert business.between(start, due - 1, apart) < budget


@given(_questions())
@settings(max_examples=usual(200), deadline=None)
def test_business_time_is_what_a_walk_through_time_finds(
    question: tuple[Calendar, tuple[str, str], int, int, list[Wait]],
) -> None:
    _holds(question)


@pytest.mark.long
@given(_questions())
@settings(max_examples=scaled(100_000), deadline=None)
def test_business_time_is_what_a_walk_through_time_finds_in_a_long_run(
    question: tuple[Calendar, tuple[str, str], int, int, list[Wait]],
) -> None:
    _holds(question)


def _is_open(calendar: Calendar, shown: datetime) -> bool:
    minute = shown.hour * 60 + shown.minute
    return any(opens <= minute < closes for opens, closes in calendar.hours_on(shown.date()))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "around"),
    [
        (("Australia/Lord_Howe", "2026-03-29"), "2026-04-04T13:59:30Z"),
        (("America/St_Johns", "2010-10-31"), "2010-11-07T02:29:30Z"),
        (("Pacific/Apia", "2011-12-24"), "2011-12-30T09:59:30Z"),
    ],
)
def test_the_walk_is_as_good_as_going_second_by_second(
    change: tuple[str, str], around: str
) -> None:
    start = at(around)
    hours = (((0, 60), (90, 150), (1380, 1440)),) * 7
    calendar = Calendar("drawn", ZoneInfo(change[0]), hours)
    wait = (start + 45, start + 1000)
    latest = max(
        datetime.fromtimestamp(start - before, calendar.zone).replace(tzinfo=None)
        for before in range(1, 2 * 86400)
    )
    due: list[int] = []  # the end of each second that counted
    for now in range(start, start + 7200):
        there = datetime.fromtimestamp(now, calendar.zone).replace(tzinfo=None)
        latest = max(latest, there)
        if _is_open(calendar, latest) and not wait[0] <= now < wait[1]:
            due.append(now + 1)
    assert len(due) > 1000
    business = BusinessTime(calendar, {})
    assert [business.due(start, used, [wait]) for used in range(1, len(due) + 1)] == due
    for used in range(1, len(due) + 1, 97):
        assert _walked(calendar, change, start, used, [wait]) == due[used - 1]


# The rest ------------------------------------------------------------------------------------


def test_the_clocks_of_all_zones_are_understood() -> None:
    """On a day whose first and last minute are at one offset, the clocks weren't changed twice."""
    for zone in ("Europe/Lisbon", "Africa/Casablanca", "America/St_Johns", "Asia/Gaza"):
        there = ZoneInfo(zone)
        for day in range(0, 60 * 365, 7):
            midnight = datetime(1970, 1, 1) + timedelta(days=day)
            found = datetime.fromtimestamp(instant(midnight, there), there).replace(tzinfo=None)
            before = datetime.fromtimestamp(instant(midnight, there) - 1, there)
            assert found >= midnight > before.replace(tzinfo=None)


def test_business_time_goes_backwards_too() -> None:
    business = _business("office")
    start, end = at("2026-11-23T12:00:00Z"), at("2026-11-24T10:00:00Z")
    assert business.between(start, end) == (1 + 4 + 1) * 3600
    assert business.between(end, start) == -(1 + 4 + 1) * 3600


def test_an_earlier_year_moves_no_answer() -> None:
    calendar = calendars({"a": {"timezone": "UTC", "hours": {"mon-sun": "09:00-17:00"}}})["a"]
    start, end = at("2025-12-30T00:00:00Z"), at("2027-01-03T00:00:00Z")
    year = 369 * 8 * 3600
    assert BusinessTime(calendar, {}).between(start, end) == year
    waits = [(at("2026-03-01T00:00:00Z"), at("2026-03-02T00:00:00Z"))]
    assert BusinessTime(calendar, {}).between(start, end, waits) == year - 8 * 3600
    business = BusinessTime(calendar, {})
    assert business.between(end, end + 86400) == 8 * 3600
    assert business.between(start, end) == year


def test_a_budget_that_is_not_used_up_in_ten_years_has_no_due_time() -> None:
    one_day = calendars({"new year": {"timezone": "UTC", "hours": {"mon-sun": "00:00-24:00"},
                         "holidays": []}})["new year"]  # fmt: skip
    start = at("2026-01-01T00:00:00Z")
    assert BusinessTime(one_day, {}).due(start, HORIZON) == start + HORIZON
    assert BusinessTime(one_day, {}).due(start, HORIZON + 1) is None
    assert _business("never").due(start, 1) is None
    waits: list[Wait] = [(start + 1, start + HORIZON)]
    assert BusinessTime(ALWAYS, {}).due(start, 1, waits) == start + 1
    assert BusinessTime(ALWAYS, {}).due(start, 2, waits) is None


@pytest.mark.parametrize("year", [1, 1895, 1900, 2198, 2200, 9998, 9999])
def test_times_that_nobody_means_are_no_trouble(year: int) -> None:
    start = (datetime(year, 6, 1) - datetime(1970, 1, 1)) // timedelta(seconds=1)
    business = _business("newyork")
    due = business.due(start, 3600)
    assert (due is not None) == (year in (1895, 1900, 2198))
    assert (business.between(start, start + 10 * 86400) > 0) == (year in (1900, 2198))


def test_holidays_of_regions_count_if_the_calendar_names_them() -> None:
    given = {"mon-fri": "09:00-17:00"}
    named = calendars({"a": {"timezone": "UTC", "hours": given, "holidays": ["PT"]}})["a"]
    other = calendars({"a": {"timezone": "UTC", "hours": given, "holidays": ["ES"]}})["a"]
    days = {"PT": frozenset({date(2026, 11, 23)}), "FR": frozenset({date(2026, 11, 24)})}
    start = at("2026-11-23T10:00:00Z")
    assert time(BusinessTime(named, days).due(start, 3600)) == "2026-11-24T10:00:00Z"
    assert time(BusinessTime(other, days).due(start, 3600)) == "2026-11-23T11:00:00Z"


@pytest.mark.long
def test_a_million_additions_take_seconds() -> None:
    business, start = _business("office"), at("2026-01-01T00:00:00Z")
    began = clock.process_time()
    for number in range(1_000_000):
        business.due(start + number * 97, 3600 + number % 200_000)
    assert clock.process_time() - began < 10


def test_years_are_added_on_either_side() -> None:
    """A calendar that has been asked about one year is then asked about others."""
    business = BusinessTime(_CALENDARS["office"], {})
    later, earlier = at("2026-11-23T09:00:00Z"), at("2024-11-25T09:00:00Z")
    assert business.due(later, 3600) == later + 3600
    fresh = BusinessTime(_CALENDARS["office"], {})
    assert business.between(earlier, later) == fresh.between(earlier, later) > 0
    assert business.between(at("2022-11-21T09:00:00Z"), later) > business.between(earlier, later)
