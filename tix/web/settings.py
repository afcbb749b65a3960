"""What ``tix serve`` was told."""

from datetime import datetime
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from urllib.parse import urlsplit

from tix.frozen import dataclass
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.model.people import Person
    from tix.storage.desk.user_config import UserConfig

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""The hosts that are known without ``--url``."""

Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class ServeSettings:
    """How one desk is served.

    ``folder`` is the desk's; ``port`` the one that is really listened on; ``url`` the address that
    people use, without a slash at its end, "" if it is the server's own. ``operator`` is who
    started it, with ``user_config`` as settings. ``state_path`` is the database of sessions;
    ``accounts_path`` is ``serve.yaml``. ``mail_dir`` gets links as files instead of mail. A request
    from ``trusted_proxies`` may name its user in ``user_header`` ("": none may).
    """

    folder: Path
    bind: str
    port: int
    operator: "Person"
    user_config: "UserConfig"
    state_path: Path
    accounts_path: Path | None = None
    url: str = ""
    portal: bool = False
    mail_dir: Path | None = None
    trusted_proxies: tuple[Network, ...] = ()
    user_header: str = ""
    sync_command: tuple[str, ...] = ()
    """What syncs the desk, called in its folder."""

    branch: str = ""
    """The full name of the desk's branch when the service was started; "" if any is right."""

    now: datetime | None = None
    """The time that replaces the clock."""

    @property
    def address(self) -> str:
        """The server's own address: ``http://127.0.0.1:8650``."""
        host = f"[{self.bind}]" if ":" in self.bind else self.bind
        return f"http://{host}:{self.port}"

    @property
    def base(self) -> str:
        """What addresses in mails begin with: ``--url``, else the server's own address."""
        return self.url or self.address

    @property
    def is_secure(self) -> bool:
        """Whether people come over HTTPS."""
        return self.url.startswith("https:")

    @property
    def hosts(self) -> frozenset[str]:
        """The names that a Host header may have, in lower case and without a port."""
        own = urlsplit(self.url).hostname if self.url else None
        return frozenset({*LOOPBACK, *([f"[{own}]" if ":" in own else own] if own else [])})

    def cookie(self, realm: str) -> str:
        """The name of a realm's cookie: ports share cookies, so it has the port."""
        return f"tix-{realm}-{self.port}"
