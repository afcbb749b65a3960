"""Taking tix out of a clone: its settings, its working tree, what it remembers. Commits stay.

Planned first, then done, under the desk's lock: first what can be refused, so that a refusal
leaves everything as it was. A run that was killed is finished by the next.
"""

import os
import shutil
from pathlib import Path

from tix.errors import NeedsPersonError
from tix.frozen import dataclass
from tix.model.layout import BESIDE_CODE
from tix.storage.desk import hooks
from tix.storage.desk.desk import Desk, Repository, has_desk, repository
from tix.storage.desk.files import WriteFailedError
from tix.storage.desk.lock import exclusive
from tix.storage.desk.merge_driver import STAYING, STAYING_BY_TIX
from tix.storage.desk.paths import CloneState, TreeState, all_states, clone_state
from tix.storage.desk.timers import has_running
from tix.storage.git.locks import patiently
from tix.storage.git.operations import Operation, operation
from tix.storage.git.process import Git
from tix.storage.git.status_entries import status_entries
from tix.storage.git.worktrees import worktrees
from tix.storage.replacing import permissions, replace_file
from tix.storage.store.unfinished import heal

_EXCLUDED = f"/{BESIDE_CODE}/\n".encode()


class UncommittedError(NeedsPersonError):
    """Files of the desk's working tree that would be lost with it."""

    def __init__(self, folder: Path, paths: list[str]) -> None:
        more = f" and {len(paths) - 5} more" if len(paths) > 5 else ""
        super().__init__(
            f"{folder} has what isn't committed: {', '.join(paths[:5])}{more}; nothing was removed",
            hint=f"tix sync, or git -C {folder} commit, or delete what you don't need",
        )


class UnfinishedError(NeedsPersonError):
    """The desk's working tree is in the middle of something."""

    def __init__(self, folder: Path, what: Operation) -> None:
        abort = what.abort.replace("git ", f"git -C {folder} ", 1)
        super().__init__(
            f"a {what.name} in {folder} isn't finished; nothing was removed",
            hint=f"finish it, or {abort}",
        )


class OnNoBranchError(NeedsPersonError):
    """The desk's working tree has commits that only it knows."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is on no branch and has commits of its own; nothing was removed",
            hint=f"give them a name: git -C {folder} branch NAME",
        )


class DraftsError(NeedsPersonError):
    """There are texts from the editor that were never used."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"there are drafts in {folder}; nothing was removed",
            hint="use them (tix comment ID -F FILE), or delete them",
        )


class TimerRunsError(NeedsPersonError):
    """Somebody's work isn't noted yet."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"a timer runs, as {file} says; nothing was removed",
            hint="tix work stop, or tix work stop --drop",
        )


class HalfDoneError(NeedsPersonError):
    """A killed tix left something that the next command would have finished."""

    def __init__(self, state: Path) -> None:
        super().__init__(
            f"a tix that was interrupted left work in {state}; nothing was removed",
            hint="tix status finishes it; then run this again",
        )


class LinkLostError(NeedsPersonError):
    """``.tix/`` isn't a working tree for git any more."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} isn't linked with the repository any more; nothing was removed",
            hint="tix status mends that; then run this again",
        )


@dataclass(frozen=True, slots=True)
class Removal:
    """The parts of tix in a clone.

    ``folder`` is the linked working tree beside code, which goes; ``branch`` its branch, or None
    if this clone has no desk of that kind. ``keys`` are those of git's config, ``states`` the
    folders in which tix remembers things.
    """

    here: Repository
    folder: Path | None
    branch: str | None
    keys: tuple[str, ...]
    states: tuple[Path, ...]
    is_excluded: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to remove."""
        return not (self.folder or self.keys or self.states or self.is_excluded)


def plan(folder: Path) -> Removal | None:
    """The parts of tix in the clone that contains a folder; None outside of a repository."""
    here = repository(folder)
    if here is None:
        return None
    name = here.desk_branch()
    in_main = Git(here.main_top()).line("symbolic-ref", "--quiet", "HEAD", codes=(0, 1))
    ref = f"refs/heads/{name}"
    is_there = here.git.succeeds("show-ref", "--verify", "--quiet", ref)
    is_beside = is_there and in_main != ref and has_desk(here, ref)
    states = all_states(here.common_dir)
    return Removal(
        here,
        _worktree(here),
        name if is_beside else None,
        tuple(_keys(here, name if is_beside else None)),
        tuple(state for state in states if state.is_dir()),
        _EXCLUDED in _exclude_lines(here),
    )


def apply(removal: Removal) -> None:
    """Remove it all. Raises NeedsPersonError, with nothing done, where something would be lost."""
    common_dir = removal.here.common_dir
    tree = _linked(removal.folder) if removal.folder and removal.folder.is_dir() else None
    if tree is not None:
        heal(Desk(tree.top, "", tree.git_dir, common_dir))
    state = clone_state(common_dir)
    with exclusive(state.lock):
        _refuse_to_forget(state.folder, *removal.states)
        if tree is not None:
            _refuse_to_lose(tree)
        hooks.remove(removal.here)  # as long as its working tree is there
        git = Git(removal.here.main_top())
        if removal.folder is not None:
            git.run("worktree", "remove", "--", str(removal.folder))
        for key in removal.keys:
            unset = ("config", "--local", "--unset-all", key)
            patiently(git, *unset, codes=(0, 5))  # 5: gone by now
        if removal.is_excluded:
            _stop_excluding(removal.here)
        for folder in (*removal.states, state.folder):
            _remove_folder(folder)


def _worktree(here: Repository) -> Path | None:
    """The linked working tree in ``.tix/``, also one whose folder is gone."""
    folder = here.main_top() / BESIDE_CODE
    linked = worktrees(here.git)[1:]
    is_known = any(each.folder.resolve() == folder.resolve() for each in linked)
    return folder if is_known else None


def _keys(here: Repository, branch: str | None) -> list[str]:
    """Keys of the clone's config that tix wrote, or that are for tix alone."""
    listing = here.git.run("config", "--local", "--name-only", "-z", "--list")
    upstream = (f"branch.{branch}.remote", f"branch.{branch}.merge") if branch else ()
    found = dict.fromkeys(os.fsdecode(key) for key in listing.split(b"\0"))
    is_ours = STAYING_BY_TIX.lower() in found and (
        here.git.line("config", "--local", STAYING, codes=(0, 1)) == "false"  # as it was set
    )
    more = (*upstream, STAYING.lower()) if is_ours else upstream
    return [key for key in found if key.startswith(("tix.", "merge.tix.")) or key in more]


def _linked(folder: Path) -> Repository:
    """The working tree in that folder. (git would find the code's, if its link were gone.)"""
    tree = repository(folder)
    if tree is None or tree.top.resolve() != folder.resolve():
        raise LinkLostError(folder)
    return tree


def _refuse_to_forget(*states: Path) -> None:
    """Raise if what tix remembers has somebody's text in it."""
    for state in states:
        drafts, tree = CloneState(state).drafts, TreeState(state)
        if any(drafts.glob("*")):
            raise DraftsError(drafts)
        if has_running(timers := CloneState(state).timers):
            raise TimerRunsError(timers)
        if any(tree.aside.glob("*")) or tree.checking_out.exists():
            raise HalfDoneError(state)


def _refuse_to_lose(tree: Repository) -> None:
    """Raise what stands against removing a working tree. (git alone would drop ignored files.)"""
    folder, git = tree.top, tree.git
    if (what := operation(tree.git_dir)) is not None:
        raise UnfinishedError(folder, what)
    entries = status_entries(git, "--ignored", "--ignore-submodules=none")
    if entries:
        raise UncommittedError(folder, [entry.path for entry in entries])
    on_branch = git.succeeds("symbolic-ref", "--quiet", "HEAD")
    if not on_branch and not git.line("for-each-ref", "--contains", "HEAD", "--count=1"):
        raise OnNoBranchError(folder)


def _exclude_file(here: Repository) -> Path:
    return here.common_dir / "info" / "exclude"


def _exclude_lines(here: Repository) -> list[bytes]:
    try:
        return _exclude_file(here).read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        return []


def _stop_excluding(here: Repository) -> None:
    kept = b"".join(line for line in _exclude_lines(here) if line != _EXCLUDED)
    try:
        real = _exclude_file(here).resolve()
        replace_file(real, kept, mode=permissions(real))
    except OSError as error:
        raise WriteFailedError(str(_exclude_file(here)), error) from None


def _remove_folder(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise WriteFailedError(str(folder), error) from None
