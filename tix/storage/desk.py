"""Finding the desk: a ``tix.yaml`` upwards from here, else this repository's branch ``tix``.

Beside code, the branch is checked out as a linked working tree in ``.tix/`` at the root of the
main working tree; it is made, repaired and made again here, so that a fresh clone, a moved
repository and a deleted ``.tix/`` all work at once.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from tix.errors import NeedsPersonError, TixError
from tix.storage.files import check_path
from tix.storage.git import Git, GitError
from tix.storage.index_refresh import heal
from tix.storage.lock import exclusive
from tix.storage.merge_driver import ensure
from tix.values import dataclass

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

    @property
    def lock(self) -> Path:
        """The file whose lock a writer holds."""
        return self.state_dir / "lock"

    def ref(self) -> str:
        """The full name of the branch that the desk is on; ``HEAD`` if it is on none."""
        with contextlib.suppress(OSError):
            head = _line_of(self.git_dir / "HEAD")
            if head.startswith("ref: refs/heads/") and not head.endswith("/.invalid"):
                return head.removeprefix("ref: ")
        return self.git.line("symbolic-ref", "--quiet", "HEAD", codes=(0, 1)) or "HEAD"

    def branch(self) -> str:
        """The branch's short name, for people."""
        return self.ref().removeprefix("refs/heads/")


def _line_of(path: Path) -> str:
    """The one line in a file of git's. Raises OSError."""
    return os.fsdecode(path.read_bytes().removesuffix(b"\n").removesuffix(b"\r"))


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


_NO_WORK_TREE = ("not a git repository", "work tree", "cannot use bare repository")
_PLACES = ("--show-toplevel", "--git-dir", "--git-common-dir")


def repository(folder: Path) -> Repository | None:
    """The repository that a folder is in; None outside of one, or where there is no work tree."""
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


def find(folder: Path) -> Desk:
    """The desk that commands in this folder work on. Raises NoDeskError."""
    here = repository(folder)
    if here is None:
        raise NoDeskError(folder)
    if desk := above(here, folder) or beside(here):
        heal(desk)
        ensure(desk.common_dir, desk.git)
        return desk
    raise NoDeskError(folder)


def above(here: Repository, folder: Path) -> Desk | None:
    """The desk whose ``tix.yaml`` is in that folder of the working tree, or above it."""
    root = _upwards(folder.resolve(), here.top.resolve())
    return desk_at(here, root) if root else None


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


def beside(here: Repository, branch: str | None = None) -> Desk | None:
    """The desk on a branch of its own, checked out if it isn't yet; None if there is none.

    ``branch`` is another one than this clone's.
    """
    if branch is None and (desk := _checked_out(here)):
        return desk
    branch = branch or here.desk_branch()
    if not here.git.succeeds("show-ref", "--verify", "--quiet", f"refs/heads/{branch}"):
        remote = _remote_with(here, branch)
        if remote is None:
            return None
        here.git.run("branch", "--no-track", "--", branch, f"refs/remotes/{remote}/{branch}")
        # not --track: git refuses it in a clone of a single branch, such as a shallow one
        here.git.run("config", f"branch.{branch}.remote", remote)
        here.git.run("config", f"branch.{branch}.merge", f"refs/heads/{branch}")
    return check_out(here, branch) if has_desk(here, f"refs/heads/{branch}") else None


def has_desk(here: Repository, ref: str) -> bool:
    """Whether the commit that a ref names holds a desk at its root."""
    name = f"{ref}:{CONFIG_FILE}"
    return here.git.succeeds("rev-parse", "--verify", "--quiet", "--end-of-options", name)


def _checked_out(here: Repository) -> Desk | None:
    """The desk in ``.tix/`` if everything about it is as it should be, found without git."""
    if here.common_dir.name != ".git":
        return None
    folder = here.common_dir.parent / FOLDER
    with contextlib.suppress(OSError):
        admin = _linked(folder)
        inside = admin.parent == here.common_dir / "worktrees" and admin.is_dir()
        if inside and _place_of(admin) == folder and (folder / CONFIG_FILE).is_file():
            check_path(folder, CONFIG_FILE)
            if _stands_on(admin, here):
                return Desk(folder, "", admin, here.common_dir)
    return None


def _linked(folder: Path) -> Path:
    """The git folder that a linked working tree's ``.git`` names. Raises OSError."""
    link = _line_of(folder / ".git").removeprefix("gitdir: ")
    return Path(os.path.normpath(folder / link))


def _place_of(admin: Path) -> Path:
    """The linked working tree that its git folder names. Raises OSError."""
    return Path(os.path.normpath(admin / _line_of(admin / "gitdir"))).parent


def _stands_on(git_dir: Path, here: Repository) -> bool:
    """Whether a working tree is on the desk's branch, or in the middle of rebasing it."""
    head = _line_of(git_dir / "HEAD")
    if head == f"ref: refs/heads/{DEFAULT_BRANCH}":
        return True
    branch = here.desk_branch()
    return head == f"ref: refs/heads/{branch}" or branch in rebased_branches(git_dir)


def rebased_branches(git_dir: Path) -> Iterator[str]:
    """The branch that is being rebased in the working tree of that git folder, if one is."""
    for state in ("rebase-merge", "rebase-apply"):
        with contextlib.suppress(OSError):
            yield _line_of(git_dir / state / "head-name").removeprefix("refs/heads/")


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
    """The branch's linked working tree, ``.tix/`` by default: found, mended or made."""
    with exclusive(here.common_dir / "tix" / "checkout"):
        folder = _worktree_of(here, branch)
        found = repository(folder) if folder and folder.is_dir() else None
        if found is None or found.common_dir != here.common_dir:
            folder = here.main_top() / FOLDER
            _make_worktree(here, folder, branch)
            found = repository(folder)
        exclude(here)
    if found is None or folder is None or found.common_dir != here.common_dir:
        raise DeskElsewhereError(here.main_top() / FOLDER, branch)
    return Desk(folder, "", found.git_dir, found.common_dir)


def _worktree_of(here: Repository, branch: str) -> Path | None:
    listing = here.git.run("worktree", "list", "--porcelain", "-z")
    for record in listing.split(b"\0\0"):
        lines = record.split(b"\0")
        if b"branch refs/heads/" + os.fsencode(branch) in lines:
            return Path(os.fsdecode(lines[0].removeprefix(b"worktree ")))
    return None


def _make_worktree(here: Repository, folder: Path, branch: str) -> None:
    """Check the branch out in a folder, where it may have been before.

    1. The folder is a working tree of this repository, and one of them was moved or copied: its
       ``.git`` and the git folder point at each other again. (``git worktree repair`` would bend
       the *original* repository to the copy.)
    2. The folder is gone, and git remembers it: the same, and its files are made again.
    3. There was none: git makes it.
    """
    if folder.is_symlink() or _is_foreign(folder):
        raise DeskElsewhereError(folder, branch)
    admin = _admin_of(here, branch)
    empty = not folder.exists() or not any(folder.iterdir())
    if admin is not None and (empty or (folder / ".git").is_file()):
        if (admin / "locked").exists():
            raise DeskElsewhereError(_place_of(admin), branch)
        folder.mkdir(exist_ok=True)
        (admin / "gitdir").write_bytes(os.fsencode(folder / ".git") + b"\n")
        (folder / ".git").write_bytes(b"gitdir: " + os.fsencode(admin) + b"\n")
        if empty:
            Git(folder).run("reset", "--hard", "--quiet")
    elif empty:
        here.git.run("worktree", "add", "--quiet", "--force", "--", str(folder), branch)
        _leave_sparse_checkout(folder)
    else:
        raise DeskElsewhereError(folder, branch)


def _is_foreign(folder: Path) -> bool:
    """Whether a folder isn't a linked working tree's, or is in use by another repository."""
    if not folder.exists():
        return False
    try:
        return _place_of(_linked(folder)) == folder
    except FileNotFoundError:  # no .git, or it names a git folder that was moved
        return False
    except OSError:
        return True


def _admin_of(here: Repository, branch: str) -> Path | None:
    """The git folder of the working tree that is on a branch, wherever that is."""
    for admin in sorted((here.common_dir / "worktrees").glob("*")):
        with contextlib.suppress(OSError):
            on_it = _line_of(admin / "HEAD") == f"ref: refs/heads/{branch}"
            if on_it or branch in rebased_branches(admin):
                return admin
    return None


def _leave_sparse_checkout(folder: Path) -> None:
    """git gives a new working tree the code's sparse patterns, which leave the tickets out."""
    git = Git(folder)
    if git.line("config", "--type=bool", "--get", "core.sparseCheckout", codes=(0, 1)) == "true":
        git.run("sparse-checkout", "disable")


def exclude(here: Repository) -> None:
    """Keep ``.tix/`` out of the code's ``git status``."""
    path = here.common_dir / "info" / "exclude"
    line = f"/{FOLDER}/\n".encode()
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        text = path.read_bytes() if path.exists() else b""
        if line not in text.splitlines(keepends=True):
            path.write_bytes(text + (b"\n" if text and not text.endswith(b"\n") else b"") + line)
