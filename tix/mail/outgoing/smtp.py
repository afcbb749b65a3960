"""Handing letters to a mail server by SMTP (RFC 5321, enhanced status codes by RFC 3463).

One connection serves a whole run. What fails before the server has heard of the message (no
connection, TLS, login) is a matter of ours, and temporary whatever the server calls it: a wrong
password must not lose mail. What the server says of sender, recipient or message counts as it says.
"""

import re
import smtplib
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, gethostname, socket
from threading import Timer

from tix.mail.dispatch import Server
from tix.mail.encryption import encryption_fault
from tix.mail.masking import Masks
from tix.mail.secret import Secret, SecretError
from tix.model.notices.message import Message
from tix.model.notices.sending import FinalFailureError, Letter, TemporaryFailureError
from tix.quick_typing import Self

PATIENCE = 50.0
"""Seconds that sending one letter may take, connecting included; a lease needs it below 60."""

_IDLE = 60.0
"""Seconds after which a connection is made anew rather than used again."""

_DEAD = ("5.1.1", "5.1.10")
"""Enhanced codes by which there is nobody at an address (RFC 3463, RFC 7505)."""

_ABOUT_US = ("5.7.0", "5.7.8", "5.7.9", "5.5.1")
"""Those by which the server wants something else of us first: a login, TLS."""


class SmtpTransport:
    """A mail server that letters are handed to; use it as a context manager.

    ``authorities`` is a file with certificates to trust instead of the system's.
    """

    def __init__(
        self, server: Server, *, authorities: str | None = None, patience: float = PATIENCE
    ) -> None:
        self._server, self._authorities, self._patience = server, authorities, patience
        self._line: smtplib.SMTP | None = None
        self._used = 0.0
        self._masks = Masks()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection, if there is one."""
        line, self._line = self._line, None
        if line is not None:
            _hang_up(line)

    def check(self) -> None:
        """Connect and log in, and send nothing. Raises TemporaryFailureError."""
        with self._in_time():
            self._connected()
        self.close()

    def send(self, message: Message, letter: Letter) -> None:
        """Hand a letter over. Raises TemporaryFailureError, FinalFailureError."""
        if not letter.recipients:
            raise FinalFailureError("it has no address to go to")
        with self._in_time():
            self._hand_over(letter)
        self._used = time.monotonic()

    def _hand_over(self, letter: Letter) -> None:
        line = self._ready()
        options = ["body=8bitmime"] if line.has_extn("8bitmime") else []
        beyond = [each for each in (letter.sender, *letter.recipients) if not each.isascii()]
        if beyond and not line.has_extn("smtputf8"):
            raise FinalFailureError(f"{self._server.shown} takes no address like {beyond[0]}")
        self._say(line.mail, letter.sender, [*options, *(["smtputf8"] if beyond else [])])
        for recipient in letter.recipients:
            self._say(line.rcpt, recipient)
        self._say(line.data, letter.data)

    def _say(self, command: Callable[..., tuple[int, bytes]], *words: object) -> None:
        """One command; what the server doesn't take is raised, and its transaction ended."""
        try:
            code, said = command(*words)
        except smtplib.SMTPDataError as error:
            code, said = error.smtp_code, _bytes_of(error.smtp_error)
        if 200 <= code < 300:
            return
        if code == 421:
            self.close()
        elif self._line is not None:
            self._line.rset()
        raise _refusal(code, self._masks.masked(_shown(code, said)), said)

    # -- the connection -------------------------------------------------------------------------

    def _ready(self) -> smtplib.SMTP:
        """A connection on which the server answers: the one of before, or a new one."""
        if self._line is not None and time.monotonic() - self._used < _IDLE:
            with suppress(OSError, smtplib.SMTPException):
                if self._line.rset()[0] == 250:
                    return self._line
        self.close()
        return self._connected()

    def _connected(self) -> smtplib.SMTP:
        server, us, patience = self._server, _own_name(), self._patience * 0.4
        if server.security == "tls":
            trust = self._trust()
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                local_hostname=us, timeout=patience, context=trust
            )
        else:
            line = smtplib.SMTP(local_hostname=us, timeout=patience)
        self._line = line
        # what a certificate is held against: smtplib takes it from the constructor only
        line._host = server.host  # type: ignore[attr-defined]
        code, said = line.connect(server.host, server.port)
        if line.sock is not None:
            line.sock.settimeout(2 * self._patience)  # whoever watches is quicker
        if code != 220:
            raise TemporaryFailureError(f"{server.shown} takes no mail now: {_shown(code, said)}")
        line.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            line.starttls(context=self._trust())
            line.ehlo_or_helo_if_needed()
        self._log_in(line)
        return line

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._authorities)

    def _log_in(self, line: smtplib.SMTP) -> None:
        server = self._server
        if not server.user:
            return
        if server.token is not None:
            said = f"user={server.user}\x01auth=Bearer {self._used_secret(server.token)}\x01\x01"
            line.auth("XOAUTH2", lambda challenge=None: "" if challenge else said)
        elif server.password is not None:
            _log_in_by_password(line, server.user, self._used_secret(server.password))

    def _used_secret(self, secret: Secret) -> str:
        value = secret.value()
        self._masks.add(self._server.user, value)
        return value

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """What is done with the server, for so long only; errors become failures of sending."""
        is_late = False

        def hang_up() -> None:
            nonlocal is_late
            is_late = True
            sock = getattr(self._line, "sock", None)
            if sock is not None:
                with suppress(OSError):
                    socket.shutdown(sock, SHUT_RDWR)  # wakes whoever reads from it

        watch = Timer(self._patience, hang_up)
        watch.daemon = True
        watch.start()
        try:
            yield
        except (TemporaryFailureError, FinalFailureError):
            raise
        except SecretError as error:
            self.close()
            raise TemporaryFailureError(str(error), hint=error.hint) from None
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self.close()
            shown = self._server.shown
            if is_late or isinstance(error, TimeoutError):
                why = f"{shown} didn't answer within {self._patience:.0f} seconds"
            else:
                why = f"{shown}: {self._masks.masked(_reason(error))}"
            hint = (encryption_fault(error, "smtp") or (None, None))[1]
            raise TemporaryFailureError(why, hint=hint) from None
        finally:
            watch.cancel()


def _log_in_by_password(line: smtplib.SMTP, user: str, password: str) -> None:
    """``smtplib`` knows passwords of ASCII only; AUTH PLAIN is UTF-8 (RFC 4616)."""
    if f"{user}{password}".isascii():
        line.login(user, password)
        return
    response = b64encode(f"\0{user}\0{password}".encode()).decode()
    code, said = line.docmd("AUTH", f"PLAIN {response}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, said)


def _own_name() -> str:
    """What we call ourselves, without asking the network for it."""
    name = gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _hang_up(line: smtplib.SMTP) -> None:
    sock = line.sock
    if sock is None:
        return
    with suppress(OSError, smtplib.SMTPException):
        sock.settimeout(2.0)
        line.quit()
    line.close()


def _refusal(code: int, text: str, said: bytes) -> TemporaryFailureError | FinalFailureError:
    """What a server's no is to us; ``text`` is how it is shown."""
    match = re.match(rb"\s*(\d\.\d{1,3}\.\d{1,3})\b", said)
    enhanced = match[1].decode() if match else ""
    if not 500 <= code < 600 or enhanced in _ABOUT_US or code == 530:
        return TemporaryFailureError(text)
    return FinalFailureError(text, is_address_dead=enhanced in _DEAD)


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"it refuses the login: {_shown(error.smtp_code, _bytes_of(error.smtp_error))}"
    if isinstance(error, smtplib.SMTPResponseException):
        return _shown(error.smtp_code, _bytes_of(error.smtp_error))
    if fault := encryption_fault(error, "smtp"):
        return fault[0]
    if isinstance(error, UnicodeError):  # which would show a part of it
        return "the login has letters that cannot be sent"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def _shown(code: int, said: bytes) -> str:
    text = " ".join(said.decode(errors="replace").split())
    return f"{code} {''.join(c for c in text if c.isprintable())[:300]}"


def _bytes_of(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode(errors="replace")
