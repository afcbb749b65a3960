"""Changes at odd times: by a clock that is behind, and at the end of time."""

from datetime import UTC, datetime, timedelta

import pytest

from tix.frozen import replace
from tix.model.changes.changes import add_comment, set_status
from tix.model.config.config import Config
from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket

OPENED = datetime(2026, 11, 20, 8, tzinfo=UTC)
LONG_AGO = OPENED.replace(year=2016)
END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
ANA = Person("Ana Lima", "ana@example.org")
TICKET = Ticket("k7f3qz", "One", status="open", since=OPENED, opened=OPENED)


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_clock_that_is_behind_stamps_nothing_before_the_opening(status: str) -> None:
    done = set_status(TICKET, status, Config(), LONG_AGO)
    assert done.since == done.resolved == OPENED + timedelta(seconds=1)
    assert done.closed == (done.since if status == "closed" else None)


def test_change_and_back_by_a_clock_that_is_behind_shows_in_since() -> None:
    """Or else a merge would take the ticket for untouched."""
    back = set_status(set_status(TICKET, "closed", Config(), LONG_AGO), "open", Config(), LONG_AGO)
    assert back.since == OPENED + timedelta(seconds=2)


def test_status_at_the_end_of_time() -> None:
    late = replace(TICKET, opened=END, since=END)
    assert set_status(late, "closed", Config(), OPENED).since == END


def test_comment_after_one_at_the_end_of_time() -> None:
    last = Comment("c-aaaaaa", END, ANA, False, "The last one")
    answer = add_comment(replace(TICKET, comments=(last,)), "c-bbbbbb", ANA, "No", OPENED)
    assert [comment.at for comment in answer.comments] == [END, END]
