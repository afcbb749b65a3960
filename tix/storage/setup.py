"""Making a desk: in a repository of its own, beside code on an orphan branch, or in the tree."""

import contextlib
import os
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from tix.errors import NeedsPersonError, TixError, UsageError
from tix.model.config_file import dump_default
from tix.storage import identity
from tix.storage.desk import (
    CONFIG_FILE,
    DEFAULT_BRANCH,
    Desk,
    NoDeskError,
    Repository,
    beside,
    check_out,
    desk_at,
    find,
    has_desk,
    repository,
)
from tix.storage.files import WriteFailedError
from tix.storage.git import Git, GitError
from tix.storage.lock import exclusive
from tix.storage.store import Store

_ATTRIBUTES = b"# Written by tix: files are kept as they stand.\n* -text\n"

_FIRST_FILES = {
    "tickets/.gitattributes": _ATTRIBUTES,
    "archive/.gitattributes": _ATTRIBUTES,
    "attachments/.gitattributes": _ATTRIBUTES,
}

_ROOT = {
    "GIT_AUTHOR_NAME": "tix",
    "GIT_AUTHOR_EMAIL": "tix@tix.invalid",
    "GIT_AUTHOR_DATE": "@0 +0000",
    "GIT_COMMITTER_NAME": "tix",
    "GIT_COMMITTER_EMAIL": "tix@tix.invalid",
    "GIT_COMMITTER_DATE": "@0 +0000",
}
"""The first commit is the same everywhere, so that two clones that both made a desk can merge."""


class Place(Enum):
    """Where a desk was made."""

    OWN = "own"
    BESIDE = "beside"
    IN_TREE = "in-tree"


@dataclass(frozen=True, slots=True)
class Made:
    """A desk, and whether it is new. ``place`` is None for one that was there already."""

    desk: Desk
    place: Place | None
    notes: tuple[str, ...] = ()


class BadBranchNameError(UsageError):
    """git takes no branch of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} can't be the name of a branch", hint="for example: --branch tix"
        )


class BranchInUseError(NeedsPersonError):
    """There is a branch of that name, and no desk on it."""

    def __init__(self, branch: str) -> None:
        super().__init__(
            f"there is a branch {branch} already, and it holds no desk",
            hint="give the desk another one: tix init --branch NAME",
        )


class BareRepositoryError(TixError):
    """A repository without a working tree can't hold a desk's files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is a bare repository, without a working tree",
            hint="clone it and run tix init in the clone",
        )


def init(
    folder: Path,
    *,
    in_tree: bool = False,
    branch: str | None = None,
    new: bool = False,
    now: datetime | None = None,
) -> Made:
    """Make a desk for that folder, or find the one that is there.

    ``new``: the folder was named by the user, so that it is the desk's even inside of another
    repository. ``branch``: the name of the desk's branch. Nothing is made without an identity.
    """
    _make_folder(folder)
    here = repository(folder)
    if here is None and _is_bare(folder):
        raise BareRepositoryError(folder)
    if new and here is not None and here.top.resolve() != folder.resolve() and not in_tree:
        here = None
    if branch is not None:
        _check_branch(Git(folder), branch)
    if here is None:
        identity.author(Git(folder))
        Git(folder).run("init", "--quiet", f"--initial-branch={branch or 'main'}")
        here = repository(folder)
        if here is None:
            raise NoDeskError(folder)
        return _in_tree(here, folder, Place.OWN, now)
    if (existing := _existing(folder, here, branch)) is not None:
        return Made(existing, None)
    identity.author(here.git)
    unborn = not here.git.succeeds("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if unborn and branch is not None:
        here.git.run("symbolic-ref", "HEAD", f"refs/heads/{branch}")
    if unborn or in_tree:
        root = folder if in_tree and new else here.top
        return _in_tree(here, root, Place.OWN if unborn else Place.IN_TREE, now)
    return _beside(here, branch, now)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteFailedError(str(folder), error) from None


def _is_bare(folder: Path) -> bool:
    with contextlib.suppress(GitError):
        return Git(folder).line("rev-parse", "--is-bare-repository") == "true"
    return False


def _check_branch(git: Git, branch: str) -> None:
    if branch.startswith("-") or not git.succeeds("check-ref-format", f"refs/heads/{branch}"):
        raise BadBranchNameError(branch)


def _existing(folder: Path, here: Repository, branch: str | None) -> Desk | None:
    if branch is not None and branch != here.desk_branch():
        wanted = f"refs/heads/{branch}"
        if not has_desk(here, wanted) and not has_desk(here, f"refs/remotes/origin/{branch}"):
            return None
        here.git.run("config", "tix.branch", branch)
    try:
        return find(folder)
    except NoDeskError:
        return None


def _in_tree(here: Repository, root: Path, place: Place, now: datetime | None) -> Made:
    """The desk's files on the branch that is checked out; an unborn one gets the root commit."""
    desk = desk_at(here, root.resolve())
    with exclusive(desk.state_dir / "lock"):
        if not here.git.succeeds("rev-parse", "--verify", "--quiet", "HEAD^{commit}"):
            here.git.run("update-ref", desk.ref(), _root_commit(here.git), "")
    _first_files(desk, here, now)
    return Made(desk, place)


def _beside(here: Repository, branch: str | None, now: datetime | None) -> Made:
    name = branch or DEFAULT_BRANCH
    notes = _ask_remotes(here, name)
    if branch is not None:
        here.git.run("config", "tix.branch", branch)
    if (found := beside(here)) is not None:
        return Made(found, None, notes)
    if here.git.succeeds("show-ref", "--verify", "--quiet", f"refs/heads/{name}"):
        raise BranchInUseError(name)
    with exclusive(here.common_dir / "tix" / "lock"):
        here.git.run("update-ref", f"refs/heads/{name}", _root_commit(here.git), "")
    try:
        desk = check_out(here, name)
        _first_files(desk, here, now)
    except TixError:
        here.git.run("worktree", "prune")
        raise
    return Made(desk, Place.BESIDE, notes)


def _ask_remotes(here: Repository, branch: str) -> tuple[str, ...]:
    """Fetch the desk's branch from the remotes, in case this clone just doesn't have it."""
    notes = []
    for remote in here.git.line("remote").splitlines():
        if remote.startswith("-"):
            continue
        refspec = f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}"
        try:
            here.git.run("fetch", "--quiet", "--no-tags", "--end-of-options", remote, refspec)
        except GitError as error:
            if "couldn't find remote ref" not in error.complaint:
                notes.append(f"couldn't ask {remote} whether it has a desk already: {error}")
    return tuple(notes)


def _root_commit(git: Git) -> str:
    tree = git.run("mktree", stdin=b"").decode().strip()
    message = b"The root of a tix desk\n"
    arguments = ("-c", "i18n.commitEncoding=UTF-8", "commit-tree", "--no-gpg-sign", tree)
    return git.run(*arguments, stdin=message, environment=_ROOT).decode().strip()


def _first_files(desk: Desk, here: Repository, now: datetime | None) -> None:
    with Store(desk, now).transaction() as work:
        work.put_file(CONFIG_FILE, dump_default(_name(here)).encode())
        for path, data in _FIRST_FILES.items():
            work.put_file(path, data)
        work.commit("Make a tix desk")


def _name(here: Repository) -> str:
    """What to call the desk: like the remote if there is one (the same in every clone)."""
    url = here.git.line("config", "--get", "remote.origin.url", codes=(0, 1))
    base = url.rstrip("/").removesuffix(".git").rpartition("/")[2].rpartition(":")[2]
    return base or os.fsencode(here.main_top().name).decode(errors="replace")
