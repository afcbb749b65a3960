"""A desk in a checkout that a pipeline made: HEAD is detached, and the branch is to be found.

A person who detaches HEAD means it. A pipeline checks out a commit, and means the branch on which
it runs: what is committed on top of that belongs there.
"""

import os

from tix.model.pipelines import pipeline
from tix.storage.desk.desk import Desk
from tix.storage.git.identity import is_in_ci
from tix.storage.git.operations import operation

_HEADS = "refs/heads/"


def attach(desk: Desk) -> None:
    """Put the desk on its branch where a pipeline has detached HEAD and only one can be meant.

    HEAD has all that the branch has, here and as the remote was last seen; no file changes. Where
    the pipeline is for another branch (a proposed change), or nothing tells which, the desk stays
    as it is, and whoever syncs refuses to.
    """
    if desk.ref() != "HEAD" or not is_in_ci() or operation(desk.git_dir) is not None:
        return
    if branch := _branch(desk):
        desk.git.run("switch", "--quiet", "--no-track", "--force-create", branch)


def _branch(desk: Desk) -> str:
    """The branch that is meant; "" if none is, or nothing tells which."""
    remotes = desk.git.line("remote").splitlines()
    if not remotes:
        return ""
    places = [f"refs/remotes/{name}/" for name in remotes]
    own = desk.git.line("for-each-ref", "--format=%(worktreepath)%(refname)", _HEADS)
    ahead = desk.git.line("for-each-ref", "--format=%(refname)", "--no-merged=HEAD", _HEADS)
    behind = desk.git.line("for-each-ref", "--format=%(refname)", "--merged=HEAD", *places)
    elsewhere = [line for line in own.splitlines() if not line.startswith(_HEADS)]
    taken = {line.rpartition(_HEADS)[2] for line in [*ahead.splitlines(), *elsewhere]}
    found = {
        ref.removeprefix(place)
        for ref in behind.splitlines()
        for place in places
        if ref.startswith(place)
    }
    found -= taken | {"HEAD"}
    if (run := pipeline(os.environ)) is not None and run.branch:
        found &= {run.branch}
    return next(iter(found)) if len(found) == 1 else ""
