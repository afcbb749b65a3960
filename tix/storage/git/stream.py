"""Reading git's output piece by piece while it runs."""

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterator, Sequence

from tix.quick_typing import IO
from tix.storage.git.process import Git, Process

_WIDE = 1 << 20
_PART = 1 << 17
"""Bytes of a pipe, and of what is read from it at once."""
_USUAL = 1 << 14
"""What every system's pipe takes."""


def pieces(
    git: Git, process: Process, command: str, end: bytes = b"\0", fine: Sequence[bytes] = ()
) -> Iterator[bytes]:
    """git's output, split at each ``end``; git is ended when no more is wanted.

    Raises GitError where it fails, but for complaints that have one of ``fine`` in them.
    """
    complaint = Complaint(process)
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.close()
        rest = b""
        while part := os.read(process.stdout.fileno(), _PART):
            found = (rest + part).split(end)
            rest = found.pop()
            yield from found
        if rest:
            yield rest
        if process.wait() and not any(text in complaint.said() for text in fine):
            said = complaint.said().decode(errors="replace")
            raise git.error((command,), said, process.returncode)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        complaint.said()


def widen(pipe: IO[bytes]) -> None:
    """Let git put more into the pipe before it has to wait; where that can't be, it waits."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _WIDE)


def capacity(pipe: IO[bytes]) -> int:
    """Bytes that can be put into the pipe before somebody has to take some out."""
    try:
        return fcntl.fcntl(pipe, fcntl.F_GETPIPE_SZ)
    except (AttributeError, OSError):  # a system that doesn't tell
        return _USUAL


class Complaint:
    """git's standard error, read in a thread so that git never has to wait."""

    def __init__(self, process: Process) -> None:
        self._said = b""
        self._process = process
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stderr
        self._said = self._process.stderr.read()
        self._process.stderr.close()

    def said(self) -> bytes:
        """All of it, once git has ended."""
        self._thread.join()
        return self._said
