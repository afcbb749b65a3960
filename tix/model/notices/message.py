"""A message: what one recipient is told of one ticket, and the key that makes it go out once."""

from datetime import datetime
from hashlib import sha256

from tix.frozen import dataclass
from tix.model.notices.event import Event

PURPOSES = (
    "answer", "acknowledge", "resolved", "notice", "digest", "failure", "invoice", "webhook",
)  # fmt: skip
"""What messages are for."""

KEY_LENGTH = 32
"""How many hexadecimal digits a key has."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that waits or went out.

    ``key`` is the least of ``keys``, which are all that it decides: several ``events`` (their
    kinds) of one ticket for one recipient in one run are one message. ``by`` is ``mail``, ``chat``
    or ``webhook``; ``to`` an address, a name in the dispatcher's ``channels``, or a webhook's name.
    ``purpose`` is one of ``PURPOSES``; ``comments`` are the ids of the comments that it carries,
    ``about`` is what else it is about (an invoice's number, the failed message's key); ``who`` did
    it, as a label. ``at`` is when it happened, ``due`` when it is to be sent (again), ``tries`` how
    often that was tried, ``since`` when first, and ``error`` what was said to the last try.
    """

    key: str
    ticket: str
    events: tuple[str, ...]
    keys: tuple[str, ...]
    by: str
    to: str
    purpose: str
    comments: tuple[str, ...]
    at: datetime
    due: datetime
    tries: int = 0
    error: str | None = None
    who: str = ""
    about: str = ""
    since: datetime | None = None

    def message_id(self, host: str) -> str:
        """Its ``Message-ID``, at the host of the desk's own address: the same for every try."""
        return f"<tix.{self.key}@{host or 'tix.invalid'}>"


def message_key(event: Event, recipient: str) -> str:
    """The key of an event for a recipient, the same in every clone.

    ``recipient`` is a person's key, or ``webhook NAME``: whoever changes how they are told isn't
    told again.
    """
    return key_of(event.ticket, event.kind, recipient, event.what)


def key_of(*parts: str) -> str:
    """The key of what these parts name."""
    return sha256("\0".join(("message", *parts)).encode(errors="replace")).hexdigest()[:KEY_LENGTH]


def key_in_message_id(text: str) -> str | None:
    """The key in a ``Message-ID`` of ours; None if it is none."""
    local = text.strip().removeprefix("<").partition("@")[0].casefold()
    key = local.removeprefix("tix.")
    is_key = len(key) == KEY_LENGTH and not set(key) - set("0123456789abcdef")
    return key if is_key and local != key else None
