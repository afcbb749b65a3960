"""Messages that say what became of one of ours (RFC 3464): which one it was, and what is said.

Ours is known by the signed tag that it refers to, in the copy that a bounce brings, or in the
address that the bounce came to. The message's own key is beside it, in its ``Message-ID``.
"""

import re

from tix.frozen import dataclass
from tix.mail.headers import decoded, plain
from tix.mail.message import Mail
from tix.mail.tags import Tagger

NOBODY = ("5.1.1", "5.1.10")
"""Status codes by which there is nobody at an address."""

_MOST = 300_000
"""Characters of each part that are looked at."""

_KEY = re.compile(r"<tix\.([0-9a-f]{32})@")
_ADDRESS = re.compile(r"[^\s<>;,\"']{1,64}@[^\s<>;,\"']{1,255}")


@dataclass(frozen=True, slots=True)
class Bounce:
    """What became of a message about a ticket.

    ``key`` is the message's in the outbox, if the bounce shows it. ``recipient`` and ``status`` (an
    enhanced code, as 5.1.1) are "" where it doesn't say. ``is_final``: it isn't tried any more.
    """

    ticket: str
    key: str | None
    recipient: str
    status: str
    is_final: bool
    reason: str

    @property
    def is_nobody_there(self) -> bool:
        """Whether there is nobody at that address."""
        return self.is_final and self.status in NOBODY

    @property
    def text(self) -> str:
        """What the ticket is told."""
        to = f" to {self.recipient}" if self.recipient else ""
        what = "wasn't delivered" if self.is_final else "isn't delivered yet"
        said = " ".join(filter(None, (self.status, self.reason)))
        return f"A mail{to} {what}{f': {said}' if said else '.'}"


def read_bounce(mail: Mail, tagger: Tagger) -> Bounce | None:
    """What a bounce says; None: it isn't about a message of ours."""
    parts = [mail.text, *(file.content.decode("utf-8", "replace") for file in mail.files)]
    parts = [re.sub(r"\r?\n[ \t]+", " ", part[:_MOST]) for part in parts]
    to = [value for name in ("to", "delivered-to", "x-original-to", "envelope-to")
          for value in mail.headers.get(name, ())]  # fmt: skip
    tickets = tagger.tickets((*parts, *mail.references), to)
    if not tickets:
        return None

    def field(name: str) -> str:
        for part in parts:
            if match := re.search(rf"(?im)^{name}:[ \t]*(?:[\w-]+;)?[ \t]*(.+)$", part):
                return plain(match[1])[:500]
        return ""

    whole = field("original-recipient") or field("final-recipient")
    address = _ADDRESS.search(whole or decoded(mail.header("x-failed-recipients")))
    keys = [match[1] for part in parts for match in _KEY.finditer(part.lower())]
    status = re.match(r"\d\.\d{1,3}\.\d{1,3}", field("status"))
    action = field("action").casefold()
    return Bounce(
        ticket=tickets[0],
        key=keys[0] if keys else None,
        recipient=address[0] if address else "",
        status=status[0] if status else "",
        is_final=action not in ("delayed", "delivered", "relayed", "expanded"),
        reason=field("diagnostic-code"),
    )
