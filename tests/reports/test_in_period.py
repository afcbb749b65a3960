"""What reports leave out because a ticket doesn't tell it, and few cases, are said."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.reports.desks import NOW, given_lives, random_lives, rows
from tix.frozen import replace
from tix.model.config.config import Config
from tix.model.ticket.entries import Rating
from tix.model.ticket.ticket import Ticket
from tix.reports.backlog import BACKLOG
from tix.reports.people import AGENTS, CHANNELS, CUSTOMERS
from tix.reports.reopened import REOPENED
from tix.reports.report import Definition, ReportInput
from tix.reports.satisfaction import SATISFACTION
from tix.reports.throughput import THROUGHPUT
from tix.reports.trends import TRENDS

DAY = datetime(2018, 11, 1, tzinfo=UTC)
SINCE_WHEN = "Not counted as resolved: 1 ticket that can't tell since when it is so."
DONE = Ticket(
    "aaaaaa", "x", status="closed", opened=DAY, ratings=(Rating("r-a", DAY, "jo", 5, ""),)
)


@pytest.mark.parametrize(
    "report", [THROUGHPUT, TRENDS, AGENTS, CUSTOMERS, CHANNELS, REOPENED], ids=lambda r: r.name
)
def test_a_ticket_done_since_an_unknown_time_is_noted(report: Definition) -> None:
    assert SINCE_WHEN in report.build(ReportInput([DONE], Config(), NOW)).sections[0].notes


def test_it_is_no_part_of_a_backlog_and_that_is_noted() -> None:
    section = BACKLOG.build(ReportInput([DONE], Config(), NOW)).sections[0]
    assert {row["open_at_end"] for row in rows(section)} == {0}
    assert section.notes == ("Not counted as open: 1 ticket done since an unknown time.",)


@pytest.mark.parametrize("report", [THROUGHPUT, TRENDS], ids=lambda r: r.name)
def test_until_before_the_first_ticket_there_is_no_week(report: Definition) -> None:
    given = ReportInput([DONE], Config(), NOW)
    for until, is_there in ((DAY, False), (NOW, True)):
        sections = report.build(replace(given, until=until)).sections
        assert [bool(rows(each)) for each in sections] == [is_there] * len(sections)


def test_it_is_done_at_any_time_but_in_no_period() -> None:
    given = ReportInput([DONE], Config(), NOW)
    assert _done_and_notes(given)[0] == 1
    for since, until in ((None, NOW), (DAY, None), (DAY, NOW)):
        done, said = _done_and_notes(replace(given, since=since, until=until))
        assert done == 0
        assert SINCE_WHEN in said


def _done_and_notes(given: ReportInput) -> tuple[object, tuple[str, ...]]:
    overall = SATISFACTION.build(given).sections[0]
    return rows(overall)[0]["done"], overall.notes


def test_shares_of_few_resolutions_are_said_to_be_few() -> None:
    given = given_lives(random_lives(3), since=NOW - timedelta(days=40))
    overall, types, people, _ = REOPENED.build(given).sections
    for section in (overall, types, people):
        rare = sum(0 < int(str(row["resolutions"])) < 10 for row in rows(section))
        are = "1 share is" if rare == 1 else f"{rare} shares are"
        said = f"Few cases: {are} of fewer than 10 resolutions, which say little."
        assert (said in section.notes) == bool(rare)
    assert any("shares are" in note for note in people.notes)


def test_shares_of_few_ratings_are_said_to_be_few_for_each_assignee() -> None:
    ratings = (Rating("r-a", DAY, "jo", 5, ""),)
    lives = [
        replace(life, ticket=replace(life.ticket, ratings=ratings)) for life in random_lives(3)
    ]
    people = SATISFACTION.build(given_lives(lives)).sections[3]
    rare = sum(0 < int(str(row["ratings"])) < 10 for row in rows(people))
    assert rare
    assert [note for note in people.notes if note.startswith("Counted for each assignee")]
    assert people.notes[-1].startswith(f"Few cases: {rare} share")
