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
    """
    new = beside or path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}")
    try:
        with new.open("wb") as file:
            file.writelines([data] if isinstance(data, bytes) else data)
            if to_disk:
                file.flush()
                os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        raise
