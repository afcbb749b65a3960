"""What git is told to fetch of a desk: its words, and the refs that it moves."""

from collections.abc import Sequence

from tix.storage.desk.desk import Desk
from tix.storage.git.environment import SAFE_FETCH
from tix.storage.git.process import Git
from tix.storage.sync.remote_choice import Remote

BESIDE = "refs/tix/of-remote"
"""Below this are the remote's refs that no user has a branch of, as they were when last fetched."""
SHARED = ("outbox", "quarantine")


def git_for(desk: Desk) -> Git:
    """git where a remote's relative path (``../desk.git``) means what the user meant: beside code,
    that is the code's folder."""
    main = desk.common_dir.parent
    return Git(main) if desk.common_dir.name == ".git" else desk.git


def fetch_words(
    desk: Desk, remote: Remote, options: Sequence[str], shared: Sequence[str]
) -> tuple[str, ...]:
    """``fetch`` and its arguments; ``shared`` are ``SHARED``, or none of them."""
    # a shallow clone can't see what is an ancestor of what; else a rewritten branch is refused
    force = "+" if (desk.common_dir / "shallow").exists() else ""
    refspecs = [f"{force}refs/heads/{remote.branch}:{remote.tracking}"]
    refspecs += [f"+refs/tix/{name}*:{BESIDE}/{name}*" for name in shared]  # * may find nothing
    if shared:
        options = (*options, "--prune")
    return "fetch", *SAFE_FETCH, *options, "--end-of-options", remote.name, *refspecs


def quiet_fetch(desk: Desk, remote: Remote, *, with_shared: bool) -> tuple[str, tuple[str, ...]]:
    """The folder in which git does what ``fetch`` does, and its words for that; nobody is asked for
    a password, and no progress is told."""
    words = fetch_words(desk, remote, ("--quiet",), SHARED if with_shared else ())
    return str(git_for(desk).folder), words


def moving_refs(desk: Desk, remote: Remote | None) -> tuple[str, ...]:
    """The refs that a fetch, or anybody's change of the desk or of its ledger, moves."""
    shared = tuple(f"refs/tix/{name}" for name in SHARED)
    if remote is None:
        return desk.ref(), *shared
    return desk.ref(), remote.tracking, *shared, *(f"{BESIDE}/{name}" for name in SHARED)
