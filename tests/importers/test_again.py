"""Importing again: what changed at the source comes in, what changed here stays."""

import random
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.scale import scaled
from tix.frozen import replace
from tix.importers.again import again, stamped
from tix.model.people import Person
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.document import dump, load
from tix.model.ticket.ticket import Ticket

ONE = datetime(2026, 3, 1, tzinfo=UTC)
JO = Person("Jo", "jo@acme.example")
FIRST = Ticket(
    "k7f3qz", "Red", status="open", since=ONE, opened=ONE, source="github:a/b#1",
    labels=("a", "b"), milestone="1.0", body="one\ntwo\nthree",
    team_fields=(TeamField("severity", "minor"),),
    comments=(Comment("c-q8m2ht", ONE, JO, False, "Why?"),),
)  # fmt: skip


def test_an_import_that_says_the_same_changes_nothing() -> None:
    here = replace(stamped(FIRST), title="Mine", labels=("c",))
    found = again(here, FIRST)
    assert (found.ticket, found.is_news) == (here, False)


def test_each_side_keeps_what_it_changed() -> None:
    here = replace(
        stamped(FIRST), title="Mine", labels=("a", "b", "c"), body="zero\none\ntwo\nthree"
    )
    said = replace(
        FIRST, milestone="2.0", labels=("a",), body="one\ntwo\nthree\nfour",
        team_fields=(TeamField("severity", "major"),),
        comments=(*FIRST.comments, Comment("c-m3k9vd", ONE, JO, False, "Because.")),
    )  # fmt: skip
    found = again(here, said).ticket
    assert (found.title, found.milestone, found.labels) == ("Mine", "2.0", ("a", "c"))
    assert found.body == "zero\none\ntwo\nthree\nfour"
    assert found.team_field("severity") == "major"
    assert [c.id for c in found.comments] == ["c-m3k9vd", "c-q8m2ht"]
    assert found.imported == stamped(said).imported
    assert not again(found, said).is_news
    assert load(dump(found)).record == found


def test_of_a_value_that_both_changed_neither_is_lost() -> None:
    here = replace(stamped(FIRST), title="Mine")
    found = again(here, replace(FIRST, title="Theirs")).ticket
    texts = [found.title, *(comment.text for comment in found.comments)]
    assert any("Mine" in text for text in texts)
    assert any("Theirs" in text for text in texts)


def test_what_was_closed_here_stays_closed_until_the_source_says_something() -> None:
    done = replace(
        stamped(FIRST), status="closed", since=ONE + timedelta(1), resolved=ONE + timedelta(1),
        closed=ONE + timedelta(1),
    )  # fmt: skip
    assert again(done, replace(FIRST, labels=("a", "b", "c"))).ticket.status == "closed"


def test_a_ticket_without_stamps_stays_as_it_is() -> None:
    assert again(FIRST, replace(FIRST, title="Other")).ticket == FIRST


def _changed(ticket: Ticket, chance: random.Random, word: str, at: datetime) -> Ticket:
    """The ticket with one change that has this word in it; every word is there once."""
    match chance.randrange(7):
        case 0:
            return replace(ticket, title=word)
        case 1:
            return replace(ticket, milestone=word)
        case 2:
            return replace(ticket, team_fields=(TeamField("severity", word),))
        case 3:
            return replace(ticket, labels=(*ticket.labels, word))
        case 4:
            return replace(ticket, body=f"{word}\n{ticket.body}")
        case 5:
            return replace(ticket, body=f"{ticket.body}\n{word}")
        case _:
            ident = f"c-{word}aaa"[:8]
            return replace(ticket, comments=(*ticket.comments, Comment(ident, at, JO, False, word)))


@pytest.mark.parametrize("seed", range(scaled(200, least=40)))
def test_nothing_is_lost_in_a_history_of_changes_on_both_sides(seed: int) -> None:
    chance = random.Random(seed)
    said = last = FIRST
    here = stamped(FIRST)
    at = ONE
    for step in range(12):
        at += timedelta(hours=1)
        word = f"z{step:03}"  # no two words are in each other
        if chance.random() < 0.5:
            said = _changed(said, chance, f"s{word}", at)
        else:
            here = _changed(here, chance, f"h{word}", at)
        if chance.random() < 0.5:
            mine = _words("h", here)
            news = _words("s", said) - _words("s", last)
            here, last = again(here, said).ticket, said
            assert mine <= _words("h", here), (seed, step)  # in its place, or in a note
            assert news <= _words("s", here), (seed, step)
            assert not again(here, said).is_news
            assert load(dump(here)).record == here


def _words(side: str, ticket: Ticket) -> set[str]:
    return set(re.findall(rf"{side}z\d{{3}}", dump(ticket).decode()))
