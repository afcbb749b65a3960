"""A branch that the remote no longer has: it isn't made again unasked.

Where it was renamed there, those who still have the old name would go on with it, and the team
would be two. What this clone has synced with is noted below the git folder, because ``git fetch
--prune`` forgets it; with the address, because a remote may move to a new, empty place.
"""

import contextlib
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from zlib import crc32

from tix.errors import NeedsPersonError
from tix.storage.desk.desk import Desk
from tix.storage.replacing import replace_file
from tix.storage.sync.remote_choice import Remote
from tix.storage.sync.remotes import heads


class BranchGoneError(NeedsPersonError):
    """The remote no longer has the branch. ``likely`` are those that may be it under a new name,
    ``others`` all that the remote has."""

    def __init__(
        self, desk: Desk, remote: Remote, likely: Sequence[str], others: Sequence[str]
    ) -> None:
        was_renamed = ""
        own = desk.git.line("config", "--get", f"branch.{desk.branch()}.remote", codes=(0, 1))
        if others and own == remote.name:  # with another one, a branch has the same name there
            name = shlex.quote(likely[0]) if len(likely) == 1 else "NAME"
            setting = f"branch.{desk.branch()}.merge refs/heads/{name}"
            was_renamed = f"if it was renamed: git config {setting}, then tix sync; "
        branch = shlex.quote(f"{desk.ref()}:refs/heads/{remote.branch}")
        has = ", ".join((likely or others)[:5]) + (" …" if len(likely or others) > 5 else "")
        super().__init__(
            f"{remote.name} has no branch {remote.branch} any more"
            + (f" ({'there is' if not likely else 'this may be it:'} {has})" if others else "")
            + "; nothing was sent",
            hint=f"{was_renamed}to make it again: git push {remote.name} {branch}",
        )


def refuse_gone_branch(desk: Desk, remote: Remote) -> None:
    """Raise if the branch that the remote doesn't have was synced before.

    1. It was synced with this very address: gone.
    2. It was synced with another one: the remote has moved.
    3. It was fetched, nobody knows from where: gone if the remote has other branches.
    """
    noted, last = _noted(desk), desk.git.line(*_TIP, remote.tracking, codes=(0, 1))
    if noted.get((remote.name, remote.branch), _address(remote)) != _address(remote):  # 2
        return
    if (remote.name, remote.branch) not in noted and not last:  # never
        return
    there = heads(desk, remote)
    if (remote.name, remote.branch) in noted or there:  # 1, 3
        likely = [name for name, commit in there.items() if last and _has(desk, commit, last)]
        raise BranchGoneError(desk, remote, likely, list(there))


_TIP = ("rev-parse", "--verify", "--quiet", "--end-of-options")


def _has(desk: Desk, commit: str, ancestor: str) -> bool:
    """Whether a commit is here and has another one in its history."""
    return desk.git.succeeds("merge-base", "--is-ancestor", ancestor, commit)


def note_synced(desk: Desk, remote: Remote) -> None:
    """Remember that the branch was there; best effort."""
    noted = _noted(desk)
    key = (remote.name, remote.branch)
    if noted.get(key) != _address(remote):
        lines = ("\t".join((*names, address)) for names, address in
                 {**noted, key: _address(remote)}.items())  # fmt: skip
        with contextlib.suppress(OSError):
            text = "".join(f"{line}\n" for line in lines)
            replace_file(_file(desk), text.encode(errors="surrogateescape"))


def _noted(desk: Desk) -> Mapping[tuple[str, str], str]:
    """The addresses by the names of remotes and of their branches."""
    try:
        text = _file(desk).read_text(errors="surrogateescape")
    except OSError:
        return {}
    found = (line.split("\t") for line in text.splitlines())
    return {(line[0], line[1]): line[2] for line in found if len(line) == 3}


def _file(desk: Desk) -> Path:
    return desk.clone_state.synced


def _address(remote: Remote) -> str:
    """A sum of the address, which may have a password in it."""
    return f"{crc32(remote.url.encode(errors='surrogateescape')):08x}"
