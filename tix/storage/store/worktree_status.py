"""The first thing a run looks at: HEAD, and the files of the live folder that differ from it.

One ``git status`` tells both. It may have been started before the desk was properly found, while
Python was busy importing (``early_status.py``).
"""

import contextlib
import time
from collections.abc import Iterable

from tix.frozen import dataclass
from tix.model.layout import LIVE
from tix.storage.desk.desk import Desk
from tix.storage.git.running import RunningGit
from tix.storage.git.status import LOOK, LOOK_SETTINGS, WIDE_LOOK, look, take
from tix.storage.git.status_entries import entries_in, head_in


@dataclass(frozen=True, slots=True)
class WorkTreeState:
    """How a desk's files differ from its last commit.

    ``commit`` is HEAD's full name, "" if there is none yet. ``changed`` are the files below
    ``tickets`` that differ from it (staged or not, deleted, untracked, ignored, in conflict), by
    their paths from the desk's root, sorted; one that ends in ``/`` is a repository of its own
    there, of which any file may be new. ``complaint`` is what git couldn't look at, in its own
    words: then ``changed`` may lack something. ``edited`` are all files that were looked at, differ
    and aren't ignored; ``unmerged`` those of them that a merge left in conflict.
    """

    commit: str
    changed: tuple[str, ...]
    complaint: str = ""
    edited: tuple[str, ...] = ()
    unmerged: tuple[str, ...] = ()


class WorkTreeQuery:
    """A ``git status`` of a desk that is under way: the one that the program's entry began, if it
    is of this desk and the first one that is asked for; else a new one.

    It is of the live folder; a ``wide`` one also of the desk's configuration and templates.
    """

    def __init__(self, desk: Desk, *, wide: bool = False) -> None:
        self._desk = desk
        self._command = WIDE_LOOK if wide else LOOK
        self.since = 0
        """When git began to look, in nanoseconds, once ``state`` was asked."""
        self._known: WorkTreeState | None = None
        self._running: RunningGit | None = None
        root = str(desk.root)
        if desk.is_moved:
            return  # what git finds by itself is another repository, or none
        with contextlib.suppress(OSError):  # state() will tell why
            self._running = take(root, self._command) or look(root, self._command)

    def state(self) -> WorkTreeState:
        """Wait for git's answer. Raises GitError."""
        if self._known is None:
            self._known = self._looked()
        return self._known

    def _looked(self) -> WorkTreeState:
        running, self._running = self._running, None
        self.since = running.started if running is not None else time.time_ns()
        if running is not None:
            code, output, complaint = running.finish()
            if code == 0:
                return _read(output, complaint, self._desk.prefix)
        return look_at(self._desk, self._command)


def look_at(desk: Desk, command: tuple[str, ...]) -> WorkTreeState:
    """A look by such a command, waited for. Raises GitError."""
    return _read(desk.git.run(*LOOK_SETTINGS, *command), b"", desk.prefix)


def _read(output: bytes, complaint: bytes, prefix: str) -> WorkTreeState:
    start = len(prefix)
    entries = [(entry.path[start:], entry) for entry in entries_in(output)]
    return WorkTreeState(
        head_in(output),
        _sorted(path for path, _ in entries if _is_live(path)),
        complaint.decode(errors="replace").strip(),
        _sorted(path for path, entry in entries if not entry.is_ignored),
        _sorted(path for path, entry in entries if entry.is_unmerged),
    )


def _sorted(paths: Iterable[str]) -> tuple[str, ...]:
    """Each path once: git tells one that is gone from its index and there as a file twice."""
    return tuple(sorted(set(paths)))


def _is_live(path: str) -> bool:
    return path.startswith(f"{LIVE}/") or path == LIVE
