"""Sending webhooks: a POST of JSON, signed, to where ``dispatch.yaml`` says and nowhere else.

No redirect is followed, no proxy is used, and what is connected to is an address that was checked.
An answer of 2xx is a yes; 410 (Gone) is a no for good; all else is tried again, as the Standard
Webhooks scheme wants it. No error tells the address, since that may hold a token.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from tix.errors import TixError
from tix.mail.dispatch import Webhook
from tix.mail.silence import Silence
from tix.model.notices.message import Message
from tix.model.notices.sending import FinalFailureError, Letter, TemporaryFailureError
from tix.webhooks.addresses import addresses_of
from tix.webhooks.signing import signed_headers

PATIENCE = 30.0
"""Seconds that one try may take, connecting included; a lease needs it below 60."""

_TO_CONNECT = 10.0
"""Seconds for one address, where a name has several."""

_GONE = 410
_PORTS = {"https": 443, "http": 80}


class WebhookTransport:
    """A webhook that letters are handed to.

    ``seconds`` gives the time in seconds since 1970. ``authorities`` is a file with certificates to
    trust instead of the system's. ``agent`` names the program.
    """

    def __init__(
        self,
        hook: Webhook,
        *,
        agent: str = "tix",
        seconds: Callable[[], float] = time.time,
        authorities: str | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._hook, self._agent, self._seconds = hook, agent, seconds
        self._authorities, self._patience = authorities, patience
        self._silence = Silence()

    def check(self) -> None:
        """Whether it could be told: its secret is right, and it can be connected to. Nothing is
        sent. Raises TemporaryFailureError."""
        with self._told_errors():
            self._signed("", b"")
            parts = urlsplit(self._hook.url)
            until = time.monotonic() + self._patience
            with self._line(parts.scheme, *self._place(parts), until):
                pass

    def send(self, message: Message, letter: Letter) -> None:
        """Post a body. Raises TemporaryFailureError, FinalFailureError."""
        self._silence.check()
        with self._told_errors():
            status, wait = self._posted(letter.data, self._signed(message.key, letter.data))
        if status == _GONE:
            raise FinalFailureError(self._told("it doesn't want to be told any more (410)"))
        if 300 <= status < 400:
            raise TemporaryFailureError(
                self._told(f"it answers with {status}, and no redirect is followed"),
                hint="write the address that it leads to into dispatch.yaml",
            )
        if not 200 <= status < 300:
            raise TemporaryFailureError(self._told(f"it answers with {status}"), wait=wait)

    def _signed(self, ident: str, body: bytes) -> Mapping[str, str]:
        return signed_headers(self._hook.secret.value(), ident, int(self._seconds()), body)

    @contextmanager
    def _told_errors(self) -> Iterator[None]:
        """Whatever goes wrong is a TemporaryFailureError that names the webhook, and no address."""
        try:
            yield
        except TemporaryFailureError:
            raise
        except TixError as error:
            raise TemporaryFailureError(self._told(str(error)), hint=error.hint) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            told = TemporaryFailureError(self._told(_reason(error)))
            if isinstance(error, OSError):
                self._silence.note(told)
            raise told from None

    def _told(self, reason: str) -> str:
        return f"webhook {self._hook.name}: {reason}"

    def _posted(self, body: bytes, signed: Mapping[str, str]) -> tuple[int, timedelta | None]:
        """The status that the server answers with, and for how long it wants no other try."""
        parts = urlsplit(self._hook.url)
        host, port = self._place(parts)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "content-type": "application/json", "user-agent": self._agent, "connection": "close",
            **signed,
        }  # fmt: skip
        until = time.monotonic() + self._patience
        with self._line(parts.scheme, host, port, until) as line:
            line.request("POST", target, body, headers)
            answer = line.getresponse()
            return answer.status, self._wait(answer.headers.get("retry-after", "").strip())

    def _wait(self, said: str) -> timedelta | None:
        """What ``Retry-After`` says: seconds, or a time (RFC 9110, 10.2.3)."""
        from email.utils import parsedate_to_datetime

        with suppress(ValueError, TypeError, OverflowError):
            if said.isascii() and said.isdigit():
                return timedelta(seconds=int(said))
            if said:
                left = parsedate_to_datetime(said).timestamp() - self._seconds()
                return timedelta(seconds=max(0.0, left))
        return None

    def _place(self, parts: SplitResult) -> tuple[str, int]:
        """The host and port of the address. Raises TemporaryFailureError."""
        if parts.scheme not in _PORTS or not parts.hostname:
            raise TemporaryFailureError(self._told("its address is none of https"))
        if parts.scheme == "http" and not self._hook.private:
            raise TemporaryFailureError(
                self._told("its address is http, by which anybody on the way could read along"),
                hint="https, or private: yes in dispatch.yaml",
            )
        if parts.username or parts.password:
            raise TemporaryFailureError(self._told("its address holds a name or a password"))
        host = parts.hostname
        with suppress(UnicodeError):
            host = host if host.isascii() else host.encode("idna").decode()
        return host, parts.port or _PORTS[parts.scheme]

    @contextmanager
    def _line(
        self, scheme: str, host: str, port: int, until: float
    ) -> Iterator[http.client.HTTPConnection]:
        """A connection to an address that was checked, which ends when the time is over."""
        plain = self._connected(host, port, until)
        line = http.client.HTTPConnection(host, port)
        line.sock = plain
        late = Timer(max(0.1, until - time.monotonic()), _hang_up, [line])
        late.daemon = True
        late.start()
        try:
            if scheme == "https":
                line.sock = self._wrapped(plain, host)
                line.sock.do_handshake()
            if port == _PORTS[scheme]:  # then the Host header has none
                line.port = line.default_port
            yield line
        except (OSError, http.client.HTTPException):
            if time.monotonic() >= until:
                raise TimeoutError from None
            raise
        finally:
            late.cancel()
            line.close()

    def _connected(self, host: str, port: int, until: float) -> socket.socket:
        error: OSError | None = None
        for address in addresses_of(host, port, private=self._hook.private):
            left = min(_TO_CONNECT, until - time.monotonic())
            if left <= 0:
                break
            try:
                plain = socket.create_connection((address, port), timeout=left)
            except OSError as reason:
                error = reason
                continue
            plain.settimeout(self._patience)
            return plain
        raise error or TimeoutError()

    def _wrapped(self, plain: socket.socket, host: str) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=self._authorities)
        return context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def _hang_up(line: http.client.HTTPConnection) -> None:
    """End a connection that somebody waits for, whatever they wait for."""
    with suppress(OSError):
        socket.socket.shutdown(line.sock, socket.SHUT_RDWR)


def _reason(error: Exception) -> str:
    """Why it couldn't be sent, without anything of the address or of the answer's text."""
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate isn't right ({error.verify_message})"
    if isinstance(error, ssl.SSLError):
        return f"no secure connection ({error.reason or 'it broke off'})"
    if isinstance(error, http.client.InvalidURL | UnicodeError):
        return "its address has a character that none may have"
    if isinstance(error, http.client.HTTPException):
        return "its answer is no HTTP"
    if isinstance(error, ValueError):
        return "its address isn't right"
    return f"no connection ({getattr(error, 'strerror', None) or type(error).__name__})"
