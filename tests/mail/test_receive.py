"""Taking mail in by the command: which ticket, who wrote it, loops, quarantine."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DeskInFiles
from tix.mail import receive as receive_module
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket

DATA = Path(__file__).parent.parent / "data" / "mail"

SETTINGS = """\
format: 1
people:
- {name: Ana Lima, mail: ana@example.org, aliases: [ana]}
- {name: Bob Reis, mail: bob@example.org, aliases: [bob]}
mail: {address: support@example.org, reply_to_of: [form@example.org]}
"""
TO_ONE = "In-Reply-To: <one@acme.example>\n"
OURS = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org\n"
ANA_CLAIMS = "Ana Lima <ana@example.org>"
JO = "Jo <jo@acme.example>"


def mail(ident: str, text: str = "Text.", frm: str = JO, more: str = "", sub: str = "Help") -> str:
    return (
        f"{more}Message-ID: <{ident}@acme.example>\nDate: Sat, 21 Nov 2026 09:00:00 +0000\n"
        f"From: {frm}\nTo: support@example.org\nSubject: {sub}\n\n{text}\n"
    )


def receive(desk: DeskInFiles, data: str | bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desk.call("mail", "receive", "--json", stdin=data).stdout)
    return found


def ticket_of(desk: DeskInFiles, ident: str) -> Ticket:
    return load(desk.file_of(ident).read_bytes()).record


@pytest.fixture
def mail_desk(desk: DeskInFiles) -> DeskInFiles:
    """A desk with people of its own, and a server whose word counts."""
    desk.write("tix.yaml", SETTINGS)
    desk.commit("settings")
    place = Path(desk.environ["HOME"], ".config", "tix", "dispatch.yaml")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(
        f"format: 1\ndesks:\n- desk: {desk.root}\n  authentication: [mx.example.org]\n"
    )
    place.chmod(0o600)
    return desk


def test_a_request_and_its_replies(mail_desk: DeskInFiles) -> None:
    opened = receive(mail_desk, (DATA / "attachment.eml").read_bytes())
    assert (opened["result"], opened["verified"]) == ("opened", None)
    ticket = ticket_of(mail_desk, opened["ticket"])
    assert (ticket.title, ticket.channel) == ("Printer is broken", "mail")
    assert ticket.requester == ticket.opened_by == "Jo Silva <jo@acme.example>"
    assert [name[9:] for name in ticket.attachments] == ["photo.png", "mail.eml"]
    assert ticket.attachments[0] in ticket.body and ticket.attachments[1] not in ticket.body
    assert str(ticket.opened) == "2026-11-21 09:00:00+00:00"

    # the same again, and the same id with other words
    again = receive(mail_desk, (DATA / "attachment.eml").read_bytes())
    assert (again["result"], again["ticket"]) == ("known", ticket.id)
    reused = (DATA / "attachment.eml").read_bytes().replace(b"See the file.", b"Another mail.")
    assert receive(mail_desk, reused)["ticket"] not in (None, ticket.id)


def test_known_by_reference_and_by_tag(mail_desk: DeskInFiles) -> None:
    ident = receive(mail_desk, mail("one"))["ticket"]
    quoting = "Yes.\n\nOn X, Y wrote:\n> Text."
    by_id = receive(mail_desk, mail("two", quoting, more="References: <one@acme.example>\n"))
    assert (by_id["result"], by_id["by"], by_id["ticket"]) == ("replied", "message_id", ident)
    by_tag = receive(mail_desk, mail("three", "No.", sub=f"Re: Help [{ident}]"))
    assert (by_tag["result"], by_tag["by"]) == ("replied", "tag")
    ticket = ticket_of(mail_desk, ident)
    assert [(c.text, c.internal) for c in ticket.comments] == [("Yes.", False), ("No.", False)]
    assert {m.comment for m in ticket.messages} == {"body", *(c.id for c in ticket.comments)}
    for sub, more in ((f"[{ident}]", ""), ("x", TO_ONE)):
        eve = receive(mail_desk, mail(f"eve{sub[:2]}", "Hi.", "eve@evil.example", more, sub))
        apart = ticket_of(mail_desk, eve["ticket"])
        assert eve["result"] == "opened" and [link.id for link in apart.links] == [ident]
        assert apart.comments[0].internal and ident in apart.comments[0].text
    assert len(ticket_of(mail_desk, ident).comments) == 2
    mail_desk.call("check")


def test_who_was_written_to_may_answer(mail_desk: DeskInFiles) -> None:
    first = mail("one").replace(
        "To: support@example.org", "To: support@example.org\nCc: kim@x.example"
    )
    ident = receive(mail_desk, first)["ticket"]
    found = receive(mail_desk, mail("two", "Kim here.", "Kim <kim@x.example>", TO_ONE))
    assert (found["result"], found["ticket"]) == ("replied", ident)


@pytest.mark.parametrize(
    "results",
    [
        "",
        "Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org\n",
        "Authentication-Results: mx.example.org; dmarc=fail header.from=example.org\n",
        "Authentication-Results: mx.example.org; dmarc=pass header.from=evil.example\n",
        "Authentication-Results: mx.example.org; dkim=pass header.d=evil.example\n",
        "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=evil.example\n",
        "Authentication-Results: mx.example.org; none\n" + OURS,
        "Authentication-Results: mx.evil.example (mx.example.org; dmarc=pass); x=y\n" + OURS,
        OURS + "From: eve@evil.example\n",
    ],
)
def test_who_says_to_be_of_the_desk_isnt_believed(mail_desk: DeskInFiles, results: str) -> None:
    ident = receive(mail_desk, mail("one"))["ticket"]
    mail_desk.call("assign", ident, "ana")
    order = "#status resolved\n#assign bob\nDone."
    forged = mail("two", order, ANA_CLAIMS, results + TO_ONE)
    found = receive(mail_desk, forged)
    ticket = ticket_of(mail_desk, ident)
    assert ticket.status == "open" and ticket.assignees == ("ana@example.org",)
    assert not [c for c in ticket.comments if not c.internal]
    if found["ticket"] == ident:
        assert str(ticket.comments[0].author) == "ana@example.org, not verified <>"
        assert "#status resolved" in ticket.comments[0].text


def test_people_of_the_desk_answer_by_mail(mail_desk: DeskInFiles) -> None:
    ident = receive(mail_desk, mail("one"))["ticket"]
    order = "#status resolved\n#assign bob\n#status nonsense\n\nDone."
    answer = mail("two", order, ANA_CLAIMS, OURS + TO_ONE)
    assert receive(mail_desk, answer)["verified"] is True
    ticket = ticket_of(mail_desk, ident)
    assert (ticket.status, ticket.assignees) == ("resolved", ("bob@example.org",))
    note, comment = sorted(ticket.comments, key=lambda c: not c.internal)
    assert note.internal and "#status nonsense" in note.text
    assert comment.text == "#status nonsense\nDone." and str(comment.author) == ANA_CLAIMS
    inside = mail("three", "#internal\nSecret.", ANA_CLAIMS, OURS + TO_ONE)
    receive(mail_desk, inside)
    said = ticket_of(mail_desk, ident).comments
    assert [c.internal for c in said if c.text == "Secret."] == [True]
    receive(mail_desk, mail("four", "Broken again.", more=TO_ONE))
    assert ticket_of(mail_desk, ident).status == "open"


def test_programs_are_heard_in_silence(mail_desk: DeskInFiles) -> None:
    ident = receive(mail_desk, mail("one"))["ticket"]
    mail_desk.call("close", ident)
    away = mail("two", "Away.", more=f"Auto-Submitted: auto-replied\n{TO_ONE}")
    assert receive(mail_desk, away)["result"] == "automatic"
    ticket = ticket_of(mail_desk, ident)
    assert ticket.status == "closed" and ticket.comments[-1].internal
    assert "Quiet: yes" in mail_desk.git("log", "-1", "--format=%B")
    form = mail("form", frm="Form <form@example.org>", more="Reply-To: Jo <jo@acme.example>\n")
    assert ticket_of(mail_desk, receive(mail_desk, form)["ticket"]).requester == JO


def test_a_deleted_ticket_doesnt_come_back(mail_desk: DeskInFiles) -> None:
    ident = receive(mail_desk, mail("one"))["ticket"]
    mail_desk.call("delete", ident, "--yes", code=None)
    found = receive(mail_desk, mail("one"))
    assert (found["result"], found["ticket"]) == ("known", None)


def test_too_late_to_reopen(mail_desk: DeskInFiles) -> None:
    mail_desk.write("tix.yaml", SETTINGS + "reopen_within: 14d\n")
    mail_desk.commit("settings")
    ident = receive(mail_desk, mail("one"))["ticket"]
    mail_desk.call("close", ident)
    late = mail("two", "Hello?", more=TO_ONE).replace("21 Nov", "20 Dec")
    later = DeskInFiles(mail_desk.root, {**mail_desk.environ, "TIX_NOW": "2027-01-05T09:00:00Z"})
    found = receive(later, late)
    assert found["result"] == "opened" and found["ticket"] != ident
    assert [link.id for link in ticket_of(mail_desk, found["ticket"]).links] == [ident]


@pytest.mark.slow
def test_quarantine_holds_what_cant_be_filed(
    mail_desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("too-deep", "bounce", "not-a-mail", "empty"):
        assert receive(mail_desk, (DATA / f"{name}.eml").read_bytes())["result"] == "quarantined"

    def broken(_: bytes) -> None:
        raise KeyError("surprise")

    forged = "Authentication-Results: mx.example.org; dmarc=fail header.from=acme.example\n"
    first = receive(mail_desk, mail("f1", more=forged))["ticket"]
    receive(mail_desk, mail("f2", more=f"{forged}In-Reply-To: <f1@acme.example>\n"))
    assert "sender not verified" in mail_desk.tty("show", first).stdout
    with monkeypatch.context() as patch:  # whatever it is
        patch.setattr(receive_module, "read_mail", broken)
        found = receive(mail_desk, mail("one"))
    assert found["result"] == "quarantined" and "KeyError" in found["reason"]
    held = json.loads(mail_desk.call("mail", "quarantine", "--json").stdout)
    assert len(held) == 5 and set(held[0]) == {"key", "at", "from", "subject", "reason", "size"}
    shown = mail_desk.run("mail", "quarantine", "show", found["quarantine"])
    assert shown.raw.decode() == mail("one")
    mail_desk.call("mail", "quarantine", "accept", found["quarantine"])
    assert receive(mail_desk, mail("one"))["result"] == "known"
    bounce = next(each["key"] for each in held if each["subject"] == "Undelivered")
    mail_desk.call("mail", "quarantine", "drop", bounce[:8], code=1)  # it asks
    mail_desk.call("mail", "quarantine", "drop", bounce[:8], "--yes")
    assert receive(mail_desk, (DATA / "bounce.eml").read_bytes())["result"] == "known"
    assert len(json.loads(mail_desk.call("mail", "quarantine", "--json").stdout)) == 3
    mail_desk.call("mail", "quarantine", "drop", "nosuch", code=3)


@pytest.mark.slow
def test_clones_share_the_quarantine(mail_desk: DeskInFiles, tmp_path: Path) -> None:
    remote, other_root = tmp_path / "remote.git", tmp_path / "other"
    mail_desk.git("init", "--quiet", "--bare", str(remote))
    mail_desk.git("remote", "add", "origin", str(remote))
    mail_desk.call("sync")
    shutil.copytree(mail_desk.root, other_root)
    other = DeskInFiles(other_root, mail_desk.environ)

    def held(desk: DeskInFiles) -> list[str]:
        return [
            each["key"] for each in json.loads(desk.call("mail", "quarantine", "--json").stdout)
        ]

    keys = [
        receive(desk, (DATA / f"{name}.eml").read_bytes())["quarantine"]
        for desk, name in ((mail_desk, "bounce"), (mail_desk, "empty"), (other, "too-deep"))
    ]
    for desk in (mail_desk, other, mail_desk):
        desk.call("sync")
    assert set(held(mail_desk)) == set(held(other)) == set(keys)
    mail_desk.call("mail", "quarantine", "drop", keys[0], "--yes")
    receive(other, (DATA / "not-a-mail.eml").read_bytes())
    for desk in (mail_desk, other, mail_desk):
        desk.call("sync")
    assert set(held(mail_desk)) == set(held(other)) and len(held(other)) == 3
    assert keys[0] not in held(other)


def test_two_clones_make_the_same(mail_desk: DeskInFiles, tmp_path: Path) -> None:
    other_root = tmp_path / "other"
    shutil.copytree(mail_desk.root, other_root)
    other = DeskInFiles(other_root, {**mail_desk.environ, "TIX_NOW": "2026-11-23T10:00:00Z"})
    for each in (mail_desk, other):
        receive(each, mail("one"))
        receive(each, mail("two", "More.", more=TO_ONE))
    files = [
        {p.relative_to(d.root): p.read_bytes() for p in d.root.rglob("*.md")}
        for d in (mail_desk, other)
    ]
    assert files[0] == files[1] and len(files[0]) == 1


def test_where_nothing_can_be_written_the_server_tries_again(mail_desk: DeskInFiles) -> None:
    elsewhere = mail_desk.run("mail", "receive", stdin=mail("x"), cwd=Path("/"), code=75)
    assert "nothing was taken in" in elsewhere.stderr
    mail_desk.write("tix.yaml", "mail: {address: nonsense}\n")
    assert "mail" in mail_desk.call("mail", "receive", stdin=mail("x"), code=75).stderr


def test_customers_are_found_and_rules_run(mail_desk: DeskInFiles) -> None:
    rules = "- {name: mail to Bob, on: opened, when: 'channel:mail', then: {assign: bob}}\n"
    mail_desk.write("rules.yaml", rules)
    mail_desk.commit("a rule")
    mail_desk.call("customer", "add", "Acme", "--add", "domains=acme.example")
    ident = receive(mail_desk, mail("one"))["ticket"]
    ticket = ticket_of(mail_desk, ident)
    assert (ticket.customer, ticket.assignees) == ("acme", ("bob@example.org",))
    colleague = mail("two", "Me, too.", "Kim <kim@acme.example>", TO_ONE)
    assert receive(mail_desk, colleague)["ticket"] == ident  # of the customer's side
    log = mail_desk.git("log", "-1", "--format=%an <%ae> %cn").strip()
    assert log == "Kim <kim@acme.example> Ana Lima"


def test_a_conversation_that_is_too_long_goes_on_elsewhere(mail_desk: DeskInFiles) -> None:
    ident = receive(mail_desk, mail("one"))["ticket"]
    path = mail_desk.file_of(ident)
    head, end, rest = path.read_text().rpartition("---\n\n")
    for size in (150, 1):
        lines = (f"- c-a{n:05} · - · <{'x' * size}{n}@a.example>\n" for n in range(1000))
        while len((head + (line := next(lines))).encode()) < 64 * 1024:
            head += line
    path.write_text(head + end + rest)
    mail_desk.commit("a long conversation")
    found = receive(mail_desk, mail("two", "More.", more=TO_ONE))
    assert found["result"] == "opened" and found["ticket"] != ident
    assert [link.id for link in ticket_of(mail_desk, found["ticket"]).links] == [ident]
    assert len(ticket_of(mail_desk, ident).comments) == 0
    path.write_text("---\nbroken")  # who can't be read keeps nobody waiting
    mail_desk.commit("broken")
    assert receive(mail_desk, mail("three", sub=f"[{ident}]"))["result"] == "opened"


def test_no_word_is_lost_where_messages_are_not_kept(mail_desk: DeskInFiles) -> None:
    mail_desk.write("tix.yaml", SETTINGS.replace("reply_to_of", "keep: no, reply_to_of"))
    mail_desk.commit("settings")
    html = "Content-Type: multipart/mixed; boundary=b\n"
    text = "--b\nContent-Type: text/html\n\n<title>Hidden</title><p>Shown.</p>\n--b--"
    quoting = "No.\n\nOn 21 Nov 2026, Ana wrote:\n> Well?\n"
    for number, (sent, is_kept) in enumerate((
        (mail("one", "Nothing else."), False),
        (mail("two", quoting, more=TO_ONE), True),
        (mail("three", "Works.", more=TO_ONE), False),
        (mail("four", text, more=html), True),
        (mail("five", "gr\xfc\xdfe \ufffd"), True),
    )):  # fmt: skip
        found = receive(mail_desk, sent)
        names = mail_desk.git("show", "--format=", "--name-only", "HEAD").split()
        assert any(name.endswith("-mail.eml") for name in names) is is_kept, number
        assert found["result"] in ("opened", "replied")
