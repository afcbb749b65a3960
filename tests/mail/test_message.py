"""Reading messages: sixty of our own making, and whatever a fuzzer makes of them."""

import email
import json
from email.policy import compat32
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scale import usual
from tix.mail.automatic import is_automatic, is_bounce
from tix.mail.headers import decoded, moment, people, typed
from tix.mail.message import Mail, UnreadableMailError, read_mail
from tix.model.text.html_text import text_of_html

DATA = Path(__file__).parent.parent / "data" / "mail"
EXPECTED: dict[str, dict[str, Any]] = json.loads((DATA / "expected.json").read_text())
SAMPLES = [path.read_bytes() for path in sorted(DATA.glob("*.eml"))]


def test_every_sample_is_expected_to_be_something() -> None:
    assert {path.stem for path in DATA.glob("*.eml")} == set(EXPECTED)
    assert len(EXPECTED) >= 60


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_message_says_what_it_says(name: str) -> None:
    data, expected = (DATA / f"{name}.eml").read_bytes(), EXPECTED[name]
    if "quarantine" in expected:
        _stays_out(data, expected["quarantine"])
        return
    mail = read_mail(data)
    found = {
        "sender": str(mail.senders[0]),
        "subject": mail.subject,
        "text": mail.text,
        "files": [file.name for file in mail.files],
    }
    assert found == {key: expected[key] for key in found}
    assert is_automatic(mail, ()) is expected.get("automatic", False)
    assert is_bounce(mail) is expected.get("bounce", False)


def _stays_out(data: bytes, why: str) -> None:
    try:
        mail = read_mail(data)
    except UnreadableMailError as error:
        assert why in str(error)
    else:
        assert not mail.senders


@pytest.mark.parametrize("name", ["plain", "attachment", "related-image", "pgp-signed", "crlf"])
def test_files_are_what_the_standard_library_says(name: str) -> None:
    data = (DATA / f"{name}.eml").read_bytes()
    parts = email.message_from_bytes(data, policy=compat32).walk()
    there = [p.get_payload(decode=True) for p in parts if p.get_filename()]
    assert [file.content for file in read_mail(data).files] == there


def test_identity_is_the_same_however_a_message_travelled() -> None:
    data = (DATA / "plain.eml").read_bytes()
    carried = b"Received: by mx.example.org; Sat, 21 Nov 2026 10:00:00 +0100\r\n" + data.replace(
        b"\n", b"\r\n"
    )
    first, other = read_mail(data), read_mail(carried)
    assert first.identity == other.identity
    assert other.received != first.received
    assert read_mail(data + b"One more line.\n").identity != first.identity
    assert read_mail(data.replace(b"Printer", b"Scanner")).identity != first.identity


@settings(max_examples=usual(150))
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=30)), max_size=6),
)
def test_whatever_comes_is_read_or_refused(data: bytes, cuts: list[Any]) -> None:
    for where, length, put in cuts:
        at = int(where * len(data))
        data = data[:at] + put + data[at + length :]
    try:
        mail = read_mail(data)
    except UnreadableMailError:
        return
    _is_clean(mail)


def _is_clean(mail: Mail) -> None:
    """No text has a line end or a control character that could become a header or an escape."""
    for text in (mail.subject, *map(str, mail.senders), mail.message_id, *mail.references):
        assert text == " ".join(text.split()) and text.isprintable(), text
    assert all(c == "\n" or ord(c) >= 32 for c in mail.text)
    mail.text.encode()
    is_automatic(mail, ())
    is_bounce(mail)


@given(st.text(max_size=300))
def test_headers_never_raise(text: str) -> None:
    assert "\n" not in decoded(text)
    typed(text)
    moment(text)
    assert all("@" in who.mail for who in people(text))


@given(st.text(alphabet="<>!/[]-&;abp '\"=\n", max_size=200))
def test_html_never_raises(text: str) -> None:
    text_of_html(text)


def test_words_of_html_are_kept() -> None:
    html = "<div>one<br>two</div><blockquote>three <i>four</i></blockquote><pre>a  b\nc</pre>"
    assert text_of_html(html) == "one\ntwo\n\n> three four\n\na  b\nc"


def test_one_letter_that_is_no_utf_8_is_read_as_windows_clients_write_it() -> None:
    head = b"From: jo@acme.example\nSubject: A impressora avariada n\xe3o imprime nada\n"
    mail = read_mail(head + b"\nA folha n\xe3o sai, e a luz vermelha fica acesa.\n")
    assert mail.subject == "A impressora avariada não imprime nada"
    assert mail.text == "A folha não sai, e a luz vermelha fica acesa."
    claimed = b'Content-Type: text/plain; charset="utf-8"\n\nO caf\xc3\xa9 e a sand\xe7\n'
    assert read_mail(head + claimed).text == "O café e a sand\ufffd"


def test_a_byte_order_mark_is_no_part_of_a_text() -> None:
    head = b"From: jo@acme.example\nContent-Type: text/plain; charset=utf-8\n\n"
    assert read_mail(head + "\ufeffHelp".encode()).text == "Help"
