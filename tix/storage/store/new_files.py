"""Writing new files so that all are on disk, without waiting for each by itself."""

import contextlib
import os
from pathlib import Path
from types import TracebackType

from tix.quick_typing import Self
from tix.storage.crew import MANY, Crew

_TOGETHER = 64
"""So many are waited for while as many are written: all in all fewer open files than any system
allows a process."""

_OpenFile = tuple[str, int]
"""Its path and its descriptor."""


class NewFiles:
    """New files, which are on disk after ``finish``. A context, which leaves none of them open."""

    def __init__(self) -> None:
        self._open: list[_OpenFile] = []
        self._crew: Crew[_OpenFile] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._crew:
            self._crew.end()
        for _, descriptor in self._open:
            os.close(descriptor)

    def write(self, path: str, data: bytes) -> None:
        """Write a file where none is. Raises OSError; then it isn't there.

        The error may be one of an earlier file: it says of which (``filename``).
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o666)
        self._open.append((path, descriptor))
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
        except OSError as error:
            Path(path).unlink(missing_ok=True)
            error.filename = path
            raise
        if len(self._open) == _TOGETHER:
            self._hand_over()

    def finish(self) -> None:
        """Wait until all are on disk. Raises OSError, which names the file (``filename``)."""
        if self._crew or len(self._open) >= MANY:
            self._hand_over()
            self._wait()
        while self._open:
            _to_disk(self._open.pop())

    def _hand_over(self) -> None:
        """Let others wait for the files that are open. The system writes all of them before any
        is waited for: else it makes an entry in the file system's journal for each."""
        self._wait()
        if hasattr(os, "posix_fadvise"):
            with contextlib.suppress(OSError):
                for _, descriptor in self._open:
                    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        self._crew = self._crew or Crew(_to_disk)
        files, self._open = self._open, []
        self._crew.give(files)

    def _wait(self) -> None:
        if self._crew and (errors := self._crew.wait()):
            raise errors[0]


def _to_disk(file: _OpenFile) -> None:
    path, descriptor = file
    try:
        os.fsync(descriptor)
    except OSError as error:
        error.filename = path
        raise
    finally:
        os.close(descriptor)
