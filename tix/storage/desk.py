"""Finding the desk: a ``tix.yaml`` upwards from here, else this repository's branch ``tix``.

Beside code, the branch is checked out as a linked working tree in ``.tix/`` at the root of the
main working tree; it is made, repaired and made again here, so that a fresh clone, a moved
repository and a deleted ``.tix/`` all work at once.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tix.errors import NeedsPersonError, TixError
from tix.storage.files import check_path
from tix.storage.git import Git, GitError

CONFIG_FILE = "tix.yaml"
DEFAULT_BRANCH = "tix"
FOLDER = ".tix"
"""Where the desk's branch is checked out beside code."""


class NoDeskError(TixError):
    """There is no desk here."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"there is no desk in {folder} or above it", hint="make one: tix init")


class DeskElsewhereError(NeedsPersonError):
    """``.tix/`` is there and isn't the desk's working tree."""

    def __init__(self, folder: Path, branch: str) -> None:
        super().__init__(
            f"{folder} is there, but the desk's branch {branch} isn't checked out in it",
            hint=f"git -C {folder} switch {branch}, or move that folder away",
        )


class AmbiguousRemoteError(NeedsPersonError):
    """Several remotes have the desk's branch and none of them is called origin."""

    def __init__(self, branch: str, remotes: list[str]) -> None:
        super().__init__(
            f"several remotes have a branch {branch}: {', '.join(remotes)}",
            hint=f"choose one: git branch {branch} {remotes[0]}/{branch}",
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a desk is.

    ``root`` holds ``tix.yaml``; ``prefix`` is its path from the working tree's top ("" or
    ``sub/``); ``git_dir`` is this working tree's, ``common_dir`` the repository's.
    """

    root: Path
    prefix: str
    git_dir: Path
    common_dir: Path

    @property
    def git(self) -> Git:
        """git at the desk's root."""
        return Git(self.root)

    @property
    def top(self) -> Path:
        """The top of the working tree that the desk is in."""
        return self.root.parents[self.prefix.count("/") - 1] if self.prefix else self.root

    @property
    def state_dir(self) -> Path:
        """What tix remembers about this clone: locks, what to undo, scratch files."""
        return self.common_dir / "tix"

    def ref(self) -> str:
        """The full name of the branch that the desk is on; ``HEAD`` if it is on none."""
        with contextlib.suppress(OSError):
            head = (self.git_dir / "HEAD").read_text().strip()
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

    def main_top(self) -> Path:
        """The top of the main working tree, of which all others are linked ones."""
        if self.git_dir == self.common_dir:
            return self.top
        if self.common_dir.name == ".git":
            return self.common_dir.parent
        listing = self.git.run("worktree", "list", "--porcelain", "-z")
        return Path(os.fsdecode(listing.split(b"\0", 1)[0].removeprefix(b"worktree ")))

    def desk_branch(self) -> str:
        """The branch that a desk beside code is on in this clone."""
        return self.git.line("config", "--get", "tix.branch", codes=(0, 1)) or DEFAULT_BRANCH


def repository(folder: Path) -> Repository | None:
    """The repository that a folder is in; None outside of one, or where there is no work tree."""
    try:
        output = Git(folder).run(
            "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-dir",
            "--git-common-dir",
        )  # fmt: skip
    except GitError as error:
        if "not a git repository" in error.complaint or "work tree" in error.complaint:
            return None
        raise
    top, git_dir, common_dir = (Path(os.fsdecode(line)) for line in output.split(b"\n")[:3])
    return Repository(top, git_dir, common_dir)


def find(folder: Path) -> Desk:
    """The desk that commands in this folder work on. Raises NoDeskError."""
    here = repository(folder)
    if here is None:
        raise NoDeskError(folder)
    if root := _upwards(folder.resolve(), here.top):
        return desk_at(here, root)
    if desk := beside(here):
        return desk
    raise NoDeskError(folder)


def _upwards(folder: Path, top: Path) -> Path | None:
    for place in (folder, *folder.parents):
        if (place / CONFIG_FILE).is_file():
            check_path(place, CONFIG_FILE)
            return place
        if place == top:
            break
    return None


def desk_at(here: Repository, root: Path) -> Desk:
    """The desk in that folder of the repository's working tree."""
    relative = root.relative_to(here.top.resolve()).as_posix()
    prefix = "" if relative == "." else relative + "/"
    return Desk(root, prefix, here.git_dir, here.common_dir)


def beside(here: Repository) -> Desk | None:
    """The desk on a branch of its own, checked out if it isn't yet; None if there is none."""
    if desk := _checked_out(here):
        return desk
    branch = here.desk_branch()
    if not here.git.succeeds("show-ref", "--verify", "--quiet", f"refs/heads/{branch}"):
        remote = _remote_with(here, branch)
        if remote is None:
            return None
        here.git.run("branch", "--track", "--", branch, f"refs/remotes/{remote}/{branch}")
    return check_out(here, branch) if has_desk(here, f"refs/heads/{branch}") else None


def has_desk(here: Repository, ref: str) -> bool:
    """Whether the commit that a ref names holds a desk at its root."""
    return here.git.succeeds("cat-file", "-e", f"{ref}:{CONFIG_FILE}")


def _checked_out(here: Repository) -> Desk | None:
    """The desk in ``.tix/`` if everything about it is as it should be, found without git."""
    if here.common_dir.name != ".git":
        return None
    folder = here.common_dir.parent / FOLDER
    with contextlib.suppress(OSError):
        link = (folder / ".git").read_text().strip()
        git_dir = Path(link.removeprefix("gitdir: "))
        inside = git_dir.parent == here.common_dir / "worktrees" and git_dir.is_dir()
        back = (git_dir / "gitdir").read_text().strip()
        if inside and Path(back) == folder / ".git" and (folder / CONFIG_FILE).is_file():
            check_path(folder, CONFIG_FILE)
            if _stands_on(git_dir, here):
                return Desk(folder, "", git_dir, here.common_dir)
    return None


def _stands_on(git_dir: Path, here: Repository) -> bool:
    """Whether a working tree is on the desk's branch, or in the middle of rebasing it."""
    head = (git_dir / "HEAD").read_text().strip()
    if head == f"ref: refs/heads/{DEFAULT_BRANCH}":
        return True
    branch = here.desk_branch()
    return head == f"ref: refs/heads/{branch}" or branch in rebased_branches(git_dir)


def rebased_branches(git_dir: Path) -> Iterator[str]:
    """The branch that is being rebased in the working tree of that git folder, if one is."""
    for state in ("rebase-merge", "rebase-apply"):
        with contextlib.suppress(OSError):
            yield (git_dir / state / "head-name").read_text().strip().removeprefix("refs/heads/")


def _remote_with(here: Repository, branch: str) -> str | None:
    """The remote from which the desk's branch is to be had."""
    prefix, suffix = "refs/remotes/", f"/{branch}"
    listing = here.git.line("for-each-ref", "--format=%(refname)", prefix)
    names = [
        name.removeprefix(prefix).removesuffix(suffix)
        for name in listing.splitlines()
        if name.endswith(suffix) and has_desk(here, name)
    ]
    remotes = [name for name in here.git.line("remote").splitlines() if name in names]
    if len(remotes) > 1 and "origin" not in remotes:
        raise AmbiguousRemoteError(branch, remotes)
    return "origin" if "origin" in remotes else next(iter(remotes), None)


def check_out(here: Repository, branch: str) -> Desk:
    """The branch's linked working tree in ``.tix/``: found, repaired or made."""
    here.git.run("worktree", "prune")
    folder = _worktree_of(here, branch)
    if folder is None or not folder.is_dir():
        folder = here.main_top() / FOLDER
        _make_worktree(here, folder, branch)
    exclude(here)
    found = repository(folder)
    if found is None or found.common_dir != here.common_dir:
        raise DeskElsewhereError(folder, branch)
    return Desk(folder, "", found.git_dir, found.common_dir)


def _worktree_of(here: Repository, branch: str) -> Path | None:
    listing = here.git.run("worktree", "list", "--porcelain", "-z")
    for record in listing.split(b"\0\0"):
        lines = record.split(b"\0")
        if b"branch refs/heads/" + os.fsencode(branch) in lines:
            return Path(os.fsdecode(lines[0].removeprefix(b"worktree ")))
    return None


def _make_worktree(here: Repository, folder: Path, branch: str) -> None:
    if (folder / ".git").is_file():  # the repository was moved, or the folder was
        with contextlib.suppress(GitError):
            here.git.run("worktree", "repair", "--", str(folder))
        if _worktree_of(here, branch) == folder:
            return
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise DeskElsewhereError(folder, branch)
    here.git.run("worktree", "add", "--", str(folder), branch)


def exclude(here: Repository) -> None:
    """Keep ``.tix/`` out of the code's ``git status``."""
    path = here.common_dir / "info" / "exclude"
    line = f"/{FOLDER}/"
    with contextlib.suppress(OSError):
        text = path.read_text() if path.exists() else ""
        if line not in text.splitlines():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text + ("" if text.endswith("\n") or not text else "\n") + line + "\n")
