"""A mail message, read as it comes: headers, the text that it says, and the files it brings.

The standard library splits a message into its parts; everything else is read here, because its
readers of headers, charsets and file names raise on real mail. What goes beyond the limits (M5)
raises ``UnreadableMailError``, and belongs into quarantine.
"""

import re
from binascii import a2b_base64
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from email.feedparser import BytesFeedParser
from email.message import Message as Part
from email.policy import Compat32, compat32
from hashlib import sha256

from tix.errors import TixError
from tix.frozen import dataclass
from tix.mail.headers import decoded as decoded_header
from tix.mail.headers import kept_id, message_ids, moment, people, plain, text_of, typed
from tix.model.people import Person
from tix.model.text.html_text import text_of_html

MOST_PARTS = 1000
DEEPEST = 50
MOST_FILES = 100
"""Files of one message that become attachments; the others stay in the kept message."""

_AT_ONCE = 256 * 1024
"""Bytes that are read in one go."""
_HEADERS = 1_000_000
"""Bytes of headers that are read."""


class _Unfolding(Compat32):
    """The policy of who takes everything, but for a boundary that a sender broke in two lines."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        if name.casefold() == "content-type":
            value = re.sub(r"\r?\n", "", value)
        return name, value


_POLICY = _Unfolding()


class UnreadableMailError(TixError):
    """A message goes beyond what is read; ``str()`` says why."""


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that a message brings."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A message.

    ``message_id`` is made up where it has none. ``references`` are the Message-IDs that it answers,
    the nearest first. ``senders`` are all that ``From`` names. ``received`` is when our server took
    it, ``dated`` when the sender says. ``identity`` is a hash of Message-ID, From, Date, Subject
    and body: the same however it travelled. ``text`` is what it says. ``headers`` has the values of
    every header by its name without case, topmost first. ``surplus`` is the number of files that
    are only in the message itself.
    """

    data: bytes
    identity: str
    message_id: str
    references: tuple[str, ...]
    senders: tuple[Person, ...]
    reply_to: tuple[Person, ...]
    to: tuple[Person, ...]
    subject: str
    received: datetime | None
    dated: datetime | None
    text: str
    files: tuple[MailFile, ...]
    surplus: int
    content_type: str
    headers: Mapping[str, Sequence[str]]

    def header(self, name: str) -> str:
        """The topmost value of a header; "" if there is none."""
        values = self.headers.get(name.casefold(), ())
        return values[0] if values else ""


def read_mail(data: bytes) -> Mail:
    """Read a message. Raises UnreadableMailError."""
    data = _without_envelope(data)
    try:
        top = _parsed(data)
        leaves = list(_leaves(top))
    except RecursionError:
        raise UnreadableMailError("its parts are nested too deeply") from None
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
        raise UnreadableMailError(f"its parts can't be told apart ({error})") from None
    headers = _headers_of(top)
    del top  # it has all of the text once more

    def all_of(name: str) -> str:
        return ", ".join(headers.get(name, ()))

    identity = _identity(data, headers)
    own = message_ids(all_of("message-id")) or _bare_id(headers)
    text, chosen = _text(leaves)
    files = [_file(leaf, number) for number, leaf in enumerate(leaves) if leaf not in chosen]
    files = [file for file in files if file.content and not file.content.isspace()]
    answered = [
        *message_ids(all_of("in-reply-to")), *reversed(message_ids(all_of("references")))
    ]  # fmt: skip
    received = headers.get("received", ("",))[0]
    return Mail(
        data=data,
        identity=identity,
        message_id=own[0] if own else f"<{identity[:32]}@unnamed.tix.invalid>",
        references=tuple(dict.fromkeys(answered)),
        senders=people(all_of("from")),
        reply_to=people(all_of("reply-to")),
        to=people(f"{all_of('to')}, {all_of('cc')}"),
        subject=decoded_header(headers.get("subject", ("",))[0]),
        received=moment(received.rpartition(";")[2]) if received else None,
        dated=moment(headers.get("date", ("",))[0]),
        text=text,
        files=tuple(files[:MOST_FILES]),
        surplus=len(files[MOST_FILES:]),
        content_type=typed(headers.get("content-type", ("",))[0]).value,
        headers=headers,
    )


def _parsed(data: bytes) -> "Part[str, str]":
    """The message, fed to the parser bit by bit: at once it would hold it several times."""
    parser = BytesFeedParser(policy=_POLICY)
    for at in range(0, len(data), _AT_ONCE):
        parser.feed(data[at : at + _AT_ONCE])
    return parser.close()


def sender_in(data: bytes) -> tuple[str, str]:
    """From and Subject, as far as they can be seen in what may not be a message at all."""
    found = {"from": "", "subject": ""}
    for line in data[:20_000].decode("utf-8", "surrogateescape").splitlines():
        name, colon, value = line.partition(":")
        if colon and (key := name.strip().casefold()) in found and not found[key]:
            found[key] = decoded_header(value)[:200]
    return found["from"], found["subject"]


def _without_envelope(data: bytes) -> bytes:
    """The message without mbox's line and a mark of byte order in front."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if data[:5] == b"From " or data[:6] == b">From ":
        data = data.partition(b"\n")[2]
    return data


def _headers_of(part: "Part[str, str]") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in part.raw_items():
        line = re.sub(r"\r?\n|\r", "", str(value))[:_HEADERS]
        found.setdefault(name.strip().casefold(), []).append(line.strip())
    return found


def _bare_id(headers: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """A Message-ID without brackets."""
    written = plain(headers.get("message-id", ("",))[0]).strip("<> ")
    return (kept_id(written.replace(" ", "")),) if written else ()


def _identity(data: bytes, headers: Mapping[str, Sequence[str]]) -> str:
    """The hash of what a message is, whoever delivered it."""
    digest = sha256()
    for name in ("message-id", "from", "date", "subject"):
        said = " ".join(" ".join(headers.get(name, ())).split())
        digest.update(said.encode("utf-8", "surrogateescape") + b"\0")
    end = re.search(rb"\r?\n\r?\n", data)
    for part in _settled(data, end.end() if end else len(data)):
        digest.update(part)
    return digest.hexdigest()


def _settled(data: bytes, at: int) -> Iterator[bytes]:
    """The body without spaces at the ends of lines and of the whole, a part at a time: a large
    message has half a million lines."""
    held, is_begun = b"", False
    while at < len(data):
        end = data.find(b"\n", at + _AT_ONCE)
        block = data[at : end if end >= 0 else len(data)]
        at += len(block) + 1
        part = b"\n".join(line.rstrip() for line in block.replace(b"\r", b"").split(b"\n"))
        if not is_begun:
            part = part.lstrip()
            is_begun = bool(part)
        else:
            held += b"\n"
        said = part.rstrip(b"\n")
        if said:
            yield held + said
            held = b""
        held += part[len(said) :]


# Parts -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A part without parts, or a forwarded message: ``group`` is the alternative that it is one of
    (0: of none); ``is_shown``: it isn't said to be an attachment."""

    number: int
    kind: str
    charset: str
    name: str
    is_file: bool
    is_shown: bool
    group: int
    content: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        text = text_of(self.content, self.charset).replace("\r\n", "\n").replace("\r", "\n")
        return storable(text)


def _leaves(top: "Part[str, str]") -> Iterator[_Leaf]:
    """The parts without parts, in their order. Raises UnreadableMailError."""
    waiting: list[tuple[Part[str, str], int, int]] = [(top, 0, 0)]
    seen = 0
    while waiting:
        part, depth, group = waiting.pop()
        seen += 1
        if seen > MOST_PARTS:
            raise UnreadableMailError(f"it has more than {MOST_PARTS} parts")
        if depth > DEEPEST:
            raise UnreadableMailError(f"its parts are nested more than {DEEPEST} deep")
        headers = _headers_of(part)
        written = typed(headers.get("content-type", ("text/plain",))[0])
        inside = part.get_payload()
        if isinstance(inside, list) and not written.value.startswith("message/"):
            if written.value == "multipart/alternative":
                group = seen
            parts = [each for each in inside if isinstance(each, Part)]
            waiting += [(each, depth + 1, group) for each in reversed(parts)]
            continue
        shown = typed(headers.get("content-disposition", ("",))[0])
        name = shown.parameters.get("filename") or written.parameters.get("name") or ""
        content = _content(part, inside)
        if isinstance(inside, str):
            part.set_payload("")  # it isn't needed any more, and can be large
        kind = written.value if "/" in written.value else "text/plain"
        if kind.startswith("multipart/"):  # it says so, and has no parts
            kind = "text/plain"
        if kind in ("message/rfc822", "message/global") and not name:
            name = f"{decoded_header(_inner_subject(inside)) or 'message'}.eml"
        yield _Leaf(
            seen, kind, written.parameters.get("charset", ""), name,
            shown.value == "attachment" or bool(name), shown.value != "attachment", group, content,
        )  # fmt: skip


def _content(part: "Part[str, str]", inside: object) -> bytes:
    if isinstance(inside, list):
        return b"\n".join(_bytes_of(each) for each in inside if isinstance(each, Part))
    if isinstance(inside, str) and (large := _large_base64(part, inside)) is not None:
        return large
    found: object
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError, IndexError):
        found = None
    if isinstance(found, bytes):
        return found
    return str(inside or "").encode("utf-8", "surrogateescape")


def _large_base64(part: "Part[str, str]", text: str) -> bytes | None:
    """The content of a large part in clean base64, for which the standard library would hold it six
    times; None: it is something else."""
    said = str(part.get("content-transfer-encoding", "")).lower()
    if said != "base64" or len(text) < _AT_ONCE or not text.isascii():
        return None
    found, rest, at, end = list[bytes](), b"", 0, len(text)
    while end and text[end - 1] in "\r\n":
        end -= 1
    while at < end:
        stop = at + _AT_ONCE
        is_last = stop > end - 8  # padding, with the end of a line in it, isn't torn apart
        block = rest + text[at : end if is_last else stop].encode().translate(None, b"\r\n")
        at = end if is_last else stop
        whole = len(block) - len(block) % 4
        if not re.fullmatch(rb"[A-Za-z0-9+/]*" + (rb"={0,2}" if is_last else b""), block):
            return None
        found.append(a2b_base64(block[:whole]))
        rest = block[whole:]
    return None if rest else b"".join(found)


def _bytes_of(part: "Part[str, str]") -> bytes:
    try:
        return part.as_bytes(policy=compat32)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return str(part.get_payload()).encode("utf-8", "replace")


def _inner_subject(inside: object) -> str:
    if isinstance(inside, list) and inside and isinstance(inside[0], Part):
        return _headers_of(inside[0]).get("subject", ("",))[0]
    return ""


def _text(leaves: Sequence[_Leaf]) -> tuple[str, Sequence[_Leaf]]:
    """What a message says, and the parts that say so, with those that say it once more.

    Texts that stand after each other belong together (mailing lists add a footer); of alternatives
    the plain one says it, unless it is empty.
    """
    texts = [leaf for leaf in leaves if leaf.kind in _TEXTS and not leaf.is_file]
    if not any(leaf.text.strip() for leaf in texts):
        shown = [leaf for leaf in leaves if leaf.kind in _TEXTS and leaf.is_shown]
        if shown:  # a file that clients show, and nothing else says anything: it stays a file
            return _said_by(shown[0]), texts
    said: list[str] = []
    chosen: list[_Leaf] = []
    groups: dict[int, list[_Leaf]] = {}
    for leaf in texts:
        groups.setdefault(leaf.group or -leaf.number, []).append(leaf)
    for few in groups.values():
        plains = [leaf for leaf in few if leaf.kind == "text/plain" and leaf.text.strip()]
        found = [text for leaf in plains or few if (text := _said_by(leaf)).strip()]
        said += found
        chosen += few
    text = "\n\n".join(text.strip("\n") for text in said)
    return text if text.strip() else _instead(leaves), chosen


def _instead(leaves: Sequence[_Leaf]) -> str:
    """What stands for a text that isn't there."""
    from tix.mail.wordless import words_of_calendar, words_of_cipher  # few messages need it

    calendars = (words_of_calendar(leaf.text) for leaf in leaves if leaf.kind == "text/calendar")
    words = next(filter(None, calendars), "") or words_of_cipher([leaf.kind for leaf in leaves])
    return storable(words)


_TEXTS = ("text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown")


def _said_by(leaf: _Leaf) -> str:
    if leaf.kind == "text/html":
        return storable(text_of_html(leaf.text))
    return "\n".join(line.rstrip() for line in leaf.text.split("\n")).strip("\n")


def storable(text: str) -> str:
    """A text as a ticket can hold it: without control characters and halves of characters."""
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]", " ", text).replace("\t", "    ")


_ENDINGS = {
    "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "image/jpeg": ".jpg",
    "image/png": ".png", "image/gif": ".gif", "application/pdf": ".pdf", "message/rfc822": ".eml",
    "application/pgp-signature": ".asc", "application/pkcs7-signature": ".p7s",
    "message/delivery-status": ".txt", "message/disposition-notification": ".txt",
}  # fmt: skip


def _file(leaf: _Leaf, number: int) -> MailFile:
    name = leaf.name.strip() or f"part-{number + 1}{_ENDINGS.get(leaf.kind, '.bin')}"
    if name.casefold() == "mail.eml":  # that is what the whole message is called
        name = "forwarded-mail.eml"
    return MailFile(name, leaf.content)
