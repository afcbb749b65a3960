"""A desk in a checkout that a pipeline made: HEAD is detached, and the branch is to be found.

A person who detaches HEAD means it. A pipeline checks out a commit, and means the branch on which
it runs: what is committed on top of that belongs there.
"""

import os
from collections.abc import Iterator
from contextlib import suppress

from tix.model.pipelines import pipeline
from tix.storage.desk.desk import Desk
from tix.storage.git.identity import is_in_ci
from tix.storage.git.operations import operation

_HEADS = "refs/heads/"


def attach(desk: Desk) -> None:
    """Put the desk on its branch where a pipeline has detached HEAD and only one can be meant.

    HEAD has all that the branch has, here and as the remote was last seen, and besides only what
    tix has committed in this clone: nothing of a proposed change is sent. No file changes. Else
    the desk stays as it is, and whoever syncs refuses to.
    """
    if desk.ref() != "HEAD" or not is_in_ci() or operation(desk.git_dir) is not None:
        return
    found = {name for name, ref in _branches(desk) if _is_ours(desk, ref)}
    if (run := pipeline(os.environ)) is not None and run.branch:
        found &= {run.branch}
    if len(found) == 1:
        desk.git.run("switch", "--quiet", "--no-track", "--force-create", *found)


def _branches(desk: Desk) -> Iterator[tuple[str, str]]:
    """The branches of the remotes that HEAD has whole, and that can be had here: name and ref."""
    remotes = desk.git.line("remote").splitlines()
    if not remotes:
        return
    places = [f"refs/remotes/{name}/" for name in remotes]
    own = desk.git.line("for-each-ref", "--format=%(worktreepath)%(refname)", _HEADS)
    ahead = desk.git.line("for-each-ref", "--format=%(refname)", "--no-merged=HEAD", _HEADS)
    behind = desk.git.line("for-each-ref", "--format=%(refname)", "--merged=HEAD", *places)
    elsewhere = [line for line in own.splitlines() if not line.startswith(_HEADS)]
    taken = {line.rpartition(_HEADS)[2] for line in [*ahead.splitlines(), *elsewhere]}
    for ref in behind.splitlines():
        for name in (ref.removeprefix(place) for place in places if ref.startswith(place)):
            if name not in taken | {"HEAD"}:
                yield name, ref


def _is_ours(desk: Desk, ref: str) -> bool:
    """Whether HEAD has nothing more than that but commits of tix's own from this clone."""
    made = set()
    with suppress(OSError):
        for line in (desk.git_dir / "logs/HEAD").read_bytes().splitlines():
            ids, _, why = line.partition(b"\t")
            if why in (b"tix", b"fast-import"):
                made.add(ids.split()[1].decode())
    return made.issuperset(desk.git.line("rev-list", f"{ref}..HEAD").splitlines())
