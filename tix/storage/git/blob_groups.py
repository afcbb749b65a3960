"""Reading many blobs in groups from one running git."""

from collections.abc import Iterable, Iterator, Sequence

from tix.storage.git.objects import header_in, read_part
from tix.storage.git.process import Git
from tix.storage.git.stream import Complaint, capacity, widen

FRUGAL = (
    "-c", "core.deltaBaseCacheLimit=8m",
    "-c", "core.packedGitWindowSize=1m",
    "-c", "core.packedGitLimit=16m",
)  # fmt: skip
"""git keeps 150 MB of a large repository in memory without these, and is slower."""

_MORE_BASES = ("-c", "core.deltaBaseCacheLimit=16m")
"""Versions of one file come far apart here: with fewer at hand git makes more of them twice."""

_MOST, _LONGEST = 200, len("contents \n") + 64
"""Blobs of a group; more gain nothing. Bytes that one is asked with."""


class Blobs:
    """Contents of blobs, asked for in groups: the next can be asked for before one is read."""

    def __init__(self, git: Git, most: int | None = None) -> None:
        """``most``: how many bytes of each are kept."""
        self._git = git
        self._most = most
        self._process = git.start(*FRUGAL, *_MORE_BASES, "cat-file", "--batch-command", "--buffer")
        self._complaint = Complaint(self._process)
        assert self._process.stdin
        assert self._process.stdout
        widen(self._process.stdout)
        self.group = min(_MOST, capacity(self._process.stdin) // (2 * _LONGEST))
        """How many to ask for at once."""

    def ask(self, names: Iterable[bytes]) -> None:
        """Ask for blobs: a ``group`` at the most, and at most two before ``answers`` are taken.

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
            line = self._process.stdout.readline()
            if not line:
                raise self._failed()
            if (header := header_in(line)) is None:
                yield None
                continue
            _, kind, size = header
            data = read_part(self._process.stdout, size, self._most)
            self._process.stdout.read(1)
            yield data if kind == b"blob" else None

    def read(self, names: Sequence[bytes]) -> Iterator[bytes | None]:
        """The contents of any number of blobs."""
        for start in range(0, len(names), self.group):
            some = names[start : start + self.group]
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
