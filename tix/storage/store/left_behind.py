"""A working tree that its branch has left behind: somebody has pushed into it.

git lets a push into a branch that is checked out pass if it is told to
(``receive.denyCurrentBranch=ignore``). It moves the branch alone: index and files stay as the old
commit has them, and look like edits by hand that take the pushed commits back. Here they follow,
as in a sync; edits of tickets stay edits. Only where the branch's log says that a push (or a
fetch, or a bare ``update-ref``) was the last to move it: what is checked out from an older commit
on purpose looks the same otherwise.
"""

import contextlib
from collections.abc import Iterable

from tix.errors import NeedsPersonError, TixError
from tix.storage.desk.branch_moves import moves_of_others, note_caught_up
from tix.storage.desk.desk import Desk
from tix.storage.git.commit import tip_of
from tix.storage.git.diff import changed_entries
from tix.storage.git.index_entries import index_entries
from tix.storage.git.operations import operation
from tix.storage.git.process import Git
from tix.storage.store.checkout import catch_up


class LeftBehindError(NeedsPersonError):
    """The files can't follow the branch."""

    def __init__(self, error: TixError) -> None:
        super().__init__(
            f"somebody pushed into this branch, and the files here can't follow: {error}",
            hint="git status shows what is in the way; put it aside, then run the command again",
        )


def follow_branch(desk: Desk) -> None:
    """Update index and files if they are behind the branch. The clone's lock is held.

    Raises LeftBehindError, with everything as it was.
    """
    git, moves = Git(desk.top), moves_of_others(desk)
    tip = tip_of(git, desk.ref())
    if not moves or moves[0].new != tip or operation(desk.git_dir) is not None:
        return
    if old := _index_at(git, [move.old for move in reversed(moves)], tip):
        try:
            catch_up(desk, old, tip)
        except TixError as error:
            raise LeftBehindError(error) from None
    with contextlib.suppress(OSError):
        note_caught_up(desk, tip)


def _index_at(git: Git, commits: Iterable[str], tip: str) -> str:
    """Of some older commits, that which the index is at; "" if it is behind none of them.

    At that, the fewest files of the index are neither as in that commit nor as in the tip (edits
    that somebody has staged), and of those commits the most are as in that commit.
    """
    entries = {each.path: each.entry for each in index_entries(git) if not each.stage}
    best = (0, 0, "")
    for old in commits:
        if not old.strip("0") or not git.succeeds("merge-base", "--is-ancestor", old, tip):
            continue
        behind, odd = 0, 0
        for path, (before, after) in changed_entries(git, old, tip).items():
            behind += entries.get(path) == before
            odd += entries.get(path) not in (before, after)
        if behind and (not best[2] or (-odd, behind) > best[:2]):
            best = (-odd, behind, old)
    return best[2]
