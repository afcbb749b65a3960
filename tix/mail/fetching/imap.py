"""A mailbox on an IMAP server (RFC 9051; UIDPLUS, RFC 4315; MOVE, RFC 6851).

What waits is what came since the setting up and either isn't flagged as seen, or has a higher
number than all that this clone has taken in: so a message that a person has looked at before isn't
lost. A connection that breaks off is made anew, and what was asked for is asked for again: every
step may be done twice.
"""

import imaplib
import re
import ssl
from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from tix.mail.dispatch import Mailbox
from tix.mail.encryption import encryption_fault
from tix.mail.fetching.mailbox import MailboxError, MessageError, Waiting
from tix.mail.fetching.memory import MailboxMemory
from tix.mail.masking import Masks
from tix.mail.secret import Secret, SecretError
from tix.quick_typing import TypeVar

T = TypeVar("T")

_PATIENCE = 60.0
"""Seconds that a server may take to answer."""
_TRIES = 3
_AT_ONCE = 200
"""Messages whose sizes are asked for in one go, and that are marked in one go."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_BROKEN = (imaplib.IMAP4.abort, OSError, EOFError)


class ImapMailbox:
    """A folder on a server. Every method raises MailboxError."""

    def __init__(self, mailbox: Mailbox, since: datetime, memory: MailboxMemory) -> None:
        self._mailbox, self._since, self._memory = mailbox, since, memory
        self._line: imaplib.IMAP4 | None = None
        self._able: set[str] = set()
        self._validity, self._highest = 0, 0
        self._masks = Masks()

    def waiting(self) -> Sequence[Waiting]:
        """The messages to take in, the oldest first."""
        numbers = self._again(self._waiting_numbers)
        self._highest = max(numbers, default=0)
        found: list[tuple[datetime | None, Waiting]] = []
        for at in range(0, len(numbers), _AT_ONCE):
            few = numbers[at : at + _AT_ONCE]
            found += self._again(lambda few=few: self._about(few))  # type: ignore[misc]
        return [each for when, each in found if when is None or when >= self._since]

    def _waiting_numbers(self) -> list[int]:
        line = self._connected()
        day = (self._since - timedelta(days=1)).date()  # days of the server's own zone
        since = f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year} UNDELETED"
        found = self._search(line, f"UNSEEN {since}")
        if known := self._known_highest():
            after = self._search(line, f"UID {known + 1}:* {since}")
            found |= {number for number in after if number > known}  # "*" is always there
        return sorted(found)

    def _known_highest(self) -> int:
        """The number up to which this clone has taken in all; 0: it doesn't know."""
        is_same = self._memory.number("uidvalidity") == self._validity
        return self._memory.number("uid") if is_same else 0

    def _search(self, line: imaplib.IMAP4, what: str) -> set[int]:
        answer = self._ask(line, "SEARCH", what)
        return {int(word) for text in answer for word in _bytes(text).split() if word.isdigit()}

    def _about(self, numbers: Sequence[int]) -> list[tuple[datetime | None, Waiting]]:
        """When they came, and how large they are."""
        line = self._connected()
        answer = self._ask(line, "FETCH", _set_of(numbers), "(UID INTERNALDATE RFC822.SIZE)")
        wanted, found = set(numbers), {}
        for text in map(_bytes, answer):
            uid, size = _number(rb"\bUID (\d+)", text), _number(rb"RFC822\.SIZE (\d+)", text)
            if uid in wanted:
                found[uid] = (_when(text), Waiting(str(uid), size))
        return [found[uid] for uid in numbers if uid in found]

    def read(self, message: Waiting) -> bytes | None:
        """A message as it came; None: it is gone by now. Raises MessageError, too: there are
        servers that can't give out some of what they hold."""
        return self._again(lambda: self._read(message))

    def _read(self, message: Waiting) -> bytes | None:
        line = self._connected()
        kind, found = line.uid("FETCH", message.name, "(UID BODY.PEEK[])")
        if kind != "OK":
            raise MessageError(self._mailbox, self._masks.masked(_shown(found)))
        answer = [part for part in found if part is not None]
        for part in answer:
            if isinstance(part, tuple) and re.search(rb"BODY\[\] ?[{\"]", _bytes(part[0])):
                return bytes(part[1])
        for part in map(_bytes, answer):  # a short one may come in quotes
            if match := re.search(rb'BODY\[\] "((?:[^"\\]|\\.)*)"', part):
                return re.sub(rb"\\(.)", rb"\1", match[1])
        return None

    def mark(self, messages: Sequence[Waiting]) -> None:
        """Mark them as is set."""
        numbers = sorted(int(message.name) for message in messages)
        for at in range(0, len(numbers), _AT_ONCE):
            few = _set_of(numbers[at : at + _AT_ONCE])
            self._again(lambda few=few: self._mark(few))  # type: ignore[misc]

    def _mark(self, numbers: str) -> None:
        line, after = self._connected(), self._mailbox.after
        if after == "move":
            target = _quoted(self._mailbox.target)
            if "MOVE" in self._able:
                self._into(line, "MOVE", numbers, target)
                return
            self._into(line, "COPY", numbers, target)
        if after in ("move", "delete"):
            self._ask(line, "STORE", numbers, "+FLAGS.SILENT", r"(\Seen \Deleted)")
            if "UIDPLUS" in self._able:  # else only all that is deleted could be expunged
                self._ask(line, "EXPUNGE", numbers)
        else:
            self._ask(line, "STORE", numbers, "+FLAGS.SILENT", r"(\Seen)")

    def _into(self, line: imaplib.IMAP4, command: str, numbers: str, target: str) -> None:
        """Move or copy into a folder, which is made if there is none."""
        try:
            self._ask(line, command, numbers, target)
        except MailboxError:
            with suppress(imaplib.IMAP4.error):
                line.create(target)
            self._ask(line, command, numbers, target)

    def done(self) -> None:
        """Remember that all up to the highest number was taken in."""
        highest = max(self._highest, self._known_highest())
        if highest and (self._known_highest() != highest):
            self._memory.keep(uidvalidity=self._validity, uid=highest)

    def close(self) -> None:
        """End the connection."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(imaplib.IMAP4.error, OSError, EOFError):
                line.logout()

    # -- the connection -------------------------------------------------------------------------

    def _again(self, act: Callable[[], T]) -> T:
        """Do it; if the connection breaks off, once more with a new one."""
        for tries in range(1, _TRIES + 1):
            try:
                return act()
            except _BROKEN as error:
                self._drop()
                if tries == _TRIES or isinstance(error, ssl.SSLCertVerificationError):
                    raise self._error(error) from None
            except imaplib.IMAP4.error as error:
                self._drop()
                raise self._error(error) from None
        raise AssertionError("it ends by what it returns or raises")

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(imaplib.IMAP4.error, OSError, EOFError):
                line.shutdown()

    def _connected(self) -> imaplib.IMAP4:
        """The connection, with the folder selected."""
        if self._line is not None:
            return self._line
        server = self._mailbox.server
        assert server is not None
        line: imaplib.IMAP4
        if server.security == "tls":
            line = imaplib.IMAP4_SSL(
                server.host, server.port, ssl_context=ssl.create_default_context(),
                timeout=_PATIENCE,
            )  # fmt: skip
        else:
            line = imaplib.IMAP4(server.host, server.port, timeout=_PATIENCE)
        self._line = line
        if server.security == "starttls":
            line.starttls(ssl.create_default_context())
        self._log_in(line)
        _, found = line.capability()  # a server says more to those it knows
        self._able = {word for part in found for word in _bytes(part).decode().upper().split()}
        self._select(line)
        return line

    def _log_in(self, line: imaplib.IMAP4) -> None:
        server = self._mailbox.server
        assert server is not None
        try:
            if server.token is not None:
                token = self._used_secret(server.token)
                said = f"user={server.user}\x01auth=Bearer {token}\x01\x01".encode()
                line.authenticate("XOAUTH2", lambda challenge: b"" if challenge.strip() else said)
            elif server.password is not None:
                password = self._used_secret(server.password)
                if "AUTH=PLAIN" in line.capabilities:  # takes letters that LOGIN doesn't
                    plain = f"\0{server.user}\0{password}".encode()
                    line.authenticate("PLAIN", lambda _: plain)
                else:
                    line.login(server.user, password)
        except SecretError as error:
            self._drop()
            raise self._failure(str(error), error.hint) from None
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, UnicodeError) as error:
            self._drop()
            reason = f"it refuses the login: {_said(error)}"
            raise self._failure(reason, "look at user and password") from None

    def _used_secret(self, secret: Secret) -> str:
        server, value = self._mailbox.server, secret.value()
        self._masks.add(server.user if server else "", value)
        return value

    def _select(self, line: imaplib.IMAP4) -> None:
        kind, answer = line.select(_quoted(self._mailbox.folder))
        if kind != "OK":
            reason = f"it has no folder {self._mailbox.folder} to open: {_shown(answer)}"
            raise self._failure(reason)
        validity = line.response("UIDVALIDITY")[1]
        number = int(validity[0]) if validity and validity[0] and validity[0].isdigit() else 0
        if self._validity and number != self._validity:
            self._validity = number
            reason = "the server has numbered its messages anew just now"
            raise self._failure(reason, "tix mail fetch again")
        self._validity = number

    def _ask(self, line: imaplib.IMAP4, command: str, *words: str) -> Sequence[object]:
        kind, answer = line.uid(command, *words)
        if kind != "OK":
            raise self._failure(f"it refuses {command}: {_shown(answer)}")
        return [part for part in answer if part is not None]

    def _failure(self, reason: str, hint: str | None = None) -> MailboxError:
        return MailboxError(self._mailbox, self._masks.masked(reason), hint)

    def _error(self, error: Exception) -> MailboxError:
        hint = None
        if fault := encryption_fault(error, "imap"):
            reason, hint = fault
        elif isinstance(error, TimeoutError):
            reason = f"it didn't answer within {_PATIENCE:.0f} seconds"
        elif isinstance(error, OSError) and error.strerror:
            reason = error.strerror
        else:
            reason = _said(error) or "the connection broke off"
        return self._failure(reason, hint)


def _set_of(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))


def _bytes(part: object) -> bytes:
    """A part of an answer, as imaplib gives it: bytes, or a pair with a literal."""
    if isinstance(part, tuple):
        part = part[0]
    return part if isinstance(part, bytes) else b""


def _number(pattern: bytes, text: bytes) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0


def _when(text: bytes) -> datetime | None:
    found = re.search(
        rb'INTERNALDATE "\s?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d:\d\d:\d\d) ([+-]\d{4})"', text
    )
    if found is None:
        return None
    day, month, year, clock, zone = (part.decode() for part in found.groups())
    try:
        number = _MONTHS.index(month.title()) + 1
        return datetime.fromisoformat(f"{year}-{number:02}-{int(day):02}T{clock}{zone}")
    except ValueError:
        return None


def _quoted(folder: str) -> str:
    """A folder's name as IMAP writes it: in modified UTF-7 (RFC 3501, 5.1.3) and in quotes."""
    out = []
    for run in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", folder):
        if run[0].isascii() and run.isprintable():
            out.append(run.replace("&", "&-"))
        else:
            coded = b64encode(run.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            out.append(f"&{coded}-")
    name = "".join(out).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}"'


def _said(error: Exception) -> str:
    """What a server, or imaplib, says; bytes that it prints as Python code become text."""
    said = error.args[0] if error.args else ""
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    if isinstance(error, UnicodeError):
        return "user or password have letters that it can't take"
    text = " ".join(text.split())
    return "".join(c for c in text if c.isprintable())[:300]


def _shown(answer: Sequence[object]) -> str:
    text = " ".join(_bytes(part).decode(errors="replace") for part in answer)
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:300]
