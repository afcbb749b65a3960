"""Making a desk: in a repository of its own, beside code on an orphan branch, or in the tree."""

import contextlib
import os
import re
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from pathlib import Path

from tix.errors import NeedsPersonError, TixError, UsageError
from tix.frozen import dataclass
from tix.model.config.shown import dump_default
from tix.model.layout import BESIDE_CODE, CONFIG_FILE
from tix.storage.desk.ask_remotes import Ask
from tix.storage.desk.attributes import ATTRIBUTES
from tix.storage.desk.desk import Desk, Repository, repository
from tix.storage.desk.files import WriteFailedError
from tix.storage.desk.finding import NoDeskError, above, beside, desk_at
from tix.storage.desk.linked_worktree import check_out
from tix.storage.desk.lock import exclusive
from tix.storage.desk.merge_driver import ensure
from tix.storage.desk.other_desks import AnotherDeskError, on_another_branch
from tix.storage.git import identity
from tix.storage.git.commit import tip_of
from tix.storage.git.locks import patiently
from tix.storage.git.process import Git
from tix.storage.git.root_commit import make_root_commit
from tix.storage.store.store import Store


class Place(Enum):
    """The kind of place where a desk was made."""

    OWN = "own"
    BESIDE = "beside"
    IN_TREE = "in-tree"


@dataclass(frozen=True, slots=True)
class InitResult:
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


class BranchInTheWayError(NeedsPersonError):
    """git keeps branches as files: there can't be one that is another one's folder."""

    def __init__(self, branch: str, other: str) -> None:
        super().__init__(
            f"there can't be a branch {branch} beside the branch {other}",
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
    tell: Callable[[str], None] = lambda _: None,
) -> InitResult:
    """Make a desk for that folder, or find the one that is there.

    ``new``: the folder was named by the user, so that it is the desk's even inside of another
    repository. ``branch``: the name of the desk's branch. ``tell`` is told the name of each remote
    before it is asked for a desk. Nothing is made without an identity; a desk that is there
    already, or in a remote, needs none.
    """
    made = _init(folder, in_tree, branch, new, now, tell)
    ensure(made.desk.common_dir, made.desk.git)
    return made


def _init(
    folder: Path,
    in_tree: bool,
    branch: str | None,
    new: bool,
    now: datetime | None,
    tell: Callable[[str], None],
) -> InitResult:
    here = repository(folder) if folder.is_dir() else None
    if new or not (here and (_existing(folder, here, branch) or here.git.line("remote"))):
        identity.author(Git(_existing_part(folder)))
    _make_folder(folder)
    here = here or repository(folder)
    if here is None and _is_bare(folder):
        raise BareRepositoryError(folder)
    if new and here is not None and here.top.resolve() != folder.resolve() and not in_tree:
        here = None  # named by the user: a repository of its own, even inside of another
    if branch is not None:
        _check_branch(Git(folder), branch)
    if here is None:
        patiently(Git(folder), "init", "--quiet", f"--initial-branch={branch or 'main'}")
        here = repository(folder)
        if here is None:
            raise NoDeskError(folder)
    with exclusive(here.state.init_lock):
        if (existing := _existing(folder, here, branch)) is not None:
            if not _is_committed(existing):
                identity.author(here.git)
                _first_files(existing, here, now)  # a run that was killed had begun
            return InitResult(existing, None)
        unborn = _is_unborn(here)
        if in_tree or unborn:
            identity.author(here.git)
        if unborn and branch is not None:
            patiently(here.git, "symbolic-ref", "HEAD", f"refs/heads/{branch}")
        if unborn or in_tree:
            root = folder if in_tree and new else here.top
            return _in_tree(here, root, Place.OWN if unborn else Place.IN_TREE, now)
        return _beside(here, branch, now, tell)


def _is_unborn(here: Repository) -> bool:
    """Whether there is no commit yet, or only the root that a killed run got to make."""
    commits = here.git.line("rev-list", "--max-count=2", "--single-worktree", "--all")
    if not commits or "\n" in commits:
        return not commits
    head = here.git.line("rev-parse", "--verify", "--quiet", "HEAD", codes=(0, 1))
    return commits == head == make_root_commit(here.git)


def _has_commits(here: Repository) -> bool:
    return here.git.succeeds("rev-parse", "--verify", "--quiet", "HEAD^{commit}")


def _is_committed(desk: Desk) -> bool:
    name = f"HEAD:./{CONFIG_FILE}"
    return desk.git.succeeds("rev-parse", "--verify", "--quiet", "--end-of-options", name)


def _existing_part(folder: Path) -> Path:
    """The folder, or the nearest existing one above it."""
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteFailedError(str(folder), error) from None


def _is_bare(folder: Path) -> bool:
    """Whether the folder is a repository itself, and not one's working tree."""
    return all((folder / part).exists() for part in ("HEAD", "objects", "refs"))


def _check_branch(git: Git, branch: str) -> None:
    """Raise for what git takes for no branch, or for something else than that branch.

    [git 2.39] ``@`` is HEAD, forty hex digits are a commit, ``HEAD`` is refused for a branch.
    """
    means_another = re.fullmatch("@|[A-Z_]*HEAD|[0-9a-f]{40}|[0-9a-f]{64}|refs/.*", branch)
    too_long = any(len(os.fsencode(part)) > _LONGEST_NAME for part in branch.split("/"))
    known = git.line("check-ref-format", "--branch", branch, codes=(0, 1, 128, 129))
    if means_another or too_long or branch.startswith("-") or not known or known != branch:
        raise BadBranchNameError(branch)


_LONGEST_NAME = 200
"""Bytes of a file's name, to which git adds ``.lock``, and of a branch as a folder's."""


def _existing(folder: Path, here: Repository, branch: str | None) -> Desk | None:
    """The desk that is there already. A branch other than the remembered one is asked for."""
    if desk := above(here, folder):
        return desk
    if branch is None or branch == here.desk_branch():
        return beside(here)
    return None


def _in_tree(here: Repository, root: Path, place: Place, now: datetime | None) -> InitResult:
    """The desk's files on the branch that is checked out; an unborn one gets the root commit."""
    desk = desk_at(here, root.resolve())
    if not _has_commits(here):
        patiently(here.git, "update-ref", desk.ref(), make_root_commit(here.git), "")
    _first_files(desk, here, now)
    return InitResult(desk, place)


def _beside(
    here: Repository, branch: str | None, now: datetime | None, tell: Callable[[str], None]
) -> InitResult:
    name = branch or here.desk_branch()
    notes = Ask(tell=tell).remotes(here, name)
    if (found := beside(here, name)) is not None:
        _remember(here, branch)
        return InitResult(found, None, notes)
    if branch is None and (other := on_another_branch(here)) is not None:
        raise AnotherDeskError(other, name)
    identity.author(here.git)
    ref = f"refs/heads/{name}"
    if in_the_way := _in_the_way(here.git, name):
        raise BranchInTheWayError(name, in_the_way)
    root = make_root_commit(here.git)
    if tip_of(here.git, ref) not in ("", root):  # the root: a run that was killed here
        raise BranchInUseError(name)
    patiently(here.git, "update-ref", ref, root)
    try:
        desk = check_out(here, name)
        _first_files(desk, here, now)
    except BaseException:  # Ctrl-C, too
        _take_back(here, ref, root)
        raise
    _remember(here, branch)
    return InitResult(desk, Place.BESIDE, notes)


def _in_the_way(git: Git, name: str) -> str:
    """A branch that stands where this one's folder would be, or the other way round."""
    parts = name.split("/")
    above = [f"refs/heads/{'/'.join(parts[:end])}" for end in range(1, len(parts))]
    below = f"refs/heads/{name}/"
    listed = git.line("for-each-ref", "--format=%(refname)", *above, below).splitlines()
    found = [ref for ref in listed if ref in above or ref.startswith(below)]
    return found[0].removeprefix("refs/heads/") if found else ""


def _remember(here: Repository, branch: str | None) -> None:
    if branch is not None:
        patiently(here.git, "config", "tix.branch", branch)


def _take_back(here: Repository, ref: str, root: str) -> None:
    """Remove a half-made desk: its working tree, if there is one, and nobody else's."""
    with contextlib.suppress(TixError):
        folder = here.main_top() / BESIDE_CODE
        made = repository(folder) if folder.is_dir() else None
        if made is not None and made.git.line("symbolic-ref", "HEAD", codes=(0, 128)) == ref:
            here.git.succeeds("worktree", "remove", "--force", "--", str(folder))
        here.git.run("update-ref", "-d", ref, root)


def _first_files(desk: Desk, here: Repository, now: datetime | None) -> None:
    with Store(desk, now).transaction() as work:
        if (desk.root / CONFIG_FILE).exists():  # written by a run that was killed
            work.take_in(CONFIG_FILE)
        else:
            work.put_file(CONFIG_FILE, dump_default(_name(here)).encode())
        for folder in ATTRIBUTES:
            path = f"{folder}/.gitattributes"
            if not (desk.root / path).exists():
                work.put_file(path, ATTRIBUTES[folder])
            elif (desk.root / path).read_bytes() == ATTRIBUTES[folder]:
                work.take_in(path)  # another's (the code may have such a folder) stays theirs
        work.commit("Make a tix desk", undoable=False)


def _name(here: Repository) -> str:
    """The desk's name: the remote's if there is one, so that it is the same in every clone."""
    url = here.git.line("config", "--get", "remote.origin.url", codes=(0, 1))
    base = url.rstrip("/").removesuffix(".git").rpartition("/")[2].rpartition(":")[2]
    return os.fsencode(base or here.main_top().name).decode(errors="replace")
