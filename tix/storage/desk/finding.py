"""Finding the desk: a ``tix.yaml`` upwards from here, else this repository's branch ``tix``.

Beside code, the branch is checked out as a linked working tree in ``.tix/`` at the root of the
main working tree; it is made, repaired and made again here, so that a fresh clone, a moved
repository and a deleted ``.tix/`` all work at once.
"""

import contextlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from tix.errors import NeedsPersonError, TixError
from tix.model.layout import BESIDE_CODE, CONFIG_FILE
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.branch_moves import moves_of_others
from tix.storage.desk.desk import (
    DEFAULT_BRANCH,
    Desk,
    Repository,
    has_desk,
    linked,
    place_of,
    repository,
)
from tix.storage.desk.files import check_path
from tix.storage.desk.paths import PLAN, SCRATCH_IN_DESK, SET_ASIDE
from tix.storage.git.line_files import line_of, rebased_branches

if TYPE_CHECKING:
    from tix.storage.desk.ask_remotes import Ask  # most commands find the desk


class NoDeskError(TixError):
    """There is no desk here, as far as is known.

    ``unasked`` says why remotes that may have one couldn't be asked. ``commands`` lead to desks
    that the repository has elsewhere.
    """

    def __init__(
        self, folder: Path, *, unasked: Sequence[str] = (), commands: Sequence[str] = ()
    ) -> None:
        hint = "make one, or get the one that the remote has" if unasked else "make one"
        hint = "; ".join((*unasked, hint))
        where = ", but the repository has one" if commands else ""
        super().__init__(
            f"there is no desk in {folder} or above it{where}",
            hint=", or: ".join(commands) or f"{hint}: tix init",
        )


class AmbiguousRemoteError(NeedsPersonError):
    """Several remotes have the desk's branch and none of them is called origin."""

    def __init__(self, branch: str, remotes: list[str]) -> None:
        super().__init__(
            f"several remotes have a branch {branch}: {', '.join(remotes)}",
            hint=f"choose one: git branch {branch} {remotes[0]}/{branch}",
        )


def find(folder: Path, *, ask: "Callable[[], Ask] | None" = None) -> Desk:
    """The desk that commands in this folder work on. Raises NoDeskError.

    ``ask``: the remotes are asked for its branch if this clone doesn't know it (as one made with
    ``--depth 1`` doesn't).
    """
    here = repository(folder)
    if here is None:
        raise NoDeskError(folder)
    unasked: tuple[str, ...] = ()
    desk = above(here, folder) or beside(here)
    if desk is None and ask is not None:
        unasked = ask().remotes(here, here.desk_branch())
        desk = beside(here)
    if desk is None:
        raise _no_desk(here, folder, unasked)
    return desk


def _no_desk(here: Repository, folder: Path, unasked: Sequence[str]) -> NoDeskError:
    from tix.storage.desk.other_desks import other_desks

    commands = [other.command for other in other_desks(here)]
    return NoDeskError(folder, unasked=unasked, commands=commands)


def may_be_unfinished(desk: Desk) -> bool:
    """Whether there is a note about an interrupted operation."""
    state = desk.tree_state
    notes = (
        state.stale_index,
        state.checking_out,
        state.scratch / PLAN,
        state.scratch / SET_ASIDE,
        desk.root / SCRATCH_IN_DESK / SET_ASIDE,
    )
    return any(map(os.path.lexists, notes)) or bool(moves_of_others(desk))


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

    ``branch`` is another one than this clone's. Raises OtherDeskError where ``.tix/`` shows
    another desk.
    """
    if branch is None and (desk := _checked_out(here)):
        return desk
    branch = branch or here.desk_branch()
    if (here.main_top() / BESIDE_CODE).exists():
        from tix.storage.desk.other_desks import refuse_other_desk  # there hardly is one

        refuse_other_desk(here, branch)
    if not here.git.succeeds("show-ref", "--verify", "--quiet", f"refs/heads/{branch}"):
        remote = _remote_with(here, branch)
        if remote is None:
            return None
        _follow(here, remote, branch)
    if not has_desk(here, f"refs/heads/{branch}"):
        return None
    from tix.storage.desk.linked_worktree import check_out  # nearly always it is checked out

    return check_out(here, branch)


def _follow(here: Repository, remote: str, branch: str) -> None:
    """Make the branch as a remote has it; the settings first: a run that is killed in between
    leaves no branch that knows no remote."""
    # not --track: git refuses it in a clone of a single branch, such as a shallow one
    from tix.storage.git.locks import patiently

    patiently(here.git, "config", f"branch.{branch}.remote", remote)
    patiently(here.git, "config", f"branch.{branch}.merge", f"refs/heads/{branch}")
    tip = f"refs/remotes/{remote}/{branch}"
    patiently(here.git, "branch", "--no-track", "--", branch, tip)


def _checked_out(here: Repository) -> Desk | None:
    """The desk in ``.tix/`` if everything about it is as it should be, found without git."""
    if here.common_dir.name != ".git" or here.state.unfinished.exists():
        return None
    folder = here.common_dir.parent / BESIDE_CODE
    with contextlib.suppress(OSError):
        admin = linked(folder)
        inside = admin.parent == here.common_dir / "worktrees" and admin.is_dir()
        if inside and place_of(admin) == folder and (folder / CONFIG_FILE).is_file():
            check_path(folder, CONFIG_FILE)
            if _stands_on(admin, here):
                return Desk(folder, "", admin, here.common_dir)
    return None


def _stands_on(git_dir: Path, here: Repository) -> bool:
    """Whether a working tree is on the desk's branch, or in the middle of rebasing it."""
    head = line_of(git_dir / "HEAD")
    if head == f"ref: refs/heads/{DEFAULT_BRANCH}":
        return True
    branch = here.desk_branch()
    return head == f"ref: refs/heads/{branch}" or branch in rebased_branches(git_dir)


def _remote_with(here: Repository, branch: str) -> str | None:
    """The remote that has the desk's branch."""
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
