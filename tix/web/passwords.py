"""Hashes of passwords: argon2id with the parameters of RFC 9106 for servers with little memory."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """A hash with a salt of its own, in PHC format."""
    return _HASHER.hash(password)


def is_right(known: str | None, password: str) -> bool:
    """Whether a password has that hash; without one it takes as long to say no."""
    try:
        _HASHER.verify(known or _nobodys(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return known is not None


@cache
def _nobodys() -> str:
    return hashed("")
