"""Signatures of webhooks, symmetric ones of the Standard Webhooks scheme.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

What is signed is ``id.timestamp.body``, by HMAC with SHA-256 and the secret's bytes. The secret is
written in base64, behind ``whsec_``.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from hashlib import sha256

from tix.errors import TixError

_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64

TOLERANCE = 300
"""Seconds that a signed request may be old, or the clocks may differ."""


class BadSecretError(TixError):
    """The secret of a webhook is none of the scheme's."""

    def __init__(self) -> None:
        super().__init__(
            "its secret isn't whsec_ and 24 to 64 bytes in base64",
            hint="echo whsec_$(openssl rand -base64 32)",
        )


def signed_headers(secret: str, ident: str, seconds: int, body: bytes) -> Mapping[str, str]:
    """The headers of one try to send a body; ``seconds`` are since 1970, of now.

    Raises BadSecretError.
    """
    signed = f"{ident}.{seconds}.".encode() + body
    digest = hmac.new(_key(secret), signed, sha256).digest()
    return {
        "webhook-id": ident,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, seconds: int) -> bool:
    """Whether a request of now is signed with this secret.

    ``headers`` are its headers, in lower case. Raises BadSecretError.
    """
    ident, sent = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 12):
        return False
    if abs(seconds - int(sent)) > TOLERANCE:
        return False
    right = signed_headers(secret, ident, int(sent), body)["webhook-signature"]
    told = headers.get("webhook-signature", "").encode(errors="replace").split()
    return any(hmac.compare_digest(right.encode(), each) for each in told[:20])


def is_signed_by_github(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether GitHub has signed a request with this secret, which is any text.

    https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    """
    right = f"sha256={hmac.new(secret.encode(), body, sha256).hexdigest()}"
    told = headers.get("x-hub-signature-256", "")
    return hmac.compare_digest(right.encode(), told.encode(errors="replace"))


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.strip().removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise BadSecretError from None
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise BadSecretError
    return key
