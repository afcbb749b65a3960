"""The parser of ``git ls-files``: entries of git's index."""

import os
from collections.abc import Iterator

from tix.frozen import dataclass
from tix.storage.git.entry import Entry
from tix.storage.git.process import Git
from tix.storage.git.running import RunningGit

_GLOBS = {"GIT_LITERAL_PATHSPECS": "0"}
_PLAIN = b"H 100"
"""How the line of a plain file begins at which git looks, as nearly all are."""

_STAGES = ("ls-files", "--stage", "-z", "--")
_MARKED = ("ls-files", "--stage", "-v", "-z", "--")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """An entry of the index; ``stage`` is 0 unless a merge left it unmerged.

    ``is_left_out``: a sparse checkout may not have it in the working tree. ``is_unwatched``: git
    doesn't look at it there (left out, or somebody said that it never changes).
    """

    path: str
    entry: Entry
    stage: int = 0
    is_left_out: bool = False
    is_unwatched: bool = False


def index_entries(git: Git, *paths: str) -> Iterator[IndexEntry]:
    """Everything below these paths, or in the whole index. Raises GitError."""
    for line in git.run(*_STAGES, *paths).split(b"\0")[:-1]:
        yield _read(line)


def unmerged_entries(git: Git) -> Iterator[IndexEntry]:
    """The unmerged entries, by path and stage. Raises GitError."""
    for line in git.run("ls-files", "--unmerged", "-z").split(b"\0")[:-1]:
        yield _read(line)


def ask_odd_entries(git: Git, *paths: str) -> RunningGit:
    """Start asking for entries that aren't ordinary, watched files. Raises GitError."""
    return git.begin(*_MARKED, *paths)


def odd_entries(git: Git, asked: RunningGit) -> Iterator[IndexEntry]:
    """The answer. Raises GitError."""
    for line in git.end(asked).split(b"\0")[:-1]:
        if not line.startswith(_PLAIN):
            yield _read(line[2:], line[:1])


def index_paths(git: Git, *paths: str) -> list[str]:
    """The paths of all files that git knows below these. Raises GitError."""
    return os.fsdecode(git.run("ls-files", "-z", "--", *paths)).split("\0")[:-1]


def matching_paths(git: Git, pattern: str, *, untracked: bool = False) -> list[str]:
    """The paths that a pattern with wildcards matches. Raises GitError."""
    others = ("--cached", "--others") if untracked else ()
    output = git.run("ls-files", "-z", *others, "--", pattern, environment=_GLOBS)
    return os.fsdecode(output).split("\0")[:-1]


def _read(line: bytes, mark: bytes = b"H") -> IndexEntry:
    """An entry; ``mark`` is ``S`` for what may be left out, small for what is called unchanged."""
    meta, _, path = line.partition(b"\t")
    mode, name, stage = meta.decode().split(" ")
    is_left_out = mark in b"Ss"
    return IndexEntry(
        os.fsdecode(path), Entry(mode, name), int(stage), is_left_out, is_left_out or mark.islower()
    )
