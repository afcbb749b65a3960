"""Digests are those of hashlib, with and without Python's own modules for them."""

import hashlib
from collections import Counter
from itertools import count

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tix.storage import digests
from tix.storage.digests import hex_digest
from tix.storage.random_choice import random_choice


@given(st.binary(max_size=300))
@example(bytes(1_000_001))
def test_digests_are_those_of_hashlib(data: bytes) -> None:
    assert hex_digest("sha1", data) == hashlib.sha1(data, usedforsecurity=False).hexdigest()
    assert hex_digest("sha256", data) == hashlib.sha256(data).hexdigest()


def test_without_these_modules_hashlib_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = {name: (f"{name}_gone",) for name in ("sha1", "sha256")}
    monkeypatch.setattr(digests, "_WITHOUT_OPENSSL", gone)
    monkeypatch.setattr(digests, "_asked", count())
    assert hex_digest("sha256", b"x") == hashlib.sha256(b"x").hexdigest()


def test_every_letter_is_chosen_about_as_often() -> None:
    letters = "abcdefghjkmnpqrstvwxyz"
    seen = Counter(random_choice(letters) for _ in range(22_000))
    assert set(seen) == set(letters)
    assert all(800 < count < 1200 for count in seen.values())
