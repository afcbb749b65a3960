"""The values of mail headers, from whatever a sender put there.

The standard library's own header parser raises on real mail, and makes line ends of encoded ones.
Here nothing raises, and whatever comes out is one line without control characters.
"""

import binascii
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from tix.frozen import dataclass
from tix.model.people import Person

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"\\]{1,120}@[^\s<>()\[\],;:\"\\@]{1,190}")
_MESSAGE_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
_ID_LENGTH = 200
"""Longer Message-IDs are kept as a hash: a ticket's front matter has little room."""

_LONG = 100_000
"""Characters of a header that are looked at."""

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def plain(text: str) -> str:
    """A text on one line, without control characters and halves of characters."""
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    shown = "".join(c if c.isprintable() or c == "\u200d" else " " for c in text)
    return " ".join(shown.split())


def decoded(raw: str) -> str:
    """A header's value with its encoded words decoded (RFC 2047), also inside quotes."""
    raw = _BETWEEN.sub(r"\1", raw[:_LONG])
    parts: list[tuple[str, bytes]] = []
    at = 0
    for match in _WORD.finditer(raw):
        if match.start() > at:
            parts.append(("", raw[at : match.start()].encode("utf-8", "surrogateescape")))
        charset, form, text = match.groups()
        data = _from_base64(text) if form in "bB" else _from_q(text)
        if parts and parts[-1][0] == charset.casefold():  # a character may be cut in two
            parts[-1] = (parts[-1][0], parts[-1][1] + data)
        else:
            parts.append((charset.casefold(), data))
        at = match.end()
    parts.append(("", raw[at:].encode("utf-8", "surrogateescape")))
    return plain("".join(text_of(data, charset) for charset, data in parts))


_WIDER = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "gb2312": "gb18030",
    "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "shift_jis": "cp932",
    "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "big5": "cp950", "tis-620": "cp874",
    "iso-8859-11": "cp874", "iso-8859-9": "cp1254", "iso-8859-8-i": "iso-8859-8",
    "iso-2022-jp": "iso-2022-jp-2004",
}  # fmt: skip
"""What mail clients read for a charset: a larger one that has all of its letters (WHATWG's
Encoding Standard)."""

_UNSAID = frozenset(("", "us-ascii", "ascii", "unknown-8bit", "8bit", "default"))


def text_of(data: bytes, charset: str) -> str:
    """Bytes as text: by the charset that they claim, else as UTF-8, else by that charset as far as
    it goes, else as Windows-1252. Where nothing is claimed, that is what a text is in which no
    letter is UTF-8."""
    said = charset.partition("*")[0].strip().strip("\"'").casefold()
    claimed = "utf-8" if said in _UNSAID else said
    for name in (_WIDER.get(claimed, claimed), claimed, "utf-8"):
        if (text := _decoded_by(name, data)) is not None:
            return text
    text = _decoded_by(_WIDER.get(claimed, claimed), data, "replace") or ""
    is_slip = text.count("\ufffd") * _FEW <= len(text)
    if text and is_slip and (said not in _UNSAID or _has_other_letters(text)):
        return text
    found = _decoded_by("cp1252", data)
    return data.decode("latin-1") if found is None else found


def _has_other_letters(text: str) -> bool:
    """Whether a text has letters beyond ASCII that could be read."""
    return not text.replace("\ufffd", "").isascii()


_FEW = 10
"""One broken letter in so many is a slip; more of them are another charset."""


def _decoded_by(charset: str, data: bytes, errors: str = "strict") -> str | None:
    """The text; None if that charset isn't known, doesn't fit, or is no charset of text."""
    try:
        return data.decode(charset, errors).removeprefix("\ufeff")
    except (LookupError, UnicodeError, ValueError):
        return None


def _from_base64(text: str) -> bytes:
    kept = re.sub(r"[^A-Za-z0-9+/]", "", text)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    try:
        return binascii.a2b_base64(kept + "=" * (-len(kept) % 4))
    except binascii.Error:
        return text.encode("utf-8", "surrogateescape")


def _from_q(text: str) -> bytes:
    data = text.replace("_", " ").encode("utf-8", "surrogateescape")
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda m: bytes((int(m[1], 16),)), data)


def people(raw: str) -> tuple[Person, ...]:
    """The people that a header names, each with an address (RFC 5322), in its order."""
    found = []
    for mailbox in _mailboxes(raw[:_LONG]):
        head, angle, tail = mailbox.rpartition("<")
        match = _ADDRESS.search(plain(tail if angle else mailbox))
        if match is None:
            continue
        name = head if angle else mailbox.replace(match[0], " ", 1)
        found.append(Person(_name(name, match[0]), match[0].strip("'.")))
    return tuple(found)


def _name(raw: str, mail: str) -> str:
    name = decoded(raw).strip()
    if name[:1] == "(" and name[-1:] == ")":
        name = name[1:-1]
    name = name.strip(" \"'").replace('\\"', '"').replace("\\\\", "\\")
    name = " ".join(re.sub("[<>]", " ", name).split())[:100].strip()
    return "" if name.casefold() == mail.casefold() else name


def _mailboxes(raw: str) -> list[str]:
    """What stands between commas and semicolons that are outside of quotes and comments."""
    found, start, quoted, depth, skip = [], 0, False, 0, False
    for at, character in enumerate(raw):
        if skip:
            skip = False
        elif character == "\\":
            skip = True
        elif character == '"' and not depth:
            quoted = not quoted
        elif not quoted and character in "()":
            depth = max(0, depth + (1 if character == "(" else -1))
        elif not quoted and not depth and character in ",;":
            found.append(raw[start:at])
            start = at + 1
    return [*found, raw[start:]]


def message_ids(raw: str) -> tuple[str, ...]:
    """The Message-IDs in a header, each in angle brackets, without repeats."""
    return tuple(dict.fromkeys(kept_id(match[1]) for match in _MESSAGE_ID.finditer(raw[:_LONG])))


def kept_id(inner: str) -> str:
    """A Message-ID as tickets keep it; a long one, or one with odd characters, as a hash."""
    if len(inner) <= _ID_LENGTH and inner.isascii() and inner.isprintable():
        return f"<{inner}>"
    from hashlib import sha256

    return f"<{sha256(inner.encode(errors='surrogateescape')).hexdigest()}@long.tix.invalid>"


def moment(raw: str) -> datetime | None:
    """The time in a header, in whole seconds of UTC; None if there is none that can be read."""
    try:
        at = parsedate_to_datetime(raw.strip())
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return at.replace(microsecond=0) if at >= _EARLIEST else None


@dataclass(frozen=True, slots=True)
class Typed:
    """A header's value with its parameters, as in ``Content-Type``; names without case."""

    value: str
    parameters: Mapping[str, str]


_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')


def typed(raw: str) -> Typed:
    """Read value and parameters, those in pieces and with a charset, too (RFC 2231)."""
    raw = raw[:_LONG]
    value = raw.partition(";")[0].strip().strip('"').casefold()
    given: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, text in _PARAMETER.findall(raw):
        text = text.strip()
        if text[:1] == '"':
            text = re.sub(r"\\(.)", r"\1", text[1:].removesuffix('"'))
        base, star, number = name.casefold().removesuffix("*").partition("*")
        coded = name.endswith("*")
        if star and number.isascii() and number.isdigit() and len(number) < 4:
            pieces.setdefault(base, {}).setdefault(int(number), (text, coded))
        elif coded:
            pieces.setdefault(base, {}).setdefault(0, (text, True))
        else:
            given.setdefault(base, decoded(text))
    for base, few in pieces.items():
        given[base] = _joined([few[number] for number in sorted(few)])
    return Typed(value, given)


def _joined(pieces: list[tuple[str, bool]]) -> str:
    charset, data = "", b""
    for number, (text, coded) in enumerate(pieces):
        if coded and number == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if coded else text.encode("utf-8", "surrogateescape")
    return plain(text_of(data, charset))
