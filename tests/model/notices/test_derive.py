"""The events of commits, and who is told of them."""

from datetime import UTC, datetime, timedelta

import pytest

from tix.frozen import replace
from tix.model.config.reader import load_config
from tix.model.notices.derive import Circumstances, Deriving
from tix.model.notices.event import Event
from tix.model.notices.mentions import Mentions
from tix.model.notices.recipients import Recipients, messages_of
from tix.model.notices.words import happened
from tix.model.people import MAIL, RULES, Person
from tix.model.record.values import Comment
from tix.model.records.customer import Customer
from tix.model.ticket.entries import Firing, Rating
from tix.model.ticket.ticket import Ticket

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
ANA, BOB = Person("Ana", "ana@example.org"), Person("Bob", "bob@example.org")
JO, MAX = Person("Jo", "jo@acme.example"), Person("Max", "max@acme.example")
CONFIG = load_config(
    """\
mail: {address: support@example.org}
people: [{name: Ana, mail: ana@example.org, aliases: [a.lima@old.example]}]
teams: {support: [ana@example.org, bob@example.org]}
"""
)
ACME = Customer("acme", "Acme", domains=("acme.example",))
RECIPIENTS = Recipients(CONFIG, {"acme": ACME}.get)
DERIVING = Deriving(CONFIG, RECIPIENTS.is_asking, Mentions(CONFIG))
BY_ANA = Circumstances(ANA, NOW)
OPEN = Ticket(
    "k7f3qz", "Printer", status="open", since=NOW, opened=NOW, requester=JO.mail, customer="acme"
)


def comment(author: Person, text: str = "Text.", *, internal: bool = False) -> Comment:
    return Comment("c-abcdef", NOW, author, internal, text)


def said(*comments: Comment, ticket: Ticket = OPEN) -> Ticket:
    return replace(ticket, comments=comments)


def kinds(before: Ticket | None, after: Ticket | None, how: Circumstances = BY_ANA) -> list[str]:
    return [event.kind for event in DERIVING.of_change(before, after, how)]


def told(before: Ticket | None, after: Ticket, how: Circumstances = BY_ANA) -> dict[str, str]:
    """The purposes of messages, by whom they are to."""
    events = [(event, after) for event in DERIVING.of_change(before, after, how)]
    found = messages_of(RECIPIENTS.messages(events, NOW), lambda _: False)
    return {message.to: message.purpose for message in found}


@pytest.mark.parametrize(
    ("author", "internal", "expected"),
    [
        (ANA, False, ["answered", "commented"]),
        (ANA, True, ["commented"]),
        (JO, False, ["asked"]),
        (MAX, False, ["asked"]),
        (RULES, False, ["answered", "commented"]),
        (MAIL, False, []),
    ],
)
def test_a_comment_asks_or_answers_by_its_author(
    author: Person, internal: bool, expected: list[str]
) -> None:
    assert kinds(OPEN, said(comment(author, internal=internal))) == expected


def test_a_comment_that_becomes_public_is_an_answer_then() -> None:
    before, after = said(comment(ANA, internal=True)), said(comment(ANA))
    assert kinds(before, after) == ["answered"]
    assert kinds(after, before) == []
    assert kinds(said(comment(ANA)), said(comment(ANA, "Other words."))) == []


def test_opening_closing_and_reopening() -> None:
    done = replace(OPEN, status="closed", since=NOW + timedelta(hours=1))
    assert kinds(None, OPEN) == ["opened"]
    assert kinds(OPEN, done) == ["status", "done"]
    assert kinds(done, OPEN) == ["status", "reopened"]
    assert kinds(OPEN, replace(OPEN, status="pending")) == ["status"]
    assert kinds(done, replace(done, status="resolved")) == ["status"]
    assert kinds(OPEN, None) == []


def test_what_is_older_than_its_commit_was_brought_from_elsewhere() -> None:
    late = Circumstances(ANA, NOW + timedelta(days=2))
    assert kinds(None, said(comment(ANA)), late) == []
    assert kinds(None, OPEN, Circumstances(ANA, NOW + timedelta(hours=23))) == ["opened"]


def test_only_who_is_new_is_assigned() -> None:
    one = replace(OPEN, assignees=("a.lima@old.example",))
    two = replace(OPEN, assignees=("ana@example.org", "bob@example.org"))
    (event,) = DERIVING.of_change(one, two, BY_ANA)
    assert (event.kind, event.to) == ("assigned", ("bob@example.org",))
    (other,) = DERIVING.of_change(OPEN, one, BY_ANA)  # in the same second: another event
    assert event.what != other.what


def test_ratings_and_what_rules_tell() -> None:
    rated = replace(OPEN, ratings=(Rating("r-abcdef", NOW, JO.mail, 5, ""),))
    assert kinds(OPEN, rated) == ["rated"]
    how = Circumstances(RULES, NOW, (("k7f3qz", "support"), ("m3k9vd", "leads")))
    fired = replace(OPEN, fired=(Firing("nobody looked", NOW),))
    (event,) = DERIVING.of_change(OPEN, fired, how)
    assert (event.kind, event.to, event.by) == ("escalated", ("support",), None)
    assert event.what == "nobody looked 2026-11-28T09:00:00Z"


def test_mail_of_ours_and_a_merge_tell_nothing_but_a_reopening() -> None:
    done = replace(OPEN, status="closed")
    assert kinds(OPEN, done, Circumstances(MAIL, NOW)) == []
    assert DERIVING.of_merge((OPEN, OPEN), said(comment(JO)), BY_ANA) == ()
    assert DERIVING.of_merge((done, done), done, BY_ANA) == ()
    (event,) = DERIVING.of_merge((done, said(comment(JO))), said(comment(JO)), BY_ANA)
    assert (event.kind, event.by) == ("reopened", None)


def test_a_reopening_and_the_merge_of_it_are_one() -> None:
    done, again = replace(OPEN, status="closed"), replace(OPEN, since=NOW + timedelta(hours=2))
    (_, own) = DERIVING.of_change(done, again, BY_ANA)
    (merged,) = DERIVING.of_merge((done, again), said(comment(JO), ticket=again), BY_ANA)
    assert own.what == merged.what


# -- who is told ----------------------------------------------------------------------------------


def test_customers_get_answers_staff_get_notices_and_nobody_their_own() -> None:
    watched = replace(
        OPEN, assignees=("bob@example.org",), watchers=("max@acme.example", "eve@other.example")
    )
    assert told(watched, said(comment(ANA), ticket=watched)) == {
        "jo@acme.example": "answer", "max@acme.example": "answer", "bob@example.org": "notice",
    }  # fmt: skip
    by_bob = Circumstances(BOB, NOW)
    internal = said(comment(BOB, internal=True), ticket=watched)
    assert told(watched, internal, by_bob) == {}
    by_jo = Circumstances(JO, NOW)
    assert told(watched, said(comment(JO), ticket=watched), by_jo) == {"bob@example.org": "notice"}


def test_who_asks_is_acknowledged_where_nobody_talked_to_them() -> None:
    assert told(None, OPEN) == {"jo@acme.example": "acknowledge"}
    by_jo = Circumstances(JO, NOW)
    assert told(None, OPEN, by_jo) == {}
    mailed = replace(OPEN, channel="mail")
    assert told(None, mailed, by_jo) == {"jo@acme.example": "acknowledge"}
    assert told(None, mailed, replace(by_jo, is_acknowledged=False)) == {}
    staff = replace(OPEN, requester="bob@example.org")
    assert told(None, staff) == {}


def test_that_it_is_done_is_said_to_who_asked_but_who_closed_it() -> None:
    done = replace(OPEN, status="closed")
    assert told(OPEN, done) == {"jo@acme.example": "resolved"}
    assert told(OPEN, done, Circumstances(JO, NOW)) == {}


def test_a_team_is_its_members() -> None:
    assert told(OPEN, replace(OPEN, assignees=("support",))) == {"bob@example.org": "notice"}


def test_what_a_rule_assigned_as_somebody_asked_isnt_said_to_be_by_them() -> None:
    bobs = replace(OPEN, channel="mail", assignees=("bob@example.org",))
    for author, words in ((JO, "This is yours now."), (ANA, "Ana assigned it to you.")):
        opened = DERIVING.of_change(None, bobs, Circumstances(author, NOW))
        found = messages_of(
            RECIPIENTS.messages([(event, bobs) for event in opened], NOW), lambda _: False
        )
        (bob,) = (message for message in found if message.to == "bob@example.org")
        assert happened(bob) == [words]


def test_addresses_that_cant_be_and_desks_without_mail_get_nothing() -> None:
    for nobody in ("ci@tix.invalid", "Forgotten k7f3qz <forgotten-k7f3qz@tix.invalid>"):
        assert told(None, replace(OPEN, requester=nobody)) == {}
    named = replace(OPEN, requester="Jo <>", assignees=("bob <>",))
    assert told(None, named) == {}
    silent = Recipients(load_config("mail: {name: Desk}\n"), lambda _: None)
    event = Event("answered", "k7f3qz", "c-abcdef", ANA, NOW, "c-abcdef")
    assert silent.messages([(event, OPEN)], NOW) == {}


def test_several_events_of_a_ticket_are_one_message_with_all_keys() -> None:
    after = said(comment(ANA), ticket=replace(OPEN, assignees=("bob@example.org",)))
    events = [(event, after) for event in DERIVING.of_change(OPEN, after, BY_ANA)]
    found = list(messages_of(RECIPIENTS.messages(events, NOW), lambda _: False))
    (bob,) = [message for message in found if message.to == "bob@example.org"]
    assert bob.events == ("assigned", "commented")
    assert len(bob.keys) == 2
    assert bob.key == min(bob.keys)
    again = list(messages_of(RECIPIENTS.messages(events, NOW), bob.keys.__contains__))
    assert [message.to for message in again] == ["jo@acme.example"]


def test_who_files_what_another_said_isnt_told_of_it_and_colleagues_are() -> None:
    both = replace(OPEN, assignees=(ANA.mail, BOB.mail))
    after = said(comment(JO, "It is the blue one, @ana and @bob."), ticket=both)
    assert told(both, after) == {BOB.mail: "notice"}
    by_rule = Circumstances(ANA, NOW, ((OPEN.id, "support"),))
    assert told(both, after, by_rule) == {BOB.mail: "notice"}
    assert told(both, after, Circumstances(JO, NOW)) == dict.fromkeys(
        (ANA.mail, BOB.mail), "notice"
    )
