"""One writer at a time in a clone: a lock that the system lets go of when its holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tix.errors import TixError
from tix.storage.files import WriteFailedError

PATIENCE = 120.0
"""Seconds to wait for other writers."""


class LockedError(TixError):
    """Another tix has been writing for very long."""

    def __init__(self, path: Path, patience: float) -> None:
        super().__init__(
            f"another tix has been writing for {patience:.0f} seconds ({path})",
            hint="look what it waits for (an editor, a hook, a passphrase?), then try again",
        )


@contextmanager
def exclusive(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of that file; wait for others, then raise LockedError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    except OSError as error:
        raise WriteFailedError(str(path), error) from None
    try:
        _wait(descriptor, path, patience)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, path: Path, patience: float) -> None:
    start = time.monotonic()
    pause = 0.001
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() - start > patience:
                raise LockedError(path, patience) from None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.02)
