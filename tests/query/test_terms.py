"""What the values behind a field's colon come to mean."""

import pytest

from tests.query.desk import BERLIN, CONFIG, NOW, VOCABULARY, ask
from tests.query.trees import utc
from tix.frozen import replace
from tix.model.config.directory import Directory
from tix.query.error import QueryError
from tix.query.parser import parse
from tix.query.predicates import (
    Contains,
    DateIn,
    Has,
    Like,
    Node,
    Not,
    OneOf,
    Or,
    PersonIn,
    Source,
    TimeIn,
    Within,
)
from tix.query.vocabulary import Vocabulary
from tix.query.words import Words

LABELS, PRIORITY, ASSIGNEES = Source("labels"), Source("priority"), Source("assignees")
ANA, BOB = frozenset({"ana@example.org", "al"}), frozenset({"bob@example.org"})


@pytest.mark.parametrize(
    ("query", "node"),
    [
        ("label:ci,Arm64", OneOf(LABELS, frozenset({"ci", "arm64"}))),
        ('label:"a,b"', OneOf(LABELS, frozenset({"a,b"}))),
        ("label:a..b", OneOf(LABELS, frozenset({"a..b"}))),
        ("label:*", Has(LABELS)),
        ("label:*bug*", Like(LABELS, "bug", True, True)),
        ("label:a*b", OneOf(LABELS, frozenset({"a*b"}))),
        ("title:wait...", Contains("title", Words(("wait",)))),
        (
            "label:ci,kind/*,none",
            Or(
                (
                    OneOf(LABELS, frozenset({"ci"})),
                    Like(LABELS, "kind/", False, True),
                    Not(Has(LABELS)),
                )
            ),
        ),
        ("assignee:ana,bob", PersonIn(ASSIGNEES, ANA | BOB)),
        ("assignee:me", PersonIn(ASSIGNEES, ANA)),
        ("assignee:ana,none", Or((PersonIn(ASSIGNEES, ANA), Not(Has(ASSIGNEES))))),
        ("assignee:an", PersonIn(ASSIGNEES, ANA | {"ana.smith@acme.example"})),
        ("priority:low..normal,urgent", OneOf(PRIORITY, frozenset({"low", "normal", "urgent"}))),
        ("priority:HIGH", OneOf(PRIORITY, frozenset({"high"}))),
        ("severity:S1", OneOf(Source("severity", team=True), frozenset({"s1"}))),
        (
            'opened:"2026-11-20".."yesterday"',
            TimeIn("opened", Within(utc("2026-11-19T23:00"), utc("2026-11-21T23:00"))),
        ),
        ("closed:>=2026", TimeIn("closed", Within(utc("2025-12-31T23:00"), None))),
        ("closed:>2026", TimeIn("closed", Within(utc("2026-12-31T23:00"), None))),
        (
            "due:<=12h",
            DateIn(Source("due"), Within(None, utc("2026-11-23T02:30:01")), BERLIN),
        ),
        (
            "due:..2026-11-25T17:00",
            DateIn(Source("due"), Within(None, utc("2026-11-25T16:01")), BERLIN),
        ),
    ],
)
def test_values_become(query: str, node: Node) -> None:
    assert ask(query).root == node


@pytest.mark.parametrize("query", ["assignee:me", "is:mine", "-by:me"])
def test_me_is_an_error_where_nobody_knows_who_that_is(query: str) -> None:
    anonymous = Vocabulary(CONFIG, Directory(CONFIG), NOW)
    with pytest.raises(QueryError, match="it isn't known who you are") as caught:
        parse(query, anonymous)
    assert "user.email" in (caught.value.hint or "")


def test_none_is_a_word_where_the_desk_has_it_as_one() -> None:
    config = replace(CONFIG, priorities=("None", "high"))
    desk = Vocabulary(config, VOCABULARY.directory, NOW)
    assert parse("priority:none", desk).root == OneOf(PRIORITY, frozenset({"none"}))


def test_priority_of_some_ticket_that_the_desk_does_not_order_cannot_be_compared() -> None:
    desk = Vocabulary(CONFIG, VOCABULARY.directory, NOW, {"priority": {"P0"}})
    assert parse("priority:p0", desk).root == OneOf(PRIORITY, frozenset({"p0"}))
    with pytest.raises(QueryError, match="'p0' has no place in the order low, normal"):
        parse("priority:>=p0", desk)
