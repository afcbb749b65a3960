"""A working tree's index, changed in a copy of its own and then put in place.

A git that is killed leaves ``index.lock``, and nobody can tell it from that of a git which waits
for its user in an editor. So tix takes the lock itself, with its mark in it: who holds the clone's
own lock and finds that mark knows that whoever made it is dead. The git that makes the change
works on a copy under a name that is used once, so that one that outlives its tix disturbs nobody.
"""

import contextlib
import os
import time
from pathlib import Path

from tix.storage.replacing import replace_file

_STALE = 10.0
"""An ``index.lock`` older than this many seconds isn't waited for."""
_MARK = b"tix\n"
_MARK_FILE = "lock-mark"
"""Holds the mark and gets the lock's name as a second one: that needs no space on the disk."""


class PrivateIndex:
    """The index of the working tree with that git folder. The clone's lock must be held.

    ``folder`` is where the copies are made, on the same disk.
    """

    def __init__(self, git_dir: Path, folder: Path) -> None:
        self._index = git_dir / "index"
        self._lock = git_dir / "index.lock"
        self._folder = folder
        self._copy = self._folder / f"index-{os.getpid()}-{os.urandom(4).hex()}"
        self._before = self._copy.with_name(f"{self._copy.name}.before")
        self._kept: tuple[int, ...] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment that makes git use the copy."""
        return {"GIT_INDEX_FILE": str(self._copy)}

    def take(self) -> bool:
        """Lock the index and copy it; False if a git of somebody else holds it. May raise OSError.

        A lock that a killed tix left is taken over.
        """
        self._folder.mkdir(exist_ok=True)
        self._tidy()
        if self._is_ours():
            self._lock.unlink()
        try:
            self._mark()
        except FileExistsError:
            return False
        try:
            _link(self._index, self._copy)
        except FileNotFoundError:
            pass  # there is no index yet: git makes the copy
        except OSError:
            self.drop()
            raise
        return True

    def keep(self) -> None:
        """The copy becomes the index, and the lock goes."""
        try:
            with contextlib.suppress(OSError):  # without it, git takes back what is to be
                os.link(self._index, self._before)
            self._copy.replace(self._index)
            self._kept = _identity(self._index)
        except FileNotFoundError:
            pass  # git had nothing to write
        finally:
            self.drop()

    def put_back(self) -> bool:
        """The index as it was before ``keep``; False if that isn't known, or is changed since."""
        try:
            if self._kept is None or not self._before.exists():
                return False
            self._mark()
        except OSError:
            return False
        try:
            is_same = _identity(self._index) == self._kept
            if is_same:
                self._before.replace(self._index)
            return is_same
        except OSError:
            return False
        finally:
            self._lock.unlink(missing_ok=True)

    def forget_before(self) -> None:
        """Forget the old index: it won't be restored."""
        self._before.unlink(missing_ok=True)

    def drop(self) -> None:
        """Forget the copy, and let go of the lock."""
        self._copy.unlink(missing_ok=True)  # also when it was the same file as the index
        self._lock.unlink(missing_ok=True)

    def is_held_for_long(self, until: float) -> bool:
        """Whether somebody else has the lock and needn't be waited for (any longer): it is old, or
        the monotonic clock is past ``until``."""
        try:
            since = self._lock.stat().st_mtime
        except OSError:
            return False
        return time.monotonic() > until or time.time() - since > _STALE

    def _mark(self) -> None:
        """Lock the index. Raises FileExistsError if somebody else holds it, or OSError."""
        mark = self._folder / _MARK_FILE
        try:
            _link(mark, self._lock)  # at once with its content
        except FileNotFoundError:
            replace_file(mark, _MARK, self._copy.with_name(f"{self._copy.name}.mark"), to_disk=True)
            _link(mark, self._lock)

    def _is_ours(self) -> bool:
        with contextlib.suppress(OSError):
            return self._lock.read_bytes() == _MARK
        return False

    def _tidy(self) -> None:
        """Delete what killed runs left."""
        for leftover in self._folder.glob("index-*"):
            with contextlib.suppress(OSError):
                leftover.unlink()


def _identity(path: Path) -> tuple[int, ...]:
    """An identity that changes whenever the file is replaced."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _link(source: Path, target: Path) -> None:
    """A second name for a file. Raises FileExistsError, FileNotFoundError."""
    try:
        os.link(source, target)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:  # a file system without hard links
        import shutil  # rarely needed, and slow to import

        with source.open("rb") as content, target.open("xb") as copy:
            shutil.copyfileobj(content, copy)
        shutil.copystat(source, target)  # git compares the index's time with those of files
