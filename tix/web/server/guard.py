"""What is around every page: which requests are let in, how large they may be, and the headers of
every answer.

A request of another site is known by what the browser says of where it comes from (Sec-Fetch-Site,
else Origin), so that no form needs a token that expires. See
https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Sec-Fetch-Site.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from tempfile import TemporaryFile
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tix.quick_typing import BinaryIO
from tix.web.api.problems import problem
from tix.web.server.large import Turn
from tix.web.settings import ServeSettings

MOST = 10_000_000
"""Bytes of a request's body."""

_TOO_LARGE = f"this is larger than {MOST // 1_000_000} MB"

_LARGE = 1_000_000
"""Bytes from which on a body is put on the disk, as slowly as it comes, beside others. Once it is
whole, it waits until nothing else is done with one as large."""

_PIECE = 65_536
_DISCARDED, _DISCARDING = 60_000_000, 10.0
"""Bytes, and seconds, for which a client may go on to send what nobody wants."""

_SAFE = ("GET", "HEAD", "OPTIONS")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""What a page may load: what is ours. Nothing in a page itself is run."""

_HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
    b"cache-control": b"no-store",
}
"""Headers of an answer that doesn't have them itself."""


class _TooLargeError(HTTPException):
    """The body is over the limit."""

    def __init__(self) -> None:
        super().__init__(413, _TOO_LARGE, {"connection": "close"})


class Guard:
    """An application, guarded."""

    def __init__(self, app: ASGIApp, settings: ServeSettings, log: Callable[[str], None]) -> None:
        self._app, self._settings, self._log = app, settings, log
        self._large = Turn(settings.state_path.with_suffix(".large"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI's interface."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope["method"], receive, send, self._large)
        began = time.monotonic()
        headers = _Headers(scope["headers"])
        refused = self._refusal(scope["method"], headers)
        refusal = refused and _told(scope["path"], *refused)
        try:
            if refusal is not None:
                await refusal(scope, exchange.receive, exchange.send)
            else:
                await self._app(scope, exchange.receive, exchange.send)
        finally:
            exchange.close()
            spent = round(1000 * (time.monotonic() - began))
            client = (scope.get("client") or ("-",))[0]
            path = scope["path"].encode("unicode_escape").decode()[:200]
            self._log(f"{client} {scope['method']} {path} {exchange.status or '-'} {spent} ms")

    def _refusal(self, method: str, headers: "_Headers") -> tuple[str, int] | None:
        """Why a request isn't let in at all, and the status."""
        if headers["transfer-encoding"] and headers["content-length"]:
            return "a request has one length", 400
        if host_name(headers["host"]) not in self._settings.hosts:
            return "this address isn't served here (tix serve --url names others)", 400
        length = headers["content-length"]
        if length and (not length.isdecimal() or int(length) > MOST):
            return _TOO_LARGE, 413
        if method not in _SAFE and not self._is_ours(headers):
            return "this was sent by another site", 403
        return None

    def _is_ours(self, headers: "_Headers") -> bool:
        """Whether a request that changes something comes from a page of ours, or from no page."""
        if site := headers["sec-fetch-site"]:
            return site in ("same-origin", "none")
        origin = headers["origin"]
        if not origin:
            return True  # no browser
        known = {f"http://{headers['host'].lower()}", f"https://{headers['host'].lower()}"}
        return origin.lower() in known | {_origin(self._settings.url)}


def host_name(host: str) -> str:
    """The name in a Host header, without the port: ``[::1]``, ``localhost``."""
    name, colon, port = host.strip().lower().rpartition(":")
    return name if colon and port.isdecimal() else host.strip().lower()


def _origin(url: str) -> str:
    parts = urlsplit(url.lower())
    return f"{parts.scheme}://{parts.netloc}"


class _NoRoomError(HTTPException):
    """There is no room on the disk for a large body."""

    def __init__(self, error: OSError) -> None:
        said = (error.strerror or str(error)).lower()
        super().__init__(503, f"this couldn't be put on the disk: {said}", {"connection": "close"})


class _Headers:
    """A request's headers by their names; "" for one that isn't there, or is there twice."""

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        self._known: dict[str, str] = {}
        for name, value in raw:
            key = name.decode("latin-1").lower()
            self._known[key] = "" if key in self._known else value.decode("latin-1")

    def __getitem__(self, name: str) -> str:
        return self._known.get(name, "")


class _Exchange:
    """One request's way in and out: what comes is counted, what goes gets its headers."""

    def __init__(self, method: str, receive: Receive, send: Send, large: Turn) -> None:
        self._receive, self._send, self._large = receive, send, large
        self._size, self._has_slot = 0, False
        self._stored: BinaryIO | None = None
        self._is_handed_on = False
        self._is_read = method in _SAFE
        self.status = 0
        """The answer's status; 0: there is none yet."""

    async def receive(self) -> Message:
        """A piece of the request. Raises _TooLargeError, _NoRoomError."""
        if self._stored is None:
            message = await self._next()
            if self._size <= _LARGE or message["type"] != "http.request":
                return message
            try:
                self._stored = await self._put_aside(message)
            except OSError as error:
                raise _NoRoomError(error) from None
            await self._large.take()
            self._has_slot = True
        piece = self._stored.read(_PIECE)
        if not piece and self._is_handed_on:
            return await self._receive()
        self._is_handed_on = not piece
        return {"type": "http.request", "body": piece, "more_body": bool(piece)}

    async def _put_aside(self, message: Message) -> BinaryIO:
        """What comes from here on, as a file; of a client that hangs up, what came."""
        file = TemporaryFile()  # noqa: SIM115  it is closed with the exchange
        while message["type"] == "http.request":
            file.write(message.get("body", b""))
            if not message.get("more_body"):
                break
            message = await self._next()
        self._is_handed_on = message["type"] != "http.request"
        file.seek(0, 2 if self._is_handed_on else 0)
        return file

    async def _next(self) -> Message:
        message = await self._receive()
        self._is_read = self._is_read or not message.get("more_body")
        self._size += len(message.get("body", b""))
        if self._size > MOST:
            raise _TooLargeError
        return message

    async def send(self, message: Message) -> None:
        """A piece of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if not self._is_read:
                await _discard(self._receive)
                self._is_read = True
            headers = [*message.get("headers", ())]
            own = {name.lower() for name, _ in headers}
            headers += [(name, value) for name, value in _HEADERS.items() if name not in own]
            message = {**message, "headers": headers}
        await self._send(message)

    def close(self) -> None:
        """Let others have large bodies."""
        if self._stored is not None:
            self._stored.close()
        if self._has_slot:
            self._large.give_back()


async def _discard(receive: Receive) -> None:
    """Take what else comes of a body that nobody wants, and keep nothing of it.

    A client that is still sending when the line ends would see that, and not the answer. There is
    an end to that, too.
    """
    left = _DISCARDED
    with suppress(TimeoutError):
        async with asyncio.timeout(_DISCARDING):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body"):
                    return


def _told(path: str, said: str, status: int) -> Response:
    """A refusal, in the form in which errors are told there; the connection ends."""
    headers = {"connection": "close"}
    if path.startswith("/api/"):
        return problem(status, said, headers=headers)
    return PlainTextResponse(f"{said}\n", status, headers)
