"""Checking the desk's branch out beside code: in ``.tix/``, at the root of the main working tree.

A run that is killed while it does so leaves a mark, and the next command begins anew: a working
tree that lacks half of its files would look as if somebody had deleted them.
"""

import contextlib
import os
import shutil
from pathlib import Path

from tix.model.layout import BESIDE_CODE, CONFIG_FILE
from tix.storage.desk.desk import Desk, DeskElsewhereError, Repository, linked, place_of, repository
from tix.storage.desk.files import WriteFailedError
from tix.storage.desk.lock import exclusive
from tix.storage.git.line_files import line_of, rebased_branches
from tix.storage.git.locks import patiently, wait_for
from tix.storage.git.process import Git
from tix.storage.git.worktrees import worktrees
from tix.storage.replacing import permissions, replace_file


def check_out(here: Repository, branch: str) -> Desk:
    """The branch's linked working tree, ``.tix/`` by default: found, mended or made; where nothing
    can be written, as it stands. Raises WriteFailedError where it doesn't."""
    try:
        return _mended(here, branch)
    except WriteFailedError:
        if (desk := _as_it_stands(here, branch)) is not None:
            return desk
        raise


def _as_it_stands(here: Repository, branch: str) -> Desk | None:
    """The working tree of a repository that was moved, to be read only."""
    folder, admin = here.main_top() / BESIDE_CODE, _admin_of(here, branch)
    with contextlib.suppress(OSError):
        is_its_own = admin is not None and linked(folder).name == admin.name
        if admin and is_its_own and not folder.is_symlink() and not _is_foreign(folder):
            is_whole = (folder / CONFIG_FILE).is_file() and not here.state.unfinished.exists()
            return Desk(folder, "", admin, here.common_dir, is_moved=True) if is_whole else None
    return None


def _mended(here: Repository, branch: str) -> Desk:
    with exclusive(here.state.checkout_lock):
        if here.state.unfinished.exists():
            _clear_half_made(here, here.main_top() / BESIDE_CODE)
        folder = _worktree_of(here, branch)
        found = None
        if folder and folder.is_dir() and not _is_unfinished(here, folder):
            found = repository(folder)
        if found is None or found.common_dir != here.common_dir:
            folder = here.main_top() / BESIDE_CODE
            _make_worktree(here, folder, branch)
            found = repository(folder)
        here.state.unfinished.unlink(missing_ok=True)
        exclude(here)
    if found is None or folder is None or found.common_dir != here.common_dir:
        raise DeskElsewhereError(here.main_top() / BESIDE_CODE, branch)
    return Desk(folder, "", found.git_dir, found.common_dir)


def _is_unfinished(here: Repository, folder: Path) -> bool:
    """Whether a run that was killed began to make this working tree."""
    return here.state.unfinished.exists() and folder == here.main_top() / BESIDE_CODE


def _worktree_of(here: Repository, branch: str) -> Path | None:
    return next((each.folder for each in worktrees(here.git) if each.branch == branch), None)


def _make_worktree(here: Repository, folder: Path, branch: str) -> None:
    """Check the branch out in a folder, where it may have been before.

    1. The folder is a working tree of this repository, and one of them was moved or copied: its
       ``.git`` and the git folder point at each other again. (``git worktree repair`` would bend
       the *original* repository to the copy.)
    2. The folder is gone, and git remembers it: the same, and its files are made again. So is
       what a run that was killed had begun.
    3. There was none: git makes it.
    """
    unfinished = _is_unfinished(here, folder)
    if folder.is_symlink() or (not unfinished and _is_foreign(folder)):
        raise DeskElsewhereError(folder, branch)
    admin = _admin_of(here, branch)
    empty = not folder.exists() or not any(folder.iterdir())
    if admin is not None and (empty or (folder / ".git").is_file()):
        if (admin / "locked").exists():
            raise DeskElsewhereError(place_of(admin), branch)
        if empty:
            here.state.unfinished.touch()
        folder.mkdir(exist_ok=True)
        replace_file(admin / "gitdir", os.fsencode(folder / ".git") + b"\n")
        replace_file(folder / ".git", b"gitdir: " + os.fsencode(admin) + b"\n")
        if empty or unfinished:
            _leave_sparse_checkout(folder)
            wait_for(admin / "index.lock")
            patiently(Git(folder), "reset", "--hard", "--quiet")
    elif empty:
        here.state.unfinished.touch()
        add = ("worktree", "add", "--quiet", "--force", "--", str(folder), branch)
        patiently(here.git, *add)
        _leave_sparse_checkout(folder)
    else:
        raise DeskElsewhereError(folder, branch)


def _clear_half_made(here: Repository, folder: Path) -> None:
    """Remove the remains of a working tree whose creation was interrupted.

    git writes ``locked`` first, and ``HEAD`` before the files. One that has its ``HEAD`` stays,
    and its files are made again.
    """
    for locked in (here.common_dir / "worktrees").glob("*/locked"):
        admin = locked.parent
        if locked.read_bytes().startswith(b"initializing") and _is_for(admin, folder):
            if (admin / "HEAD").exists() and line_of(admin / "HEAD").startswith("ref: "):
                locked.unlink()
            else:
                shutil.rmtree(admin)
    with contextlib.suppress(OSError):
        admin = linked(folder)
        if admin.parent != here.common_dir / "worktrees" or not admin.exists():
            (folder / ".git").unlink()


def _is_for(admin: Path, folder: Path) -> bool:
    """Whether a git folder is that of a working tree in that folder, as far as it tells."""
    try:
        return place_of(admin) == folder
    except FileNotFoundError:
        return True


def _is_foreign(folder: Path) -> bool:
    """Whether a folder isn't a linked working tree's, or is in use by another repository."""
    if not folder.exists():
        return False
    try:
        return place_of(linked(folder)) == folder
    except FileNotFoundError:  # no .git, or it names a git folder that was moved
        return False
    except OSError:
        return True


def _admin_of(here: Repository, branch: str) -> Path | None:
    """The git folder of the working tree that is on a branch, wherever that is."""
    for admin in sorted((here.common_dir / "worktrees").glob("*")):
        with contextlib.suppress(OSError):
            on_it = line_of(admin / "HEAD") == f"ref: refs/heads/{branch}"
            if on_it or branch in rebased_branches(admin):
                return admin
    return None


def _leave_sparse_checkout(folder: Path) -> None:
    """git gives a new working tree the code's sparse patterns, which leave the tickets out."""
    git = Git(folder)
    if git.line("config", "--type=bool", "--get", "core.sparseCheckout", codes=(0, 1)) == "true":
        git.run("sparse-checkout", "disable")


def exclude(here: Repository) -> None:
    """Exclude ``.tix/`` from the code's ``git status``."""
    path = here.common_dir / "info" / "exclude"
    line = f"/{BESIDE_CODE}/\n".encode()
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        text = path.read_bytes() if path.exists() else b""
        if line not in text.splitlines(keepends=True):
            end = b"\n" if text and not text.endswith(b"\n") else b""
            real = path.resolve()
            replace_file(real, [text, end, line], mode=permissions(real))
