"""Connections: so many at once in all workers, and none that is slow to say what it wants."""

import asyncio
import fcntl
import struct
import termios
from collections.abc import MutableSequence, Sequence
from contextlib import suppress
from multiprocessing.sharedctypes import RawArray

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from tix.quick_typing import Any

MOST = 100
"""Connections at once, in all workers."""

PATIENCE = 30.0
"""Seconds within which a connection must bring a whole request, and in which it must take some of
what waits for it."""


class Count:
    """The number of connections that are open, as one worker sees it: each writes its own part
    alone. So nobody waits for a lock, and what a worker that was killed had is gone with it."""

    def __init__(self, parts: MutableSequence[int], number: int) -> None:
        self._parts, self._number = parts, number

    def begin(self) -> None:
        """There are none yet: the worker has just been started."""
        self._parts[self._number] = 0

    def add(self) -> bool:
        """Count one more, if it is let in."""
        is_let_in = sum(self._parts) < MOST
        self._parts[self._number] += is_let_in
        return is_let_in

    def remove(self) -> None:
        """Count one fewer."""
        self._parts[self._number] -= 1


def new_counts(workers: int) -> Sequence[Count]:
    """A count for each of so many workers. Made before they are forked."""
    parts: Any = RawArray("i", workers)
    return [Count(parts, number) for number in range(workers)]


def protocol(count: Count) -> type[H11Protocol]:
    """The protocol of a worker's connections."""

    class Bounded(H11Protocol):
        _timer: asyncio.TimerHandle | None = None
        _unread: asyncio.TimerHandle | None = None
        _is_counted = False

        def connection_made(self, transport: Any) -> None:
            self._is_counted = count.add()
            super().connection_made(transport)
            if not self._is_counted:
                transport.write(_FULL)
                transport.close()
                return
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_waiting()
            self._is_read()
            if self._is_counted:
                self._is_counted = False
                count.remove()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if not self._is_counted:
                return
            super().data_received(data)
            if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
                self._wait()
            else:
                self._stop_waiting()

        def pause_writing(self) -> None:
            super().pause_writing()
            if self._unread is None:
                self._wait_for_reader()

        def resume_writing(self) -> None:
            self._is_read()
            super().resume_writing()

        def _wait_for_reader(self) -> None:
            left = _unsent(self.transport)
            self._unread = self.loop.call_later(PATIENCE, self._look_at_reader, left)

        def _look_at_reader(self, before: int) -> None:
            """Nothing is written meanwhile: what waits gets less if it is read, however slowly."""
            if _unsent(self.transport) < before:
                self._wait_for_reader()
            else:
                self.transport.abort()

        def _is_read(self) -> None:
            if self._unread is not None:
                self._unread.cancel()
                self._unread = None

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


def _unsent(transport: Any) -> int:
    """Bytes that the other side hasn't taken, those that the system holds included, if it tells."""
    held = bytes(4)
    with suppress(OSError):  # Linux tells
        held = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, held)
    return int(transport.get_write_buffer_size()) + int(struct.unpack("i", held)[0])


_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Retry-After: 5\r\nConnection: close\r\n\r\ntoo many connections; try again\n"
)
