"""Digests: what they say, and in which order."""

from datetime import UTC, datetime, timedelta

from tix.frozen import replace
from tix.model.config.config import Config
from tix.model.notices.digest import as_one, digest_of
from tix.model.notices.message import Message
from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
JO = Person("Jo", "jo@acme.example")
TONER = Ticket(
    "k7f3qz", "No toner", status="open", priority="low", due=AT.date(),
    comments=(
        Comment("c-aaaaaa", AT, JO, False, "Still none.\nAnd " + "again " * 60),
        Comment("c-bbbbbb", AT, JO, True, "He always says so."),
    ),
)  # fmt: skip
DISK = Ticket("m3k9vd", "Disk  full", status="resolved", priority="urgent", due=AT.date())


def message(ticket: Ticket, *events: str, minutes: int = 0, who: str = "Jo") -> Message:
    key = f"{hash((ticket.id, events, minutes)) % 16**8:032x}"
    at = AT + timedelta(minutes=minutes)
    said = ("c-aaaaaa", "c-bbbbbb") if "asked" in events else ()
    return Message(key, ticket.id, events, (key,), "mail", "ana@example.org", "digest", said,
                   at, at, who=who)  # fmt: skip


def test_it_has_a_paragraph_for_each_ticket() -> None:
    parts = [
        (message(DISK, "assigned", who="Bob"), DISK),
        (message(TONER, "assigned", minutes=1, who="Bob"), TONER),
        (message(TONER, "asked", minutes=2), TONER),
    ]
    digest = digest_of(parts, Config())
    assert digest.subject == "2 tickets: 1 asked, 2 assigned"
    toner, disk = digest.text.split("\n\n")
    first, *lines = toner.split("\n")
    assert first == "[k7f3qz] No toner (open, low, due 2026-11-22)"
    assert lines[:2] == ["- Bob assigned it to you.", "- Jo asked."]
    assert lines[2].startswith("- Jo: Still none. And again")
    assert lines[2].endswith(" …")
    assert len(lines) == 3
    assert disk == "[m3k9vd] Disk full (resolved, urgent)\n- Bob assigned it to you."
    assert "always" not in digest.text


def test_what_presses_comes_first_whatever_the_order_of_messages() -> None:
    missed = replace(TONER, id="x4w9ab", priority="low")
    urgent = replace(TONER, id="y8c1pe", priority="urgent")
    parts = [
        (message(DISK, "commented"), DISK),
        (message(TONER, "mentioned"), TONER),
        (message(urgent, "mentioned"), urgent),
        (message(missed, "missed", who=""), missed),
    ]
    for some in (parts, parts[::-1]):
        text = digest_of(some, Config()).text
        order = [part[1:7] for part in text.split("\n\n")]
        assert order == ["x4w9ab", "y8c1pe", "k7f3qz", "m3k9vd"]
        assert digest_of(some, Config()) == digest_of(parts, Config())


def test_a_long_digest_names_the_rest() -> None:
    letters = "abcdefghjkmnpqrstvwx"
    tickets = [replace(TONER, id=f"a{a}{b}000") for a in letters for b in letters[:6]]
    digest = digest_of([(message(t, "assigned"), t) for t in tickets], Config())
    assert digest.subject == "120 tickets: 120 assigned"
    assert len(digest.text.split("\n\n")) == 101
    assert digest.text.split("\n\n")[-1].startswith("And 20 more: a")


def test_the_same_messages_go_as_the_same_message() -> None:
    one, other = message(TONER, "asked"), message(DISK, "assigned")
    assert as_one([one, other]).key == as_one([other, one]).key == min(one.key, other.key)
    assert set(as_one([one, other]).keys) == {one.key, other.key}
