"""The process that was started: it listens, keeps the workers and the watcher going, and ends
them."""

import contextlib
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

from tix.errors import TixError
from tix.frozen import dataclass
from tix.web.server import connections

_END = 4.0
"""Seconds after which what doesn't end is killed."""

_BACKLOG = 128
_QUICK_DEATHS = 5
"""Deaths within a minute after which it is given up."""


class CantListenError(TixError):
    """The address can't be listened on."""

    def __init__(self, bind: str, port: int, reason: str) -> None:
        super().__init__(
            f"can't listen on {bind} port {port}: {reason}", hint="--port 0 takes a free one"
        )


class KeepsDyingError(TixError):
    """The processes that do the work die again and again."""

    def __init__(self) -> None:
        super().__init__("the server's processes die again and again; this ends it")


def listen(bind: str, port: int) -> socket.socket:
    """A socket that listens there. Raises CantListenError."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    # with its protocol named, what asyncio accepts doesn't wait to send small pieces (Nagle)
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((bind, port))
        listening.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise CantListenError(bind, port, reason.lower()) from None
    listening.setblocking(False)
    return listening


@dataclass(frozen=True)
class Parts:
    """What the processes do. Each is called in a process of its own and doesn't return until it is
    told to end; a worker gets the watcher's news, a pipe that ends with the supervisor, and the
    count of connections."""

    worker: Callable[[socket.socket, int, "connections.Count"], None]
    watcher: Callable[[list[socket.socket]], None]


class Supervisor:
    """Keeps so many workers and one watcher going."""

    def __init__(self, parts: Parts, workers: int) -> None:
        self._parts = parts
        pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(workers)]
        for pair in pairs:
            for each in pair:
                each.setblocking(False)
        self._telling = [telling for telling, _ in pairs]
        counts = connections.new_counts(workers)
        self._life, self._holds_life = os.pipe()
        self._jobs = {
            f"worker {number}": partial(parts.worker, news, self._life, count)
            for number, ((_, news), count) in enumerate(zip(pairs, counts, strict=True))
        } | {"watcher": self._watch}
        self._running: dict[int, str] = {}
        self._deaths: list[float] = []

    def run(self, started: Callable[[], None]) -> None:
        """Run until SIGINT or SIGTERM; ``started`` is called once all are there.

        Raises KeepsDyingError.
        """
        with _signals() as wait:
            try:
                for name in self._jobs:
                    self._start(name)
                started()
                while not wait(None):
                    self._start_again()
            finally:
                self._end(wait)

    def _watch(self) -> None:
        threading.Thread(target=self._end_with_supervisor, daemon=True).start()
        self._parts.watcher(self._telling)

    def _end_with_supervisor(self) -> None:
        os.read(self._life, 1)  # which comes when nobody holds the other end any more
        os._exit(0)

    def _start(self, name: str) -> None:
        child = os.fork()
        if child:
            self._running[child] = name
            return
        code = 1
        try:
            os.close(self._holds_life)
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            self._jobs[name]()
            code = 0
        finally:
            os._exit(code)

    def _start_again(self) -> None:
        for name in self._dead():
            now = time.monotonic()
            self._deaths = [at for at in self._deaths if now - at < 60] + [now]
            if len(self._deaths) > _QUICK_DEATHS:
                raise KeepsDyingError
            self._start(name)

    def _dead(self) -> list[str]:
        found = []
        while self._running:
            child, _ = os.waitpid(-1, os.WNOHANG)
            if not child:
                break
            if name := self._running.pop(child, None):
                found.append(name)
        return found

    def _end(self, wait: "_Wait") -> None:
        for child in self._running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
        end = time.monotonic() + _END
        self._dead()
        while self._running and (left := end - time.monotonic()) > 0:
            wait(min(left, 0.5))
            self._dead()
        for child in self._running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


_Wait = Callable[[float | None], bool]


@contextlib.contextmanager
def _signals() -> Iterator[_Wait]:
    """Gives a function that waits for a signal, or for so many seconds; it says whether one has
    come that ends the run."""
    here, there = os.pipe()
    os.set_blocking(there, False)
    os.set_blocking(here, False)
    handled = (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)

    def wait(seconds: float | None) -> bool:
        if not select.select([here], [], [], seconds)[0]:
            return False
        came = os.read(here, 4096)
        return signal.SIGINT in came or signal.SIGTERM in came

    before = {number: signal.signal(number, lambda *_: None) for number in handled}
    old = signal.set_wakeup_fd(there, warn_on_full_buffer=False)
    try:
        yield wait
    finally:
        signal.set_wakeup_fd(old)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(here)
        os.close(there)
