"""What this machine may do for a desk: the values of ``dispatch.yaml`` (D6).

``tix.mail.dispatch_file`` reads them. What the desk itself says never chooses a host, a mailbox or
a command; that is here, and outside of the desk.
"""

from collections.abc import Mapping
from datetime import datetime

from tix.frozen import dataclass, field
from tix.mail.secret import Secret


@dataclass(frozen=True, slots=True)
class Server:
    """A server that mail is fetched from or handed to.

    ``security`` is tls (from the first byte), starttls, or none (on loopback only). With ``user``
    there is a password, or an OAuth2 token for XOAUTH2.
    """

    host: str
    port: int
    security: str
    user: str = ""
    password: Secret | None = None
    token: Secret | None = None

    @property
    def shown(self) -> str:
        """As messages call it."""
        return f"{self.user}@{self.host}:{self.port}" if self.user else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where mail is fetched.

    ``kind`` is imap, maildir or mbox. ``server`` and ``folder`` are of imap, ``path`` is of the
    others. ``after`` is what becomes of a message that was taken in: seen, move (to ``target``) or
    delete. ``since``: what came before isn't taken; None: what came before the setting up.
    """

    kind: str
    server: Server | None = None
    folder: str = "INBOX"
    path: str = ""
    after: str = "seen"
    target: str = ""
    since: datetime | None = None

    @property
    def shown(self) -> str:
        """As messages call it; it has no secret."""
        if self.server is None:
            return f"{self.kind} {self.path}"
        return f"{self.kind} {self.server.shown}/{self.folder}"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Another system that is told of ``events`` (all, if that is empty).

    ``private``: it may have an address that isn't public. ``internal``: it gets what is internal.
    """

    name: str
    url: str
    secret: Secret
    events: tuple[str, ...] = ()
    private: bool = False
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Receiver:
    """Another system whose signed events are taken in, under that ``name`` (``tix serve``)."""

    name: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class Limits:
    """The most automatic answers: to one sender an hour and a day, and to all an hour (M4)."""

    sender_per_hour: int = 1
    sender_per_day: int = 10
    all_per_hour: int = 200


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What the file says of one desk.

    ``key`` signs tags, and ``old_keys`` still count. ``authentication`` are the hosts whose
    Authentication-Results count. Mail goes out by ``smtp``, or by the program ``sendmail`` with its
    arguments. ``channels`` are the addresses of chats, by name; ``receive`` are those who
    may tell of events by their signature. ``written`` is when the file was
    changed last.
    """

    desk: str = ""
    key: Secret | None = None
    old_keys: tuple[Secret, ...] = ()
    authentication: tuple[str, ...] = ()
    smtp: Server | None = None
    sendmail: tuple[str, ...] = ()
    mailboxes: tuple[Mailbox, ...] = ()
    channels: Mapping[str, Secret] = field(default_factory=dict)
    webhooks: tuple[Webhook, ...] = ()
    receive: tuple[Receiver, ...] = ()
    limits: Limits = Limits()
    written: datetime | None = None

    @property
    def sends(self) -> bool:
        """Whether anything can be sent by it; else this machine only fetches."""
        return bool(self.smtp or self.sendmail or self.channels or self.webhooks)
