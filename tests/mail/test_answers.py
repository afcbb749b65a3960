"""What comes back for letters that were sent: answers of many clients, ratings, bounces."""

import json
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from tests.conftest import NOW, DeskInFiles
from tests.mail.test_receive import ANA_CLAIMS, OURS, SETTINGS, receive, ticket_of
from tests.mail.test_receive import mail as request
from tix.actions.workspace import Workspace
from tix.mail.headers import message_ids
from tix.mail.outgoing.compose import Composer
from tix.mail.tags import Tagger
from tix.model.notices.message import Message
from tix.storage.desk.finding import find

KEY = "b3b1c7f09d0d4e1f8a52"
MESSAGE_KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def mail_desk(desk: DeskInFiles) -> DeskInFiles:
    """A desk that sends mail, with a key that signs its tags."""
    desk.write("tix.yaml", SETTINGS.replace("reply_to_of:", "plus: yes, reply_to_of:"))
    desk.commit("settings")
    place = Path(desk.environ["HOME"], ".config", "tix", "dispatch.yaml")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(
        f"format: 1\ndesks:\n- desk: {desk.root}\n  key: {KEY}\n"
        "  authentication: [mx.example.org]\n"
    )
    place.chmod(0o600)
    return desk


def letter(desk: DeskInFiles, ident: str, purpose: str = "answer") -> EmailMessage:
    """The letter that goes out about a ticket, with its last comment."""
    ticket = ticket_of(desk, ident)
    events = {"answer": "answered", "resolved": "done"}.get(purpose, "opened")
    message = Message(
        MESSAGE_KEY, ident, (events,), (MESSAGE_KEY,), "mail", "jo@acme.example", purpose,
        tuple(comment.id for comment in ticket.comments), NOW, NOW,
    )  # fmt: skip
    workspace = Workspace(find(desk.root), NOW)
    composed = Composer(workspace, Tagger(KEY)).letter(message, ticket)
    assert composed is not None
    found = message_from_bytes(composed.data, policy=default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.fixture
def answered(mail_desk: DeskInFiles) -> tuple[str, EmailMessage]:
    """A ticket that was asked by mail and answered, and the letter."""
    ident = receive(mail_desk, request("one"))["ticket"]
    mail_desk.call("comment", ident, "Is it switched on?")
    return ident, letter(mail_desk, ident)


QUOTED = "On Sun, 22 Nov 2026 at 09:00, Acme support <support@example.org> wrote:\n> Is it on?\n"
STYLES = {
    "gmail": ("In-Reply-To: {id}\nReferences: {refs} {id}\nTo: {reply_to}", "Re: {subject}",
              "Yes.\n\n" + QUOTED),
    "apple": ("In-Reply-To: {id}\nReferences: {refs} {id}\nTo: {reply_to}", "Re: {subject}",
              "Yes.\n\n> On 22. Nov 2026, at 09:00, Acme support wrote:\n> \n> Is it on?\n"),
    "outlook": ("Thread-Topic: x\nReferences: {refs} {id}\nIn-Reply-To: {id}\nTo: {from_}",
                "RE: {subject}",
                ("Yes.\n\n________________________________\nFrom: Acme support\n"
                "Sent: Sunday, November 22, 2026\nTo: Jo\nSubject: x\n\nIs it on?\n")),
    "outlook german, references cut": ("References: {first}\nTo: {from_}", "AW: {subject}",
                                       "Yes.\n\n-----Ursprüngliche Nachricht-----\nVon: x\n"),
    "thunderbird": ("References: {refs}\n {id}\nIn-Reply-To: {id}\nTo: {reply_to}", "Re: {subject}",
                    "Am 22.11.26 um 09:00 schrieb Acme support:\n> Is it on?\n\nYes.\n"),
    "nothing but the address": ("To: {reply_to}", "Printer", "Yes.\n"),
    "the address in lower case": ("To: {lower}", "Printer", "Yes.\n"),
    "delivered to it by a list": ("To: all@acme.example\nDelivered-To: {reply_to}", "x", "Yes.\n"),
    "nothing but the subject": ("To: {from_}", "Re: {subject}", "Yes.\n"),
    "nothing but our message": ("To: {from_}\nIn-Reply-To: {id}", "Re: {subject}", "Yes.\n"),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_answers_find_their_ticket(
    mail_desk: DeskInFiles, answered: tuple[str, EmailMessage], style: str
) -> None:
    ident, sent = answered
    headers, subject, text = STYLES[style]
    refers = " ".join(message_ids(sent["References"]))
    parts = {
        "id": sent["Message-ID"], "refs": refers, "first": refers.split()[0],
        "subject": sent["Subject"], "reply_to": sent["Reply-To"], "from_": "support@example.org",
        "lower": str(sent["Reply-To"]).lower(),
    }  # fmt: skip
    came = (
        f"{headers.format(**parts)}\nMessage-ID: <two@acme.example>\nFrom: Jo <jo@acme.example>\n"
        f"Date: Sun, 22 Nov 2026 08:00:00 +0000\nSubject: {subject.format(**parts)}\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}"
    )
    found = receive(mail_desk, came.encode())
    assert (found["result"], found["ticket"]) == ("replied", ident)
    assert found["by"] == ("tag" if "nothing but" in style and "address" not in style else "signed")
    comments = ticket_of(mail_desk, ident).comments
    (said,) = [c for c in comments if c.author.mail == "jo@acme.example"]
    assert "Yes." in said.text and "Acme support" not in said.text.replace("> ", "")


def test_whoever_got_the_letter_may_answer(
    mail_desk: DeskInFiles, answered: tuple[str, EmailMessage]
) -> None:
    ident, sent = answered
    more = f"References: {' '.join(message_ids(sent['References']))}\n"
    came = request("kim", "Kim here.", "Kim <kim@x.example>", more)
    assert receive(mail_desk, came)["ticket"] == ident
    # who says to be of the desk orders nothing, signed or not
    claim = request("ana", "#status resolved\nDone.", ANA_CLAIMS, more)
    assert receive(mail_desk, claim)["by"] == "signed"
    ticket = ticket_of(mail_desk, ident)
    assert ticket.status == "open" and ticket.comments[-1].internal
    receive(mail_desk, request("ana2", "#status resolved\nDone.", ANA_CLAIMS, OURS + more))
    assert ticket_of(mail_desk, ident).status == "resolved"


def test_tags_that_we_didnt_sign_let_nobody_in(
    mail_desk: DeskInFiles, answered: tuple[str, EmailMessage]
) -> None:
    ident, sent = answered
    other = receive(mail_desk, request("other", frm="Kim <kim@x.example>"))["ticket"]
    signed = str(sent["Reply-To"])
    thread = message_ids(sent["References"])[0]
    forged = [
        f"To: {signed.replace(ident, other)}\n",
        f"References: {thread.replace(ident, other)}\n",
        f"To: support+{other}.{'a' * 16}@example.org\n",
        f"To: support+{other}@example.org\n",
        f"References: {Tagger('another key').thread_id(other, 'example.org')}\n",
        f"In-Reply-To: <tix.{MESSAGE_KEY}@example.org>\nSubject: [{other}]\n",
        "References: <tix.@example.org> <tix.......@x> <tix.aaaaaa.@>\n",
        f"References: {' '.join(f'<{n}@x>' for n in range(500))} {thread.replace(ident, other)}\n",
    ]
    for number, more in enumerate(forged):
        found = receive(mail_desk, request(f"eve{number}", "Hi.", "eve@evil.example", more))
        assert found["result"] == "opened" and found["ticket"] not in (ident, other)
        opened = ticket_of(mail_desk, found["ticket"])
        is_about = number not in (3, 6)  # these name no ticket
        assert [link.id for link in opened.links] == [other] * is_about
        assert [comment.internal for comment in opened.comments] == [True] * is_about
    assert len(ticket_of(mail_desk, other).comments) == 0


def _link(sent: EmailMessage, number: int = 5) -> str:
    body = sent.get_body(("plain",))
    assert body is not None
    links = re.findall(r"<mailto:support@example\.org\?subject=([^>]+)>", body.get_content())
    subject = next(link for link in links if link.startswith(str(number)))
    return str(subject).replace("%20", " ").replace("%5B", "[").replace("%5D", "]")


def test_a_rating_by_mail(mail_desk: DeskInFiles, answered: tuple[str, EmailMessage]) -> None:
    ident, _ = answered
    mail_desk.call("status", ident, "resolved")
    subject = _link(letter(mail_desk, ident, "resolved"))
    came = request("rate", "Quick,\nand kind.\n\n-- \nJo", sub=subject)
    found = receive(mail_desk, came)
    assert (found["result"], found["ticket"], found["by"]) == ("replied", ident, "rating")
    ticket = ticket_of(mail_desk, ident)
    (rating,) = ticket.ratings
    assert (rating.who, rating.rating, rating.text) == ("jo@acme.example", 5, "Quick, and kind.")
    assert ticket.status == "resolved" and len(ticket.comments) == 1
    assert receive(mail_desk, came)["result"] == "known"
    changed = receive(mail_desk, request("again", "", sub=subject.replace("5", "2 of 5", 1)))
    assert changed["by"] == "rating"
    assert [each.rating for each in ticket_of(mail_desk, ident).ratings] == [5, 2]
    mail_desk.call("check")
    # another ticket, another person, a changed signature, a program: no rating
    for number, wrong in enumerate((subject[:-2] + "a]", subject.replace(ident, "aaaaaa"))):
        assert receive(mail_desk, request(f"w{number}", sub=wrong))["by"] != "rating"
    away = request("away", sub=subject, more="Auto-Submitted: auto-replied\n")
    assert receive(mail_desk, away)["by"] != "rating"
    assert len(ticket_of(mail_desk, ident).ratings) == 2


BOUNCE = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: support@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce@mx.example.org>
Date: Sun, 22 Nov 2026 08:30:00 +0000
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

The mail system couldn't deliver your message.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; jo@acme.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <jo@acme.example>:
    Recipient address rejected

--b
Content-Type: {kind}

{original}
--b--
"""


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize(
    ("action", "status", "mutes"),
    [("failed", "5.1.1", True), ("failed", "5.2.2", False), ("delayed", "4.4.1", False)],
)
def test_a_bounce_finds_its_message(
    mail_desk: DeskInFiles, answered: tuple[str, EmailMessage], kind: str, action: str,
    status: str, mutes: bool,
) -> None:  # fmt: skip
    ident, sent = answered
    mail_desk.call("close", ident)
    original = sent.as_string() if kind == "message/rfc822" else str(sent).partition("\n\n")[0]
    came = BOUNCE.format(action=action, status=status, kind=kind, original=original)
    found = receive(mail_desk, came)
    assert (found["result"], found["ticket"]) == ("bounce", ident)
    ticket = ticket_of(mail_desk, ident)
    said = ticket.comments[-1]
    assert said.internal and said.id == found["comment"] and ticket.status == "closed"
    what = "wasn't delivered" if action == "failed" else "isn't delivered yet"
    assert said.text == (
        f"A mail to jo@acme.example {what}: {status} 550 {status} <jo@acme.example>: Recipient"
        " address rejected"
    )
    message = mail_desk.git("log", "-1", "--format=%an%n%B")
    assert message.startswith("tix mail\n") and "Quiet: yes" in message
    assert (f"Nobody-At: {MESSAGE_KEY} jo@acme.example" in message) == mutes
    assert receive(mail_desk, came)["result"] == "known"
    assert any(name.endswith("-mail.eml") for name in ticket.attachments)
    mail_desk.call("check")


def test_a_bounce_to_the_tagged_address(
    mail_desk: DeskInFiles, answered: tuple[str, EmailMessage]
) -> None:
    ident, sent = answered
    came = (
        f"Return-Path: <>\nFrom: mailer-daemon@x.example\nTo: {sent['Reply-To']}\n"
        "Message-ID: <b@x.example>\nX-Failed-Recipients: jo@acme.example\n\nNo such user.\n"
    )
    found = receive(mail_desk, came)
    assert (found["result"], found["ticket"]) == ("bounce", ident)
    unsigned = came.replace(str(sent["Reply-To"]), f"support+{ident}.{'a' * 16}@example.org")
    assert receive(mail_desk, unsigned.replace("<b@", "<c@"))["result"] == "quarantined"
    held = json.loads(mail_desk.call("mail", "quarantine", "--json").stdout)
    assert len(held) == 1


def test_what_comes_back_to_us_is_no_answer(
    mail_desk: DeskInFiles, answered: tuple[str, EmailMessage]
) -> None:
    """A list that we wrote to sends our own letter on, under another sender's name."""
    ident, sent = answered
    del sent["From"]
    sent["From"] = "All of us <all@lists.example>"
    found = receive(mail_desk, sent.as_bytes())
    assert (found["result"], found["ticket"]) == ("automatic", ident)
    # another desk's letter is somebody's word
    theirs = request("x", frm="Their support <help@other.example>").replace(
        "<x@acme.example>", f"<tix.{MESSAGE_KEY}@other.example>"
    )
    assert receive(mail_desk, theirs)["result"] == "opened"


@pytest.mark.parametrize(
    ("more", "is_quiet", "is_answered"),
    [
        ("", False, True),
        ("List-Id: <all.lists.example>\n", False, False),
        ("List-Unsubscribe: <mailto:x@y.example>\n", False, False),
        ("Precedence: list\n", False, False),
        ("Precedence: bulk\n", True, False),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply\n", False, False),
        ("X-Auto-Response-Suppress: DR, RN\n", False, True),
        ("Auto-Submitted: auto-generated\n", True, False),
        ("Auto-Submitted: no\n", False, True),
    ],
)
def test_what_isnt_acknowledged(
    mail_desk: DeskInFiles, more: str, is_quiet: bool, is_answered: bool
) -> None:
    receive(mail_desk, request("one", more=more))
    said = mail_desk.git("log", "-1", "--format=%B")
    assert ("Quiet: yes" in said, "Acknowledge: no" not in said) == (is_quiet, is_answered)
