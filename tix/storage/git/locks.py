"""Lock files of git: waited for, and taken away where the git that made them is dead.

git holds the lock of a ref or of the configuration for milliseconds. One that is there for
seconds was left by a git that was killed (a power failure). The lock of a working tree's index is
another matter, for a ``git commit`` holds that while its user writes the message.
"""

import re
import time
from pathlib import Path

from tix.storage.git.process import Git, GitError

STALE = 10.0
"""A lock that is older, in seconds, has no living owner."""

_LOCKED = (
    r"Unable to create '(.+)\.lock': File exists",
    r"could not lock config file (.+): File exists",
)


def patiently(
    git: Git, *args: str, codes: tuple[int, ...] = (0,), patience: float = STALE
) -> bytes:
    """Like ``git.run``, but tries again once a lock that was in the way is gone."""
    while True:
        try:
            return git.run(*args, codes=codes)
        except GitError as error:
            if not unlocked(error, git.folder, patience):
                raise


def unlocked(error: GitError, folder: Path = Path(), patience: float = STALE) -> bool:
    """Whether an error is worth another try: a lock was in the way and is gone now.

    ``folder`` is where that git worked.
    """
    lock = _lock_of(error, folder)
    return lock is not None and wait_for(lock, patience)


def _lock_of(error: GitError, folder: Path) -> Path | None:
    for pattern in _LOCKED:
        if found := re.search(pattern, error.complaint):
            path = folder / f"{found[1]}.lock"
            return None if path.name == "index.lock" else path
    return None


def wait_for(lock: Path, patience: float = STALE) -> bool:
    """Wait until a lock is gone, or old enough to be taken away.

    False if that can't be done, or if it is still young after ``patience`` seconds.
    """
    start = time.monotonic()
    try:
        while lock.is_file():
            waited = time.monotonic() - start
            if time.time() - lock.stat().st_mtime > STALE or waited > STALE:
                lock.unlink()
            elif waited > patience:
                return False
            else:
                time.sleep(0.01)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return not lock.exists()
