"""Moving the desk's branch to another commit, with its working tree and index.

The files come first and the branch last. A run that is killed in between leaves files that are
newer than the branch: those look like edits by hand, and become what they are with the next sync.
The other way round they would look like somebody's wish to take the new commits back.
"""

import shutil
import time
from collections.abc import Mapping

from tix.errors import NeedsPersonError, TixError
from tix.storage.commit import BranchMovedError, move, tip_of
from tix.storage.desk import Desk
from tix.storage.files import Replacement, read
from tix.storage.git import OWN_GROUP, Git, GitError
from tix.storage.index_refresh import IndexRefresh
from tix.storage.lock import exclusive
from tix.storage.stale_locks import unlocked
from tix.storage.store import empty_scratch
from tix.values import dataclass

_PATIENCE = 2.0
"""Seconds to wait for another git that holds the index."""


class WorkingTreeMovedError(TixError):
    """Somebody wrote to the desk in this moment; the branch is where it was."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the desk was changed in this moment: {reason}", hint="tix sync again")


class InTheWayError(NeedsPersonError):
    """Changes that aren't committed are in files that others changed, too."""

    def __init__(self, paths: list[str]) -> None:
        shown = ", ".join(paths[:5]) + (" …" if len(paths) > 5 else "")
        super().__init__(
            f"{shown}: changed here without a commit, and by others, too",
            hint="commit that or put it aside (git stash), then tix sync",
        )


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file whose broken edit is kept in the new commit: its text now, and the one to be."""

    seen: bytes | None
    new: bytes | None


def check_out_commit(
    desk: Desk, ours: str, target: str, set_aside: Mapping[str, SetAside] | None = None
) -> None:
    """Move the branch, which stands at ``ours``, to ``target``.

    ``set_aside`` are files, from the desk's root, that needn't be as they are in ``ours``. Raises
    WorkingTreeMovedError with the branch where it was.
    """
    git = Git(desk.top)
    with exclusive(desk.lock):
        ref = desk.ref()
        if tip_of(git, ref) != ours:
            raise WorkingTreeMovedError("there is a new commit")
        _replace(desk, set_aside or {})
        git.run("update-index", "-q", "--refresh", codes=(0, 1, 128))
        _read_tree(desk, git, ours, target)
        _move(git, ref, ours, target)


def _move(git: Git, ref: str, ours: str, target: str) -> None:
    while True:
        try:
            move(git, ref, ours, target)
            return
        except BranchMovedError as error:
            raise WorkingTreeMovedError(str(error)) from None
        except GitError as error:
            if not unlocked(error):
                raise


def _replace(desk: Desk, set_aside: Mapping[str, SetAside]) -> None:
    if not set_aside:
        return
    for path, texts in set_aside.items():
        if _text(desk, path) != texts.seen:
            raise WorkingTreeMovedError(f"somebody edits {path}")
    replacement = Replacement(desk.root, empty_scratch(desk))
    replacement.apply({path: texts.new for path, texts in set_aside.items()})
    replacement.finish()
    refresh = IndexRefresh(desk)
    refresh.begin(set_aside)
    refresh.finish()


def _text(desk: Desk, path: str) -> bytes | None:
    try:
        return read(desk.root, path)
    except FileNotFoundError:
        return None


def _read_tree(desk: Desk, git: Git, ours: str, target: str) -> None:
    """Take over what is different between two commits, if the files are as in the first."""
    arguments = ("read-tree", "-m", "-u", ours, target)
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            git.run(*arguments, group=OWN_GROUP)
            return
        except GitError as error:
            if "index.lock" not in error.complaint:
                raise WorkingTreeMovedError(error.complaint.strip().split("\n")[0]) from None
        if time.monotonic() > until:
            break
        time.sleep(0.02)
    _read_tree_beside(desk, git, arguments)


def _read_tree_beside(desk: Desk, git: Git, arguments: tuple[str, ...]) -> None:
    """The same where the index stays locked (a git that was killed): its copy serves, and the
    index itself follows as soon as that is possible."""
    copy = desk.git_dir / "tix" / "index"
    copy.parent.mkdir(exist_ok=True)
    shutil.copyfile(desk.git_dir / "index", copy)
    try:
        git.run(*arguments, environment={"GIT_INDEX_FILE": str(copy)}, group=OWN_GROUP)
    except GitError as error:
        raise WorkingTreeMovedError(error.complaint.strip().split("\n")[0]) from None
    finally:
        copy.unlink(missing_ok=True)
    *_, ours, target = arguments
    output = git.run("diff-tree", "-r", "-z", "--name-only", "--relative", ours, target)
    refresh = IndexRefresh(desk)
    refresh.begin(output.decode(errors="surrogateescape").split("\0")[:-1])
    refresh.finish()
