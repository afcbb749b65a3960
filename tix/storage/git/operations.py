"""Unfinished operations of git in a working tree: a merge, a rebase and the like."""

from pathlib import Path

from tix.frozen import dataclass
from tix.storage.git.line_files import rebased_branches


@dataclass(frozen=True, slots=True)
class Operation:
    """An unfinished operation of git, and how to finish or abort it."""

    name: str
    finish: str
    abort: str
    branch: str | None = None
    """The branch that is being rebased."""


_OPERATIONS = (
    ("rebase-apply/applying", Operation("git am", "git am --continue", "git am --abort")),
    ("rebase-merge", Operation("rebase", "git rebase --continue", "git rebase --abort")),
    ("rebase-apply", Operation("rebase", "git rebase --continue", "git rebase --abort")),
    ("MERGE_HEAD", Operation("merge", "git commit", "git merge --abort")),
    (
        "CHERRY_PICK_HEAD",
        Operation("cherry-pick", "git cherry-pick --continue", "git cherry-pick --abort"),
    ),
    ("REVERT_HEAD", Operation("revert", "git revert --continue", "git revert --abort")),
    ("BISECT_LOG", Operation("bisect", "git bisect good or bad", "git bisect reset")),
)
"""The operations by their traces in the git folder, the one to finish first coming first."""


def operation(git_dir: Path) -> Operation | None:
    """The unfinished operation in the working tree of that git folder, if any."""
    for name, found in _OPERATIONS:
        if (git_dir / name).exists():
            branch = next(rebased_branches(git_dir), None)
            return Operation(found.name, found.finish, found.abort, branch)
    return None
