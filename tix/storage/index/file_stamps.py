"""Stamps that identify a version of a file without reading it: size, times and inode."""

import os
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
