"""One worker: the application in a process of its own, until it is told to end."""

import asyncio
import contextlib
import ctypes
import gc
import signal
import socket
from collections.abc import Callable, Iterator

import uvicorn

from tix.web.server import connections
from tix.web.server.app import application
from tix.web.service import Service
from tix.web.settings import ServeSettings

_YOUNG = 2_000
"""New objects after which Python looks for garbage: a worker lives long, and should stay small."""

_GRACE = 3
"""Seconds for what is being answered when the end comes."""


def work(
    settings: ServeSettings,
    listening: socket.socket,
    news: socket.socket,
    life: int,
    count: "connections.Count",
    log: Callable[[str], None],
) -> None:
    """Answer requests until a signal comes, or whoever holds the other end of ``life`` has died."""
    _give_memory_back()
    gc.freeze()
    gc.set_threshold(_YOUNG)
    count.begin()
    service = Service(settings, log)
    config = uvicorn.Config(
        application(service),
        http=connections.protocol(count),
        ws="none",
        lifespan="off",
        loop="asyncio",
        access_log=False,
        log_config=None,
        log_level="critical",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    try:
        _Server(config, service, news, life).run([listening])
    finally:
        service.thread.close()


def _give_memory_back() -> None:
    """Have the C library give what is freed back to the system, where it can be told so (glibc).

    It would keep what a large body or report took, each thread its own. See mallopt(3).
    """
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, 256 * 1024)
        mallopt(_M_ARENA_MAX, 1)


_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8


class _Server(uvicorn.Server):
    """uvicorn's server, which sleeps until it is told to end."""

    def __init__(
        self, config: uvicorn.Config, service: Service, news: socket.socket, life: int
    ) -> None:
        super().__init__(config)
        self._service, self._news, self._life = service, news, life
        self._end = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End by a signal, or with the process that has started this one."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._end.set)
        loop.add_reader(self._life, self._end.set)
        yield

    async def main_loop(self) -> None:
        """Answer until the end."""
        following = asyncio.ensure_future(self._service.feed.follow(self._news))
        await self.on_tick(0)
        await self._end.wait()
        asyncio.get_running_loop().remove_reader(self._life)
        following.cancel()
        self._service.feed.close()
        await self._service.syncing.end()
