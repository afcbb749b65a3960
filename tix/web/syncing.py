"""A sync after what was written, where ``sync_after_write`` asks for it.

It runs as ``tix sync``, in a process of its own, so that no answer waits for a remote that is slow
or hangs. What was written is committed all the same; that it isn't synced stands on the pages until
a sync succeeds. What is written while one runs is in the next.
"""

import asyncio
import json
import os
import signal
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from datetime import UTC, datetime

from tix.errors import TixError
from tix.frozen import dataclass
from tix.quick_typing import TYPE_CHECKING
from tix.web.feed import Change

if TYPE_CHECKING:
    from tix.web.desk import DeskWorkspace
    from tix.web.kept import Kept
    from tix.web.service import Service

_SLOW, _LONGEST, _LAST = 15.0, 300.0, 1.5
"""Seconds after which it is told that a sync hangs, after which it is ended, and which it gets when
the server ends."""

_KIND = "sync"
_KEPT = 30 * 24 * 3600.0


@dataclass(frozen=True)
class NotSynced:
    """Why the desk isn't synced, and since when, as the service's clock says it."""

    said: str
    since: str


def not_synced(kept: "Kept") -> NotSynced | None:
    """Why the latest sync failed; None if it didn't."""
    told = kept.get(_KIND, "failed")
    if told is None:
        return None
    known = json.loads(told)
    since = datetime.fromtimestamp(known["at"], UTC).astimezone()
    return NotSynced(known["said"], f"{since:%Y-%m-%d %H:%M %Z}")


def should_sync(workspace: "DeskWorkspace", wanted: bool | None) -> bool:
    """Whether a write is to be synced: ``wanted`` by who runs the service, else by the desk; and
    there is a remote."""
    from tix.storage.sync.remote_choice import choose

    try:
        if not (workspace.config.sync_after_write if wanted is None else wanted):
            return False
        choose(workspace.desk)
    except (TixError, OSError):
        return False
    return True


class Syncing:
    """A worker's syncs, one at a time. Belongs to the event loop."""

    def __init__(self, service: "Service") -> None:
        self._service = service
        self._is_wanted = False
        self._running: asyncio.Task[None] | None = None

    def ask(self) -> None:
        """Sync soon."""
        self._is_wanted = True
        if self._running is None or self._running.done():
            self._running = asyncio.ensure_future(self._go())

    async def end(self) -> None:
        """Let what runs end, if that doesn't take long; else it is ended."""
        if self._running is None:
            return
        done, _ = await asyncio.wait([self._running], timeout=_LAST)
        if not done:
            self._running.cancel()
            await asyncio.wait([self._running], timeout=_LAST)

    async def _go(self) -> None:
        while self._is_wanted:
            self._is_wanted = False
            try:
                said = await self._sync()
            except OSError as error:
                said = (error.strerror or str(error)).lower()
            await self._tell(said)

    async def _sync(self) -> str:
        """Why it failed; "" if it didn't."""
        process = await asyncio.create_subprocess_exec(
            *self._service.settings.sync_command, cwd=self._service.settings.folder,
            stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, start_new_session=True,
        )  # fmt: skip
        telling = asyncio.ensure_future(process.communicate())
        try:
            done, _ = await asyncio.wait([telling], timeout=_SLOW)
            if not done:
                await self._tell(f"the remote hasn't answered within {_SLOW:.0f} seconds")
                done, _ = await asyncio.wait([telling], timeout=_LONGEST - _SLOW)
            if not done:
                return f"the remote hasn't answered within {_LONGEST:.0f} seconds"
            return _reason(process, telling.result()[1])
        finally:
            _end(process)
            telling.cancel()

    async def _tell(self, said: str) -> None:
        """Have the pages say why there was no sync, or no longer."""
        service = self._service

        def keep() -> bool:
            before = not_synced(service.kept)
            if (before.said if before else "") == said:
                return False
            told = json.dumps({"said": said, "at": time.time()})
            service.kept.put(_KIND, "failed", told, _KEPT if said else 0)
            return True

        with suppress(Exception):  # a state that can't be written is told elsewhere
            if await service.thread.run(keep):
                service.log(f"not synced: {said}" if said else "synced again")
                service.feed.tell(Change((), ("sync",)))


def _reason(process: Process, stderr: bytes) -> str:
    if not process.returncode:
        return ""
    lines = [line.strip() for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    said = [line.removeprefix("tix: ").removeprefix("error: ") for line in lines]
    return " ".join(said[-2:]) or f"tix sync ended with {process.returncode}"


def _end(process: Process) -> None:
    """End it, and what it has started; a process that is done is left alone."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
