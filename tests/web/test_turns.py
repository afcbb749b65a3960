"""Large bodies have their turn whatever happens to the lock, and to who waits for it."""

import asyncio
import errno
import fcntl
from pathlib import Path

import pytest

from tix.web.server.large import Turn


def test_who_gives_up_waiting_for_another_worker_holds_nothing(tmp_path: Path) -> None:
    async def go() -> None:
        other, turn = (Turn(tmp_path / "lock") for _ in range(2))
        await other.take()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await turn.take()
        other.give_back()
        async with asyncio.timeout(5):
            await turn.take()
        turn.give_back()

    asyncio.run(go())


def test_without_locks_each_worker_has_its_own_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    async def go() -> None:
        turn = Turn(tmp_path / "lock")
        for _ in range(2):
            async with asyncio.timeout(5):
                await turn.take()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await turn.take()
            turn.give_back()

    monkeypatch.setattr(fcntl, "flock", refuse)
    asyncio.run(go())
