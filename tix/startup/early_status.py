"""Starting the run's first git before anything else is imported.

What differs from the last commit is the first thing that a command wants to know of a desk, and
git needs as long for it as Python needs to import click. So ``begin`` starts that git from the
program's entry, both run beside each other, and ``worktree_status.py`` takes what was begun. Hardly
anything is imported here, for the same reason.
"""

import os
import sys
import time
from collections.abc import Sequence

from tix.storage.git.discovery import places
from tix.storage.git.environment import SETTINGS, clean_environment

LOOK = (
    "status", "--porcelain=v2", "--branch", "--no-ahead-behind", "-z", "--no-renames",
    "--untracked-files=all", "--ignored=traditional", "--ignore-submodules=all", "--", "tickets",
)  # fmt: skip
"""The git command whose output tells HEAD and which files below ``tickets`` differ from it."""

WIDE_LOOK = (*LOOK, "tix.yaml", "templates")
"""The same, with the desk's other files.

Not with the archive and the attachments: a hundred thousand files take ten times as long.
"""

LOOK_SETTINGS = (
    "-c", "core.trustctime=true",  # a time of change that an editor sets back is seen
    "-c", "core.checkStat=default",
)  # fmt: skip

_LOOKING = frozenset(
    ("archive", "assign", "attach", "claim", "close", "comment", "delete", "edit", "export",
     "inbox", "link", "list", "log", "open", "redact", "reopen", "report", "search", "show",
     "similar", "status", "unwatch", "watch")
)  # fmt: skip
"""The commands that ask what is in the desk."""

_BY_ID = frozenset(
    ("attach", "close", "comment", "delete", "edit", "link", "redact", "reopen", "status")
)
"""Those that read only the ticket that they are given, if its id is whole."""

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
        """Nobody wants to know: it ends by itself, or when it has more to say."""
        os.close(self._output)
        os.close(self._complaints)
        os.waitpid(self._pid, os.WNOHANG)

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


_begun: list[RunningGit] = []
"""The look that was begun and that nobody has taken yet."""


def look(root: str, command: tuple[str, ...] = LOOK) -> RunningGit:
    """Start the look at the desk in that folder. Raises OSError."""
    return RunningGit(root, *LOOK_SETTINGS, *command)


def begin(arguments: Sequence[str]) -> None:
    """Start the look that the command with these arguments will want, if that is easy to tell.

    A wrong guess does no harm: what was begun for another desk is never read.
    """
    if None in (sys.stdin, sys.stdout, sys.stderr):
        return  # a pipe would take the place of a closed stream
    try:
        root = _likely_desk(arguments)
        if root is not None:
            _begun.append(look(root, WIDE_LOOK if arguments[-1] == "status" else LOOK))
    except (OSError, ValueError):
        return  # the command itself will say what is wrong


def forget() -> None:
    """What was begun is of no use any more: somebody has written."""
    while _begun:
        _begun.pop().drop()


def take(root: str, command: tuple[str, ...] = LOOK) -> RunningGit | None:
    """The look that was begun, if it is this one at the desk in that folder; given once."""
    found = None
    while _begun:
        found = _begun.pop()
        if found.root != root or found.args != (*LOOK_SETTINGS, *command):
            found.drop()
            found = None
    return found


def _seems_whole(ident: str) -> bool:
    ident = ident.removeprefix("#")
    return len(ident) == 6 and ident.isalnum() and ident[0].isalpha()


def _likely_desk(arguments: Sequence[str]) -> str | None:
    """The folder of the desk that the command works on, if it asks for one."""
    folder: str | None = None
    words = iter(arguments)
    for word in words:
        if word == "-C":
            folder = next(words, "")
        elif word.startswith("-C"):
            folder = word[2:]
        elif word == "--color":
            next(words, "")
        elif not word.startswith("--color="):
            break
    else:
        return None
    if word not in _LOOKING or "--help" in arguments or "-h" in arguments:
        return None
    if word in _BY_ID and _seems_whole(next(words, "")):
        return None
    start = os.path.realpath((folder if folder is not None else os.environ.get("TIX_DESK")) or "")
    found = places(start)
    if found is None:
        return None
    top, _, common_dir = found
    while not os.path.isfile(os.path.join(start, "tix.yaml")):
        if start == top:
            break
        start = os.path.dirname(start)
    else:
        return start
    beside = os.path.join(os.path.dirname(common_dir), ".tix")
    return beside if os.path.isfile(os.path.join(beside, "tix.yaml")) else None
