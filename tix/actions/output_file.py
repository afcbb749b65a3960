"""Writing a file that a person named."""

from collections.abc import Iterable
from pathlib import Path

from tix.errors import TixError
from tix.storage.replacing import write_output


class UnwritableFileError(TixError):
    """A file that a person named can't be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path} can't be written: {(error.strerror or '').lower()}")


def write_named(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file whole, or leave the one that is there as it is.

    Raises UnwritableFileError, and OSError if the pieces can't be read.
    """
    try:
        write_output(path, data)
    except OSError as error:
        if error.filename and Path(error.filename).parent != path.resolve().parent:
            raise
        raise UnwritableFileError(path, error) from None
