"""Files of commits, asked for one after another of one git process."""

import os
import re
from typing import IO

from tix.storage.git.process import Git, GitError, Process

_PART = 1 << 20

_FOUND = re.compile(rb"([0-9a-f]{40,64}) (\w+) (\d+)\n")


class ObjectReader:
    """Answers by a blob's name or ``COMMIT:PATH``; to be closed after use."""

    def __init__(self, git: Git, most: int | None = None) -> None:
        """``most``: how many bytes of a file are kept."""
        self._git = git
        self._most = most
        self._process: Process | None = None
        self._known: dict[str, bytes | None] = {}

    def read(self, name: str) -> bytes | None:
        """The file's bytes; None if there is none of that name. Raises GitError."""
        if name not in self._known:
            found = self.find(name)
            self._known[name] = found[1] if found else None
        return self._known[name]

    def find(self, name: str) -> tuple[str, bytes] | None:
        """The blob's name and the file's bytes, which aren't remembered. Raises GitError."""
        if self._process is None:
            self._process = self._git.start("cat-file", "--batch", "-z")
        question, answer = self._process.stdin, self._process.stdout
        assert question is not None
        assert answer is not None
        try:
            question.write(os.fsencode(name) + b"\0")
            question.flush()
        except BrokenPipeError:
            raise self._failed() from None
        header = answer.readline()
        if not header:
            raise self._failed()
        if found := _FOUND.fullmatch(header):
            data = read_part(answer, int(found[3]), self._most)
            answer.read(1)
            return (found[1].decode(), data) if found[2] == b"blob" else None
        for _ in range(name.count("\n")):  # git repeats the name that it doesn't know
            answer.readline()
        return None

    def close(self) -> None:
        """End the process; another question starts another."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _failed(self) -> Exception:
        assert self._process is not None
        _, complaint = self._process.communicate()
        code, self._process = self._process.returncode, None
        return GitError(("cat-file",), complaint.decode(errors="replace"), code)


def read_part(pipe: IO[bytes], size: int, most: int | None) -> bytes:
    """The next ``size`` bytes of a pipe, of which no more than ``most`` are kept."""
    if most is None or size <= most:
        return pipe.read(size)
    data, left = pipe.read(most), size - most
    while left and (part := pipe.read(min(left, _PART))):
        left -= len(part)
    return data
