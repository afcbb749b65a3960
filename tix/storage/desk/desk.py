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
from tix.frozen import dataclass
from tix.storage.desk.files import check_path
from tix.storage.desk.merge_driver import ensure
from tix.storage.git.discovery import places
from tix.storage.git.line_files import line_of, rebased_branches
from tix.storage.git.locks import patiently
from tix.storage.git.process import Git, GitError
from tix.storage.git.remote_words import asking, reason_in
from tix.storage.git.sharing import share

CONFIG_FILE = "tix.yaml"
DEFAULT_BRANCH = "tix"
FOLDERS = ("tickets", "archive")
"""Where tickets are: the live ones, and those that are done with."""
FOLDER = ".tix"
"""Where the desk's branch is checked out beside code."""


class NoDeskError(TixError):
    """There is no desk here, as far as is known: ``has_remotes`` that weren't asked for one.

    ``commands`` lead to desks that the repository has elsewhere.
    """

    def __init__(
        self, folder: Path, *, has_remotes: bool = False, commands: Sequence[str] = ()
    ) -> None:
        hint = "make one, or get the one that the remote has" if has_remotes else "make one"
        where = ", but the repository has one" if commands else ""
        super().__init__(
            f"there is no desk in {folder} or above it{where}",
            hint=", or: ".join(commands) or f"{hint}: tix init",
        )


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
    def unfinished(self) -> Path:
        """A file that is there while the desk's working tree is being made."""
        return self.common_dir / "tix" / "unfinished"

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


def find(folder: Path, *, ask: bool = False) -> Desk:
    """The desk that commands in this folder work on. Raises NoDeskError.

    ``ask``: the remotes are asked for its branch if this clone doesn't know it (as one made with
    ``--depth 1`` doesn't).
    """
    here = repository(folder)
    if here is None:
        raise NoDeskError(folder)
    desk = above(here, folder) or beside(here)
    if desk is None and ask:
        ask_remotes(here, here.desk_branch())
        desk = beside(here)
    if desk is None:
        raise _no_desk(here, folder, has_remotes=not ask and bool(here.git.line("remote")))
    if _may_be_unwell(desk):
        from tix.storage.store.git_index import heal

        heal(desk)
    ensure(desk.common_dir, desk.git)
    return desk


def _no_desk(here: Repository, folder: Path, *, has_remotes: bool) -> NoDeskError:
    from tix.storage.desk.other_desks import other_desks

    commands = [other.command for other in other_desks(here)]
    return NoDeskError(folder, has_remotes=has_remotes, commands=commands)


_UNFINISHED = ("stale-index", "checking-out", "scratch/plan", "scratch/aside")
"""Notes in a working tree's git folder that ``git_index.heal`` takes up."""


def _may_be_unwell(desk: Desk) -> bool:
    """Whether there is a note of something that was cut short."""
    notes = desk.git_dir / "tix"
    return (
        any(os.path.lexists(notes / name) for name in _UNFINISHED)
        or os.path.lexists(desk.root / ".tix-scratch/aside")  # the git folder is on another disk
        or bool(moves_of_others(desk))
    )


@dataclass(frozen=True, slots=True)
class Move:
    """The commits between which a branch was moved; the first is zeros if it was made."""

    old: str
    new: str


def moves_of_others(desk: Desk) -> list[Move]:
    """The last moves of the desk's branch by a push or the like, which takes no files along.

    The latest first; empty if somebody else moved it since, or the files have caught up.
    """
    logs = desk.common_dir / "logs"
    ref = desk.ref() if logs.is_dir() else "HEAD"
    if ref == "HEAD":
        return []
    try:
        with (logs / ref).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            lines = file.read().split(b"\n")[:-1]
    except OSError:
        return []
    found: list[Move] = []
    for line in reversed(lines):
        stamp, _, message = line.partition(b"\t")
        old, new, *_ = (*stamp.decode(errors="replace").split(" ", 2), "", "")
        is_others = not message or message.startswith((b"push", b"fetch"))
        if not is_others or (found and found[-1].old != new):
            break
        found.append(Move(old, new))
    return [] if found and _caught_up(desk) == found[0].new else found


_TAIL = 4096
"""Bytes at the end of a branch's log in which its last moves are."""


def _caught_up(desk: Desk) -> str:
    try:
        return (desk.git_dir / "tix" / _CAUGHT_UP).read_text()
    except (OSError, UnicodeDecodeError):
        return ""


def note_caught_up(desk: Desk, commit: str) -> None:
    """Remember that the files aren't behind that commit of the branch. Raises OSError."""
    (desk.git_dir / "tix").mkdir(exist_ok=True)
    (desk.git_dir / "tix" / _CAUGHT_UP).write_text(commit)


_CAUGHT_UP = "caught-up"


def ask_remotes(
    here: Repository, branch: str, tell: Callable[[str], None] = lambda _: None
) -> tuple[str, ...]:
    """Fetch the desk's branch from the remotes, in case this clone just doesn't have it.

    ``tell`` is told before each that it is asked, because that may take long, and git or ssh may
    have questions of their own. What is returned says which couldn't be asked, and why.
    """
    notes = []
    for remote in here.git.line("remote").splitlines():
        if remote.startswith("-"):
            continue
        refspec = f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}"
        tell(remote)
        try:
            here.git.run(
                "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
                "--end-of-options", remote, refspec, environment=asking(),
            )  # fmt: skip
        except GitError as error:
            if "couldn't find remote ref" not in error.complaint:
                why = reason_in(error.complaint)
                notes.append(f"couldn't ask {remote} whether it has a desk already: {why}")
    return tuple(notes)


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
    if (here.main_top() / FOLDER).exists():
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
    patiently(here.git, "config", f"branch.{branch}.remote", remote)
    patiently(here.git, "config", f"branch.{branch}.merge", f"refs/heads/{branch}")
    tip = f"refs/remotes/{remote}/{branch}"
    patiently(here.git, "branch", "--no-track", "--", branch, tip)


def has_desk(here: Repository, ref: str) -> bool:
    """Whether the commit that a ref names holds a desk at its root."""
    name = f"{ref}:{CONFIG_FILE}"
    return here.git.succeeds("rev-parse", "--verify", "--quiet", "--end-of-options", name)


def _checked_out(here: Repository) -> Desk | None:
    """The desk in ``.tix/`` if everything about it is as it should be, found without git."""
    if here.common_dir.name != ".git" or here.unfinished.exists():
        return None
    folder = here.common_dir.parent / FOLDER
    with contextlib.suppress(OSError):
        admin = linked(folder)
        inside = admin.parent == here.common_dir / "worktrees" and admin.is_dir()
        if inside and place_of(admin) == folder and (folder / CONFIG_FILE).is_file():
            check_path(folder, CONFIG_FILE)
            if _stands_on(admin, here):
                return Desk(folder, "", admin, here.common_dir)
    return None


def linked(folder: Path) -> Path:
    """The git folder that a linked working tree's ``.git`` names. Raises OSError."""
    link = line_of(folder / ".git").removeprefix("gitdir: ")
    return Path(os.path.normpath(folder / link))


def place_of(admin: Path) -> Path:
    """The linked working tree that its git folder names. Raises OSError."""
    return Path(os.path.normpath(admin / line_of(admin / "gitdir"))).parent


def _stands_on(git_dir: Path, here: Repository) -> bool:
    """Whether a working tree is on the desk's branch, or in the middle of rebasing it."""
    head = line_of(git_dir / "HEAD")
    if head == f"ref: refs/heads/{DEFAULT_BRANCH}":
        return True
    branch = here.desk_branch()
    return head == f"ref: refs/heads/{branch}" or branch in rebased_branches(git_dir)


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
