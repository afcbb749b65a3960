"""Files of commits, asked for one after another of one git process."""

import os
import re
from collections.abc import Iterable
from typing import IO

from tix.errors import TixError
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


def differs(data: bytes | None, blob: str) -> bool:
    """Whether a file isn't what is committed ("": nothing is)."""
    return blob != "" if data is None else blob != blob_name(data, len(blob))


def blob_name(data: bytes, length: int) -> str:
    """The name that git gives to a blob; ``length`` of a name tells the repository's hash."""
    import hashlib  # takes OpenSSL along

    algorithm = "sha256" if length == 64 else "sha1"
    header = b"blob %d\0" % len(data)
    return hashlib.new(algorithm, header + data, usedforsecurity=False).hexdigest()


def contents(git: Git, names: Iterable[str]) -> dict[str, bytes]:
    """The bytes of blobs by their names, read in one go. Raises MissingObjectError."""
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return {}
    output = git.run("cat-file", "--batch", stdin="\n".join(wanted).encode() + b"\n")
    found, place = {}, 0
    for name in wanted:
        end = output.index(b"\n", place)
        header = output[place:end].split(b" ")
        if len(header) != 3:
            raise MissingObjectError(name)
        size = int(header[2])
        found[name] = output[end + 1 : end + 1 + size]
        place = end + size + 2
    return found


class MissingObjectError(TixError):
    """The repository lacks a file of its own history."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the repository lacks the object {name}", hint="git fsck; git fetch")
