"""Hashes of passwords: argon2id, with little memory, since whoever tries to sign in makes one.

The parameters are the second of OWASP's equals: 19 MiB, two passes.
https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
"""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


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
