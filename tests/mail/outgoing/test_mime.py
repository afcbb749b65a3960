"""The bytes of letters: read by the standard library's newest reader, they say what was meant."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tix.frozen import replace
from tix.mail.headers import plain
from tix.mail.message import storable
from tix.mail.outgoing.mime import (
    Draft,
    File,
    UnwritableLetterError,
    envelope_address,
    mailbox,
    written,
)
from tix.model.people import Person

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DRAFT = Draft(
    Person("Acme support", "support@example.org"), Person("Jo", "jo@acme.example"), "Hello",
    "Text.\n", NOW, "<tix.0@example.org>",
)  # fmt: skip
BROKEN = "a\r\nBcc: eve@evil.example"
EVIL = "=?utf-8?q?x=0D=0ABcc:_eve@evil.example=0D=0A?="


def read(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage)
    return found


@given(
    subject=st.text(max_size=200),
    name=st.text(max_size=80),
    text=st.text(max_size=300),
    file=st.text(min_size=1, max_size=60),
)
@example(subject=EVIL, name=EVIL, text=EVIL, file=EVIL)
@example(
    subject="a\r\nBcc: eve@evil.example", name='x"\r\n\r\nHi', text=".\r\n.\r\nQUIT", file="\n"
)
@example(subject="w" * 300, name="<eve@evil.example>,", text="w" * 3000, file='"; x="')
@example(subject="é" * 300, name="é, <a@b>", text="From x\nFrom y", file="é\r\nX: y")
def test_whatever_is_written_is_read_as_it_was_meant(
    subject: str, name: str, text: str, file: str
) -> None:
    draft = replace(
        DRAFT, subject=subject, sender=Person(name, "support@example.org"), text=text,
        html=f"<p>{len(text)}</p>", files=[File(file, b"\x00\xff")],
    )  # fmt: skip
    data = written(draft)
    assert all(len(line) <= 998 for line in data.split(b"\r\n")) and data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b"")
    found = read(data)
    assert [key for key, _ in found.items()] == [
        "Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID",
    ]  # fmt: skip
    assert " ".join(str(found["Subject"]).split()) == plain(subject)
    (sender,) = found["From"].addresses
    assert sender.addr_spec == "support@example.org"
    shown = parseaddr(str(message_from_bytes(data)["From"]))[0]  # of the older reader: the newer
    assert str(make_header(decode_header(shown))) == plain(name)  # puts blanks between words
    body, html = found.get_body(("plain",)), found.get_body(("html",))
    assert body is not None and html is not None
    assert body.get_content().replace("\r\n", "\n").rstrip("\n") == storable(text).rstrip("\n")
    (attached,) = found.iter_attachments()
    assert attached.get_content() == b"\x00\xff"


@pytest.mark.parametrize(
    "address",
    [
        "", "jo", "jo@", "a b@c.example", f"jo@{BROKEN}", "jö jo@acme.example", '"a b"@c.example',
        "j\u202eo@acme.example", "ö" * 33 + "@acme.example",
        "jo@acme.example, eve@evil.example", "<jo@acme.example>", "a@b@c",
    ],
)  # fmt: skip
def test_what_is_no_address_isnt_written_to(address: str) -> None:
    with pytest.raises(UnwritableLetterError):
        mailbox(Person("Jo", address))


def test_hosts_beyond_ascii_are_written_by_idna() -> None:
    assert mailbox(Person("", "jo@bücher.example")) == "jo@xn--bcher-kva.example"
    assert envelope_address("jo@Straße.example") == "jo@xn--strae-oqa.example"


def test_an_address_beyond_ascii_stands_as_it_is() -> None:
    data = written(replace(DRAFT, to=Person("Jö", "jö@bücher.example")))
    assert "<jö@xn--bcher-kva.example>\r\n".encode() in data


@pytest.mark.parametrize("value", ["a\nBcc: eve@evil.example", "a\r\n\r\nBody", "é"])
def test_a_header_that_would_break_out_is_refused(value: str) -> None:
    with pytest.raises((UnwritableLetterError, UnicodeError)):
        written(replace(DRAFT, headers={"References": value}))


@pytest.mark.parametrize(
    ("name", "content", "charset"),
    [
        ("2026-0001.html", "<p>Fällig</p>".encode(), "utf-8"),
        ("old.txt", "Fällig".encode("latin-1"), None),
        ("x.bin", b"\x00", None),
    ],
)
def test_an_attached_text_says_how_its_letters_are_written(
    name: str, content: bytes, charset: str | None
) -> None:
    (attached,) = read(written(replace(DRAFT, files=(File(name, content),)))).iter_attachments()
    assert attached.get_content_charset() == charset
    if charset:
        assert attached.get_content() == content.decode()
