"""The one way of putting a file in another's place: written beside it, then renamed.

Whoever reads meanwhile sees the old one or the new one, whole; a run that is killed leaves the old
one. (Tickets in the working tree are exchanged by ``store/file_exchange.py``: people edit them.
That ``swap``s the two files: Linux has it as ``renameat2`` with RENAME_EXCHANGE since 3.15, macOS
as ``renamex_np`` with RENAME_SWAP. Python has neither, so the C library is asked.)
"""

import contextlib
import errno
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = _RENAME_SWAP = 2
_CANNOT = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM, errno.EXDEV})
"""What a kernel, a file system or a sandbox says that doesn't have it."""


def replace_file(
    path: Path,
    data: bytes | Iterable[bytes],
    beside: Path | None = None,
    *,
    to_disk: bool = False,
    mode: int | None = None,
) -> None:
    """Put bytes, or pieces of them, in a file's place. Raises OSError, and the old one stays.

    ``beside`` is where the new file is made, in a folder that is tix's alone; what is there already
    is replaced. Without it that is next to the old one, under a name that nobody can have put a
    link at. ``to_disk``: wait until the new file is on the disk. ``mode``: its permissions, if not
    the usual ones. A device or a pipe is written into; nothing takes its place.
    """
    if _is_special(path):
        with path.open("wb") as file:
            file.writelines(_pieces(data))
        return
    new = beside or path.with_name(f".tix-{os.getpid()}-{os.urandom(8).hex()}")
    file = open(new, "wb" if beside else "xb", opener=_maker(mode))  # noqa: SIM115
    try:
        with file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.writelines(_pieces(data))
            if to_disk:
                file.flush()
                os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def write_output(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file that a person named, whole or not at all. Raises OSError.

    A symbolic link stays, and so do the permissions of a file that was there.
    """
    real = path if _is_special(path) else path.resolve()  # of /dev/stdout, a pipe's name is no path
    replace_file(real, data, mode=permissions(real))


def permissions(path: Path) -> int | None:
    """Those of a file that is there. Raises OSError."""
    return path.stat().st_mode & 0o777 if path.is_file() else None


def _maker(mode: int | None) -> Callable[[str, int], int]:
    """Opens a file that is made with no more permissions than it will have."""
    first = 0o666 if mode is None else mode & 0o600
    return lambda path, flags: os.open(path, flags, first)


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file()


def _pieces(data: bytes | Iterable[bytes]) -> Iterable[bytes]:
    return [data] if isinstance(data, bytes) else data


def put_where_none_is(new: str, place: str) -> bool:
    """Move a new file to its place; False if a file is there by now. Raises OSError."""
    try:
        os.link(new, place)
    except FileExistsError:
        return False
    except FileNotFoundError:
        raise
    except OSError:  # a file system without hard links
        if Path(place).exists():
            return False
        Path(new).replace(place)
    else:
        with contextlib.suppress(OSError):  # it is in its place; the next command clears up
            os.unlink(new)  # noqa: PTH108 (there may be very many)
    return True


def swap(one: str, other: str) -> bool:
    """Exchange two files on one disk; False, with nothing done, where that can't be had.

    Raises OSError: FileNotFoundError if one of them isn't there.
    """
    call = _call()
    if call is None:
        return False
    failed = call(os.fsencode(one), os.fsencode(other))
    if failed and failed not in _CANNOT:
        raise OSError(failed, os.strerror(failed), one, None, other)
    return not failed


@cache
def _call() -> Callable[[bytes, bytes], int] | None:
    """What exchanges two files, and gives 0 or the number of an error; None: there is nothing."""
    import ctypes  # costs two milliseconds

    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        renames = library.renameat2
        return lambda one, other: (
            ctypes.get_errno() if renames(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE) else 0
        )
    if hasattr(library, "renamex_np"):
        swaps = library.renamex_np
        return lambda one, other: ctypes.get_errno() if swaps(one, other, _RENAME_SWAP) else 0
    return None
