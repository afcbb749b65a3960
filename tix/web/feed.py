"""What has changed in the desk, from the watcher to all open pages of a worker."""

import asyncio
import json
import socket
from collections.abc import Sequence

from tix.frozen import dataclass

_MOST = 65536
"""Bytes of a message, which is one datagram."""


@dataclass(frozen=True)
class Change:
    """What the watcher saw: the ids of tickets, and other files by their first folder."""

    tickets: Sequence[str] = ()
    others: Sequence[str] = ()

    def packed(self) -> bytes:
        """As a datagram; of very many tickets none is named."""
        said = json.dumps({"tickets": [*self.tickets], "others": [*self.others]}).encode()
        return said if len(said) < _MOST else Change((), ("tickets", *self.others)).packed()


def unpacked(data: bytes) -> Change:
    """A change from its datagram."""
    said = json.loads(data)
    return Change(said["tickets"], said["others"])


class Feed:
    """Hands each change to everybody who listens. Belongs to the event loop."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Change | None]] = set()
        self.is_closed = False

    def listen(self) -> "asyncio.Queue[Change | None]":
        """A queue of what comes; None is its end."""
        queue = asyncio.Queue[Change | None](maxsize=1000)
        if self.is_closed:
            queue.put_nowait(None)
        self._listeners.add(queue)
        return queue

    def leave(self, queue: "asyncio.Queue[Change | None]") -> None:
        """Listen no longer."""
        self._listeners.discard(queue)

    def tell(self, change: Change) -> None:
        """Hand on a change. Who is far behind is told that everything may have changed."""
        for queue in self._listeners:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                change = Change((), ("tickets",))
            queue.put_nowait(change)

    def close(self) -> None:
        """Tell everybody that nothing more comes."""
        self.is_closed = True
        for queue in self._listeners:
            while queue.full():
                queue.get_nowait()
            queue.put_nowait(None)

    async def follow(self, source: socket.socket) -> None:
        """Hand on what the watcher sends, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            self.tell(unpacked(await loop.sock_recv(source, _MOST)))
