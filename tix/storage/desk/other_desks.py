"""Other desks in a repository, on other branches or in folders, in case none was found.

All of it is asked only where there is no desk: no command that finds one waits for it.
"""

import contextlib
import os
import shlex
from collections.abc import Iterator, Sequence

from tix.errors import NeedsPersonError
from tix.frozen import dataclass
from tix.model.layout import BESIDE_CODE, CONFIG_FILE
from tix.storage.desk.desk import Repository, has_desk, linked
from tix.storage.git.index_entries import matching_paths
from tix.storage.git.line_files import line_of
from tix.storage.git.objects import check
from tix.storage.git.worktrees import worktrees

_FEW = 3
"""Desks that are named at the most."""


class OtherDeskError(NeedsPersonError):
    """``.tix/`` shows the desk of one branch, and that of another one was wanted."""

    def __init__(self, here: Repository, shown: str, wanted: str) -> None:
        folder = here.main_top() / BESIDE_CODE
        is_there = here.git.succeeds("show-ref", "--verify", "--quiet", f"refs/heads/{wanted}")
        name = shlex.quote(wanted)
        instead = (
            f"git -C {shlex.quote(str(folder))} switch {name}" if is_there else "tix init --remove"
        )
        if wanted != here.desk_branch() or not is_there:
            instead += f", then tix init --branch {name}"
        super().__init__(
            f"{folder} shows the desk of the branch {shown}, not {wanted}; nothing was changed",
            hint=f"tix init --branch {shlex.quote(shown)} stays with it; instead of it: {instead}",
        )


class AnotherDeskError(NeedsPersonError):
    """Somebody who makes a desk doesn't know of the one that the repository has."""

    def __init__(self, other: "OtherDesk", branch: str) -> None:
        super().__init__(
            f"there is a desk already, on the branch {other.branch}; nothing was made",
            hint=f"{other.command}; to make another one all the same: tix init --branch {branch}",
        )


@dataclass(frozen=True, slots=True)
class OtherDesk:
    """A desk that isn't seen from here, and the command that leads to it.

    ``branch`` is None for one in a folder of the working tree.
    """

    branch: str | None
    command: str


def refuse_other_desk(here: Repository, branch: str) -> None:
    """Raise if ``.tix/`` shows another branch's desk, and that branch's own is shown nowhere."""
    shown = _shown(here)
    if shown in (None, branch) or not has_desk(here, f"refs/heads/{shown}"):
        return
    if all(each.branch != branch for each in worktrees(here.git)):
        raise OtherDeskError(here, shown or "", branch)


def _shown(here: Repository) -> str | None:
    """The branch that ``.tix/`` is on; None if it is on none, or no working tree of this one."""
    with contextlib.suppress(OSError):
        admin = linked(here.main_top() / BESIDE_CODE)
        head = line_of(admin / "HEAD")
        if admin.parent == here.common_dir / "worktrees" and head.startswith("ref: refs/heads/"):
            return head.removeprefix("ref: refs/heads/")
    return None


def other_desks(here: Repository) -> Sequence[OtherDesk]:
    """Some of the repository's desks, as far as this clone knows."""
    found = [*_on_branches(here), *_in_folders(here)]
    return found[:_FEW]


def on_another_branch(here: Repository) -> OtherDesk | None:
    """A desk on another branch than the one that is checked out, if there is any."""
    return next(_on_branches(here), None)


def _on_branches(here: Repository) -> Iterator[OtherDesk]:
    """Those at the roots of branches, here and in the remotes, each branch's name once.

    A branch that shares no history with the code is one of those that belong in ``.tix/``.
    """
    wanted = ("refs/heads/", "refs/remotes/")
    refs = here.git.line("for-each-ref", "--format=%(refname)", *wanted).splitlines()
    answers = check(here.git, [os.fsencode(f"{ref}:{CONFIG_FILE}") for ref in refs])
    current = here.git.line("symbolic-ref", "--quiet", "HEAD", codes=(0, 1))
    seen = {"HEAD"}  # of a remote: another name of one of its branches
    for ref, answer in zip(refs, answers, strict=True):
        name = ref.split("/", 2 if ref.startswith("refs/heads/") else 3)[-1]
        if answer is None or name in seen:
            continue
        seen.add(name)
        if ref == current:
            yield OtherDesk(name, f"git restore :/{CONFIG_FILE}")  # it was taken away by hand
            continue
        is_apart = not here.git.succeeds("merge-base", "--end-of-options", "HEAD", ref)
        begin = "tix init --branch" if is_apart else "git switch"
        yield OtherDesk(name, f"{begin} {shlex.quote(name)}")


def _in_folders(here: Repository) -> Iterator[OtherDesk]:
    """Those in folders of the branch that is checked out."""
    for path in matching_paths(here.git, f":(glob)*/**/{CONFIG_FILE}")[:_FEW]:
        folder = here.top / path.removesuffix(f"/{CONFIG_FILE}")
        yield OtherDesk(None, f"tix -C {shlex.quote(str(folder))} list")
