"""The bytes of a letter: headers that can't be broken out of, a text, its HTML, files (RFC 5322).

The standard library's newer classes decode encoded words that are assigned to a header, encoded
line ends too (gh-121650), and write them out. So headers are encoded here, and what came out is
read again: a letter whose headers aren't the ones that were meant isn't sent.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.errors import MessageError
from email.header import Header
from email.message import Message as Part
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import format_datetime, quote
from mimetypes import guess_type

from tix.frozen import dataclass
from tix.mail.headers import plain
from tix.mail.message import storable
from tix.model.notices.sending import FinalFailureError
from tix.model.people import Person

_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,255}")
_LONGEST_LOCAL = 64
_ATOM = re.compile(r"[A-Za-z0-9 .!#$%&'*+/=?^_`{|}~-]*")


class UnwritableLetterError(FinalFailureError):
    """The letter can't be written so that every server reads it as it was meant."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes along."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that is to be written. ``html`` says the same as ``text``; ``headers`` are further
    ones, with values on one line."""

    sender: Person
    to: Person
    subject: str
    text: str
    at: datetime
    message_id: str
    html: str | None = None
    headers: Mapping[str, str] | None = None
    files: Sequence[File] = ()


def written(draft: Draft) -> bytes:
    """The bytes of a letter, with CRLF. Raises UnwritableLetterError."""
    part = _with_files(_body(draft), draft.files)
    values = {
        "From": mailbox(draft.sender),
        "To": mailbox(draft.to),
        "Subject": _encoded(draft.subject),
        "Date": format_datetime(draft.at),
        "Message-ID": draft.message_id,
        **(draft.headers or {}),
    }
    for name, value in values.items():
        part[name] = value
    try:
        data = part.as_bytes(policy=compat32.clone(linesep="\r\n", max_line_length=78))
    except (MessageError, UnicodeError, ValueError) as error:
        raise UnwritableLetterError(f"this can't be written as mail ({error})") from None
    _verify(data, values)
    return data


def _verify(data: bytes, values: Mapping[str, str]) -> None:
    """Raises UnwritableLetterError unless these are the headers, each once, and nothing else."""
    found = BytesHeaderParser(policy=compat32).parsebytes(data.partition(b"\r\n\r\n")[0])
    known = {"MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
    names = [name for name, _ in found.raw_items() if name not in known]
    read = {name: " ".join(str(value).split()) for name, value in found.raw_items()}
    if names != [*values] or any(read[name] != " ".join(values[name].split()) for name in values):
        raise UnwritableLetterError("something in it would break out of a header")


def mailbox(person: Person) -> str:
    """Somebody as ``From`` and ``To`` write them. Raises UnwritableLetterError."""
    address = envelope_address(person.mail)
    address = address.encode().decode("ascii", "surrogateescape")  # written out as it is (RFC 6532)
    name = plain(person.name)
    if not name:
        return address
    if not _is_safe(name):
        return f"{_encoded(name)} <{address}>"
    return f"{name} <{address}>" if _ATOM.fullmatch(name) else f'"{quote(name)}" <{address}>'


def envelope_address(address: str) -> str:
    """An address as servers take it, its host in the form of IDNA; what stands before the host may
    go beyond ASCII (RFC 6531). Raises UnwritableLetterError."""
    local, _, host = unicodedata.normalize("NFC", address).rpartition("@")
    host = _host(host)
    is_whole = _LOCAL.fullmatch(local) and len(local.encode(errors="replace")) <= _LONGEST_LOCAL
    if not is_whole or not local.isprintable() or not _HOST.fullmatch(host):
        raise UnwritableLetterError(f"{plain(address)!r} is no address that mail can be sent to")
    return f"{local}@{host}"


def _host(name: str) -> str:
    """A host in ASCII: by IDNA 2008 where that package is there, else by the older rules of the
    standard library; "" for none."""
    try:
        if name.isascii():
            return name.encode("idna").decode()
        try:
            from idna import encode  # hardly any address has such a host
        except ImportError:
            return name.encode("idna").decode()
        return encode(name, uts46=True).decode()
    except UnicodeError:
        return ""


def _encoded(text: str) -> str:
    """A text on one line of ASCII, in encoded words (RFC 2047) where it needs them."""
    text = plain(text)
    return text if _is_safe(text) else Header(text, "utf-8", maxlinelen=75).encode(linesep="")


def _is_safe(text: str) -> bool:
    """Whether a text can stand in a header as it is, and is read as it stands."""
    return text.isascii() and "=?" not in text and all(len(word) < 70 for word in text.split())


def _body(draft: Draft) -> "Part[str, str]":
    text = _text("plain", draft.text)
    if draft.html is None:
        return text
    both = MIMEMultipart("alternative")
    both.attach(text)
    both.attach(_text("html", draft.html))
    return both


def _text(kind: str, text: str) -> "Part[str, str]":
    part = MIMENonMultipart("text", kind, charset="utf-8")
    part.set_payload(storable(text), _UTF8)
    return part


def _with_files(body: "Part[str, str]", files: Sequence[File]) -> "Part[str, str]":
    if not files:
        return body
    whole = MIMEMultipart("mixed")
    whole.attach(body)
    for file in files:
        kind, coding = guess_type(file.name)
        main, _, sub = ("" if coding else kind or "").partition("/")
        if main not in ("image", "audio", "video", "text", "application") or not sub:
            main, sub = "application", "octet-stream"
        part = MIMEBase(main, sub)
        if main == "text" and _is_utf8(file.content):  # a page is shown as it was written
            part.set_param("charset", "utf-8")
        part.set_payload(file.content)
        encode_base64(part)
        name = plain(file.name)
        given = name if name.isascii() else ("utf-8", "", name)
        part.add_header("Content-Disposition", "attachment", filename=given)
        whole.attach(part)
    return whole


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
