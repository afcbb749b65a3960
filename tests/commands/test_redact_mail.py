"""``tix redact`` in a kept mail: base64, quoted-printable and encoded words hide a text."""

import base64
import quopri
from email import message_from_bytes
from email.header import Header, decode_header, make_header
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles

SECRET = "hunter2 größer swordfish"
TEXT = f"my password is {SECRET}, please help\n"
PLAIN = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
HTML = f"<p>my password is <b>{SECRET}</b>"


def a_mail(*parts: str, end: str = "\n") -> bytes:
    lines = [
        "From: Jo <jo@acme.example>", "To: support@example.org",
        f"Subject: {Header(f'the {SECRET} key', 'utf-8').encode()}",
        "Message-ID: <one@acme.example>", "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="=B"', "",
    ]  # fmt: skip
    for part in parts:
        lines += ["--=B", *part.rstrip("\n").split("\n")]
    return end.join([*lines, "--=B--", ""]).encode()


def in_base64(text: str | bytes, head: str = PLAIN) -> str:
    data = text if isinstance(text, bytes) else text.encode()
    return f"{head}base64\n\n{base64.encodebytes(data).decode()}"


def quoted(text: str, head: str = PLAIN) -> str:
    return f"{head}quoted-printable\n\n{quopri.encodestring(text.encode()).decode()}"


def says(data: bytes) -> str:
    """All that a mail says, decoded."""
    mail = message_from_bytes(data)
    found = [str(make_header(decode_header(mail["Subject"])))]
    for part in mail.walk():
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            found.append(payload.decode(part.get_content_charset() or "utf-8", "replace"))
    return "\n".join(found)


def kept(desk: DeskInFiles, ident: str) -> Path:
    (path,) = (desk.root / "attachments" / ident).glob("*-mail.eml")
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_no_encoding_hides_it(desk: DeskInFiles, tmp_path: Path, end: str) -> None:
    html = PLAIN.replace("plain", "html")
    cases = [in_base64(TEXT), quoted(TEXT), quoted(HTML, html), in_base64("untouched\n")]
    before = a_mail(*cases, end=end)
    (tmp_path / "mail.eml").write_bytes(before)
    assert says(before).count(SECRET) == 4
    ident = desk.open("Help", "--attach", str(tmp_path / "mail.eml"))
    assert desk.call("redact", ident, "-", stdin=SECRET).code == 0
    after = kept(desk, ident).read_bytes()
    assert SECRET not in says(after) and says(after).count("[redacted]") == 4
    assert says(after).replace("\r\n", "\n") == says(before).replace("\r\n", "\n").replace(
        SECRET, "[redacted]"
    )
    assert base64.b64encode(b"untouched\n") in after
    assert (b"\r\n" in after) == (end == "\r\n")
    assert not after.replace(b"\r\n", b"").count(b"\n") or end == "\n"


def test_in_a_part_that_is_no_text_it_is_named(desk: DeskInFiles, tmp_path: Path) -> None:
    head = "Content-Type: application/zip\nContent-Transfer-Encoding: "
    binary = b"PK\0\xff" + SECRET.encode()
    (tmp_path / "mail.eml").write_bytes(a_mail(in_base64(TEXT), in_base64(binary, head)))
    ident = desk.open("Help", "--attach", str(tmp_path / "mail.eml"))
    said = desk.call("redact", ident, "-", stdin=SECRET, code=4).stderr
    assert str(kept(desk, ident).relative_to(desk.root)) in said
    assert f"password is {SECRET}" not in says(kept(desk, ident).read_bytes())


def test_a_name_that_has_it_hides_no_bytes(desk: DeskInFiles, tmp_path: Path) -> None:
    (tmp_path / "hunter2swordfish.bin").write_bytes(b"\0\xffhunter2swordfish")
    ident = desk.open("Help", "--attach", str(tmp_path / "hunter2swordfish.bin"))
    said = desk.call("redact", ident, "hunter2swordfish", code=4).stderr
    assert "the text is still in attachments/" in said


@pytest.mark.parametrize(
    "data", [b"", b"\xff\0", b"Subject: =?no-such?B?!!!?=\n\n", b"A: =?utf-8?B?=\n\xff\n\nx"]
)
def test_what_is_no_mail_stays(desk: DeskInFiles, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "mail.eml").write_bytes(data)
    ident = desk.open("Help hunter2swordfish", "--attach", str(tmp_path / "mail.eml"))
    desk.call("redact", ident, "hunter2swordfish")
    assert kept(desk, ident).read_bytes() == data
