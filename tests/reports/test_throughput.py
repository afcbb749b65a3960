"""Throughput: what came in and got done in each stretch of the calendar."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from tests.reports.desks import NOW, ZONES, Life, given_lives, random_lives, rows
from tix.frozen import replace
from tix.model.config.config import Config
from tix.model.ticket.ticket import Ticket
from tix.reports.report import ReportInput
from tix.reports.throughput import THROUGHPUT

NAMES = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}


def counted(
    lives: list[Life], zone: str, unit: str, since: datetime, until: datetime
) -> list[dict[str, object]]:
    """The table, counted by the name that the calendar has for each moment."""

    def name(when: datetime) -> str:
        return when.astimezone(ZoneInfo(zone)).strftime(NAMES[unit])

    hours = int((until - since) / timedelta(hours=1))
    moments = [since + timedelta(hours=hour) for hour in range(0, hours, 6)]
    names = sorted({name(moment) for moment in (*moments, until - timedelta(seconds=1))})
    turns = [turn for life in lives for turn in life.turns()]
    opened = Counter(name(life.opened) for life in lives if since <= life.opened < until)
    done = Counter(name(at) for at, is_done in turns if is_done and since <= at < until)
    back = Counter(name(at) for at, is_done in turns if not is_done and since <= at < until)

    named = [[(name(at), s) for at, s in life.moves if at < until] for life in lives]

    def is_open_after(moves: list[tuple[str, str]], bucket: str) -> bool:
        past = [status for when, status in moves if when <= bucket]
        return bool(past) and past[-1] not in ("resolved", "closed")

    return [
        {
            "period": bucket,
            "opened": opened[bucket],
            "resolved": done[bucket],
            "reopened": back[bucket],
            "open_at_end": sum(is_open_after(moves, bucket) for moves in named),
        }
        for bucket in names
    ]


@pytest.mark.parametrize(("seed", "zone"), list(product(range(4), ZONES)))
def test_every_number_is_what_counting_one_by_one_gives(seed: int, zone: str) -> None:
    lives = random_lives(seed)
    for unit, back in (("day", 40), ("week", 40), ("month", 400), ("year", 2000)):
        since, until = NOW - timedelta(days=back, hours=seed), NOW - timedelta(days=seed)
        given = given_lives(lives, zone, since=since, until=until, unit=unit)
        (section,) = THROUGHPUT.build(given).sections
        assert rows(section) == counted(lives, zone, unit, since, until)
        assert section.notes == ()


@pytest.mark.parametrize("seed", range(6))
def test_without_a_period_nothing_is_left_out_and_the_numbers_add_up(seed: int) -> None:
    lives = random_lives(seed)
    for unit in NAMES:
        (section,) = THROUGHPUT.build(given_lives(lives, unit=unit)).sections
        table = rows(section)
        assert sum(int(str(row["opened"])) for row in table) == len(lives)
        assert table[-1]["open_at_end"] == sum(not life.is_done for life in lives)
        open_before = 0
        for row in table:
            opened, resolved, reopened, still = (int(str(v)) for v in list(row.values())[1:])
            assert still == open_before + opened + reopened - resolved
            open_before = still


DAY0 = datetime(2026, 11, 2, 8, tzinfo=UTC)  # a Monday
LATER = DAY0 + timedelta(days=3)


def build(*tickets: Ticket, **more: datetime | str | None) -> tuple[list[object], tuple[str, ...]]:
    given = replace(ReportInput(tickets, Config(), LATER), **more)  # type: ignore[arg-type]
    (section,) = THROUGHPUT.build(given).sections
    return list(section.rows), section.notes


def test_by_hand() -> None:
    one = Ticket("aaaaaa", "x", status="open", opened=DAY0, since=DAY0)
    at = DAY0 + timedelta(days=1)
    two = Ticket("bbbbbb", "x", status="closed", opened=DAY0, since=at, closed=at)
    assert build(one, two) == (
        [
            ("2026-11-02", 2, 0, 0, 2),
            ("2026-11-03", 0, 1, 0, 1),
            ("2026-11-04", 0, 0, 0, 1),
            ("2026-11-05", 0, 0, 0, 1),
        ],
        (),
    )
    assert build(one, two, unit="week") == ([("2026-W45", 2, 1, 0, 1)], ())
    assert build(one, two, since=at, until=at + timedelta(seconds=1)) == (
        [("2026-11-03", 0, 1, 0, 1)],
        (),
    )
    assert build(one, two, since=at, until=at) == ([], ())


def test_the_second_that_is_now_counts() -> None:
    just_now = Ticket("aaaaaa", "x", status="open", opened=LATER, since=LATER)
    assert build(just_now) == ([("2026-11-05", 1, 0, 0, 1)], ())


def test_an_empty_desk_has_no_rows_and_an_empty_period_has_zeros() -> None:
    assert build() == ([], ())
    assert build(since=LATER - timedelta(days=1)) == (
        [("2026-11-04", 0, 0, 0, 0), ("2026-11-05", 0, 0, 0, 0)],
        (),
    )


def test_tickets_that_do_not_tell_their_times_are_noted() -> None:
    bare = Ticket("aaaaaa", "x", status="open")
    bare_done = Ticket("bbbbbb", "x", status="closed")
    done = Ticket("cccccc", "x", status="closed", opened=DAY0)
    since_only = Ticket("dddddd", "x", status="open", since=DAY0)
    table, said = build(bare, bare_done, done, since_only, unit="month")
    assert table == [("2026-11", 1, 0, 0, 1)]
    assert said == (
        "Not counted as opened: 3 tickets without a time of opening.",
        "Not counted as resolved: 2 tickets that can't tell since when it is so.",
        "Not counted as open: 1 ticket without any time.",
    )


def test_tickets_of_the_future_are_noted() -> None:
    future = Ticket("aaaaaa", "x", status="open", opened=LATER + timedelta(days=9))
    assert build(future) == (
        [],
        ("Not counted yet: 1 ticket opened after this period, in the future.",),
    )


def test_a_resolution_of_unknown_beginning_counts_when_it_was_stamped() -> None:
    done = Ticket("aaaaaa", "x", status="resolved", resolved=DAY0)
    assert build(done, unit="month")[0] == [("2026-11", 0, 1, 0, 0)]


@pytest.mark.parametrize(
    ("days", "first"),
    [(31, "2026-10-05"), (32, "2026-W40"), (183, "2026-W19"), (184, "2026-05"), (3700, "2016")],
)
def test_the_unit_follows_the_length_of_the_period(days: int, first: str) -> None:
    table, _ = build(since=LATER - timedelta(days=days))
    assert str(table[0]).startswith(f"('{first}'")


def test_far_away_times_do_not_stop_it() -> None:
    first = datetime.min.replace(tzinfo=UTC)
    last = datetime.max.replace(tzinfo=UTC, microsecond=0)
    tickets = [
        Ticket("aaaaaa", "x", status="open", opened=first, since=last),
        Ticket("bbbbbb", "x", status="closed", opened=last, closed=first),
    ]
    for zone in ("Etc/GMT-14", "Etc/GMT+12"):
        config = Config(timezone=ZoneInfo(zone))
        (section,) = THROUGHPUT.build(ReportInput(tickets, config, LATER, until=last)).sections
        assert section.rows[-1] == ("2026", 0, 0, 0, 1)
