"""Notices in chats: what they say, and sending them to a real server by apprise."""

import json
import sys
import time
from datetime import UTC, datetime

import pytest

from tests.webhooks.server import Hooks, serving
from tix.chat.delivery import ChatTransport
from tix.chat.text import chat_letter, harmless
from tix.frozen import replace
from tix.mail.secret import Secret
from tix.model.notices.message import Message
from tix.model.notices.sending import Letter, TemporaryFailureError
from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
KEY = "0" * 32
JO = Person("Jo", "jo@acme.example")
MESSAGE = Message(
    KEY, "k7f3qz", ("asked",), (KEY,), "chat", "ana-phone", "notice",
    ("c-aaaaaa", "c-bbbbbb"), AT, AT, who="Jo",
)  # fmt: skip
TICKET = Ticket(
    "k7f3qz", "No toner", body="Since Monday.",
    comments=(
        Comment("c-aaaaaa", AT, JO, False, "Still none. @everyone look"),
        Comment("c-bbbbbb", AT, JO, True, "He always says so."),
        Comment("c-cccccc", AT, JO, False, "Earlier."),
    ),
)  # fmt: skip


def transport(hooks: Hooks, kind: str = "json", patience: float = 10.0) -> ChatTransport:
    address = f"{kind}://127.0.0.1:{hooks.port}/topic?rto=0.7"
    return ChatTransport("ana-phone", Secret("address", address), patience=patience)


def test_a_notice_says_which_ticket_what_happened_and_what_was_said() -> None:
    letter = chat_letter(MESSAGE, TICKET)
    text = letter.data.decode()
    assert letter.summary == "[k7f3qz] No toner"
    assert text == "Jo asked.\n\nJo: Still none. @\u200beveryone look"


@pytest.mark.parametrize(
    "text",
    ["@everyone", "@HERE", "@room", "@**all**", "<!channel>", "<@U123>", "<users/all>",
     "a\x1b[2J\x07"],
)  # fmt: skip
def test_a_text_calls_nobody(text: str) -> None:
    shown = harmless(text)
    assert text not in shown
    assert not any(ord(c) < 32 for c in shown)


def test_addresses_of_mail_stay_as_they_are() -> None:
    text = "Ask jo@teamwork.de, r.@room.example or a_@all.example."
    assert harmless(text) == text
    assert harmless("x@everyone @team") == "x@\u200beveryone @\u200bteam"


def test_it_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as hooks:
        transport(hooks).send(MESSAGE, chat_letter(MESSAGE, TICKET))
        hooks.answers = [200]
        transport(hooks, "ntfy").send(MESSAGE, Letter("café".encode(), "A title"))
    (_, first), (_, second) = hooks.taken
    got = json.loads(first)
    assert got["title"] == "[k7f3qz] No toner"
    assert got["message"].startswith("Jo asked.")
    assert "always" not in first.decode()
    assert "café" in json.loads(second)["message"]
    assert b"apprise" not in first + second


@pytest.mark.parametrize(
    ("answer", "said"),
    [(503, "answers with 503"), (403, "answers with 403"), ("break", ""), ("noise", "")],
)
def test_what_is_not_taken_is_tried_again(answer: int | str, said: str) -> None:
    with serving() as hooks, pytest.raises(TemporaryFailureError) as error:
        hooks.answers = [answer] * 3
        transport(hooks).send(MESSAGE, Letter(b"x", "x"))
    assert said in str(error.value)
    assert "chat ana-phone: " in str(error.value)
    assert "topic" not in str(error.value)


@pytest.mark.slow
def test_a_service_that_stalls_costs_no_more_time() -> None:
    with serving() as hooks:
        hooks.answers = ["stall"] * 3
        began, stalled = time.monotonic(), transport(hooks, patience=0.5)
        for _ in range(5):
            with pytest.raises(TemporaryFailureError, match="too long"):
                stalled.send(MESSAGE, Letter(b"x", "x"))
    assert time.monotonic() - began < 10  # half a second each


@pytest.mark.slow
def test_what_a_service_logs_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    with serving() as hooks:
        hooks.answers = ["stall", 500]
        slow = transport(hooks, patience=0.3)
        for each in (slow, transport(hooks)):
            with pytest.raises(TemporaryFailureError):
                each.send(MESSAGE, Letter(b"x", "x"))
        time.sleep(0.9)  # until the first one gives up, too
    assert capfd.readouterr() == ("", "")


def test_an_address_that_is_none_is_not_shown() -> None:
    with pytest.raises(TemporaryFailureError) as error:
        ChatTransport("x", Secret("address", "hunter2")).send(MESSAGE, Letter(b"x", "x"))
    assert "none that apprise knows" in str(error.value)
    assert "hunter2" not in f"{error.value} {error.value.hint}"


def test_without_the_package_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(TemporaryFailureError, match="apprise") as error:
        ChatTransport("x", Secret("address", "ntfy://x")).send(MESSAGE, Letter(b"x", "x"))
    assert error.value.hint == "pip install 'tix[chat]'"


def test_a_command_that_fails_is_told() -> None:
    broken = ChatTransport("x", Secret("address", command="false"))
    with pytest.raises(TemporaryFailureError, match="exited with 1"):
        broken.send(MESSAGE, Letter(b"x", "x"))


def test_an_event_by_itself() -> None:
    due = replace(MESSAGE, events=("due-soon",), comments=(), who="")
    assert chat_letter(due, TICKET).data == b"This is due soon."
