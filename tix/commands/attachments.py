"""Files that a person attaches to a ticket."""

from collections.abc import Sequence
from pathlib import Path

from tix.commands.text_input import TextFileError, read_bytes
from tix.errors import TixError
from tix.values import dataclass

LARGE = 20 * 1024 * 1024
"""Bytes of a file from which on ``--force`` is asked for: git keeps it for ever."""


class LargeFileError(TixError):
    """A file that would make the repository large for everybody."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__(
            f"{name} has {size / 1_000_000:.0f} MB, and every clone of the desk would keep it",
            hint="attach it all the same: --force",
        )


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file's name and content."""

    name: str
    content: bytes


def read_attachments(names: Sequence[str], *, force: bool) -> list[NewAttachment]:
    """The files, read. Raises TextFileError, LargeFileError."""
    for name in names:
        try:
            size = Path(name).stat().st_size
        except FileNotFoundError:
            raise TextFileError(name, "there is no such file") from None
        except (OSError, ValueError):
            size = 0
        if size > LARGE and not force:
            raise LargeFileError(name, size)
    return [NewAttachment(Path(name).name, read_bytes(name)) for name in names]
