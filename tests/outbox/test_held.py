"""Secrets in messages that are held: taken out, and out wherever clones meet."""

import base64
import json

import pytest

from tests.conftest import NOW
from tests.outbox.office import Office
from tix.storage.desk.finding import find
from tix.storage.desk.quarantine import NotHeldError, held_message, release, rewrite

SECRET = "hunter2-größer"
NESTED = "Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n"


def held(office: Office, *, deep: int = 0) -> str:
    """The key of a message that Bob's clone holds, since it has no sender."""
    word = base64.b64encode(SECRET.encode()).decode()
    body = base64.encodebytes(f"My password is {SECRET}.\n".encode()).decode()
    message = (
        f"Subject: =?utf-8?b?{word}?=\nX-Plain: {SECRET}\n"
        + "".join(NESTED.format(n) for n in range(deep))
        + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        + body
    )
    office.bob.call("mail", "receive", stdin=message.encode(), code=None)
    (found,) = json.loads(office.bob.call("mail", "quarantine", "--json").stdout)
    return str(found["key"])


def shown(office: Office, key: str) -> str:
    """All that Ana sees of a held message."""
    about = office.ana.call("mail", "quarantine", "--json").stdout
    raw = office.ana.call("mail", "quarantine", "show", key).stdout
    parts = [base64.b64decode(raw.rpartition("\n\n")[2]).decode(), about, raw]
    return "\n".join(parts)


@pytest.mark.slow
def test_a_secret_is_taken_out_and_stays_out(office: Office) -> None:
    key = held(office)
    ident = office.ana.open(f"It is {SECRET}")
    office.share(office.bob)
    office.ana.call("sync")
    said = office.ana.call("redact", ident, "-", stdin=SECRET).stderr
    assert f"tix mail quarantine redact {key} -" in said
    assert SECRET in shown(office, key)
    office.ana.call("mail", "quarantine", "redact", key, "-", stdin=SECRET)
    assert SECRET not in shown(office, key)
    assert shown(office, key).count("[redacted]") == 3
    # Bob's clone has moved on with the old one: what meets is the redacted one
    office.bob.call("mail", "receive", stdin=b"From: <\n\nOther.\n", code=None)
    office.share(office.bob)
    office.ana.call("sync")
    office.share(office.bob)
    for clone in (office.ana, office.bob):
        raw = clone.call("mail", "quarantine", "show", key).stdout
        assert "[redacted]" in raw and SECRET not in raw
    again = office.ana.call("mail", "quarantine", "redact", key, "-", stdin=SECRET, code=3)
    assert f"that text isn't in {key}" in again.stderr


@pytest.mark.slow
def test_what_two_clones_took_out_stays_out(office: Office) -> None:
    mail = b"Subject: Help\n\nIt is first-word and second-word, always.\n"
    office.bob.call("mail", "receive", stdin=mail, code=None)
    (found,) = json.loads(office.bob.call("mail", "quarantine", "--json").stdout)
    meet(office, found["key"], "first-word", "second-word")
    for clone in (office.ana, office.bob):
        raw = clone.call("mail", "quarantine", "show", found["key"]).stdout
        assert raw == "Subject: Help\n\nIt is [redacted] and [redacted] always.\n"
        (about,) = json.loads(clone.call("mail", "quarantine", "--json").stdout)
        assert about["size"] == len(raw)
    # one that is redacted once more goes before what it was made of
    office.bob.call("mail", "quarantine", "redact", found["key"], "always")
    office.ana.call("mail", "receive", stdin=b"From: <\n\nOther.\n", code=None)
    both_sync(office)
    for clone in (office.ana, office.bob):
        raw = clone.call("mail", "quarantine", "show", found["key"]).stdout
        assert raw.endswith("It is [redacted] and [redacted] [redacted].\n")


@pytest.mark.slow
def test_where_it_cant_be_told_what_both_took_out_the_message_goes(office: Office) -> None:
    key = held(office)
    meet(office, key, SECRET, "password")
    for clone in (office.ana, office.bob):
        assert json.loads(clone.call("mail", "quarantine", "--json").stdout) == []


def meet(office: Office, key: str, secret: str, other: str) -> None:
    """Ana takes out one secret, Bob at the same time another, and they sync."""
    both_sync(office)
    office.ana.call("mail", "quarantine", "redact", key, "-", stdin=secret)
    office.bob.call("mail", "quarantine", "redact", key, "-", stdin=other)
    both_sync(office)


def both_sync(office: Office) -> None:
    for clone in (office.bob, office.ana, office.bob):
        office.share(clone)


def test_what_changed_since_it_was_read_isnt_written_over(office: Office) -> None:
    key, desk = held(office), find(office.bob.root)
    seen, data = held_message(desk, key)
    assert rewrite(desk, (seen, data), seen, b"one", NOW)
    assert not rewrite(desk, (seen, data), seen, b"two", NOW)
    assert held_message(desk, key)[1] == b"one"
    release(desk, key, NOW)
    with pytest.raises(NotHeldError):
        rewrite(desk, (seen, b"one"), seen, b"two", NOW)


@pytest.mark.slow
def test_what_cant_be_read_is_said(office: Office) -> None:
    key = held(office, deep=900)
    said = office.bob.call("mail", "quarantine", "redact", key, SECRET, code=None)
    assert (said.code, "can't be read as a mail" in said.stderr) in [(0, False), (4, True)]
    raw = office.bob.call("mail", "quarantine", "show", key).stdout
    assert SECRET not in raw


@pytest.mark.slow
def test_mail_of_somebody_who_is_forgotten_goes(office: Office) -> None:
    for who in ("jo@acme.example", "kim@acme.example"):
        mail = f"From: {who}\nSubject: Help\n" + "".join(NESTED.format(n) for n in range(60))
        office.ana.call("mail", "receive", stdin=mail.encode(), code=None)
    before = json.loads(office.ana.call("mail", "quarantine", "--json").stdout)
    assert len(before) == 2
    told = json.loads(office.ana.call("export", "person", "jo@acme.example").stdout)["files"]
    (key,) = (each["key"] for each in before if each["from"] == "jo@acme.example")
    assert [each["path"] for each in told] == [
        f"refs/tix/quarantine:{key}/{name}" for name in ("about", "message")
    ]
    assert "From: jo@acme.example" in told[1]["lines"]
    office.ana.call("forget", "jo@acme.example", "--dry-run", code=None)
    assert json.loads(office.ana.call("mail", "quarantine", "--json").stdout) == before
    office.ana.call("forget", "jo@acme.example", "--yes")
    (left,) = json.loads(office.ana.call("mail", "quarantine", "--json").stdout)
    assert left["from"] == "kim@acme.example"
