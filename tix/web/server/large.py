"""Large bodies: what is done with one takes memory, so that one has its turn at a time, in all
workers."""

import asyncio
import fcntl
import os
from pathlib import Path

_AGAIN = 0.05
"""Seconds after which a worker looks again whether it is its turn."""


class Turn:
    """A worker's way to the turn. The lock is the system's: a worker that is killed has none."""

    def __init__(self, lock: Path) -> None:
        self._lock, self._own, self._held = lock, asyncio.Lock(), -1

    async def take(self) -> None:
        """Wait for the turn; where there can be no lock, for that of this worker alone."""
        await self._own.acquire()
        try:
            self._held = os.open(self._lock, os.O_CREAT | os.O_RDWR, 0o600)
            while not self._is_locked():
                await asyncio.sleep(_AGAIN)
        except OSError:  # file systems of networks may have no locks
            self._close()
        except BaseException:  # who waits for it is gone
            self.give_back()
            raise

    def give_back(self) -> None:
        """Let others have it."""
        self._close()
        self._own.release()

    def _is_locked(self) -> bool:
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _close(self) -> None:
        if self._held >= 0:
            os.close(self._held)
        self._held = -1
