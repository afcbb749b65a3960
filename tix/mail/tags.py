"""Signed tags: what shows that a message answers one of ours (M1).

A tag names a ticket and is signed with the dispatchers' key (HMAC, RFC 2104, SHA-256), so nobody
makes one up. It stands first in the ``References`` of what is sent, and behind the plus of
``Reply-To``: in letters and digits that survive lower-casing.

    <tix.TICKET.SIGNATURE@DOMAIN>         the thread of a ticket
    support+TICKET.SIGNATURE@DOMAIN       the address to answer to
"""

import re
from base64 import b32encode
from collections.abc import Iterable, Iterator, Sequence

from tix.mail.dispatch import Dispatch
from tix.model.ids import is_id

_LENGTH = 10
"""Bytes of a signature: 80 bits."""

_LOCAL = 64
"""Bytes before the @ of an address (RFC 5321)."""

_MOST = 200
"""Tags of one message that are looked at."""

_TAG = "([0-9a-z]{6})[.]([a-z2-7]{16})@"
_IN_MESSAGE_ID = re.compile(rf"(?<![\w.+-])tix[.]{_TAG}")
_IN_ADDRESS = re.compile(rf"[+]{_TAG}")


class Tagger:
    """Signs tags with the first of its keys, and knows those that any of them signed."""

    def __init__(self, key: str = "", old_keys: Sequence[str] = ()) -> None:
        self.keys = tuple(each.encode() for each in (key, *old_keys) if each)

    @staticmethod
    def of(dispatch: "Dispatch | None") -> "Tagger":
        """With the keys that a ``dispatch.yaml`` gives. Raises SecretError."""
        if dispatch is None or dispatch.key is None:
            return Tagger()
        return Tagger(dispatch.key.value(), [old.value() for old in dispatch.old_keys])

    def __bool__(self) -> bool:
        """Whether there is a key."""
        return bool(self.keys)

    def thread_id(self, ticket: str, domain: str) -> str:
        """What all messages about a ticket refer to first."""
        return f"<tix.{ticket}.{_signature(self.keys[0], ticket)}@{domain}>"

    def address(self, ticket: str, address: str) -> str | None:
        """The address that answers go to, with the tag; None where it would be too long."""
        local, _, domain = address.rpartition("@")
        tagged = f"{local}+{ticket}.{_signature(self.keys[0], ticket)}"
        return f"{tagged}@{domain}" if len(tagged.encode()) <= _LOCAL else None

    def tickets(self, message_ids: Iterable[str], addresses: Iterable[str] = ()) -> list[str]:
        """The tickets that texts with Message-IDs, and others with addresses, name by a tag that is
        signed, in order."""
        return list(dict.fromkeys(self._signed(_tags_in(message_ids, addresses))))

    def _signed(self, found: "Iterable[re.Match[str]]") -> Iterator[str]:
        from hmac import compare_digest

        for ticket, signature in (match.groups() for match in found):
            if is_id(ticket) and any(
                compare_digest(signature, _signature(key, ticket)) for key in self.keys
            ):
                yield ticket


def claimed_tickets(message_ids: Iterable[str], addresses: Iterable[str] = ()) -> list[str]:
    """The tickets that tags in these texts name, whoever signed them, in order."""
    found = (match[1] for match in _tags_in(message_ids, addresses))
    return list(dict.fromkeys(filter(is_id, found)))


def _tags_in(message_ids: Iterable[str], addresses: Iterable[str]) -> "list[re.Match[str]]":
    found = [
        *(match for text in message_ids for match in _IN_MESSAGE_ID.finditer(text.lower())),
        *(match for text in addresses for match in _IN_ADDRESS.finditer(text.lower())),
    ]
    return found[:_MOST]


def _signature(key: bytes, ticket: str) -> str:
    import hmac  # it loads OpenSSL

    signed = hmac.digest(key, f"ticket\n{ticket}".encode(), "sha256")
    return b32encode(signed[:_LENGTH]).decode().lower()
