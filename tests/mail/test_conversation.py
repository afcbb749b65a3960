"""A conversation as a customer and the desk have it, with a mail server, from the first mail to the
rating: everything by commands, and by letters as they arrive."""

import json
import mailbox
import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOW, DeskInFiles
from tests.mail.test_answers import BOUNCE
from tests.mail.test_receive import ticket_of
from tests.smtp_server import Letters, smtp_server

JO = "jo@acme.example"
SUPPORT = "support@example.org"


class Customer:
    """Somebody who reads what arrives, and answers as mail programs do."""

    def __init__(self, server: Letters, box: mailbox.Maildir) -> None:
        self._server, self._box, self._count = server, box, 0

    @property
    def letters(self) -> list[EmailMessage]:
        """What has arrived."""
        return [message_from_bytes(data, policy=default) for data in self._server.to(JO)]

    def writes(
        self, text: str, subject: str, to: str = SUPPORT, more: str = "", frm: str = f"Jo <{JO}>"
    ) -> None:
        """Send a mail to the desk."""
        self._count += 1
        self._box.add(
            f"{more}Message-ID: <{self._count}@acme.example>\nFrom: {frm}\n"
            f"Date: Sun, 22 Nov 2026 08:{self._count:02}:00 +0000\nTo: {to}\n"
            f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n".encode()
        )

    def gets(self, data: str) -> None:
        """Let a message be delivered to the desk."""
        self._box.add(data.encode())

    def answers(self, text: str) -> None:
        """Answer the last letter, quoting it."""
        last = self.letters[-1]
        body = last.get_body(("plain",))
        assert body is not None
        quoted = "".join(f"> {line}\n" for line in str(body.get_content()).splitlines())
        self.writes(
            f"{text}\n\nOn Sun, 22 Nov 2026 at 09:00, {last['From']} wrote:\n{quoted}",
            f"Re: {last['Subject']}", last["Reply-To"] or SUPPORT,
            f"In-Reply-To: {last['Message-ID']}\n"
            f"References: {last['References']} {last['Message-ID']}\n",
        )  # fmt: skip


@pytest.fixture
def server() -> Iterator[Letters]:
    with smtp_server() as letters:
        yield letters


@pytest.fixture
def support(desk: DeskInFiles, server: Letters, tmp_path: Path) -> tuple[DeskInFiles, Customer]:
    """A desk that was set up by the command, and somebody who writes to it."""
    box = mailbox.Maildir(tmp_path / "Maildir")

    def deliver(to: str, data: bytes) -> None:
        if to.partition("@")[0].partition("+")[0] == "support":
            box.add(data)

    server.deliver = deliver
    desk.write("tix.yaml", "format: 1\npeople:\n- {name: Bob, mail: bob@example.org}\n")
    desk.commit("people")
    desk.call(
        "mail", "setup", "--address", SUPPORT, "--name", "Acme support", "--smtp",
        f"127.0.0.1:{server.port}", "--smtp-security", "none", "--maildir",
        str(tmp_path / "Maildir"),
    )  # fmt: skip
    server.taken.clear()
    return desk, Customer(server, box)


def ticked(desk: DeskInFiles) -> list[dict[str, Any]]:
    """Fetch and tick; what was fetched."""
    found: list[dict[str, Any]] = json.loads(desk.call("mail", "fetch", "--json").stdout)
    desk.call("tick")
    return found


@pytest.mark.slow
def test_from_the_first_mail_to_the_rating(support: tuple[DeskInFiles, Customer]) -> None:
    desk, jo = support
    jo.writes("It only blinks.", "Printer is broken")
    (opened,) = ticked(desk)
    ident = opened["ticket"]
    (letter,) = jo.letters  # an acknowledgement
    assert letter["Subject"] == f"Re: [{ident}] Printer is broken"
    assert (
        letter["Auto-Submitted"] == "auto-replied" and letter["In-Reply-To"] == "<1@acme.example>"
    )
    assert letter["From"] == f"Acme support <{SUPPORT}>" and f"+{ident}." in letter["Reply-To"]

    desk.call("comment", ident, "--internal", "They never pay.")
    desk.call("comment", ident, "Is it switched on?")
    ticked(desk)
    assert len(jo.letters) == 2
    said = str(jo.letters[-1])
    assert "Is it switched on?" in said and "never pay" not in said

    jo.answers("Yes, it is.")
    (replied,) = ticked(desk)
    assert (replied["result"], replied["by"], replied["ticket"]) == ("replied", "signed", ident)
    assert ticket_of(desk, ident).comments[-1].text == "Yes, it is."
    assert len(jo.letters) == 2  # nobody is told of their own words

    desk.call("comment", ident, "We have sent a new one.")
    desk.call("status", ident, "resolved")
    ticked(desk)
    assert len(jo.letters) == 3  # one letter for both
    body = jo.letters[-1].get_body(("plain",))
    assert body is not None
    text = str(body.get_content())
    assert text.startswith("We have sent a new one.") and "is done" in text
    link = re.search(r"<mailto:([^?]+)\?subject=(5[^>]+)>", text)
    assert link is not None
    subject = link[2].replace("%20", " ").replace("%5B", "[").replace("%5D", "]")

    jo.writes("Quick.", subject, link[1])
    (rated,) = ticked(desk)
    assert (rated["by"], rated["ticket"]) == ("rating", ident)
    ticket = ticket_of(desk, ident)
    assert [(r.who, r.rating, r.text) for r in ticket.ratings] == [(JO, 5, "Quick.")]
    assert ticket.status == "resolved"

    jo.answers("It blinks again.")
    ticked(desk)
    assert ticket_of(desk, ident).status == "open" and len(jo.letters) == 3
    sent = json.loads(desk.call("outbox", "--json").stdout)
    assert sorted(each["message_id"] for each in sent if each["to"] == JO) == sorted(
        letter["Message-ID"] for letter in jo.letters
    )
    desk.call("check")


@pytest.mark.slow
def test_a_letter_that_comes_back_is_told_and_nothing_more_goes_there(
    support: tuple[DeskInFiles, Customer],
) -> None:
    desk, jo = support
    ident = desk.open("Printer", "--requester", JO)
    desk.call("comment", ident, "Is it on?")
    ticked(desk)
    (first,) = jo.letters

    def comes_back(recipient: str, number: int) -> None:
        parts = {"action": "failed", "status": "5.1.1", "kind": "text/rfc822-headers"}
        head = "".join(f"{name}: {value}\n" for name, value in first.items())
        data = BOUNCE.format(**parts, original=head).replace("<bounce@", f"<bounce{number}@")
        jo.gets(data.replace("jo@acme.example", recipient))

    comes_back("ana@example.org", 1)  # a bounce of somebody's own making mutes nobody else
    comes_back(JO, 2)
    assert [each["result"] for each in ticked(desk)] == ["bounce", "bounce"]
    said = [c.text for c in ticket_of(desk, ident).comments if c.internal]
    assert "A mail to jo@acme.example wasn't delivered: 5.1.1" in "".join(said)
    desk.call("comment", ident, "Hello?")
    desk.call("tick")
    assert len(jo.letters) == 1
    sent = json.loads(desk.call("outbox", "--json").stdout)
    assert {(each["to"], each["state"]) for each in sent} == {(JO, "sent"), (JO, "failed")}


@pytest.mark.slow
def test_acknowledgements_have_limits(support: tuple[DeskInFiles, Customer]) -> None:
    desk, jo = support
    for number in range(3):
        jo.writes("Hi.", f"About {number}")
    ticked(desk)
    assert len(jo.letters) == 1
    jo.writes("Hi.", "Later")
    later = DeskInFiles(
        desk.root, {**desk.environ, "TIX_NOW": (NOW + timedelta(hours=2)).isoformat()}
    )
    ticked(later)
    assert len(jo.letters) == 2
    jo.writes("Hi.", "Old", more="Received: by mx; Mon, 16 Nov 2026 08:00:00 +0000\n")
    jo.writes("Hi.", "A list", more="List-Id: <x.example>\n")
    last = DeskInFiles(
        desk.root, {**desk.environ, "TIX_NOW": (NOW + timedelta(hours=5)).isoformat()}
    )
    assert [each["result"] for each in ticked(last)] == ["opened", "opened"]
    assert len(jo.letters) == 2  # nothing of long ago, and no list


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "arrives"),
    [
        ({"says": ("rcpt", "451 4.7.1 Greylisted")}, 1),
        ({"says": ("mail", "530 5.7.0 Log in first")}, 1),
        ({"breaks": "data"}, 1),
        ({"breaks": "taken"}, 2),  # the line broke before the server's answer (D1)
        ({"says": ("rcpt", "550 5.7.1 No")}, 0),
    ],
)
def test_a_server_that_fails_and_comes_back(
    support: tuple[DeskInFiles, Customer], server: Letters, fault: dict[str, Any], arrives: int
) -> None:
    desk, jo = support
    ident = desk.open("Printer", "--requester", JO)
    desk.call("comment", ident, "Is it on?")
    if "breaks" in fault:
        server.breaks[fault["breaks"]] = 1
    else:
        server.says[fault["says"][0]] = fault["says"][1]
    desk.call("tick")
    server.says.clear()
    later = DeskInFiles(
        desk.root, {**desk.environ, "TIX_NOW": (NOW + timedelta(minutes=2)).isoformat()}
    )
    later.call("tick")
    assert len(jo.letters) == arrives
    assert len({letter["Message-ID"] for letter in jo.letters}) == min(arrives, 1)
    (entry,) = json.loads(later.call("outbox", "--json").stdout)
    assert entry["state"] == ("sent" if arrives else "failed")
    told = [c.text for c in ticket_of(later, ident).comments if c.internal]
    assert any("550 5.7.1 No" in text for text in told) == (not arrives)
