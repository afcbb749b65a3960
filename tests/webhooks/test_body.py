"""What a webhook tells, and what it must not."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tix.frozen import replace
from tix.model.config.reader import load_config
from tix.model.notices.message import Message
from tix.model.people import Person
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import Ticket
from tix.webhooks.body import Versions, webhook_body

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
JO, ANA = Person("Jo", "jo@acme.example"), Person("Ana Lima", "ana@example.org")
CONFIG = load_config("people: [Ana Lima <ana@example.org>]\n")
KEY = "0" * 32
TICKET = Ticket(
    "k7f3qz", "No toner", status="open", since=AT, type="incident", priority="high",
    requester=str(JO), opened=AT, opened_by=str(JO), body="Since Monday.",
    comments=(
        Comment("c-aaaaaa", AT, JO, False, "Still none; see 11111111-photo.png"),
        Comment("c-bbbbbb", AT, ANA, True, "He always says so; 22222222-list.txt"),
    ),
    attachments=("11111111-photo.png", "22222222-list.txt", "33333333-mail.eml"),
)  # fmt: skip


def message(kind: str, *comments: str) -> Message:
    return Message(KEY, "k7f3qz", (kind,), (KEY,), "webhook", "crm", "webhook", comments, AT, AT)


def told(
    kind: str = "status", ticket: Ticket = TICKET, versions: Versions = (None, None),
    *comments: str, internal: bool = False,
) -> dict[str, Any] | None:  # fmt: skip
    body = webhook_body(message(kind, *comments), ticket, versions, CONFIG, internal=internal)
    return None if body is None else json.loads(body)


def test_it_has_type_time_and_ticket() -> None:
    found = told("due-soon")
    assert found is not None
    assert (found["type"], found["timestamp"]) == ("ticket.due_soon", "2026-11-22T09:00:00Z")
    ticket = found["data"]["ticket"]
    assert (ticket["id"], ticket["title"], ticket["body"]) == ("k7f3qz", "No toner", TICKET.body)
    assert [comment["id"] for comment in ticket["comments"]] == ["c-aaaaaa"]
    assert ticket["attachments"] == [{"name": "11111111-photo.png"}]
    assert not {"path", "updated", "backlinks", "redacted", "imported"} & ticket.keys()
    assert {field.name for field in FIELDS} - ticket.keys() == {"redacted", "imported"}
    assert (found["data"]["before"], found["data"]["changes"]) == ({}, [])


def test_what_is_internal_goes_where_it_may() -> None:
    found = told(internal=True)
    assert found is not None
    assert len(found["data"]["ticket"]["comments"]) == 2
    assert len(found["data"]["ticket"]["attachments"]) == 3
    assert told("commented", TICKET, (None, None), "c-bbbbbb") is None
    assert told("commented", TICKET, (None, None), "c-aaaaaa") is not None
    assert told("commented", TICKET, (None, None), "c-bbbbbb", internal=True) is not None


def test_it_says_what_changed_and_what_was_before() -> None:
    before = replace(
        TICKET, status="pending", since=AT - timedelta(hours=1), title="Toner", body="Old.",
        assignees=("ana@example.org", "gone@example.org"), labels=("old",), priority="unheard",
    )  # fmt: skip
    found = told("status", TICKET, (before, TICKET))
    assert found is not None
    assert found["data"]["before"] == {
        "status": "pending", "since": "2026-11-22T08:00:00Z", "assignees": ["ana@example.org"],
    }  # fmt: skip
    assert set(found["data"]["changes"]) == {
        "title", "status", "since", "priority", "assignees", "labels", "body",
    }  # fmt: skip


def test_that_something_internal_was_said_is_internal() -> None:
    before = replace(TICKET, comments=TICKET.comments[:1], attachments=TICKET.attachments[:1])
    found = told("status", TICKET, (before, TICKET))
    assert found is not None
    assert found["data"]["changes"] == []
    found = told("status", TICKET, (before, TICKET), internal=True)
    assert found is not None
    assert set(found["data"]["changes"]) == {"comments", "attachments"}


_WORDS = st.text(alphabet="abc \n·<>@\"'\\é", max_size=12)
_TEXTS = ("title", "milestone", "resolution", "cause", "prevention", "contract", "customer")


@st.composite
def histories(draw: st.DrawFn) -> tuple[Ticket, Ticket, Ticket]:
    """Two versions of a commit and the ticket as it is now, with marked words: EARLIER in what is
    worded otherwise now, HIDDEN in what is internal, PUBLIC in what isn't."""

    def texts(mark: str) -> dict[str, Any]:
        return {
            name: f"{mark} {draw(_WORDS)}".strip().replace("\n", " ")
            for name in _TEXTS
            if name == "title" or draw(st.booleans())
        }

    def comments(mark: str) -> tuple[Comment, ...]:
        return tuple(
            Comment(
                f"c-aaaaa{number}", AT + timedelta(minutes=number), ANA, internal,
                f"{'HIDDEN' if internal else mark} {draw(_WORDS)}",
            )
            for number, internal in enumerate(draw(st.lists(st.booleans(), max_size=4)))
        )  # fmt: skip

    def version(mark: str) -> Ticket:
        made = comments(mark)
        files = tuple(f"1111111{n}-HIDDEN.txt" for n in range(draw(st.integers(0, 2))))
        extra = (TeamField("room", f"{mark} room"),) if draw(st.booleans()) else ()
        labels = (f"{mark}-label",) if draw(st.booleans()) else ()
        return Ticket(
            "k7f3qz", **texts(mark), status=draw(st.sampled_from(["open", "pending", mark])),
            assignees=(f"{mark}@example.org",) if draw(st.booleans()) else (),
            requester=f"{mark} Jo <{mark}@example.org>",
            body=f"{mark} {draw(_WORDS)}", comments=made, attachments=(*files, "22222222-mail.eml"),
            labels=labels, team_fields=extra, opened=AT, since=AT,
        )  # fmt: skip

    return version("EARLIER"), version("EARLIER"), version("PUBLIC")


@given(histories(), st.sampled_from(["opened", "status", "answered", "commented", "mentioned"]))
def test_nothing_internal_and_no_earlier_word_leaves(
    history: tuple[Ticket, Ticket, Ticket], kind: str
) -> None:
    before, after, ticket = history
    named = tuple(comment.id for comment in ticket.comments[:1])
    body = webhook_body(message(kind, *named), ticket, (before, after), CONFIG, internal=False)
    if body is None:
        assert ticket.comments[0].internal
        return
    assert b"HIDDEN" not in body
    assert b"EARLIER" not in body
    assert b"mail.eml" not in body
    assert b"PUBLIC" in body
    whole = webhook_body(message(kind, *named), ticket, (before, after), CONFIG, internal=True)
    assert whole is not None
    assert (b"HIDDEN" in whole) == (
        any(c.internal for c in ticket.comments) or len(ticket.attachments) > 1
    )
    assert b"EARLIER" not in whole
