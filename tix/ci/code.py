"""The repository of the code that was tested: its files, and the commit that is checked out."""

import os
from functools import cached_property
from pathlib import Path

from tix.errors import TixError
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.storage.git.process import Git


_IS_AS_COMMITTED = ("diff", "--quiet", "--no-ext-diff", "--ignore-submodules=dirty", "HEAD", "--")


class Code:
    """The code around a folder; where there is none, it has no files and no commit."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def git(self) -> "Git":
        """git at the top of the code's working tree; at the folder, if that is in none."""
        from tix.storage.desk.desk import repository
        from tix.storage.git.process import Git

        try:
            here = repository(self._folder)
        except TixError:
            here = None
        return here.git if here else Git(self._folder)

    @cached_property
    def commit(self) -> str:
        """The commit that is checked out; "" if there is none, or files were changed since."""
        try:
            head = self.git.line("rev-parse", "--verify", "--quiet", "HEAD", codes=(0, 1, 128))
            return head if head and self.git.succeeds(*_IS_AS_COMMITTED) else ""
        except TixError:
            return ""

    def has_file(self, path: str) -> bool:
        """Whether git knows that file, from the top of the working tree or from this folder."""
        return bool(self.from_top(path))

    def from_top(self, path: str) -> str:
        """The path of a file from the top of the working tree; "" if git knows none."""
        below = f"{self._prefix}{path}"
        return next((each for each in (below, path) if each in self._files), "")

    @cached_property
    def _prefix(self) -> str:
        folder = shown_folder(self._folder, self)
        return f"{folder}/" if folder else ""

    @cached_property
    def _files(self) -> frozenset[str]:
        from tix.storage.git.index_entries import index_entries

        try:
            return frozenset(entry.path for entry in index_entries(self.git))
        except (TixError, OSError):
            return frozenset()


def shown_folder(folder: Path, code: Code) -> str:
    """A folder from the top of the code's working tree; "" at the top or outside."""
    try:
        relative = os.path.relpath(folder.resolve(), code.git.folder.resolve())
    except (OSError, ValueError):
        return ""
    return "" if relative == "." or relative.startswith("..") else relative
