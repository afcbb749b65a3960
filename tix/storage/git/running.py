"""A git that was started and isn't waited for yet. Imports hardly anything: it may be the
first thing that a run does.

``subprocess`` would take as long to import as many a git to run.
"""

import os
import time
from _collections_abc import Iterable, Mapping  # "collections" costs a millisecond

from tix.storage.git.environment import SETTINGS, clean_environment

_SIGPIPE, _SIGXFSZ = 13, 25
"""Python ignores them and git is to die of them; to import ``signal`` costs as much as git."""

_CUT = -1
"""In place of the exit code of a git that took half of its input for all of it."""


class RunningGit:
    """A git that was started in a folder; what it prints waits in a pipe.

    ``is_fed``: it gets its input by ``feed``; else it has none.
    """

    __slots__ = (
        "_complaints",
        "_input",
        "_is_cut",
        "_left",
        "_output",
        "_pid",
        "args",
        "root",
        "started",
    )

    def __init__(
        self,
        root: str,
        *args: str,
        is_fed: bool = False,
        environment: Mapping[str, str] | None = None,
        own_group: bool = False,
    ) -> None:
        """Start it. Raises OSError."""
        self.root = root
        self.args = args
        self.started = time.time_ns()
        self._left, self._is_cut = memoryview(b""), False
        pipes = [os.pipe() for _ in range(3 if is_fed else 2)]
        (self._output, output), (self._complaints, complaints), *rest = pipes
        self._input = rest[0][1] if rest else -1
        theirs = [output, complaints, *(end for end, _ in rest)]
        given = (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
        actions = [
            (os.POSIX_SPAWN_DUP2, rest[0][0], 0) if rest else given,
            (os.POSIX_SPAWN_DUP2, output, 1),
            (os.POSIX_SPAWN_DUP2, complaints, 2),
        ]
        group = {"setpgroup": 0} if own_group else {}
        try:
            self._pid = os.posix_spawnp(
                "git",
                ["git", "-C", root, *SETTINGS, *args],
                clean_environment() | dict(environment or {}),
                file_actions=actions,
                setsigdef=[_SIGPIPE, _SIGXFSZ],
                **group,  # type: ignore[arg-type]  # nothing else; typing isn't imported yet
            )
        except BaseException:
            self._close_pipes()
            raise
        finally:
            for end in theirs:
                os.close(end)

    def feed(self, data: bytes) -> None:
        """Give it all of its input; what the pipe doesn't take yet, ``finish`` does. Called once,
        and only where it ``is_fed``."""
        os.set_blocking(self._input, False)
        self._left = memoryview(data)
        self._give()

    def feed_slowly(self, parts: Iterable[bytes]) -> None:
        """Give it all of its input, waiting whenever the pipe is full. Called once, and only where
        it ``is_fed``."""
        try:
            for part in parts:
                self._left = memoryview(part)
                while self._left:
                    self._left = self._left[os.write(self._input, self._left) :]
        except BrokenPipeError:  # it doesn't want more
            pass
        except OSError:
            self._is_cut = True
        self._left = memoryview(b"")
        self._stop_feeding()

    def _give(self) -> None:
        try:
            while self._left:
                self._left = self._left[os.write(self._input, self._left) :]
        except BlockingIOError:
            return
        except BrokenPipeError:  # it doesn't want more
            pass
        except OSError:
            self._is_cut = True
        self._stop_feeding()

    def _stop_feeding(self) -> None:
        os.close(self._input)
        self._input = -1

    def _close_pipes(self) -> None:
        os.close(self._output)
        os.close(self._complaints)
        if self._input >= 0:
            self._stop_feeding()

    def drop(self) -> None:
        """Abandon it: it ends by itself, or when it tries to print more."""
        self._close_pipes()
        os.waitpid(self._pid, os.WNOHANG)

    def finish(self) -> tuple[int, bytes, bytes]:
        """Wait for its exit code, output and errors. Called once."""
        import select

        parts: dict[int, list[bytes]] = {self._output: [], self._complaints: []}
        poll = select.poll()
        for descriptor in parts:
            poll.register(descriptor, select.POLLIN)
        if self._left and self._input >= 0:
            poll.register(self._input, select.POLLOUT)
        elif self._input >= 0:
            self._stop_feeding()
        is_open = set(parts)
        while is_open:
            for descriptor, _ in poll.poll():
                if descriptor not in parts:
                    self._give()
                    if self._input < 0:
                        poll.unregister(descriptor)
                    continue
                part = os.read(descriptor, 1 << 16)
                parts[descriptor].append(part)
                if not part:
                    poll.unregister(descriptor)
                    os.close(descriptor)
                    is_open.discard(descriptor)
        if self._input >= 0:
            self._stop_feeding()
        _, status = os.waitpid(self._pid, 0)
        output, complaints = (b"".join(said) for said in parts.values())
        code = os.waitstatus_to_exitcode(status)
        return code or (_CUT if self._is_cut else 0), output, complaints
