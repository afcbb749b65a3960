"""Python imports this before a program that is played: its chance is that of the call's number.

New ids are the same in every playing then, and so are lists of tickets in whose order ids decide.
"""

import os

_MODULUS = 2**31 - 1
_states: dict[int, int] = {}


def _bytes(count: int) -> bytes:
    """As many bytes of the sequence of Park and Miller (CACM 31, 1988).

    There is one for each count: names of scratch files, of which there are more or fewer by the
    clock, take nothing from that of ids, whose letters are drawn one by one.
    """
    state = _states.get(count, int(os.environ.get("REPLAY_CALL", "0")) + 1)
    made = bytearray()
    for _ in range(count):
        state = state * 48271 % _MODULUS
        made.append(state >> 11 & 0xFF)
    _states[count] = state
    return bytes(made)


os.urandom = _bytes
