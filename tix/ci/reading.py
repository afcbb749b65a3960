"""Opening the files that were named as reports; what is wrong with one doesn't stop the others."""

import contextlib
import errno
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from stat import S_ISFIFO

from tix.ci.report_files import STANDARD_INPUT, NoReportError, ReportFile
from tix.ci.xml_reader import BadReportError
from tix.errors import TixError
from tix.frozen import dataclass
from tix.quick_typing import BinaryIO


class UnreadableReportError(TixError):
    """A report's file can't be opened."""

    def __init__(self, name: str, error: OSError) -> None:
        super().__init__(
            f"{name}: {(error.strerror or str(error)).lower()}", hint="is the path right?"
        )


class OtherReportError(BadReportError):
    """A file is well-formed, and no report of the sort that is read."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where reports are read from: files below a folder, or standard input."""

    files: Sequence[ReportFile]
    folder: Path
    standard_input: Callable[[], BinaryIO]


def read_each(source: Source, read: Callable[[str, BinaryIO], None]) -> list[TixError]:
    """Call ``read`` with the name and the content of each file; what is wrong with some of them.

    Files that were found in a folder and are something else count for nothing, but one at least
    must be a report: else raises NoReportError.
    """
    errors: list[TixError] = []
    count = 0
    for file in source.files:
        try:
            with _opened(file.name, source) as stream:
                read(file.name, stream)
            count += 1
        except OtherReportError as error:
            if file.must_be_one:
                errors.append(error)
        except (BadReportError, UnreadableReportError) as error:
            errors.append(error)
    if not count and not errors:
        raise NoReportError(source.files[0].name, "none of the files found here is a report")
    return errors


def _refuse_pipe(name: str, folder: Path) -> None:
    """Raise OSError for a named pipe, which may never begin; a shell's ``<(command)`` is below
    /dev/fd, and is allowed."""
    mode = (folder / name).stat().st_mode
    if S_ISFIFO(mode) and not name.startswith(("/dev/", "/proc/")):
        raise OSError(errno.EINVAL, "this is a pipe, not a file; 'cat' it to standard input")


@contextlib.contextmanager
def _opened(name: str, source: Source) -> Iterator[BinaryIO]:
    if name == STANDARD_INPUT:
        yield source.standard_input()
        return
    try:
        _refuse_pipe(name, source.folder)
        file = (source.folder / name).open("rb")
    except (OSError, ValueError) as error:
        known = error if isinstance(error, OSError) else OSError(0, "no such file")
        raise UnreadableReportError(name, known) from None
    with file:
        try:
            yield file
        except OSError as error:  # a folder, a broken disk
            raise UnreadableReportError(name, error) from None
