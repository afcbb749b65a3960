"""The one reader of git's raw descriptions of changes (``--raw``), and what two commits differ in.

``:MODE MODE OLD NEW M``; of a merge with two parents ``::MODE MODE MODE OLD OLD NEW MM``, and so
on. A name of nothing but zeros stands for no file.
"""

import os
from collections.abc import Iterable, Iterator, Mapping

from tix.storage.git.entry import Entry
from tix.storage.git.process import Git

Changes = Mapping[str, tuple[Entry | None, Entry | None]]
"""The entries of each path before and after; None for no file."""

_DIFF = ("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev")


def raw_names(meta: bytes) -> list[bytes]:
    """The names in a description: those of the parents' versions, and the new one."""
    if meta[1] != _COLON:  # as in nearly all
        _, _, old, new, _ = meta.split(b" ")
        return [old, new]
    parents = len(meta) - len(meta.lstrip(b":"))
    return meta.split(b" ")[parents + 1 : -1]


_COLON = ord(":")


def raw_entries(meta: bytes) -> list[Entry | None]:
    """The entry of each parent, and the new one; None for no file."""
    names = raw_names(meta)
    modes = meta.lstrip(b":").split(b" ", len(names))
    return [
        Entry(mode.decode(), name.decode()) if name.strip(b"0") else None
        for mode, name in zip(modes, names, strict=False)
    ]


def raw_pairs(fields: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Descriptions and paths, out of what ``-z`` separates."""
    each = iter(fields)
    for field in each:
        if meta := field.lstrip(b"\n"):
            yield meta, next(each)


def changed_entries(git: Git, old: str, new: str, *paths: str) -> Changes:
    """The entries of two commits at each path (below these) where they differ, from the top."""
    output = git.run(*_DIFF, "--end-of-options", old, new, "--", *paths)
    return {
        os.fsdecode(path): _before_and_after(meta) for meta, path in raw_pairs(output.split(b"\0"))
    }


def changed_by(git: Git, commit: str) -> tuple[str, Changes]:
    """A commit's message and what it changed below git's folder, by paths from there."""
    said, *fields = git.run(*_DIFF, "--format=%B", "--relative", "--root", commit).split(b"\0")
    changes = {os.fsdecode(path): _before_and_after(meta) for meta, path in raw_pairs(fields)}
    return said.decode(errors="surrogateescape"), changes


def changed_lines(git: Git, commit: str) -> tuple[list[str], list[str]]:
    """The lines that a commit took out of text files, and those that it put in, markers of git's
    among them."""
    output = git.run(
        "diff-tree", "-p", "-U0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames",
        "--root", "--end-of-options", commit,
    )  # fmt: skip
    lines = output.decode(errors="replace").split("\n")
    old, new = ([line[1:] for line in lines if line.startswith(sign)] for sign in "-+")
    return old, new


def _before_and_after(meta: bytes) -> tuple[Entry | None, Entry | None]:
    before, after = raw_entries(meta)
    return before, after
