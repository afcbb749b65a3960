"""A git that was started and isn't waited for yet. Imports hardly anything: it may be the
first thing that a run does.
"""

import os
import time

from tix.storage.git.environment import SETTINGS, clean_environment

_SIGPIPE = 13
"""Python ignores it and git is to die of it; to import ``signal`` costs as much as git."""


class RunningGit:
    """A git that was started in a folder; what it prints waits in a pipe."""

    __slots__ = ("_complaints", "_output", "_pid", "args", "root", "started")

    def __init__(self, root: str, *args: str) -> None:
        """Start it. Raises OSError."""
        self.root = root
        self.args = args
        self.started = time.time_ns()
        self._output, output = os.pipe()
        self._complaints, complaints = os.pipe()
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, output, 1),
            (os.POSIX_SPAWN_DUP2, complaints, 2),
        ]
        command = ["git", "-C", root, *SETTINGS, *args]
        try:
            self._pid = os.posix_spawnp(
                "git", command, clean_environment(), file_actions=actions, setsigdef=[_SIGPIPE]
            )
        except BaseException:
            os.close(self._output)
            os.close(self._complaints)
            raise
        finally:
            os.close(output)
            os.close(complaints)

    def drop(self) -> None:
        """Abandon it: it ends by itself, or when it tries to print more."""
        os.close(self._output)
        os.close(self._complaints)
        os.waitpid(self._pid, os.WNOHANG)

    def finish(self) -> tuple[int, bytes, bytes]:
        """Wait for its exit code, output and errors. Called once."""
        import select

        parts: dict[int, list[bytes]] = {self._output: [], self._complaints: []}
        poll = select.poll()
        for descriptor in parts:
            poll.register(descriptor, select.POLLIN)
        is_open = set(parts)
        while is_open:
            for descriptor, _ in poll.poll():
                part = os.read(descriptor, 1 << 16)
                parts[descriptor].append(part)
                if not part:
                    poll.unregister(descriptor)
                    os.close(descriptor)
                    is_open.discard(descriptor)
        _, status = os.waitpid(self._pid, 0)
        output, complaints = (b"".join(said) for said in parts.values())
        return os.waitstatus_to_exitcode(status), output, complaints
