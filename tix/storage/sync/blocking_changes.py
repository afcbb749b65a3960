"""Uncommitted changes that block incoming ones; they are looked for before a push."""

import os
import shlex
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

from tix.errors import NeedsPersonError
from tix.model.layout import OWN_PATHS
from tix.model.merge.path_clashes import folders
from tix.model.ticket.paths import is_ticket_path
from tix.storage.desk.desk import Desk
from tix.storage.git.diff import Changes
from tix.storage.git.process import Git
from tix.storage.git.status_entries import status_entries

_FEW = 500
"""Paths that are given to git one by one."""


class InTheWayError(NeedsPersonError):
    """Files with uncommitted changes were changed by others, too."""

    def __init__(self, paths: list[str]) -> None:
        shown = ", ".join(paths[:5]) + (" …" if len(paths) > 5 else "")
        super().__init__(
            f"{shown}: changed here without a commit, and by others, too",
            hint="commit that or put it aside (git stash -u), then tix sync",
        )


class RepositoryInTheWayError(NeedsPersonError):
    """A submodule with files in it is where others have the desk's files."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path}: a repository of its own is here, and others have files in that place",
            hint=f"git submodule deinit -- {shlex.quote(path)} empties it, or move it elsewhere; "
            "then tix sync",
        )


def refuse_what_is_in_the_way(desk: Desk, changed: Changes) -> None:
    """Raise InTheWayError for uncommitted changes where others changed something, or
    RepositoryInTheWayError.

    Edits of tickets aren't in the way, and those of the desk's other files are committed.
    """
    if found := sorted(_repositories(desk, changed)):
        raise RepositoryInTheWayError(found[0])
    in_way = {*_untracked(desk, changed), *_above(desk, changed), *_dirty(desk, changed)}
    if in_way:
        raise InTheWayError(sorted(in_way))


def _untracked(desk: Desk, changed: Changes) -> list[str]:
    """Untracked files where incoming ones belong."""
    new = [path for path, (old, _) in changed.items() if old is None]
    start = len(desk.prefix)
    return [
        path
        for path in new
        if not (path.startswith(desk.prefix) and is_ticket_path(path[start:]))
        and _is_there(desk.top / path)
        and not any(other.startswith(f"{path}/") for other in changed)
    ]


def _above(desk: Desk, changed: Changes) -> Iterator[str]:
    """Files that aren't committed where folders of new files are to be."""
    for path in _new_folders(changed):
        place = f"{desk.top}/{path}"
        is_new = path not in changed or changed[path][0] is None
        if is_new and not _is_folder(place) and os.path.lexists(place):
            yield path


def _repositories(desk: Desk, changed: Changes) -> Iterator[str]:
    """Submodules with something in them where folders of new files are to be."""
    for path in _new_folders(changed):
        if path in changed and changed[path][0] is not None:
            place = f"{desk.top}/{path}"
            if _is_folder(place) and os.listdir(place):  # noqa: PTH208 (names)
                yield path


def _new_folders(changed: Changes) -> set[str]:
    return set().union(*(folders(path) for path, (old, _) in changed.items() if old is None))


def _is_folder(place: str) -> bool:
    """Whether a folder is there itself, and no link to one. A Path takes its time for deep ones."""
    try:
        return stat.S_ISDIR(os.lstat(place).st_mode)
    except OSError:
        return False


def _is_there(place: Path) -> bool:
    return os.path.lexists(place)


def _dirty(desk: Desk, changed: Collection[str]) -> set[str]:
    """Files outside the desk with uncommitted changes."""
    own = {desk.prefix + path for path in OWN_PATHS}
    folders = tuple(f"{path}/" for path in own)
    foreign = [path for path in changed if path not in own and not path.startswith(folders)]
    if not foreign:
        return set()
    few = foreign if len(foreign) <= _FEW else ["."]
    dirty = {entry.path for entry in status_entries(Git(desk.top), "--", *few)}
    return dirty.intersection(foreign)
