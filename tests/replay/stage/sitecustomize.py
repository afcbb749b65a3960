"""Python imports this before a program that is played: its chance is that of the call's number.

New ids are the same in every playing then, and so are lists of tickets in whose order ids decide.
"""

import os

_MODULUS = 2**31 - 1
_state = int(os.environ.get("REPLAY_CALL", "0")) + 1


def _bytes(count: int) -> bytes:
    """As many bytes of the sequence of Park and Miller (CACM 31, 1988)."""
    global _state
    made = bytearray()
    for _ in range(count):
        _state = _state * 48271 % _MODULUS
        made.append(_state >> 11 & 0xFF)
    return bytes(made)


os.urandom = _bytes
