"""Taking a text out of a kept mail, where its transfer encoding hides it.

A mail's parts may be in base64 or quoted-printable, its headers in encoded words: the text isn't
among the file's bytes, and is there all the same. Only what has it is written anew; every other
byte stays.
"""

import binascii
import quopri
from collections.abc import Callable, Iterator
from email.header import Header, decode_header
from email.message import Message
from email.parser import BytesParser
from html import escape

Clean = Callable[[str], str]
"""A text without the secret."""


def redacted_mail(content: bytes, secret: str, clean: Clean) -> tuple[bytes, bool]:
    """A mail without the secret, and whether it is still there, in a part that isn't text."""
    is_left = False
    end = b"\r\n" if b"\r\n" in content else b"\n"
    for part in BytesParser().parsebytes(content).walk():
        for old, new in _headers(part, secret, clean):
            content = content.replace(old, new)
        if part.is_multipart() or not (encode := _encoder(part)):
            continue
        data = _decoded(part)
        new_data = _text_without(part, data, secret, clean)
        if new_data is None:
            is_left = is_left or secret.encode() in data
        elif new_data != data and (raw := _raw(part)):
            new_raw = encode(new_data, end)
            content = content.replace(raw, new_raw + end if raw.endswith(b"\n") else new_raw)
    return content, is_left


def _headers(part: Message, secret: str, clean: Clean) -> Iterator[tuple[bytes, bytes]]:
    """The values of headers whose encoded words hold the secret, and what becomes of them."""
    for _, value in part.raw_items():
        raw = str(value)
        if "=?" not in raw:
            continue
        text = _words(raw)
        if secret in text:
            new = Header(clean(text), "utf-8", maxlinelen=10_000).encode()
            yield raw.encode("ascii", "surrogateescape"), new.encode()


def _words(raw: str) -> str:
    """A header's value with its encoded words decoded, as far as they can be."""
    try:
        found = decode_header(raw)
    except (ValueError, binascii.Error):
        return raw
    return "".join(_decode(text, charset) for text, charset in found)


def _decode(text: bytes | str, charset: str | None) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode(charset or "latin-1", "replace")
    except LookupError:
        return text.decode("latin-1")


def _encoder(part: Message) -> Callable[[bytes, bytes], bytes] | None:
    """What writes a part in its transfer encoding, with those ends of lines; None: it is plain."""
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    return {"base64": _base64, "quoted-printable": _quoted}.get(encoding)


def _base64(data: bytes, end: bytes) -> bytes:
    lines = (
        binascii.b2a_base64(data[at : at + 57], newline=False) for at in range(0, len(data), 57)
    )
    return end.join(lines)


def _quoted(data: bytes, end: bytes) -> bytes:
    lines = data.replace(b"\r\n", b"\n").removesuffix(b"\n")
    return quopri.encodestring(lines).replace(b"\n", end)


def _decoded(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _raw(part: Message) -> bytes:
    return str(part.get_payload()).encode("ascii", "surrogateescape")


def _text_without(part: Message, data: bytes, secret: str, clean: Clean) -> bytes | None:
    """A part's bytes without the secret; None if they aren't text."""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = data.decode(charset)
        if "\0" in text:
            return None
        new = clean(text)
        if part.get_content_subtype() == "html":
            new = new.replace(escape(secret), clean(secret))
        return data if new == text else new.encode(charset)
    except (LookupError, UnicodeError):
        return None
