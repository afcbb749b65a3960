"""Keeping a working tree's index in step with the files that tix commits.

The index is brought up to date *before* the branch moves: whoever is killed in between leaves the
new text staged, never an index that looks like its reversal and could be committed as one. A
journal remembers the paths until that has worked, so that the next command heals what a stale
``index.lock`` prevented. All of it is best effort: a ticket's commit doesn't need the index.
"""

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tix.errors import TixError
from tix.storage.git import OWN_GROUP, Git, Process
from tix.storage.lock import exclusive

if TYPE_CHECKING:
    from tix.storage.desk import Desk

_PATIENCE = 1.0
"""Seconds to wait for another git that is writing the index."""
_STALE = 10.0
"""An ``index.lock`` older than this many seconds isn't waited for."""


class IndexRefresh:
    """Takes files as they are in the working tree into its index."""

    def __init__(self, desk: "Desk") -> None:
        self._git = Git(desk.top)
        self._prefix = desk.prefix
        self._journal = _journal(desk)
        self._lock = desk.git_dir / "index.lock"
        self._listing = b""
        self._process: Process | None = None

    def begin(self, paths: Iterable[str] = ()) -> None:
        """Start with these files (from the desk's root) and those that wait in the journal."""
        waiting = b""
        with contextlib.suppress(OSError):
            waiting = self._journal.read_bytes()
        names = (os.fsencode(self._prefix + path) for path in paths)
        listed = dict.fromkeys([*waiting.split(b"\0")[:-1], *names])
        self._listing = b"".join(name + b"\0" for name in listed)
        with contextlib.suppress(OSError):
            self._journal.parent.mkdir(exist_ok=True)
            self._journal.write_bytes(self._listing)
        self._start()

    def finish(self) -> None:
        """Wait until it is done; a while, too, for another git that holds the index."""
        until = time.monotonic() + _PATIENCE
        while self._process is not None:
            _, complaint = self._process.communicate()
            if self._process.returncode and b"index.lock" in complaint:
                if time.monotonic() > until or self._is_stale():
                    return
                time.sleep(0.01)
                self._start()
                continue
            with contextlib.suppress(OSError):  # done, or nothing that time would heal
                self._journal.unlink(missing_ok=True)
            return

    def take_back(self, paths: Iterable[str]) -> None:
        """Make the index of these files what is committed: the new text didn't come to stay."""
        listing = b"".join(os.fsencode(self._prefix + path) + b"\0" for path in paths)
        process = self._git.start(
            "reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul"
        )
        process.communicate(listing)

    def _start(self) -> None:
        self._process = self._git.start(
            "update-index", "--add", "--remove", "-z", "--stdin", group=OWN_GROUP
        )
        stdin = self._process.stdin
        assert stdin is not None
        with contextlib.suppress(OSError):  # it may have given up already
            stdin.write(self._listing)
            stdin.flush()
        with contextlib.suppress(OSError):
            stdin.close()
        self._process.stdin = None

    def _is_stale(self) -> bool:
        try:
            return time.time() - self._lock.stat().st_mtime > _STALE
        except OSError:
            return False


def heal(desk: "Desk") -> None:
    """Do what an earlier run couldn't, unless there is nothing or somebody is writing now."""
    if not _journal(desk).exists():
        return
    with contextlib.suppress(TixError, OSError), exclusive(desk.lock, patience=0):
        refresh = IndexRefresh(desk)
        refresh.begin()
        refresh.finish()


def _journal(desk: "Desk") -> Path:
    return desk.git_dir / "tix" / "stale-index"
