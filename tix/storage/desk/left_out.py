"""Files that are committed and that a sparse checkout leaves out of the working tree.

They are no deletions: they are read from git's own list of files, and what is written to one of
them stands in the working tree from then on.
"""

import os
from functools import cached_property
from weakref import finalize

from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.desk import Desk

if TYPE_CHECKING:
    from tix.storage.git.objects import ObjectReader


def is_sparse(desk: Desk) -> bool:
    """Whether the desk's working tree may have been told to leave files out.

    Elsewhere a file at which git doesn't look (skip-worktree) is gone if it isn't there.
    """
    return (desk.git_dir / "info" / "sparse-checkout").exists()


def has_folder(desk: Desk, folder: str) -> bool:
    """Whether the desk has such a folder, checked out or left out."""
    return (desk.root / folder).is_dir() or bool(LeftOutFiles(desk, folder).blobs)


class LeftOutFiles:
    """The files that a sparse checkout leaves out below some folders of a desk."""

    def __init__(self, desk: Desk, *folders: str) -> None:
        self._desk = desk
        self._folders = folders

    @cached_property
    def blobs(self) -> dict[str, str]:
        """The paths that aren't there, from the desk's root, sorted; and their blobs."""
        if not is_sparse(self._desk):
            return {}
        from tix.storage.git.index_entries import ask_odd_entries, odd_entries

        git = self._desk.git
        entries = odd_entries(git, ask_odd_entries(git, *self._folders))
        found = {e.path: e.entry.name for e in entries if e.is_left_out and e.entry.is_plain}
        return {p: b for p, b in sorted(found.items()) if not os.path.lexists(self._place(p))}

    def read(self, path: str) -> bytes | None:
        """The bytes of one of them; None for any other path. Raises GitError."""
        if path not in self.blobs:
            return None
        found = self._reader.find(self.blobs[path])
        return found[1] if found else None

    @cached_property
    def _reader(self) -> "ObjectReader":
        from tix.storage.git.objects import ObjectReader  # few desks have anything left out

        reader = ObjectReader(self._desk.git)
        finalize(self, reader.close)
        return reader

    def _place(self, path: str) -> str:
        return f"{self._desk.root}/{path}"
