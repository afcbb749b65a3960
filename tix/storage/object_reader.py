"""Files of commits, asked for one after another of one git process."""

import os
import re

from tix.storage.git import Git, GitError, Process

_FOUND = re.compile(rb"[0-9a-f]{40,64} (\w+) (\d+)\n")


class ObjectReader:
    """Answers by a blob's name or ``COMMIT:PATH``; to be closed after use."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: Process | None = None
        self._known: dict[str, bytes | None] = {}

    def read(self, name: str) -> bytes | None:
        """The file's bytes; None if there is none of that name. Raises GitError."""
        if name not in self._known:
            self._known[name] = self._asked(name)
        return self._known[name]

    def close(self) -> None:
        """End the process; another question starts another."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _asked(self, name: str) -> bytes | None:
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
            data = answer.read(int(found[2]))
            answer.read(1)
            return data if found[1] == b"blob" else None
        for _ in range(name.count("\n")):  # git repeats the name that it doesn't know
            answer.readline()
        return None

    def _failed(self) -> Exception:
        assert self._process is not None
        _, complaint = self._process.communicate()
        code, self._process = self._process.returncode, None
        return GitError(("cat-file",), complaint.decode(errors="replace"), code)
