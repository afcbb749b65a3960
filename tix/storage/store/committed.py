"""The branch's version of some files, looked up before a commit."""

import os
from collections.abc import Iterable
from functools import cached_property

from tix.storage.desk.desk import Desk
from tix.storage.git.objects import checked, start_check
from tix.storage.git.process import GitError


class CommittedFiles:
    """The state of the branch before a commit: its tip, and the blobs at some paths.

    git is started when this is made and comes up while the files are being written.
    """

    def __init__(self, desk: Desk, ref: str, paths: Iterable[str]) -> None:
        self._paths = list(paths)
        names = [ref, *(f"{ref}:{desk.prefix}{path}" for path in self._paths)]
        self._names = [os.fsencode(name) for name in names]
        self._asked = start_check(desk.git)
        self._is_asked = False
        self.paths = frozenset(self._paths)
        self.tip = ""

    def close(self) -> None:
        """End git, if nobody has asked for the blobs."""
        if not self._is_asked:
            self._is_asked = True
            self._asked.feed(b"")
            self._asked.finish()

    @cached_property
    def blobs(self) -> dict[str, str]:
        """The blob at each path, "" for none. Sets ``tip``, "" if there is no commit yet."""
        self._is_asked = True
        self._asked.feed(b"\0".join(self._names) + b"\0")
        code, output, complaint = self._asked.finish()
        lines = output.count(b"\n") if code == 0 else 0
        if lines < len(self._names):  # git doesn't notice that it couldn't write all
            raise GitError(("cat-file",), complaint.decode(errors="replace"), 128)
        answers = checked(output, self._names)
        self.tip, *blobs = ((answer or b"").decode() for answer in answers)
        return dict(zip(self._paths, blobs, strict=True))
