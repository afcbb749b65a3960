"""The parser of ``git cat-file --batch``: files of commits, and which exist."""

import os
from collections.abc import Iterable, Iterator, Sequence

from tix.errors import TixError
from tix.quick_typing import IO
from tix.storage.digests import hex_digest
from tix.storage.git.process import Git, GitError, Process
from tix.storage.git.running import RunningGit

_PART = 1 << 20

Header = tuple[bytes, bytes, int]
"""git's header of an object: its name, its kind (``blob``), and its size."""


def header_in(line: bytes) -> Header | None:
    """The header in a line; None if it says that the object is missing."""
    words = line.split()
    if len(words) != 3 or not words[2].isdigit():
        return None
    return words[0], words[1], int(words[2])


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
        line = answer.readline()
        if not line:
            raise self._failed()
        if header := header_in(line):
            blob, kind, size = header
            data = read_part(answer, size, self._most)
            answer.read(1)
            return (blob.decode(), data) if kind == b"blob" else None
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


def first_bytes(git: Git, name: str, most: int) -> bytes:
    """The first bytes of one blob, by its name or ``COMMIT:PATH``. Raises GitError, too, if there
    is none of that name."""
    reader = ObjectReader(git, most)
    try:
        found = reader.find(name)
    finally:
        reader.close()
    if found is None:
        raise git.error(("cat-file",), f"fatal: there is no file {name}", 128)
    return found[1]


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
    header = b"blob %d\0" % len(data)
    return hex_digest("sha256" if length == 64 else "sha1", header + data)


def contents(git: Git, names: Iterable[str]) -> dict[str, bytes]:
    """The bytes of blobs by their names, read in one go. Raises MissingObjectError."""
    return {name: _there(name, found)[1] for name, found in batch(git, list(dict.fromkeys(names)))}


def _there(name: str, found: tuple[bytes, bytes] | None) -> tuple[bytes, bytes]:
    if found is None:
        raise MissingObjectError(name)
    return found


def batch(
    git: Git, names: Sequence[str], environment: dict[str, str] | None = None
) -> Iterator[tuple[str, tuple[bytes, bytes] | None]]:
    """Each object's kind and bytes, by names without line ends, read in one go; None: it isn't
    there. Raises GitError."""
    if not names:
        return
    listing = "\n".join(names).encode() + b"\n"
    output = git.run("cat-file", "--batch", stdin=listing, environment=environment)
    for name, found in zip(names, answered(output, map(str.encode, names)), strict=True):
        yield name, found and found[1:]


def answered(output: bytes, names: Iterable[bytes]) -> Iterator[tuple[bytes, bytes, bytes] | None]:
    """What ``cat-file --batch`` has printed for each name: the object's own name, its kind, and its
    bytes; None: there is no such object. Raises ValueError if that isn't all of it."""
    place = 0
    for name in names:
        if _is_missing(output, name, place):
            place += len(name) + len(_MISSING)
            yield None
            continue
        start = output.index(b"\n", place) + 1
        header = header_in(output[place:start])
        if header is None or len(output) <= start + header[2]:
            raise ValueError("git's answer has no end")
        blob, kind, size = header
        place = start + size + 1
        yield blob, kind, output[start : place - 1]


def start_batch(git: Git) -> RunningGit:
    """A git that is fed names, each with a NUL behind it, and prints what ``answered`` reads."""
    return git.begin("cat-file", "--batch", "-z", is_fed=True)


def start_check(git: Git, fields: str = "%(objectname)") -> RunningGit:
    """A git that is fed names, each with a NUL behind it, and says what it has of them."""
    return git.begin("cat-file", f"--batch-check={fields}", "-z", is_fed=True)


def checked(output: bytes, names: Iterable[bytes]) -> Iterator[bytes | None]:
    """Its answer for each name that it was given; None: there is no such object."""
    place = 0
    for name in names:
        if _is_missing(output, name, place):
            place += len(name) + len(_MISSING)
            yield None
        else:
            end = output.index(b"\n", place)
            yield output[place:end]
            place = end + 1


_MISSING = b" missing\n"


def _is_missing(output: bytes, name: bytes, place: int) -> bool:
    """Whether git says there that it has no such object; the name itself may hold a line end."""
    return output.startswith(_MISSING, place + len(name)) and output.startswith(name, place)


def check(git: Git, names: Iterable[bytes], fields: str = "%(objectname)") -> list[bytes | None]:
    """Ask that in one go. Raises GitError."""
    asked = list(names)
    running = start_check(git, fields)
    running.feed(b"".join(name + b"\0" for name in asked))
    code, output, complaint = running.finish()
    if code:
        raise git.error(("cat-file",), complaint.decode(errors="replace"), code)
    return list(checked(output, asked))


def larger(git: Git, names: Iterable[str], most: int) -> frozenset[str]:
    """Those of the objects that have more bytes than ``most``, asked in one go. Raises GitError."""
    asked = sorted({name.encode() for name in names})
    answers = check(git, asked, "%(objectname) %(objectsize)") if asked else ()
    found = (answer.split() for answer in answers if answer)
    return frozenset(name.decode() for name, size in found if int(size) > most)


class MissingObjectError(TixError):
    """The repository lacks a file of its own history."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the repository lacks the object {name}", hint="git fsck; git fetch")
