"""Reading files of the desk without following links.

A cloned desk is hostile input: a ticket, a folder or a parent can be a symbolic link that leads
out of it, or a pipe that never ends. Every component of a path is checked before it is used.
"""

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from tix.errors import NeedsPersonError, TixError
from tix.model.layout import LIMIT
from tix.quick_typing import BinaryIO


class UnsafePathError(NeedsPersonError):
    """A path that leads out of the desk, or isn't a plain file or folder."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path} {reason}, so tix doesn't touch it", hint="tix check")


class WriteFailedError(TixError):
    """The disk is full, the folder is read-only, or the like. Nothing was changed."""

    def __init__(self, path: str, error: OSError) -> None:
        reasons = {
            errno.ENOSPC: "the disk is full",
            errno.EDQUOT: "the disk quota is used up",
            errno.EROFS: "the file system is read-only",
            errno.EACCES: "you have no permission to write there",
            errno.EPERM: "you have no permission to write there",
        }
        reason = reasons.get(error.errno or 0) or (error.strerror or str(error)).lower()
        super().__init__(
            f"can't write {path}: {reason}; nothing was changed",
            hint="put that right and run the command again",
        )


def is_inside(path: str) -> bool:
    """Whether a path stays inside the desk, on any system."""
    parts = path.split("/")
    return not any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts)


def is_too_long(path: str) -> bool:
    """Whether there is a file system that takes no file of that name."""
    raw = os.fsencode(path)
    return len(raw) > _LONGEST_PATH or any(len(part) > _LONGEST_NAME for part in raw.split(b"/"))


_LONGEST_NAME = 255
_LONGEST_PATH = 3800
"""Bytes; the folder that the desk is in comes before it."""
_FEW_FOLDERS = 8
"""Taken away one after the other: a file system may have each wait for the disk."""


def check_paths(root: Path, paths: Iterable[str]) -> None:
    """``check_path`` for each of them; a folder that several are in is looked at once."""
    good: set[str] = set()
    for path in paths:
        check_path(root, path, good)


def check_path(root: Path, path: str, good: set[str] | None = None) -> None:
    """Raise UnsafePathError if an existing component below ``root`` is a link or special file.

    ``good`` are folders that aren't looked at again; those that are good are added.
    """
    parts = path.split("/")
    if not is_inside(path):
        raise UnsafePathError(path, "is not a path inside the desk")
    place = str(root)
    for number, part in enumerate(parts):
        place = f"{place}/{part}"
        if good is not None and place in good:
            continue
        try:
            mode = os.lstat(place).st_mode
        except FileNotFoundError:
            return
        except (NotADirectoryError, OSError) as error:
            raise UnsafePathError(path, f"can't be looked at ({error.strerror})") from None
        if stat.S_ISLNK(mode):
            raise UnsafePathError("/".join(parts[: number + 1]), "is a symbolic link")
        last = number == len(parts) - 1
        if not last and not stat.S_ISDIR(mode):
            raise UnsafePathError("/".join(parts[: number + 1]), "is not a folder")
        if last and not stat.S_ISREG(mode):
            raise UnsafePathError(path, "is not a plain file")
        if not last and good is not None:
            good.add(place)


def check_folders(root: Path, path: str, good: set[str]) -> None:
    """``check_path`` where the caller takes nothing but a plain file at its end: it is looked at
    here only where its folder isn't among the ``good`` ones yet."""
    if f"{root}/{path[: path.rfind('/')]}" not in good or "\\" in path or "\0" in path:
        check_path(root, path, good)


def read(root: Path, path: str, most: int = -1) -> bytes:
    """The (first) bytes of a file of the desk. Raises UnsafePathError, or OSError as open does."""
    check_path(root, path)
    return read_plain(root / path, most)


def open_file(root: Path, path: str) -> BinaryIO:
    """A plain file of the desk, open. Raises as ``read`` does."""
    check_path(root, path)
    return os.fdopen(_open_plain(root / path)[0], "rb", buffering=0)


def read_ticket(path: Path | str) -> bytes:
    """The bytes of a plain file to be read as a ticket; of one that is too large, enough to see."""
    return read_plain(path, LIMIT + 1)


def read_plain(path: Path | str, most: int = -1) -> bytes:
    """The (first) bytes of a plain file; OSError (ELOOP, EINVAL) for a link, a pipe, a device."""
    return read_with_status(path, most)[0]


def read_with_status(path: Path | str, most: int = -1) -> tuple[bytes, os.stat_result]:
    """The same, and the file's status before it was read."""
    descriptor, found = _open_plain(path)
    try:
        whole = most < 0 or found.st_size <= most
        return _bytes_of(descriptor, found.st_size + 1 if whole else most, whole=whole), found
    finally:
        os.close(descriptor)


def _open_plain(path: Path | str) -> tuple[int, os.stat_result]:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a plain file")
    return descriptor, found


def _bytes_of(descriptor: int, size: int, *, whole: bool) -> bytes:
    """Bytes from an open file's place on: so many, or all (``whole``; it may have grown)."""
    parts = []
    while size and (part := os.read(descriptor, size)):
        parts.append(part)
        if whole and len(part) == size - 1:
            break  # it ends where its status says
        size -= 0 if whole else len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def walk(root: Path, folder: str, suffix: str = "") -> Iterator[tuple[str, bool]]:
    """Every entry below a folder of the desk as (path, is a plain file), sorted, links not
    followed; only names with the suffix that aren't hidden, and what isn't a plain file or folder.

    Without a suffix everything."""
    if (root / folder).is_symlink():
        yield folder, False
        return
    waiting = [iter([(folder, _FOLDER)])]
    while waiting:  # no recursion: folders can be nested deeper than Python's stack
        path, kind = next(waiting[-1], (None, _FOLDER))
        if path is None:
            waiting.pop()
        elif kind is _FOLDER:
            entries = _entries(root, path)
            if entries is None:
                yield path, False
            else:
                waiting.append(iter(entries))
        elif not suffix or (
            path[path.rfind("/") + 1] != "." and (kind is _SPECIAL or path.endswith(suffix))
        ):
            yield path, kind is _PLAIN


_FOLDER, _PLAIN, _SPECIAL = "folder", "plain", "special"


def _entries(root: Path, folder: str) -> list[tuple[str, str]] | None:
    """The entries of a folder, sorted: paths and kinds; None if it can't be read.

    Without what git keeps of a repository inside the desk: that is no file of the desk's.
    """
    try:
        with os.scandir(f"{root}/{folder}") as listing:  # a Path takes its time for deep ones
            entries = sorted(listing, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError:  # no permission, or a path that is too long
        return None
    return [(f"{folder}/{each.name}", _kind(each)) for each in entries if each.name != ".git"]


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_dir(follow_symlinks=False):
        return _FOLDER
    return _PLAIN if entry.is_file(follow_symlinks=False) else _SPECIAL


def make_folders(folder: Path) -> None:
    """Make a folder and those that it is in, however many. Raises OSError."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(exist_ok=True)


def remove_empty_folders(root: Path, folder: Path) -> None:
    """Remove a folder and its parents, while they are empty, up to ``root``."""
    with contextlib.suppress(OSError):
        while folder != root:
            folder.rmdir()
            folder = folder.parent


def clear(folder: Path) -> None:
    """Delete a folder with its content; links aren't followed. Raises OSError."""
    if folder.is_symlink():
        return
    from tix.storage.crew import for_each  # few commands come here

    files: list[str] = []
    levels = [[os.fspath(folder)]]
    while levels[-1]:  # no recursion: folders can be nested deeper than Python's stack
        below: list[str] = []
        for each in levels[-1]:
            with contextlib.suppress(OSError), os.scandir(each) as listing:
                for entry in listing:
                    (below if entry.is_dir(follow_symlinks=False) else files).append(entry.path)
        levels.append(below)
    for error in for_each(os.unlink, files):
        if not isinstance(error, FileNotFoundError):
            raise error
    for level in reversed(levels):
        for_each(os.rmdir, level, least=_FEW_FOLDERS)
