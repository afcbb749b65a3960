"""Files that are committed and that a sparse checkout leaves out of the working tree.

They are no deletions: they are read from git's own list of files, and what is written to one of
them stands in the working tree from then on.
"""

import os
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import finalize

from tix.storage.desk.desk import Desk

if TYPE_CHECKING:
    from tix.storage.git.objects import ObjectReader

_LEFT_OUT = b"S"
"""How ``git ls-files -v`` marks them (``s`` if the file is also assumed to be unchanged)."""


class LeftOut:
    """What is left out of a desk below some folders. Nothing is asked where nothing can be."""

    def __init__(self, desk: Desk, *folders: str) -> None:
        self._desk = desk
        self._folders = folders

    @cached_property
    def blobs(self) -> dict[str, str]:
        """The paths that aren't there, from the desk's root, sorted; and their blobs."""
        if not (self._desk.git_dir / "info" / "sparse-checkout").exists():
            return {}
        output = self._desk.git.run("ls-files", "-s", "-v", "-z", "--", *self._folders)
        found = dict(left_out_in(output))
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


def left_out_in(output: bytes) -> Iterator[tuple[str, str]]:
    """Paths and blobs of the plain files that ``git ls-files -s -v -z`` says are left out."""
    for entry in output.split(b"\0")[:-1]:
        meta, _, raw = entry.partition(b"\t")
        kind, mode, blob, _ = meta.split(b" ")
        if kind.upper() == _LEFT_OUT and mode.startswith(b"100"):
            yield os.fsdecode(raw), blob.decode()
