"""Files that a person attaches to a ticket."""

from collections.abc import Sequence
from pathlib import Path
from stat import S_ISCHR

from tix.actions.attach import NewAttachment
from tix.console.text_input import TextFileError, read_bytes
from tix.errors import TixError

LARGE = 20 * 1024 * 1024
"""Larger files, in bytes, need ``--force``: git keeps them for ever."""


class LargeFileError(TixError):
    """A file that would make the repository large for everybody."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__(
            f"{name} has {size / 1_000_000:.0f} MB, and every clone of the desk would keep it",
            hint="attach it all the same: --force",
        )


def read_attachments(names: Sequence[str], *, force: bool) -> list[NewAttachment]:
    """The files, read. Raises TextFileError, LargeFileError."""
    for name in names:
        try:
            status = Path(name).stat()
        except FileNotFoundError:
            meant = "an address goes into a comment: tix comment ID ADDRESS"
            hint = meant if "://" in name else None
            raise TextFileError(name, "there is no such file", hint) from None
        except (OSError, ValueError):
            continue  # reading it says why
        if S_ISCHR(status.st_mode) and not name.startswith("/dev/fd/"):  # it has no content to keep
            raise TextFileError(name, "this is a device, not a file")
        if status.st_size > LARGE and not force:
            raise LargeFileError(name, status.st_size)
    return [NewAttachment(Path(name).name, _content(name, force)) for name in names]


def _content(name: str, force: bool) -> bytes:
    """A file's bytes; a pipe is measured as it is read."""
    content = read_bytes(name, -1 if force else LARGE + 1)
    if len(content) > LARGE and not force:
        raise LargeFileError(name, len(content))
    return content
