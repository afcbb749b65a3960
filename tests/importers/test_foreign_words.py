"""Other tools' words and the desk's."""

from datetime import UTC, datetime

import pytest

from tix.importers.foreign_words import (
    Stamps,
    Word,
    Words,
    stamps,
)
from tix.model.config.config import Config, Group, Status

DEFAULT = Config()
KANBAN = Config(
    statuses=(
        Status("icebox", Group.WAITING),
        Status("To Do", Group.ACTIVE),
        Status("Doing", Group.ACTIVE),
        Status("Shipped", Group.DONE),
    ),
    types=("bug", "feature"),
    priorities=("p3", "p2", "p1"),
)


@pytest.mark.parametrize(
    ("text", "word", "same"),
    [
        ("open", "open", True),
        ("In Progress", "in-progress", True),
        ("inProgress", "in-progress", True),
        ("IN_PROGRESS", "in-progress", True),
        ("To Do", "open", False),
        ("Backlog", "open", False),
        ("✅ Done", "resolved", False),
        ("Done", "resolved", False),
        ("Blocked", "pending", False),
        ("Won't Fix", "closed", False),
        ("cancelled", "closed", False),
        ("review", "in-progress", False),
        ("Won't Do", "closed", False),
        ("skipped", "closed", False),
        ("superseded", "closed", False),
        ("icebox", "pending", False),
        ("Won't implement", "closed", False),
        ("implementing", "in-progress", False),
        ("Someday/Maybe", "pending", False),
        ("weird", None, False),
        ("", None, False),
        ("🎉", None, False),
    ],
)
def test_statuses_are_found_by_name_and_meaning(text: str, word: str | None, same: bool) -> None:
    assert Words(DEFAULT).find("status", text) == Word(word, same)


@pytest.mark.parametrize(
    ("text", "word", "same"),
    [
        ("todo", "To Do", False),
        ("to do", "To Do", True),
        ("In Progress", "Doing", False),
        ("done", "Shipped", False),
        ("closed", "Shipped", False),
        ("blocked", "icebox", False),
        ("weird", None, False),
    ],
)
def test_a_desk_with_its_own_words_gets_those(text: str, word: str | None, same: bool) -> None:
    assert Words(KANBAN).find("status", text) == Word(word, same)


def test_the_plainest_of_several_words_of_one_meaning_is_taken() -> None:
    desk = Config(statuses=tuple(Status(name, Group.ACTIVE) for name in ("new", "open", "ready")))
    assert Words(desk).find("status", "todo") == Word("open", same=False)
    assert Words(desk).find("status", "ready") == Word("ready", same=True)


def test_a_desk_where_nothing_waits_has_blocked_tickets_among_the_active() -> None:
    desk = Config(statuses=(Status("todo", Group.ACTIVE), Status("done", Group.DONE)))
    assert Words(desk).find("status", "on hold") == Word("todo", same=False)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("medium", "normal"),
        ("Critical", "urgent"),
        ("P0", "urgent"),
        ("p1", "high"),
        ("Major", "high"),
        ("trivial", "low"),
        ("HIGH", "high"),
        ("0", "urgent"),
        ("3", "low"),
        ("7", None),
    ],
)
def test_priorities(text: str, word: str | None) -> None:
    assert Words(DEFAULT).find("priority", text).word == word


def test_priorities_and_types_of_a_desk_with_its_own_words() -> None:
    assert Words(KANBAN).find("priority", "critical") == Word(None, same=False)
    assert Words(KANBAN).find("priority", "high") == Word("p1", same=False)
    assert Words(KANBAN).find("type", "Bug") == Word("bug", same=True)
    assert Words(KANBAN).find("type", "defect") == Word("bug", same=False)
    assert Words(KANBAN).find("type", "enhancement") == Word("feature", same=False)
    assert Words(KANBAN).find("type", "chore") == Word(None, same=False)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("bug", "problem"),
        ("Feature Request", "request"),
        ("enhancement", "request"),
        ("chore", "task"),
        ("Task", "task"),
        ("outage", "incident"),
        ("support", "question"),
        ("epic", "request"),
    ],
)
def test_types(text: str, word: str | None) -> None:
    assert Words(DEFAULT).find("type", text).word == word


ONE, TWO, THREE = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3))


def test_only_a_done_ticket_has_stamps() -> None:
    assert stamps("open", DEFAULT, opened=ONE, resolved=TWO, closed=THREE) == Stamps(
        ONE, None, None
    )
    assert stamps("weird", DEFAULT, opened=ONE, closed=TWO) == Stamps(ONE, None, None)


def test_closed_has_both_stamps_if_both_are_known_and_never_stands_beside_another_status() -> None:
    assert stamps("closed", DEFAULT, opened=ONE, resolved=TWO, closed=THREE) == Stamps(
        THREE, TWO, THREE
    )
    assert stamps("closed", DEFAULT, opened=ONE, resolved=TWO) == Stamps(TWO, None, TWO)
    assert stamps("resolved", DEFAULT, opened=ONE, closed=TWO) == Stamps(TWO, TWO, None)


def test_done_since_nobody_knows_when_is_not_made_up() -> None:
    assert stamps("resolved", DEFAULT, opened=ONE) == Stamps(None, None, None)
    assert stamps("closed", DEFAULT, opened=ONE) == Stamps(None, None, None)


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [("channel", "Email", "mail"), ("channel", "Social media", "social"),
     ("channel", "Chat", "chat"), ("channel", "pigeon", None),
     ("impact", "2 - Medium", "medium"), ("urgency", "High", "high"),
     ("impact", "huge", None)],
)  # fmt: skip
def test_a_word_of_a_list_is_the_desks(name: str, text: str, word: str | None) -> None:
    assert Words(Config()).listed(name, text) == word
