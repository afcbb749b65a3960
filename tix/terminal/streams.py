"""The standard streams of a run: what can't be printed is told, whatever the streams are.

A stream may be closed, full, a pipe whose reader has gone, or one that knows ASCII only. Standard
output has the result, so text of it that gets lost is an error, wherever in the run it is written
(``ResultLostError``). Standard error has what is said about the result, so it may be deaf: nothing
fails because of that.
"""

import contextlib
import errno
import io
import os
import sys

from tix.errors import TixError
from tix.quick_typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_READER_GONE = 141
"""A shell's exit code for a program that SIGPIPE has ended, as in ``git log | head``."""


class ResultLostError(TixError):
    """The result couldn't be written to standard output."""

    def __init__(self, error: OSError) -> None:
        self.is_unwanted = error.errno == errno.EPIPE
        """Whether the reader has gone, and wants no more."""
        if self.is_unwanted:
            self.exit_code = _READER_GONE
        reason = (error.strerror or str(error)).lower()
        if error.errno == errno.EBADF:
            reason = "standard output is closed"
        super().__init__(f"the result couldn't be written: {reason}")


class _Result(io.FileIO):
    """Standard output. Its error is one of tix, so that nothing takes it for that of a file."""

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            while (count := super().write(data)) is None:  # full, and somebody made it not wait
                _wait_for(self)
        except OSError as error:
            raise ResultLostError(error) from None
        return count


class _Remarks(io.FileIO):
    """Standard error; messages that can't be written are lost silently."""

    def write(self, data: "ReadableBuffer", /) -> int:
        count = None
        with contextlib.suppress(OSError):
            count = super().write(data)
        return memoryview(data).nbytes if count is None else count


def _wait_for(stream: io.FileIO) -> None:
    import select  # hardly ever

    select.select([], [stream], [])


def take_over() -> None:
    """Make these streams the process's own."""
    _open_closed()
    for before in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            before.flush()
    sys.stdout = _text(_Result(1, "w", closefd=False), sys.stdout)
    sys.stderr = _text(_Remarks(2, "w", closefd=False), sys.stderr)


def forget_result() -> None:
    """Write what is left of the result nowhere: Python must not try it again when it ends."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def _open_closed() -> None:
    """Give a stream that the caller closed (``>&-``) its number back: or else the next file that is
    opened gets it, and what is printed stands in that file. Standard output fails like a closed
    one; the others are /dev/null."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
            if null != number:
                os.dup2(null, number)
                os.close(null)
            os.set_inheritable(number, True)
            setattr(sys, name, open(number, "r" if name == "stdin" else "w", closefd=False))  # noqa: SIM115


def _text(raw: io.FileIO, before: TextIO) -> TextIO:
    """A text stream like the one before; what its encoding lacks is printed as escapes."""
    buffered = not getattr(before, "write_through", False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=before.encoding,
        errors="backslashreplace",
        line_buffering=buffered and getattr(before, "line_buffering", False),
        write_through=not buffered,
    )
