"""A desk, and the repository that it is in."""

import contextlib
import os
from pathlib import Path

from tix.errors import NeedsPersonError
from tix.frozen import dataclass
from tix.model.layout import CONFIG_FILE
from tix.storage.desk.paths import CloneState, TreeState, clone_state, tree_state
from tix.storage.git.discovery import places
from tix.storage.git.line_files import line_of
from tix.storage.git.process import Git, GitError
from tix.storage.git.sharing import share

DEFAULT_BRANCH = "tix"


class DeskElsewhereError(NeedsPersonError):
    """``.tix/`` is there and isn't the desk's working tree."""

    def __init__(self, folder: Path, branch: str) -> None:
        super().__init__(
            f"{folder} is there, but the desk's branch {branch} isn't checked out in it",
            hint=f"git -C {folder} switch {branch}, or move that folder away",
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a desk is.

    ``root`` holds ``tix.yaml``; ``prefix`` is its path from the working tree's top ("" or
    ``sub/``); ``git_dir`` is this working tree's, ``common_dir`` the repository's. ``is_moved``:
    the working tree and its git folder don't point at each other, and can't be made to.
    """

    root: Path
    prefix: str
    git_dir: Path
    common_dir: Path
    is_moved: bool = False

    @property
    def git(self) -> Git:
        """git at the desk's root."""
        return Git(self.root, self.git_dir if self.is_moved else None)

    @property
    def top(self) -> Path:
        """The top of the working tree that the desk is in."""
        return self.root.parents[self.prefix.count("/") - 1] if self.prefix else self.root

    @property
    def clone_state(self) -> CloneState:
        """What tix remembers about this clone."""
        return clone_state(self.common_dir)

    @property
    def tree_state(self) -> TreeState:
        """tix's own files for this working tree."""
        return tree_state(self.git_dir)

    @property
    def lock(self) -> Path:
        """The file whose lock a writer holds."""
        return self.clone_state.lock

    def ref(self) -> str:
        """The full name of the desk's branch; ``HEAD`` if it is on none."""
        with contextlib.suppress(OSError):
            head = line_of(self.git_dir / "HEAD")
            if head.startswith("ref: refs/heads/") and not head.endswith("/.invalid"):
                return head.removeprefix("ref: ")
        return self.git.line("symbolic-ref", "--quiet", "HEAD", codes=(0, 1)) or "HEAD"

    def branch(self) -> str:
        """The branch's short name, for people."""
        return self.ref().removeprefix("refs/heads/")


@dataclass(frozen=True, slots=True)
class Repository:
    """The git repository that a folder is in: the working tree's top and the two git folders."""

    top: Path
    git_dir: Path
    common_dir: Path

    @property
    def git(self) -> Git:
        """git at the top of the working tree."""
        return Git(self.top)

    @property
    def state(self) -> CloneState:
        """What tix remembers about this clone."""
        return clone_state(self.common_dir)

    def main_top(self) -> Path:
        """The top of the main working tree, of which all others are linked ones."""
        if self.git_dir == self.common_dir:
            return self.top
        if self.common_dir.name == ".git":
            return self.common_dir.parent
        from tix.storage.git.worktrees import worktrees  # few git folders have another name

        return worktrees(self.git)[0].folder

    def desk_branch(self) -> str:
        """The branch of a desk beside code in this clone."""
        return self.git.line("config", "--get", "tix.branch", codes=(0, 1)) or DEFAULT_BRANCH


_NO_WORK_TREE = ("not a git repository", "work tree", "cannot use bare repository")
_PLACES = ("--show-toplevel", "--git-dir", "--git-common-dir")


def repository(folder: Path) -> Repository | None:
    """The repository that a folder is in; None outside of one, or where there is no work tree.

    From here on, what this process makes is its users' who share it.
    """
    found = _repository(folder)
    if found is not None:
        share(found.common_dir, found.git)
    return found


def _repository(folder: Path) -> Repository | None:
    if known := places(str(folder)):
        return Repository(*map(Path, known))
    git = Git(folder)
    try:
        lines = git.line("rev-parse", "--path-format=absolute", *_PLACES).split("\n")
        if len(lines) != len(_PLACES):  # a folder's name has a line end in it
            lines = [
                os.fsdecode(git.run("rev-parse", "--path-format=absolute", place))[:-1]
                for place in _PLACES
            ]
    except GitError as error:
        if any(words in error.complaint for words in _NO_WORK_TREE):
            return None
        raise
    top, git_dir, common_dir = map(Path, lines)
    return Repository(top, git_dir, common_dir)


def has_desk(here: Repository, ref: str) -> bool:
    """Whether the commit that a ref names holds a desk at its root."""
    name = f"{ref}:{CONFIG_FILE}"
    return here.git.succeeds("rev-parse", "--verify", "--quiet", "--end-of-options", name)


def linked(folder: Path) -> Path:
    """The git folder that a linked working tree's ``.git`` names. Raises OSError."""
    link = line_of(folder / ".git").removeprefix("gitdir: ")
    return Path(os.path.normpath(folder / link))


def place_of(admin: Path) -> Path:
    """The linked working tree that its git folder names. Raises OSError."""
    return Path(os.path.normpath(admin / line_of(admin / "gitdir"))).parent
