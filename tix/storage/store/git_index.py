"""Keeping a working tree's index in step with the files that tix commits.

The index is brought up to date *before* the branch moves: whoever is killed in between leaves the
new text staged, never an index that looks like its reversal and could be committed as one. A
journal remembers the paths until that has worked and the commit is made, so that the next command
heals what was cut short, or what a git of the user's prevented that held the index. All of it is
best effort: a ticket's commit doesn't need the index.
"""

import contextlib
import os
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from tix.quick_typing import TYPE_CHECKING
from tix.storage.git.index_copy import PrivateIndex
from tix.storage.git.process import Git
from tix.storage.git.running import RunningGit
from tix.storage.replacing import replace_file

if TYPE_CHECKING:
    from tix.storage.desk.desk import Desk

_PATIENCE = 1.0
"""Seconds to wait for another git that is writing the index."""

_UPDATE = ("update-index", "--add", "--remove", "-z", "--stdin")
_RESET = ("reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul")

_PASSING = (
    b"no space left", b"disk quota", b"input/output error", b"read-only file system",
    b"permission denied", b"unable to write", b"failed to insert into database", b"write failure",
)  # fmt: skip
"""Errors of git that may be gone next time."""


class IndexRefresh:
    """Takes files as they are in the working tree into its index. The clone's lock is held."""

    def __init__(self, desk: "Desk") -> None:
        self._git = Git(desk.top)
        self._prefix = desk.prefix
        self._journal = journal_of(desk)
        self._index = PrivateIndex(desk.git_dir, desk.tree_state.folder)
        self._listing = b""
        self._running: RunningGit | None = None
        self._is_settled = False

    def begin(self, paths: Iterable[str] = ()) -> None:
        """Start with these files (from the desk's root) and those that wait in the journal."""
        waiting = b""
        with contextlib.suppress(OSError):
            waiting = self._journal.read_bytes()
        listed = dict.fromkeys([*waiting.split(b"\0")[:-1], *self._names(paths)])
        self._listing = b"".join(name + b"\0" for name in listed)
        self._note()
        with contextlib.suppress(OSError):
            self._start(_UPDATE)

    def finish(self) -> None:
        """Wait until it is done, and a while for another git that holds the index."""
        self._finish(_UPDATE)

    def forget(self) -> None:
        """The files are committed; forget the journal unless the index couldn't be updated."""
        if self._is_settled:
            self._index.forget_before()
            self._journal.unlink(missing_ok=True)

    def settle(self) -> None:
        """Finish; there is no commit to wait for."""
        self.finish()
        self.forget()

    def let_go(self) -> None:
        """End what ``begin`` started, if that is still at work: the user's git finds no lock."""
        if self._running is not None:
            self.finish()

    def take_back(self, paths: Iterable[str]) -> None:
        """Make the index of these files what is committed: the new text didn't come to stay.

        As it was before, if nobody has changed it since: that needs no space on the disk.
        """
        self.let_go()
        if not self._index.put_back():
            self._listing = b"".join(name + b"\0" for name in self._names(paths))
            self._note()
            with contextlib.suppress(OSError):
                self._start(_RESET)
            self._finish(_RESET)
        self.forget()

    def _names(self, paths: Iterable[str]) -> list[bytes]:
        return [os.fsencode(self._prefix + path) for path in paths]

    def _note(self) -> None:
        """Write the journal, whole or not at all."""
        with contextlib.suppress(OSError):
            self._journal.parent.mkdir(exist_ok=True)
            replace_file(
                self._journal, self._listing, self._journal.with_name(f"{self._journal.name}.new")
            )

    def _finish(self, command: tuple[str, ...]) -> None:
        until = time.monotonic() + _PATIENCE
        while self._running is None:
            if self._index.is_held_for_long(until):
                return
            time.sleep(0.01)
            try:
                self._start(command)
            except OSError:
                return
        running, self._running = self._running, None
        try:
            code, _, complaint = running.finish()
        except BaseException:
            self._index.drop()  # interrupted: the user's own git finds no lock
            raise
        self._is_settled = self._settled(code, complaint)

    def _settled(self, code: int, complaint: bytes) -> bool:
        """Whether all is done, or not to be done at any time."""
        try:
            if code == 0:
                self._index.keep()
            else:
                self._index.drop()
        except OSError:
            return False
        return code == 0 or (code > 0 and not any(w in complaint.lower() for w in _PASSING))

    def _start(self, command: tuple[str, ...]) -> None:
        """Run git, if nobody holds the index. Raises OSError."""
        if not self._index.take():
            return
        try:
            self._running = self._git.begin(
                *command, is_fed=True, environment=self._index.environment, own_group=True
            )
        except BaseException:
            self._index.drop()
            raise
        self._running.feed(self._listing)


def journal_of(desk: "Desk") -> Path:
    """The file that lists the paths still missing in the index."""
    return desk.tree_state.stale_index


def lagging(desk: "Desk", paths: Collection[str]) -> frozenset[str]:
    """Those of some files (from the desk's root) that are as in the last commit, and seem to
    differ only because the index couldn't follow. Raises GitError."""
    try:
        waiting = journal_of(desk).read_bytes().split(b"\0")
    except OSError:
        return frozenset()
    start = len(desk.prefix)
    late = {path for name in waiting if (path := os.fsdecode(name)[start:]) in paths}
    return frozenset(path for path, blob in _committed(desk, late) if _has(desk, path, blob))


def _committed(desk: "Desk", paths: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each file, and the name of what is committed of it; "": nothing is."""
    from tix.storage.git.tree_entries import top_tree_entries  # an index hardly ever lags

    if not paths:
        return
    names = {desk.prefix + path for path in paths}
    folders = sorted({name.partition("/")[0] for name in names})
    found = dict(top_tree_entries(Git(desk.top), "HEAD", *folders, only=names))
    for path in paths:
        entry = found.get(desk.prefix + path)
        yield path, entry.name if entry else ""


def _has(desk: "Desk", path: str, blob: str) -> bool:
    from tix.storage.desk.files import UnsafePathError, read
    from tix.storage.git.objects import differs

    try:
        data = read(desk.root, path)
    except FileNotFoundError:
        data = None
    except (OSError, UnsafePathError):
        return False
    return not differs(data, blob)
