"""The files of the index: those of the live folder as they stand, of the archive as committed.

That an archived ticket counts as it is in the last commit is what makes a hundred thousand of them
cost nothing to check; ``show``, ``check`` and ``sync`` look at the files themselves.
"""

import os
import stat
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from tix.model.document import DocumentError, load
from tix.storage import files
from tix.storage.desk import Desk
from tix.storage.reader import Broken, Filed
from tix.values import dataclass

LIVE, ARCHIVE = "tickets", "archive"

Mark: TypeAlias = list[int]
"""What a file's content is known by: size, times, inode, and a checksum of the bytes; of what is no
plain file, or can't be read: mode, times and inode."""

_LOOKS = 5
_EXCHANGED = 0.002
"""Seconds between two looks at a file that isn't there in this moment: a sync exchanges it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is at a path now. ``mark`` is None where nothing is, or only a commit was looked at."""

    path: str
    what: Filed | Broken | None
    mark: Mark | None = None


def everything(desk: Desk, folder: str) -> Iterator[Found]:
    """Every file of a folder as it stands, in the order of their paths."""
    for path, is_plain in files.walk(desk.root, folder, ".md"):
        yield _plain(desk, path) if is_plain else _special(desk, path, _NOT_PLAIN)


def at(desk: Desk, path: str) -> Iterator[Found]:
    """What a path of the live folder holds now: one file, none, or (for a folder) several."""
    if path.endswith("/"):
        yield from everything(desk, path.rstrip("/"))
        return
    try:
        files.check_path(desk.root, path)
    except files.UnsafePathError:
        yield _unsafe(desk, path)
        return
    if not path.endswith(".md"):
        yield Found(path, None)
        return
    yield _plain(desk, path)


def _unsafe(desk: Desk, path: str) -> Found:
    """What isn't a plain file: told if it stands there itself, nothing if a parent is a link."""
    parts = path.split("/")
    parents = ("/".join(parts[:count]) for count in range(1, len(parts)))
    if any((desk.root / folder).is_symlink() for folder in parents):
        return Found(path, None)
    if (desk.root / path).is_dir() and not (desk.root / path).is_symlink():
        return Found(path, None)
    return _special(desk, path, _NOT_PLAIN)


_NOT_PLAIN = "this is a link, or no plain file; it isn't read"


def _special(desk: Desk, path: str, reason: str) -> Found:
    """What can't be read: a link, a pipe, a file or folder without permission."""
    try:
        found = (desk.root / path).lstat()
    except OSError:
        return Found(path, None)
    mark = [found.st_mode, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
    return Found(path, Broken(path, 1, reason), mark)


def _plain(desk: Desk, path: str) -> Found:
    for look in range(_LOOKS):
        try:
            data, mark = _read(f"{desk.root}/{path}")
        except FileNotFoundError:
            if look < _LOOKS - 1:
                time.sleep(_EXCHANGED)
            continue
        except OSError as error:
            return _special(desk, path, f"can't be read: {os.strerror(error.errno or 0).lower()}")
        return Found(path, parsed(path, data), mark)
    return Found(path, None)


def _read(place: str) -> tuple[bytes, Mark]:
    descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123 (a descriptor)
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(22, "not a plain file")
        data = file.readall()
    mark = [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, zlib.crc32(data)]
    return data, mark


def parsed(path: str, data: bytes) -> Filed | Broken:
    """The ticket in a file's bytes."""
    try:
        return Filed(load(data).ticket, path)
    except DocumentError as error:
        return Broken(path, error.line, error.reason)


def committed(desk: Desk, blobs: Mapping[str, str]) -> Iterator[Found]:
    """What commits hold: by path a blob's name, "" for none, ``link`` for a symbolic link."""
    from tix.storage.object_reader import ObjectReader

    reader = ObjectReader(desk.git)
    try:
        for path, blob in blobs.items():
            if blob == LINK:
                yield Found(path, Broken(path, 1, _NOT_PLAIN))
                continue
            data = reader.read(blob) if blob else None
            yield Found(path, None if data is None else parsed(path, data))
    finally:
        reader.close()


LINK = "link"


def changed_between(desk: Desk, old: str, new: str, folder: str = "") -> dict[str, str]:
    """Each ticket file that two commits have differently, and its blob in the new one.

    Raises GitError, also if one of the commits isn't there.
    """
    output = desk.git.run(
        "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--ignore-submodules=all",
        "--end-of-options", old, new, "--", *((folder,) if folder else (LIVE, ARCHIVE)),
    )  # fmt: skip
    return _blobs(desk, output)


def archive_changes(desk: Desk, commit: str) -> dict[str, str]:
    """Each file of the archive that isn't in the working tree as committed, and its blob there."""
    output = desk.git.run(
        "status", "--porcelain=v2", "-z", "--no-renames", "--untracked-files=all",
        "--ignored=traditional", "--ignore-submodules=all", "--", ARCHIVE,
    )  # fmt: skip
    paths = [path for path in _status_paths(output) if path]
    names = {os.fsdecode(path)[len(desk.prefix) :]: "" for path in paths}
    if not names:
        return {}
    listing = desk.git.run(
        "ls-tree", "-r", "-z", "--full-tree", commit, "--", f"{desk.prefix}{ARCHIVE}"
    )
    for entry in listing.split(b"\0")[:-1]:
        meta, _, raw = entry.partition(b"\t")
        path = os.fsdecode(raw)[len(desk.prefix) :]
        if path in names:
            mode, _, name = meta.decode().split(" ")
            names[path] = LINK if mode == "120000" else name
    return names


_FIELDS_BEFORE_PATH = {b"1": 8, b"u": 10, b"?": 1, b"!": 1}


def _status_paths(output: bytes) -> Iterator[bytes]:
    for entry in output.split(b"\0"):
        if count := _FIELDS_BEFORE_PATH.get(entry[:1]):
            yield entry.split(b" ", count)[count]


def _blobs(desk: Desk, output: bytes) -> dict[str, str]:
    parts = output.split(b"\0")
    found = {}
    for meta, raw in zip(parts[:-1:2], parts[1::2], strict=True):
        _, mode, _, blob, kind = meta.decode().split(" ")
        path = os.fsdecode(raw)[len(desk.prefix) :]
        if mode == "120000":
            found[path] = LINK
        elif path.endswith(".md"):
            found[path] = "" if kind == "D" or mode == "160000" else blob
    return found


def all_of(found: Iterable[Found]) -> Iterator[Filed | Broken]:
    """What stands in files that are there."""
    return (each.what for each in found if each.what is not None)
