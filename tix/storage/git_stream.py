"""What a running git prints, piece by piece while it runs."""

import os
import threading
from collections.abc import Iterator, Sequence

from tix.storage.git import Git, Process


def pieces(
    git: Git, process: Process, command: str, end: bytes = b"\0", fine: Sequence[bytes] = ()
) -> Iterator[bytes]:
    """What git prints, cut at each ``end``; git is ended when nobody wants more.

    Raises GitError where it fails, but for complaints that have one of ``fine`` in them.
    """
    complaint = Complaint(process)
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.close()
        rest = b""
        while part := os.read(process.stdout.fileno(), 1 << 16):
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


class Complaint:
    """What a git says on standard error, read beside, so that it never has to wait."""

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
