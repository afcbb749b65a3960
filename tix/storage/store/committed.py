"""What the desk's branch holds at some paths, asked before a commit."""

import os
from collections.abc import Iterable, Iterator
from functools import cached_property

from tix.storage.desk.desk import Desk
from tix.storage.git.process import GitError


class Committed:
    """What the branch holds before a commit: its tip, and the blobs at some paths.

    git is started when this is made and comes up while the files are being written.
    """

    def __init__(self, desk: Desk, ref: str, paths: Iterable[str]) -> None:
        self._paths = list(paths)
        names = [ref, *(f"{ref}:{desk.prefix}{path}" for path in self._paths)]
        self._names = [os.fsencode(name) for name in names]
        self._process = desk.git.start("cat-file", "--batch-check=%(objectname)", "-z")
        self.tip = ""

    @cached_property
    def blobs(self) -> dict[str, str]:
        """The blob at each path, "" for none. Sets ``tip``, "" if there is no commit yet."""
        output, complaint = self._process.communicate(b"\0".join(self._names) + b"\0")
        lines = output.count(b"\n") if self._process.returncode == 0 else 0
        if lines < len(self._names):  # git doesn't notice that it couldn't write all
            raise GitError(("cat-file",), complaint.decode(errors="replace"), 128)
        self.tip, *blobs = self._answers(output)
        return dict(zip(self._paths, blobs, strict=True))

    def _answers(self, output: bytes) -> Iterator[str]:
        place = 0
        for name in self._names:
            missing = name + b" missing\n"  # the name itself may hold a line end
            end = output.index(b"\n", place)
            if output.startswith(missing, place):
                end = place + len(missing) - 1
                yield ""
            else:
                yield output[place:end].decode()
            place = end + 1
