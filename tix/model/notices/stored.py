"""Messages and what became of them, as the ledger and the journal keep them: JSON.

Whoever can push to the desk can write there. So what is read is checked: an address is one word, a
key is a key, and what isn't as it should be is no message.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from tix.frozen import dataclass
from tix.model.ids import is_comment_id, is_id
from tix.model.notices.event import EVENTS
from tix.model.notices.message import KEY_LENGTH, PURPOSES, Message
from tix.model.times import format_time, parse_time
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.quick_typing import TypeGuard

STATES = ("waiting", "sent", "failed", "dropped", "skipped")
"""What a message can be. Nobody had to be told what is skipped: it was gone by then, or internal;
somebody has dropped what is dropped."""

WAYS = ("mail", "chat", "webhook")
"""By what a message can go."""

_LONGEST = 2000
_DIGITS = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was decided: its ``state``, one of ``STATES``, and when."""

    message: Message
    state: str
    at: datetime


def is_key(text: object) -> bool:
    """Whether a text is a message's key."""
    return isinstance(text, str) and len(text) == KEY_LENGTH and _DIGITS.issuperset(text)


def message_object(message: Message) -> dict[str, Any]:
    """A message as what ``json`` can write."""
    return {
        "key": message.key,
        "ticket": message.ticket,
        "events": list(message.events),
        "keys": list(message.keys),
        "by": message.by,
        "to": message.to,
        "purpose": message.purpose,
        "comments": list(message.comments),
        "who": message.who,
        "about": message.about,
        "at": format_time(message.at),
        "due": format_time(message.due),
        "tries": message.tries,
        "since": format_time(message.since) if message.since else None,
        "error": message.error,
    }


def message_bytes(message: Message) -> bytes:
    """The file of a message that waits."""
    return _bytes(message_object(message))


def sent_bytes(sent: Sent) -> bytes:
    """The file of a message that was decided."""
    decided = {"state": sent.state, "decided": format_time(sent.at)}
    return _bytes(message_object(sent.message) | decided)


def _bytes(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": ")).encode() + b"\n"


def read_message(data: bytes) -> Message | None:
    """The message in a file; None if there is none in it."""
    try:
        return message_of(json.loads(data))
    except (ValueError, RecursionError):
        return None


def read_sent(data: bytes) -> Sent | None:
    """What became of the message in a file; None if that can't be read."""
    try:
        found = json.loads(data)
        return sent_of(found)
    except (ValueError, RecursionError):
        return None


def sent_of(found: Any) -> Sent | None:
    """What became of a message, of its JSON; None if it isn't as it should be."""
    message = message_of(found)
    if message is None or found.get("state") not in STATES:
        return None
    at = _time(found.get("decided"))
    return Sent(message, found["state"], at) if at else None


def message_of(found: Any) -> Message | None:
    """A message of its JSON; None if that isn't as it should be."""
    if not isinstance(found, dict):
        return None
    at, due = _time(found.get("at")), _time(found.get("due"))
    keys, tries, error = _texts(found, "keys"), found.get("tries"), found.get("error")
    to, who, about = (found.get(name) for name in ("to", "who", "about"))
    is_right = (
        found.get("key") in keys
        and all(map(is_key, keys))
        and _is_ticket(found.get("ticket"))
        and found.get("by") in WAYS
        and found.get("purpose") in PURPOSES
        and (is_word(to) if found.get("by") == "mail" else is_name(to))
        and isinstance(tries, int)
        and tries >= 0
        and (error is None or isinstance(error, str))
    )
    if not is_right or at is None or due is None or not isinstance(to, str):
        return None
    return Message(
        found["key"],
        found["ticket"],
        tuple(kind for kind in _texts(found, "events") if kind in EVENTS),
        keys,
        found["by"],
        to,
        found["purpose"],
        tuple(ident for ident in _texts(found, "comments") if is_comment_id(ident)),
        at,
        due,
        tries if isinstance(tries, int) else 0,
        error,
        _line(who),
        _line(about),
        _time(found.get("since")),
    )


def _texts(found: Mapping[str, Any], name: str) -> tuple[str, ...]:
    items = found.get(name)
    return tuple(item for item in items if isinstance(item, str)) if isinstance(items, list) else ()


def _time(text: object) -> datetime | None:
    try:
        return parse_time(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _is_ticket(text: object) -> bool:
    return isinstance(text, str) and (not text or is_id(text))


def is_word(text: object) -> bool:
    """Whether it is a text without blanks and control characters, as addresses are."""
    return is_name(text) and not any(character.isspace() for character in text)


def is_name(text: object) -> "TypeGuard[str]":
    """Whether it is a line of text, as names of chats and webhooks are."""
    return (
        isinstance(text, str) and 0 < len(text) <= _LONGEST and _line(text) == text == text.strip()
    )


def _line(text: object) -> str:
    if not isinstance(text, str):
        return ""
    return "".join(c for c in text[:_LONGEST] if c.isprintable())
