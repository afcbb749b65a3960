"""Invoices by mail: once, to whom the customer's record says, as pages and as UBL."""

import json
import mailbox
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from tests.commands.test_invoice import CONFIG
from tests.conftest import DeskInFiles
from tests.smtp_server import Letters, smtp_server

NUMBER = "2026-0001"


@pytest.fixture
def server() -> Iterator[Letters]:
    with smtp_server() as letters:
        yield letters


@pytest.fixture
def billing(desk: DeskInFiles, server: Letters, tmp_path: Path) -> DeskInFiles:
    """A desk that bills and sends mail, and an invoice."""
    mailbox.Maildir(tmp_path / "Maildir")
    desk.write("tix.yaml", CONFIG)
    desk.commit("bill")
    desk.call(
        "customer", "add", "Acme Ltd.", "--set", "address=Quay 1, Porto, PT", "--set",
        "language=de", "--add", "contacts=Jo Silva <jo@acme.example>",
    )  # fmt: skip
    ident = desk.call("open", "The door", "-c", "acme-ltd", "-t", "incident").stdout.strip()
    desk.call("work", ident, "1h30m", "-m", "the hinge")
    desk.call("invoice", "create", "--customer", "acme")
    desk.call(
        "mail", "setup", "--address", "support@example.org", "--no-test", "--smtp",
        f"127.0.0.1:{server.port}", "--smtp-security", "none",
    )  # fmt: skip
    return desk


def letters(server: Letters, to: str) -> list[EmailMessage]:
    return [message_from_bytes(data, policy=default) for data in server.to(to)]


@pytest.mark.slow
def test_an_invoice_goes_to_its_customer_once(billing: DeskInFiles, server: Letters) -> None:
    said = billing.call("invoice", "send", NUMBER).stderr
    assert "goes to jo@acme.example with the next tix tick" in said
    for _ in range(2):
        billing.call("tick")
    (letter,) = letters(server, "jo@acme.example")
    assert letter["Subject"] == f"Rechnung {NUMBER}" and "Auto-Submitted" not in letter
    body = letter.get_body(("plain",))
    assert body is not None and "über 147.60 EUR" in body.get_content()
    files = {f.get_filename(): f.get_content() for f in letter.iter_attachments()}
    assert set(files) == {f"{NUMBER}.html", f"{NUMBER}.xml"} and "147.60" in files[f"{NUMBER}.html"]
    assert "sent already" in billing.call("invoice", "send", NUMBER).stderr
    (entry,) = json.loads(billing.call("outbox", "--json").stdout)
    assert (entry["state"], entry["to"]) == ("sent", "jo@acme.example")
    billing.call("check")


@pytest.mark.slow
def test_other_addresses_and_by_hand(billing: DeskInFiles, server: Letters) -> None:
    billing.call("invoice", "send", NUMBER, "--to", "jo@acme.example\nBcc: x@y.example", code=2)
    billing.call("invoice", "send", NUMBER, "--to", "no address", code=2)
    to = ("--to", "a@acme.example", "--to", "b@acme.example")
    billing.call("invoice", "send", NUMBER, *to, "--by-hand", code=2)
    billing.call("invoice", "send", NUMBER, *to)
    billing.call("tick")
    assert len(letters(server, "a@acme.example")) == len(letters(server, "b@acme.example")) == 1
    assert letters(server, "jo@acme.example") == []
    assert "sent already" in billing.call("invoice", "send", NUMBER).stderr
    assert (
        "sent already" in billing.call("invoice", "send", NUMBER, "--to", "A@acme.example").stderr
    )
    more = ("--to", "c@acme.example", "--to", "b@acme.example")
    assert "goes to c@acme.example with" in billing.call("invoice", "send", NUMBER, *more).stderr
    billing.call("tick")
    assert [len(letters(server, f"{who}@acme.example")) for who in ("a", "b", "c", "jo")] == [
        1,
        1,
        1,
        0,
    ]
    assert "Sent to c@acme.example, too." in billing.call("invoice", "log", NUMBER).stdout
    assert (
        "c@acme.example" not in billing.call("invoice", "show", NUMBER, "--format", "html").stdout
    )
    billing.call("check")


@pytest.mark.slow
def test_what_goes_by_mail_stays_sent(billing: DeskInFiles) -> None:
    billing.call("invoice", "send", NUMBER, "--by-hand")
    assert "took back" in billing.call("undo").stderr
    billing.call("invoice", "send", NUMBER, "--by-hand")
    billing.call("invoice", "send", NUMBER, "--to", "n@y.example")
    said = billing.call("undo", code=4).stderr
    assert f"{NUMBER} goes by mail to n@y.example" in said and "invoice void" in said
    billing.call("invoice", "comment", NUMBER, "They have it.")
    assert "took back" in billing.call("undo").stderr, "a comment isn't in the mail"
    billing.call("invoice", "paid", NUMBER)
    assert "took back" in billing.call("undo").stderr
    shown = json.loads(billing.call("invoice", "show", NUMBER, "--json").stdout)
    assert shown["status"] == "sent"


def test_what_was_voided_meanwhile_or_given_by_hand_isnt_sent(
    billing: DeskInFiles, server: Letters
) -> None:
    billing.call("invoice", "send", NUMBER)
    note = billing.call("invoice", "void", NUMBER).stdout.strip()
    billing.call("invoice", "send", note, "--by-hand")
    billing.call("tick")
    assert server.taken == []


def test_a_customer_without_an_address(billing: DeskInFiles) -> None:
    billing.call("customer", "edit", "acme-ltd", "--set", "contacts=")
    found = billing.call("invoice", "send", NUMBER, code=4)
    assert "--by-hand" in found.stderr
    shown = json.loads(billing.call("invoice", "show", NUMBER, "--json").stdout)
    assert shown["status"] == "draft"


@pytest.mark.slow
@pytest.mark.parametrize("contacts", ["Jo <jo@acme.example>", ""])
def test_a_rule_sends_what_was_signed(billing: DeskInFiles, server: Letters, contacts: str) -> None:
    billing.write("rules.yaml", "- {name: bill it, on: signed, then: {invoice: send}}\n")
    billing.commit("a rule")
    billing.call("customer", "edit", "acme-ltd", "--set", f"contacts={contacts}")
    ident = billing.call("open", "The roof", "-c", "acme-ltd").stdout.strip()
    billing.call("work", ident, "2h", "-m", "tiles")
    said = billing.call("sign", ident, "--name", "Jo").stderr
    assert "invoice 2026-0002: billed" in said
    assert ("didn't send invoice 2026-0002" in said) == (not contacts)
    billing.call("tick")
    subjects = [letter["Subject"] for letter in letters(server, "jo@acme.example")]
    assert subjects == (["Rechnung 2026-0002"] if contacts else [])


def test_what_was_to_be_sent_before_there_was_a_ledger_can_be_sent(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    desk.write("tix.yaml", CONFIG + "mail: {address: support@example.org}\n")
    desk.commit("bill")
    desk.call("customer", "add", "Acme Ltd.", "--add", "contacts=Jo <jo@acme.example>")
    ident = desk.call("open", "The door", "-c", "acme-ltd", "-t", "incident").stdout.strip()
    desk.call("work", ident, "1h30m", "-m", "the hinge")
    desk.call("invoice", "create", "--customer", "acme")
    said = desk.call("invoice", "send", NUMBER).stderr
    again = f"tix outbox init, then tix invoice send {NUMBER} --to jo@acme.example"
    assert again in said
    assert "sent already" in desk.call("invoice", "send", NUMBER, "--to", "jo@acme.example").stderr
    desk.call("outbox", "init")
    said = desk.call("invoice", "send", NUMBER, "--to", "jo@acme.example").stderr
    assert "goes to jo@acme.example with the next tix tick" in said and "ledger" not in said
    assert "sent already" in desk.call("invoice", "send", NUMBER, "--to", "jo@acme.example").stderr
