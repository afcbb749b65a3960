"""Large bodies: what is done with one takes memory, so that one has its turn at a time, in all
workers."""

import asyncio
import fcntl
import os
from contextlib import suppress
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
        with suppress(OSError):
            self._held = os.open(self._lock, os.O_CREAT | os.O_RDWR, 0o600)
        while self._held >= 0:
            try:
                fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                await asyncio.sleep(_AGAIN)
            else:
                return

    def give_back(self) -> None:
        """Let others have it."""
        if self._held >= 0:
            os.close(self._held)
        self._held = -1
        self._own.release()
