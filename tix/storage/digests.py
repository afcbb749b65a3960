"""SHA-1 and SHA-256 of files.

``hashlib`` loads OpenSSL, which takes as long as running git; Python has these two in modules of
its own as well, under names that differ between its versions. They are slower: for much, and for
many, OpenSSL is loaded all the same.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from itertools import count

from tix.quick_typing import Any

_WITHOUT_OPENSSL = {"sha1": ("_sha1",), "sha256": ("_sha256", "_sha2")}

_asked = count()
_FEW, _MUCH = 30, 1_000_000


def hex_digest(algorithm: str, data: bytes) -> str:
    """The digest of bytes by ``sha1`` or ``sha256``, in hexadecimal digits."""
    is_little = next(_asked) < _FEW and len(data) < _MUCH
    function = _function(algorithm) if is_little else _openssl(algorithm)
    digest: str = function(data, usedforsecurity=False).hexdigest()
    return digest


@cache
def _openssl(algorithm: str) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(import_module("hashlib"), algorithm)
    return function


def _function(algorithm: str) -> Callable[..., Any]:
    for name in (*_WITHOUT_OPENSSL[algorithm], "hashlib"):
        try:
            found: Callable[..., Any] = getattr(import_module(name), algorithm)
        except ImportError:  # of another version, or left out by who has built it
            continue
        return found
    raise AssertionError(algorithm)
