"""Connections: so many at once in all workers, and none that is slow to say what it wants."""

import asyncio
import multiprocessing
from multiprocessing.sharedctypes import Synchronized
from typing import Any, TypeAlias

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 100
"""Connections at once, in all workers."""

PATIENCE = 30.0
"""Seconds within which a connection must bring a whole request."""

Count: TypeAlias = "Synchronized[int]"


def new_count() -> Count:
    """The number of connections that are open. Made before the workers are forked."""
    return multiprocessing.get_context("fork").Value("i", 0)


def protocol(count: Count) -> type[H11Protocol]:
    """The protocol of a worker's connections."""

    class Bounded(H11Protocol):
        _timer: asyncio.TimerHandle | None = None
        _is_counted = False

        def connection_made(self, transport: Any) -> None:
            with count.get_lock():
                self._is_counted = count.value < MOST
                count.value += self._is_counted
            super().connection_made(transport)
            if not self._is_counted:
                transport.write(_FULL)
                transport.close()
                return
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_waiting()
            if self._is_counted:
                self._is_counted = False
                with count.get_lock():
                    count.value -= 1
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if not self._is_counted:
                return
            super().data_received(data)
            if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
                self._wait()
            else:
                self._stop_waiting()

        def _wait(self) -> None:
            if self._timer is None:
                self._timer = self.loop.call_later(PATIENCE, self._give_up)

        def _stop_waiting(self) -> None:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

        def _give_up(self) -> None:
            if not self.transport.is_closing():
                self.transport.abort()

    return Bounded


_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Retry-After: 5\r\nConnection: close\r\n\r\ntoo many connections; try again\n"
)
