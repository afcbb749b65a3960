"""A mail server on loopback (aiosmtpd) that can be told to refuse, to stall and to break off."""

import asyncio
import ssl
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

STEPS = ("ehlo", "mail", "rcpt", "data", "taken")
"""Where a server can misbehave; ``taken``: after it has the whole message, before it says so."""


@dataclass
class Letters:
    """What a server got, and what it shall do instead of taking mail.

    ``says`` has answers by step, or by recipient (``rcpt jo@acme.example``); ``breaks`` the steps
    at which it breaks off, ``stalls`` those at which it says nothing any more, each once for every
    number that is noted there. ``deliver`` is called with each recipient and what they get.
    """

    taken: list[tuple[str, tuple[str, ...], bytes]] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    breaks: dict[str, int] = field(default_factory=dict)
    stalls: dict[str, int] = field(default_factory=dict)
    logins: list[tuple[str, str]] = field(default_factory=list)
    connections: int = 0
    users: dict[str, str] = field(default_factory=dict)
    deliver: Callable[[str, bytes], object] = lambda _recipient, _data: None
    port: int = 0

    def to(self, recipient: str) -> list[bytes]:
        """What somebody got, in its order."""
        return [data for _, recipients, data in self.taken if recipient in recipients]

    # -- what aiosmtpd calls ---------------------------------------------------------------------

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str,
        responses: list[str],
    ) -> list[str]:  # fmt: skip
        self.connections += 1
        session.host_name = hostname
        said = await self._at("ehlo", server)
        return [said] if said else responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._at("mail", server) or "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = await self._at("rcpt", server) or self.says.get(f"rcpt {address}")
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        said = await self._at("data", server)
        if said:
            return said
        content = envelope.content
        assert isinstance(content, bytes)
        sender, recipients = envelope.mail_from or "", tuple(envelope.rcpt_tos)
        self.taken.append((sender, recipients, content))
        for recipient in recipients:
            self.deliver(recipient, content)
        return await self._at("taken", server) or "250 2.0.0 queued"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        said = b64decode(args[1]).decode()
        user = said.partition("user=")[2].partition("\x01")[0]
        token = said.partition("auth=Bearer ")[2].partition("\x01")[0]
        return self._login(user, token)

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return self._login(data.login.decode(), data.password.decode())

    def _login(self, user: str, password: str) -> AuthResult:
        self.logins.append((user, password))
        is_known = self.users.get(user) == password
        return AuthResult(success=is_known, handled=False)

    async def _at(self, step: str, server: SMTP) -> str | None:
        if self.stalls.get(step, 0) > 0:
            self.stalls[step] -= 1
            await asyncio.sleep(3600)
        if self.breaks.get(step, 0) > 0:
            self.breaks[step] -= 1
            transport: Any = server.transport
            transport.abort()
            return "421 4.3.2 gone"
        return self.says.get(step)


class _AtSomePort(Controller):
    """A controller at a port of the system's choice."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def smtp_server(
    *,
    users: dict[str, str] | None = None,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    utf8: bool = False,
) -> Iterator[Letters]:
    """A server that runs until the end of the block; its port is in what it gives.

    With ``users`` it wants a login first; ``utf8``: it takes addresses beyond ASCII.
    """
    letters = Letters(users=users or {})
    controller = _AtSomePort(
        letters, hostname="127.0.0.1", port=0, ssl_context=tls, tls_context=starttls,
        require_starttls=starttls is not None, authenticator=letters.authenticate,
        auth_required=bool(users), auth_require_tls=False, decode_data=False, enable_SMTPUTF8=utf8,
    )  # fmt: skip
    controller.start()
    letters.port = controller.port
    try:
        yield letters
    finally:
        controller.stop()


def certificate() -> tuple[ssl.SSLContext, Callable[[str], None]]:
    """What a server on loopback shows, and a function that writes who vouches for it to a file."""
    import trustme

    authority = trustme.CA()
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(shown)
    return shown, authority.cert_pem.write_to_path
