"""The parser of ``git status --porcelain=v2 -z``."""

import os
from collections.abc import Iterator

from tix.frozen import dataclass
from tix.storage.git.process import Git

STATUS = (
    "status", "--porcelain=v2", "-z", "--no-renames", "--untracked-files=all",
    "--ignore-submodules=all",
)  # fmt: skip

_FIELDS_BEFORE_PATH = {b"1": 8, b"u": 10, b"?": 1, b"!": 1}
_HEAD = b"# branch.oid "


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A file that differs from the last commit; its path is from the working tree's top.

    Of what git can't look into (a repository of its own) the path ends in ``/``.
    """

    path: str
    is_unmerged: bool = False
    is_ignored: bool = False
    is_new: bool = False
    """Whether no commit has it: it is untracked, or was added to the index."""


def status_entries(git: Git, *arguments: str) -> list[StatusEntry]:
    """The changed files; ``arguments`` are options, and paths after ``--``. Raises GitError."""
    return list(entries_in(git.run(*STATUS, *arguments)))


def entries_in(output: bytes) -> Iterator[StatusEntry]:
    """The changed files, in git's order."""
    for line in output.split(b"\0"):
        if count := _FIELDS_BEFORE_PATH.get(line[:1]):
            kind = line[:1]
            is_new = kind == b"?" or (kind == b"1" and line[2:3] == b"A")
            path = os.fsdecode(line.split(b" ", count)[count])
            yield StatusEntry(path, kind == b"u", kind == b"!", is_new)


def head_in(output: bytes) -> str:
    """The commit in the output of ``--branch``; "" if there is none yet."""
    for line in output.split(b"\0"):
        if line.startswith(_HEAD):
            name = line[len(_HEAD) :].decode()
            return "" if name == "(initial)" else name
    return ""
