"""Signatures of webhooks that come in."""

import base64
import hmac
from hashlib import sha256

import pytest

from tix.webhooks.signing import (
    TOLERANCE,
    BadSecretError,
    is_signed,
    is_signed_by_github,
    signed_headers,
)

NOW = 1_764_000_000
SECRET = f"whsec_{base64.b64encode(bytes(range(32))).decode()}"
BODY = b'{"type": "ticket.open"}'


def test_what_is_signed_is_known_by_it_for_five_minutes() -> None:
    headers = dict(signed_headers(SECRET, "msg_1", NOW, BODY))
    for seconds in (NOW, NOW + TOLERANCE, NOW - TOLERANCE):
        assert is_signed(SECRET, headers, BODY, seconds)
    for seconds in (NOW + TOLERANCE + 1, NOW - TOLERANCE - 1):
        assert not is_signed(SECRET, headers, BODY, seconds)
    several = {**headers, "webhook-signature": f"v1a,xx v1,yy {headers['webhook-signature']}"}
    assert is_signed(SECRET, several, BODY, NOW)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", "msg_2"),
        ("webhook-timestamp", str(NOW + 1)),
        ("webhook-timestamp", ""),
        ("webhook-timestamp", "-1"),
        ("webhook-timestamp", "9" * 5000),
        ("webhook-signature", ""),
        ("webhook-signature", "v1,"),
        ("webhook-signature", "\udcff"),
    ],
)
def test_what_was_changed_isnt_signed(name: str, value: str) -> None:
    headers = {**signed_headers(SECRET, "msg_1", NOW, BODY), name: value}
    assert not is_signed(SECRET, headers, BODY, NOW)


def test_another_body_or_secret_isnt_signed() -> None:
    headers = signed_headers(SECRET, "msg_1", NOW, BODY)
    other = f"whsec_{base64.b64encode(bytes(range(1, 33))).decode()}"
    assert not is_signed(SECRET, headers, BODY + b" ", NOW)
    assert not is_signed(other, headers, BODY, NOW)
    assert not is_signed(SECRET, {}, BODY, NOW)
    with pytest.raises(BadSecretError):
        is_signed("a text", headers, BODY, NOW)


def test_github_signs_with_any_text() -> None:
    right = f"sha256={hmac.new('schlüssel'.encode(), BODY, sha256).hexdigest()}"
    assert is_signed_by_github("schlüssel", {"x-hub-signature-256": right}, BODY)
    assert not is_signed_by_github("schlüssel", {"x-hub-signature-256": right}, BODY + b" ")
    assert not is_signed_by_github("other", {"x-hub-signature-256": right}, BODY)
    for wrong in ("", "sha256=", "\udcff", right.upper()):
        assert not is_signed_by_github("schlüssel", {"x-hub-signature-256": wrong}, BODY)


def test_the_scheme_s_own_example() -> None:
    """From the tests of the reference libraries of Standard Webhooks."""
    headers = signed_headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
        b'{"test": 2432232314}',
    )  # fmt: skip
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
