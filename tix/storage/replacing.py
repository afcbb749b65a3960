"""The one way of putting a file in another's place: written beside it, then renamed.

Whoever reads meanwhile sees the old one or the new one, whole; a run that is killed leaves the old
one. (Tickets in the working tree are exchanged by ``store/file_exchange.py``: people edit them.)
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path


def replace_file(
    path: Path, data: bytes | Iterable[bytes], beside: Path | None = None, *, to_disk: bool = False
) -> None:
    """Put bytes, or pieces of them, in a file's place. Raises OSError, and the old one stays.

    ``beside`` is where the new file is made, if not next to the old one; what is there already is
    replaced, and its permissions stay. ``to_disk``: wait until the new file is on the disk.
    A device or a pipe is written into; nothing takes its place.
    """
    if _is_special(path):
        with path.open("wb") as file:
            file.writelines(_pieces(data))
        return
    new = beside or path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}")
    try:
        with new.open("wb") as file:
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
    beside = real.with_name(f".{real.name}.{os.getpid()}")
    if real.is_file():
        beside.touch()
        beside.chmod(real.stat().st_mode & 0o777)
    replace_file(real, data, beside)


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file()


def _pieces(data: bytes | Iterable[bytes]) -> Iterable[bytes]:
    return [data] if isinstance(data, bytes) else data
