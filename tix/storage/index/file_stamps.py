"""Stamps that identify a version of a file without reading it: size, times and inode."""

import contextlib
import os
import time
from binascii import crc32
from pathlib import Path

from tix.storage.desk.desk import Desk


def stamp(place: Path | str) -> list[int]:
    """A file's stamp; a link's own. Raises OSError."""
    found = os.lstat(place)
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def of_gits_list(desk: Desk) -> list[int] | None:
    """The stamp of git's own list of files, which is a new file with each change."""
    try:
        return stamp(desk.git_dir / "index")
    except OSError:
        return None


_JUST_NOW = 2_000_000_000
"""Nanoseconds; within that, a file may change twice and have one stamp, on any file system."""


def folder_mark(folder: Path) -> str | None:
    """Another one where a file ``*.md`` in a folder came, went or has changed; None if one may
    change just now without being seen."""
    stamps: dict[str, int] = {}
    newest = 0
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if (name := entry.name).endswith(".md"):
                found = entry.stat(follow_symlinks=False)
                changed = found.st_ctime_ns
                newest = max(newest, changed)
                stamps[name] = hash((found.st_size, found.st_mtime_ns, changed, found.st_ino))
    if newest > time.time_ns() - _JUST_NOW:
        return None
    names = sorted(stamps)
    data = os.fsencode("\0".join(names))
    together = hash(tuple([stamps[name] for name in names]))  # numbers have one hash in every run
    return f"{crc32(data):08x}{together:x}"
