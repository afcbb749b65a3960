"""One writer at a time in a clone: a lock that the system lets go of when its holder dies."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from tix.errors import TixError
from tix.storage.desk.files import WriteFailedError

_COURTESY = 1.0
"""Seconds of waiting after which the user is told why."""

_told: ContextVar[Callable[[], None] | None] = ContextVar("told", default=None)

_held: ContextVar[frozenset[Path]] = ContextVar("held", default=frozenset())

PATIENCE = 120.0
"""Seconds to wait for other writers."""


class LockedError(TixError):
    """Another tix has held the lock for too long."""

    def __init__(self, path: Path, patience: float) -> None:
        super().__init__(
            f"another tix has been writing for {patience:.0f} seconds ({path})",
            hint="find out what it waits for (an editor, a hook, a passphrase?), then try again",
        )


def tell_waiting(tell: Callable[[], None]) -> None:
    """Call ``tell`` whenever the wait for another writer takes a second."""
    _told.set(tell)


@contextmanager
def exclusive(
    path: Path, patience: float = PATIENCE, unless: Callable[[], bool] = bool
) -> Iterator[None]:
    """Hold the lock of that file; wait for others, then raise LockedError.

    ``unless`` tells when there is nothing more to wait for, though others still hold it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    except OSError as error:
        raise WriteFailedError(str(path), error) from None
    try:
        _wait(descriptor, path, patience, unless)
        held = _held.set(_held.get() | {path})
        try:
            yield
        finally:
            _held.reset(held)
    finally:
        os.close(descriptor)


def is_held_here(path: Path) -> bool:
    """Whether who asks holds that lock itself, and would wait for ever."""
    return path in _held.get()


def _wait(descriptor: int, path: Path, patience: float, unless: Callable[[], bool]) -> None:
    start = time.monotonic()
    pause = 0.001
    tell = _told.get()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            waited = time.monotonic() - start
            if waited > patience or unless():
                raise LockedError(path, patience) from None
            if tell and waited > _COURTESY:
                tell()
                tell = None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.02)
