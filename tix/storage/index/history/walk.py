"""Commits and the ticket files that they touched, parents first, one after another out of git.

What ``tix.storage.history.log`` gives all at once, for histories that don't fit into memory: git
lists while the commits are taken in, and a second git hands out blobs beside it. Texts are bytes,
as git has them.
"""

import os
from binascii import unhexlify
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from tix.model.record.document import LIMIT
from tix.storage.desk.desk import FOLDERS, Desk
from tix.storage.git.objects import read_part
from tix.storage.git.process import Git
from tix.storage.git.stream import Complaint, pieces, widen

_FRUGAL = (
    "-c", "core.deltaBaseCacheLimit=8m",
    "-c", "core.packedGitWindowSize=1m",
    "-c", "core.packedGitLimit=16m",
)  # fmt: skip
"""git keeps 150 MB of a large repository in memory without these, and is slower."""

_MARK = b"\x01"
"""Stands before each commit. Where it can stand for a path or a subject is known by counting."""

_RECORD = "%x01%x00%H%x00%P%x00%an%x00%ae%x00%at%x00%ct%x00%s"
_FIELDS = _RECORD.count("%x00")

_LATEST = 2**62
"""Times of commits are whole numbers of any size; later ones are taken for this one."""


class Touched(NamedTuple):
    """One path in one commit: its blob in each parent, and after it (b"" for none)."""

    path: bytes
    olds: tuple[bytes, ...]
    new: bytes


class Walked(NamedTuple):
    """A commit. ``parents`` and blobs are names as bytes, not as hexadecimal texts."""

    name: bytes
    parents: tuple[bytes, ...]
    author: bytes
    mail: bytes
    authored: int
    committed: int
    subject: bytes
    touched: list[Touched]


def walk(desk: Desk, revisions: Sequence[str]) -> Iterator[Walked]:
    """The commits of these revisions that the history is made of, parents before children.

    Of a desk that is the whole repository every commit, elsewhere those that touched its tickets.
    The paths are the desk's. Raises GitError.
    """
    process = desk.git.start(
        *_FRUGAL, "-c", "log.showRoot=true", "log", "-c", "--full-history", "--topo-order",
        "--reverse", "--raw", "--no-abbrev", "--no-renames", "-z", f"--format={_RECORD}",
        "--end-of-options", *revisions, "--", *(FOLDERS if desk.prefix else ()),
    )  # fmt: skip
    prefix = os.fsencode(desk.prefix)
    assert process.stdout
    widen(process.stdout)
    tokens = pieces(desk.git, process, "log")
    token = next(tokens, None)
    while token == _MARK:
        name, parents, author, mail, authored, committed, subject = islice(tokens, _FIELDS)
        touched = []
        for token in tokens:
            if token == _MARK:
                break
            if meta := token.lstrip(b"\n"):
                path = next(tokens)
                if found := _touched(meta, path, prefix):
                    touched.append(found)
        else:
            token = None
        yield Walked(
            unhexlify(name),
            tuple(map(unhexlify, parents.split())),
            author,
            mail,
            _time(authored),
            _time(committed),
            subject,
            touched,
        )


def dates(desk: Desk, revisions: Sequence[str]) -> Iterator[tuple[bytes, list[bytes], int]]:
    """Name, parents and committer time of every commit, parents before children."""
    process = desk.git.start(
        "rev-list", "--topo-order", "--reverse", "--timestamp", "--parents", *revisions
    )
    for line in pieces(desk.git, process, "rev-list", b"\n"):
        when, name, *parents = line.split(b" ")
        yield unhexlify(name), list(map(unhexlify, parents)), _time(when)


def _time(seconds: bytes) -> int:
    """Seconds since 1970; what isn't a number is 0."""
    if seconds.isdigit() and len(seconds) < 18:
        return int(seconds)
    try:
        return max(-_LATEST, min(_LATEST, int(seconds or 0)))
    except ValueError:
        return 0


def _touched(meta: bytes, path: bytes, prefix: bytes) -> Touched | None:
    """A path of a ticket. ``meta`` is described in ``log``."""
    if not path.endswith(b".md") or not path.startswith(prefix):
        return None
    own = path[len(prefix) :]
    if not own.startswith((b"tickets/", b"archive/")):
        return None
    if meta[1] != 58:  # one colon: one parent
        _, _, old, new, _ = meta.split(b" ")
        return Touched(own, (_blob(old),), _blob(new))
    parents = len(meta) - len(meta.lstrip(b":"))
    *olds, new = meta.split(b" ")[parents + 1 : -1]
    return Touched(own, tuple(map(_blob, olds)), _blob(new))


def _blob(name: bytes) -> bytes:
    return unhexlify(name) if name.strip(b"0") else b""


class Blobs:
    """Contents of blobs, asked for in groups: the next can be asked for before one is read."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process = git.start(*_FRUGAL, "cat-file", "--batch-command", "--buffer")
        self._complaint = Complaint(self._process)
        assert self._process.stdout
        widen(self._process.stdout)

    def ask(self, names: Iterable[bytes]) -> None:
        """Ask for blobs: 128 at the most, and at most two times before ``answers`` are taken.

        More could fill the pipe, and git would wait for this process while it waits for git.
        """
        assert self._process.stdin
        asked = [f"contents {name.hex()}\n" for name in names]
        try:
            self._process.stdin.write("".join([*asked, "flush\n"]).encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._failed() from None

    def answers(self, count: int) -> Iterator[bytes | None]:
        """The contents of so many blobs, in the order asked for; None: it isn't there."""
        assert self._process.stdout
        for _ in range(count):
            header = self._process.stdout.readline()
            if not header:
                raise self._failed()
            kind_and_size = header.split(b" ")[1:]
            if len(kind_and_size) < 2:  # "missing"
                yield None
                continue
            data = read_part(self._process.stdout, int(kind_and_size[1]), LIMIT + 1)
            self._process.stdout.read(1)
            yield data if kind_and_size[0] == b"blob" else None

    def read(self, names: Sequence[bytes]) -> Iterator[bytes | None]:
        """The contents of any number of blobs."""
        for start in range(0, len(names), 128):
            some = names[start : start + 128]
            self.ask(some)
            yield from self.answers(len(some))

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            try:
                pipe.close()
            except BrokenPipeError:
                continue
        self._complaint.said()

    def _failed(self) -> Exception:
        code = self._process.wait()
        return self._git.error(("cat-file",), self._complaint.said().decode(errors="replace"), code)
