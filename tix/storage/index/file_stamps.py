"""Stamps that identify a version of a file without reading it: size, times and inode."""

import contextlib
import os
import time
from binascii import crc32
from collections.abc import Iterator
from operator import attrgetter, methodcaller
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


_NAME = attrgetter("name")
_STATUS = methodcaller("stat", follow_symlinks=False)
_STAMP = attrgetter("st_ctime_ns", "st_mtime_ns", "st_size", "st_ino")


def records_mark(desk: Desk, folder: str) -> str | None:
    """``folder_mark`` of a desk's folder of records; None where some aren't checked out."""
    from tix.storage.desk.left_out import LeftOutFiles  # git's list has a stamp, too

    return None if LeftOutFiles(desk, folder).blobs else folder_mark(desk.root / folder)


def folder_mark(folder: Path) -> str | None:
    """Another one where a file ``*.md`` in a folder came, went or has changed; None if one may
    change just now without being seen, or that can't be told."""
    files: list[os.DirEntry[str]] = []
    stamps: list[tuple[int, ...]] = []
    try:
        with _opened(folder) as opened, os.scandir(opened) as entries:
            files = sorted([each for each in entries if each.name.endswith(".md")], key=_NAME)
            stamps = [*map(_STAMP, map(_STATUS, files))]  # without a step of Python for each
    except FileNotFoundError:
        if files:
            return None  # one went just now
    except OSError:
        return None
    if stamps and max(stamps)[0] > time.time_ns() - _JUST_NOW:
        return None
    data = os.fsencode("\0".join(map(_NAME, files)))
    together = hash(tuple(stamps))  # numbers have one hash in every run
    return f"{crc32(data):08x}{together:x}"


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """A folder from which the names of its files are looked up, the rest of the path only once."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
