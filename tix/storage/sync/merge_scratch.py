"""What a git that was killed in the middle of a merge left in the working tree.

For a merge driver git writes the three versions of a file to ``.merge_file_`` and six characters,
in the top folder (git's ``ll-merge.c``), and takes them away when the driver is done.
"""

import contextlib
import os
import re
import stat
import time
from pathlib import Path

from tix.storage.desk.files import read_plain
from tix.storage.git.index_entries import index_paths
from tix.storage.git.objects import ObjectReader, blob_name
from tix.storage.git.process import Git, GitError

_NAME = re.compile(r"\.merge_file_[A-Za-z0-9]{6}")
_AGE = 3600
"""Seconds after which no merge is at work any more."""
_LARGEST = 2**24
"""Bytes; what is larger stays, rather than being read."""


def clear_merge_scratch(git: Git) -> None:
    """Take away such files: those that are old, that git doesn't track, and whose very bytes the
    repository holds, so that nothing is lost whoever wrote them. Best effort."""
    with contextlib.suppress(OSError, GitError):
        listed = os.listdir(git.folder)  # noqa: PTH208 (names)
        names = [name for name in listed if _NAME.fullmatch(name)]
        if not names:
            return
        tracked = index_paths(git, *names)
        length = len(git.run("rev-parse", "--verify", "--end-of-options", "HEAD").strip())
        with contextlib.closing(ObjectReader(git, 0)) as objects:
            for path in (git.folder / name for name in names if name not in tracked):
                if _is_old(path) and objects.find(blob_name(read_plain(path, _LARGEST), length)):
                    path.unlink()


def _is_old(path: Path) -> bool:
    status = path.lstat()
    is_small = stat.S_ISREG(status.st_mode) and status.st_size <= _LARGEST
    return is_small and status.st_mtime < time.time() - _AGE
