"""The parser of ``git worktree list``."""

import os
from pathlib import Path

from tix.frozen import dataclass
from tix.storage.git.process import Git


@dataclass(frozen=True, slots=True)
class Worktree:
    """A working tree of a repository: its folder, and the branch it is on ("" for none)."""

    folder: Path
    branch: str


def worktrees(git: Git) -> list[Worktree]:
    """All working trees, the main one first, including those whose folders are gone."""
    listing = git.run("worktree", "list", "--porcelain", "-z")
    return [_read(record) for record in listing.split(b"\0\0") if record]


def _read(record: bytes) -> Worktree:
    said = dict(line.partition(b" ")[::2] for line in record.split(b"\0"))
    branch = said.get(b"branch", b"").removeprefix(b"refs/heads/")
    return Worktree(Path(os.fsdecode(said[b"worktree"])), os.fsdecode(branch))
