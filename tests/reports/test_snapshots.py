"""Summary, ageing, workload and labels: the reports on how things stand now."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from tests.reports.desks import NOW, ZONES, Life, given_lives, random_lives, rows
from tix.frozen import replace
from tix.model.config.config import Config, Member
from tix.model.people import Person
from tix.model.ticket.entries import Work
from tix.model.ticket.ticket import Ticket
from tix.reports import NAMES
from tix.reports.ageing import AGEING
from tix.reports.labels import LABELS
from tix.reports.report import Definition, ReportInput, Section, Value
from tix.reports.summary import SUMMARY
from tix.reports.table import REPORTS
from tix.reports.work import WORK
from tix.reports.workload import WORKLOAD

SEEDS_AND_ZONES = list(product(range(3), ZONES))


def is_late(life: Life, zone: str) -> bool:
    due = life.ticket.due
    if life.is_done or due is None:
        return False
    if isinstance(due, datetime):
        return due < NOW
    return due < NOW.astimezone(ZoneInfo(zone)).date()


def seconds_old(life: Life) -> int:
    return int((NOW - life.opened).total_seconds())


def counts(having: list[Life]) -> list[int]:
    return [
        sum(not life.is_done for life in having),
        sum(life.is_done for life in having),
        len(having),
    ]


def by_title(report_sections: tuple[Section, ...]) -> dict[str, Section]:
    return {section.title: section for section in report_sections}


@pytest.mark.parametrize(("seed", "zone"), SEEDS_AND_ZONES)
def test_summary_counts_what_counting_one_by_one_gives(seed: int, zone: str) -> None:
    lives = random_lives(seed)
    sections = by_title(SUMMARY.build(given_lives(lives, zone)).sections)
    still_open = [life for life in lives if not life.is_done]
    late = [life for life in lives if is_late(life, zone)]
    assert sections["Tickets"].rows == (
        ("tickets", len(lives)),
        ("open", len(still_open)),
        ("waiting", sum(life.moves[-1][1] == "pending" for life in lives)),
        ("overdue", len(late)),
        ("unassigned", sum(not life.people for life in still_open)),
        ("done", len(lives) - len(still_open)),
    )
    has: dict[str, Callable[[Life, Value], bool]] = {
        "By status": lambda life, word: life.moves[-1][1] == word,
        "By priority": lambda life, word: life.ticket.priority == word,
        "By type": lambda life, word: life.ticket.type == word,
        "By assignee": lambda life, who: who in life.people or (not life.people and who is None),
    }
    for title, has_word in has.items():
        section = sections[title]
        for word, *numbers in section.rows:
            assert numbers == counts([life for life in lives if has_word(life, word)])
        assert all(any(has_word(life, row[0]) for row in section.rows) for life in lives)
    assert [row[0] for row in sections["Oldest open"].rows] == [
        life.ticket.id for life in sorted(still_open, key=seconds_old, reverse=True)
    ][:5]
    assert {row[3] for row in sections["Oldest open"].rows} == set(
        sorted(map(seconds_old, still_open), reverse=True)[:5]
    )
    assert len(sections["Longest overdue"].rows) == min(5, len(late))


@pytest.mark.parametrize("seed", range(5))
def test_ageing_counts_what_counting_one_by_one_gives(seed: int) -> None:
    lives = random_lives(seed)
    (section,) = AGEING.build(given_lives(lives)).sections
    days = {"<1d": 0, "1-3d": 1, "3-7d": 3, "1-4w": 7, "4-13w": 28, "13-52w": 91, ">52w": 364}

    def age(life: Life) -> str:
        reached = [name for name, since in days.items() if seconds_old(life) >= since * 86400]
        return reached[-1]

    found = Counter((age(life), life.ticket.priority) for life in lives if not life.is_done)
    assert [row["age"] for row in rows(section)] == list(days)
    for row in rows(section):
        total = 0
        for priority in ("urgent", "high", "normal", "low", "odd", None):
            name = "no_priority" if priority is None else f"priority:{priority}"
            assert row.get(name, 0) == found[str(row["age"]), priority]
            total += found[str(row["age"]), priority]
        assert row["open"] == total


@pytest.mark.parametrize(("seed", "zone"), SEEDS_AND_ZONES)
def test_workload_counts_what_counting_one_by_one_gives(seed: int, zone: str) -> None:
    lives = random_lives(seed)
    (section,) = WORKLOAD.build(given_lives(lives, zone)).sections
    still_open = [life for life in lives if not life.is_done]
    for row in rows(section):
        who = row["assignee"]
        theirs = [
            life for life in still_open if who in life.people or (who is None and not life.people)
        ]
        oldest = max(theirs, key=seconds_old)
        assert row["open"] == len(theirs)
        assert row["overdue"] == sum(is_late(life, zone) for life in theirs)
        assert (row["oldest"], row["oldest_age"]) == (oldest.ticket.id, seconds_old(oldest))
        assert row["priority:high"] == sum(life.ticket.priority == "high" for life in theirs)
    people = {who for life in still_open for who in life.people or {None}}
    assert {row[0] for row in section.rows} == people
    opens = [row["open"] for row in rows(section) if row["assignee"]]
    assert opens == sorted(opens, key=lambda count: -int(str(count)))
    several = sum(len(life.people) > 1 for life in still_open)
    assert section.notes == (f"Counted for each assignee: {several} tickets with several.",)


@pytest.mark.parametrize("seed", range(5))
def test_labels_count_what_counting_one_by_one_gives(seed: int) -> None:
    lives = random_lives(seed)
    (section,) = LABELS.build(given_lives(lives)).sections
    assert {row[0] for row in section.rows} == {"ci", "arm64", "docs", None}
    assert section.rows[-1][0] is None
    for label, *numbers, oldest, oldest_age in section.rows:
        having = [
            life
            for life in lives
            if label in life.ticket.labels or (label is None and not life.ticket.labels)
        ]
        assert numbers == counts(having)
        first = max((life for life in having if not life.is_done), key=seconds_old)
        assert (oldest, oldest_age) == (first.ticket.id, seconds_old(first))


DAY0 = datetime(2026, 11, 2, 8, tzinfo=UTC)
NOON = DAY0 + timedelta(days=10)
NEW = Ticket("aaaaaa", "x", status="open", since=DAY0, opened=DAY0)


def built(
    report: Definition, *tickets: Ticket, config: Config | None = None
) -> tuple[Section, ...]:
    return report.build(ReportInput(tickets, config or Config(), NOON)).sections


def test_words_the_desk_does_not_know_stand_after_those_it_does() -> None:
    tickets = [
        replace(NEW, status="zzz", priority="asap", type=None),
        replace(NEW, status="aaa", priority=None),
        replace(NEW, status=None),
    ]
    sections = by_title(built(SUMMARY, *tickets))
    statuses = ["open", "in-progress", "pending", "resolved", "closed", "aaa", "zzz", None]
    assert [row[0] for row in sections["By status"].rows] == statuses
    assert [row[0] for row in sections["By priority"].rows] == [
        *("urgent", "high", "normal", "low", "asap"),
        None,
    ]


def test_aliases_are_one_person_and_namesakes_are_two() -> None:
    ana = Member(Person("Ana", "ana@example.org"), aliases=("al@example.org",))
    other_ana = Member(Person("Ana", "ana@other.example"))
    config = Config(people=(ana, other_ana))
    tickets = [
        replace(NEW, assignees=("al@example.org", "Ana <ana@example.org>")),
        replace(NEW, assignees=("ana@other.example", "Zoe <zoe@example.org>")),
        replace(NEW, assignees=("zoe@example.org",)),
        replace(NEW, assignees=("bob",)),
    ]
    (section,) = built(WORKLOAD, *tickets, config=config)
    assert [row[:2] for row in section.rows] == [
        ("zoe@example.org", 2),
        ("Ana <ana@example.org>", 1),
        ("Ana <ana@other.example>", 1),
        ("bob", 1),
    ]
    assert section.notes == ("Counted for each assignee: 1 ticket with several.",)


def test_time_that_namesakes_worked_is_told_apart() -> None:
    ana = Member(Person("Ana", "ana@example.org"), aliases=("al@example.org",))
    other_ana = Member(Person("Ana", "ana@other.example"))
    by = ("ana@example.org", "al@example.org", "ana@other.example", "Zoe <zoe@example.org>")
    day = DAY0.date()
    worked = tuple(Work(f"w-00000{n}", day, who, 10 + n, True, "") for n, who in enumerate(by))
    config = Config(people=(ana, other_ana))
    sections = by_title(built(WORK, replace(NEW, worked=worked), config=config))
    assert [row[:2] for row in sections["By person"].rows] == [
        ("Ana <ana@example.org>", 21),
        ("Zoe <zoe@example.org>", 13),
        ("Ana <ana@other.example>", 12),
    ]


def test_a_day_is_overdue_when_it_is_over_in_the_desks_time_zone() -> None:
    config = Config(timezone=ZoneInfo("Asia/Kathmandu"))
    midnight = datetime.combine(date(2026, 11, 11), time(), config.timezone).astimezone(UTC)
    given = ReportInput([replace(NEW, due=date(2026, 11, 10))], config, midnight)
    (section,) = WORKLOAD.build(replace(given, now=midnight - timedelta(seconds=1))).sections
    assert rows(section)[0]["overdue"] == 0
    late = replace(given, now=midnight + timedelta(seconds=1))
    (section,) = WORKLOAD.build(late).sections
    assert rows(section)[0]["overdue"] == 1
    overdue = by_title(SUMMARY.build(late).sections)["Longest overdue"]
    assert overdue.rows == (("aaaaaa", "x", date(2026, 11, 10), 1),)


def test_ages_begin_at_their_first_second() -> None:
    def age(seconds: int) -> Value:
        ticket = replace(NEW, opened=NOON - timedelta(seconds=seconds))
        (section,) = built(AGEING, ticket)
        return next(row[0] for row in section.rows if row[1])

    assert [age(s) for s in (-5, 0, 86399, 86400, 3 * 86400 - 1, 364 * 86400)] == [
        *("<1d", "<1d", "<1d", "1-3d", "1-3d", ">52w"),
    ]


def test_a_ticket_of_the_future_has_no_age_yet() -> None:
    future = replace(NEW, labels=("ci",), opened=NOON + timedelta(days=1))
    assert built(LABELS, future)[0].rows == (("ci", 1, 0, 1, "aaaaaa", 0),)


def test_tickets_without_a_time_of_opening_are_counted_as_unknown() -> None:
    undated = replace(NEW, opened=None, assignees=("bob",), labels=("ci",))
    (ageing,) = built(AGEING, undated)
    assert ageing.rows[-1][:2] == ("unknown", 1)
    assert built(WORKLOAD, undated)[0].rows == (("bob", 1, 0, 0, 0, 0, 1, 0, None, None),)
    assert built(LABELS, undated)[0].rows == (("ci", 1, 0, 1, None, None),)
    summary = by_title(built(SUMMARY, undated))
    assert summary["Tickets"].rows[1] == ("open", 1)
    assert summary["Oldest open"].rows == ()
    assert summary["Oldest open"].notes == ("Left out: 1 ticket without a time of opening.",)


@pytest.mark.parametrize("report", [SUMMARY, AGEING, WORKLOAD, LABELS], ids=lambda r: r.name)
def test_a_period_chooses_tickets_by_their_opening(report: Definition) -> None:
    early, late = NEW, replace(NEW, id="bbbbbb", opened=DAY0 + timedelta(days=2))
    undated = replace(NEW, id="cccccc", opened=None)
    given = ReportInput([early, late, undated], Config(), NOON)
    since = replace(given, since=DAY0 + timedelta(seconds=1))
    until = replace(given, until=DAY0 + timedelta(days=2))
    for chosen, ticket in ((since, late), (until, early)):
        sections = report.build(chosen).sections
        only = report.build(ReportInput([ticket], Config(), NOON)).sections
        assert [s.rows for s in sections] == [s.rows for s in only]
        assert sections[0].notes == ("Left out: 1 ticket without a time of opening.",)


def test_an_empty_desk_gives_zeros_for_known_words_and_no_rows_for_others() -> None:
    for definition in REPORTS:
        report = definition.build(ReportInput([], Config(), NOON))
        for section in report.sections:
            assert section.notes == () or "promises nothing" in section.notes[0]
            assert {v for row in section.rows for v in row if isinstance(v, int)} <= {0}


def test_each_report_is_known_by_its_name_and_its_module() -> None:
    assert [definition.name for definition in REPORTS] == list(NAMES)
    for definition in REPORTS:
        module = import_module(f"tix.reports.{NAMES[definition.name]}")
        assert getattr(module, definition.name.upper()) is definition


def test_every_report_keeps_to_the_shape() -> None:
    lives = random_lives(1)
    for definition in REPORTS:
        assert definition.help
        for section in definition.build(given_lives(lives)).sections:
            names = [column.name for column in section.columns]
            assert len(set(names)) == len(names)
            assert section.bar is None or section.bar in names
            assert all(len(row) == len(names) for row in section.rows)
