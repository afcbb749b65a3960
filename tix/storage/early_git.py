"""Starting the run's first git before anything else is imported.

What differs from the last commit is the first thing that a command wants to know of a desk, and
git needs as long for it as Python needs to import click. So ``begin`` starts that git from the
program's entry, and both run beside each other; ``first_look.py`` reads what it says. Only ``os``
is imported here, for the same reason.
"""

import os

from tix.storage.git_call import SAFE_SETTINGS, clean_environment

LOOK = (
    "status", "--porcelain=v2", "--branch", "--no-ahead-behind", "-z", "--no-renames",
    "--untracked-files=all", "--ignored=traditional", "--ignore-submodules=all", "--", "tickets",
)  # fmt: skip
"""The git command whose output tells HEAD and which files below ``tickets`` differ from it."""

LOOK_SETTINGS = (
    "-c", "core.trustctime=true",  # a time of change that an editor sets back is seen
    "-c", "core.checkStat=default",
)  # fmt: skip

_SIGPIPE = 13
"""Python ignores it and git is to die of it; to import ``signal`` costs as much as git."""


class RunningGit:
    """A git that was started in a folder; what it prints waits in a pipe."""

    __slots__ = ("_complaints", "_output", "_pid", "root")

    def __init__(self, root: str, *args: str) -> None:
        """Start it. Raises OSError."""
        self.root = root
        self._output, output = os.pipe()
        self._complaints, complaints = os.pipe()
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, output, 1),
            (os.POSIX_SPAWN_DUP2, complaints, 2),
        ]
        command = ["git", "-C", root, *SAFE_SETTINGS, *args]
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

    def finish(self) -> tuple[int, bytes, bytes]:
        """Its exit code, what it printed and what it complained of. Called once."""
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


def look(root: str) -> RunningGit:
    """Start the look at the desk in that folder. Raises OSError."""
    return RunningGit(root, *LOOK_SETTINGS, *LOOK)
