"""The parsers of ``git ls-tree`` and of trees themselves: the files of a commit."""

import os
import re
from collections.abc import Collection, Iterator

from tix.storage.git.entry import Entry
from tix.storage.git.process import Git

_LIST = ("ls-tree", "-r", "-z")


def tree_entries(git: Git, commit: str, *paths: str) -> Iterator[tuple[str, Entry]]:
    """Path and entry of each file below these paths; both from git's folder. Raises GitError."""
    return _entries(git.run(*_LIST, commit, "--", *paths))


def top_tree_entries(
    git: Git, commit: str, *paths: str, only: Collection[str] | None = None
) -> Iterator[tuple[str, Entry]]:
    """The same with paths from the working tree's top; ``only`` some of them. Raises GitError."""
    return _entries(git.run(*_LIST, "--full-tree", commit, "--", *paths), only)


def tree_paths(git: Git, commit: str, *paths: str) -> list[str]:
    """The path of each file below these paths; both from git's folder. Raises GitError."""
    output = git.run(*_LIST, "--name-only", commit, "--", *paths)
    return os.fsdecode(output).split("\0")[:-1]


def top_names(git: Git, commit: str, *, only_folders: bool = False) -> list[str]:
    """The files and folders at the top of a commit's tree; () where there is no such commit."""
    which = ("--full-tree", "--name-only", *(("-d",) if only_folders else ()), commit)
    return os.fsdecode(git.run("ls-tree", "-z", *which, codes=(0, 128))).split("\0")[:-1]


def tree_files(git: Git, commit: str, *paths: str) -> Iterator[str]:
    """As ``tree_paths``, without submodules."""
    output = os.fsdecode(git.run(*_LIST, commit, "--", *paths))
    for line in output.split("\0")[:-1]:
        if line[:6] != "160000":
            yield line[line.index("\t") + 1 :]


def entries_of(tree: bytes, digits: int) -> list[tuple[bytes, bytes]]:
    """The entries of a tree as git keeps it: each one's name, and the name of its object, whose
    bytes are written in so many ``digits``."""
    return re.findall(rb"[0-7]+ ([^\0]+)\0(?s:(.{%d}))" % (digits // 2), tree)


def _entries(output: bytes, only: Collection[str] | None = None) -> Iterator[tuple[str, Entry]]:
    for line in os.fsdecode(output).split("\0")[:-1]:
        meta, _, path = line.partition("\t")
        if only is not None and path not in only:
            continue
        mode, _, name = meta.split(" ")
        yield path, Entry(mode, name)
