"""Secrets in messages that are held: taken out, and out wherever clones meet."""

import base64
import json

from tests.outbox.office import Office

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


def test_what_cant_be_read_is_said(office: Office) -> None:
    key = held(office, deep=900)
    said = office.bob.call("mail", "quarantine", "redact", key, SECRET, code=None)
    assert (said.code, "can't be read as a mail" in said.stderr) in [(0, False), (4, True)]
    raw = office.bob.call("mail", "quarantine", "show", key).stdout
    assert SECRET not in raw


def test_mail_of_somebody_who_is_forgotten_goes(office: Office) -> None:
    for who in ("jo@acme.example", "kim@acme.example"):
        mail = f"From: {who}\nSubject: Help\n" + "".join(NESTED.format(n) for n in range(60))
        office.ana.call("mail", "receive", stdin=mail.encode(), code=None)
    before = json.loads(office.ana.call("mail", "quarantine", "--json").stdout)
    assert len(before) == 2
    office.ana.call("forget", "jo@acme.example", "--dry-run", code=None)
    assert json.loads(office.ana.call("mail", "quarantine", "--json").stdout) == before
    office.ana.call("forget", "jo@acme.example", "--yes")
    (left,) = json.loads(office.ana.call("mail", "quarantine", "--json").stdout)
    assert left["from"] == "kim@acme.example"
