"""Children of root that file modes hold for, so that tests of what can't be read or written run for
root, too (in a container, where everybody is)."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_SET_SECUREBITS = 28  # PR_SET_SECUREBITS of <linux/prctl.h>
_NO_ROOT = 1  # SECBIT_NOROOT of <linux/securebits.h>


@contextmanager
def bound_by_modes() -> Iterator[None]:
    """What this thread starts in the meantime has none of root's capabilities."""
    if os.geteuid():
        yield
        return
    if sys.platform != "linux":
        pytest.skip("root can look at everything")
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_SET_SECUREBITS, _NO_ROOT, 0, 0, 0):
        pytest.skip(f"root's capabilities can't be put away: {os.strerror(ctypes.get_errno())}")
    try:
        yield
    finally:
        prctl(_SET_SECUREBITS, 0, 0, 0, 0)
