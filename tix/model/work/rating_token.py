"""Tokens that let somebody outside rate a ticket: ``ID.WHO.SIGNATURE``, in letters and digits that
survive mail and lower-casing.

The signature is an HMAC (RFC 2104, SHA-256) over the ticket and the person, with a key that isn't
in the desk.
"""

import re
from base64 import b32decode, b32encode

from tix.frozen import dataclass
from tix.model.ids import is_id

_LENGTH = 10
"""Bytes of the signature that a token has."""

_TOKEN = r"([0-9a-z]{6})\.([a-z2-7]+)\.([a-z2-7]{16})"


class BadTokenError(ValueError):
    """The text is no token, or wasn't signed with the key."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """The right of a person to rate a ticket."""

    ticket: str
    who: str


def looks_like_token(text: str) -> bool:
    """Whether a text is meant as a token, cut off or misspelt maybe, so that it is no id."""
    return re.fullmatch(r"[0-9a-z]{6}\.[^\s.]+\.\S*", text.strip().lower()) is not None


def token_for(key: bytes, invitation: Invitation) -> str:
    """The token of an invitation."""
    who = _coded(invitation.who.encode())
    return f"{invitation.ticket}.{who}.{_signature(key, invitation)}"


def invitation_of(key: bytes, token: str) -> Invitation:
    """The invitation that a token is for. Raises BadTokenError."""
    from hmac import compare_digest

    found = re.fullmatch(_TOKEN, token.strip().lower())
    try:
        if found and is_id(found[1]):
            who = b32decode(found[2].upper() + "=" * (-len(found[2]) % 8)).decode()
            invitation = Invitation(found[1], who)
            if compare_digest(found[3], _signature(key, invitation)):
                return invitation
    except ValueError:  # no base 32, or no text
        pass
    raise BadTokenError("this invitation to rate isn't one of this desk's")


def _signature(key: bytes, invitation: Invitation) -> str:
    import hmac  # it loads OpenSSL

    text = f"rating\n{invitation.ticket}\n{invitation.who}"
    return _coded(hmac.digest(key, text.encode(), "sha256")[:_LENGTH])


def _coded(data: bytes) -> str:
    return b32encode(data).decode().rstrip("=").lower()
