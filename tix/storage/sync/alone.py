"""One sync at a time in a clone, after what killed runs left is finished or taken back."""

import shlex
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tix.errors import NeedsPersonError
from tix.storage.desk.desk import Desk
from tix.storage.desk.lock import exclusive
from tix.storage.git.commit import tip_of
from tix.storage.git.operations import Operation, operation
from tix.storage.git.process import Git
from tix.storage.git.status import forget
from tix.storage.store.store import finish_what_was_killed, refuse_if_busy
from tix.storage.sync import remotes
from tix.storage.sync.remote_choice import Remote

_LONGEST_PAUSE = 3.0
_AT_ONCE = 0.02
"""Seconds in which locks are had if nobody else has them."""


class DetachedError(NeedsPersonError):
    """The desk is on no branch, so there is nothing to sync."""

    def __init__(self, git: Git) -> None:
        listed = git.line(
            "for-each-ref", "--format=%(refname:short)", "--contains=HEAD", "refs/heads"
        )
        branches = listed.splitlines()
        name = shlex.quote(branches[0]) if len(branches) == 1 else "BRANCH"
        super().__init__(
            "HEAD is detached, so there is no branch to sync", hint=f"git switch {name}"
        )


class OperationInProgressError(NeedsPersonError):
    """A merge or the like of the desk's branch isn't finished."""

    def __init__(self, what: Operation) -> None:
        super().__init__(
            f"a {what.name} is in progress in the desk",
            hint=f"finish it: {what.finish}, or {what.abort}",
        )


@contextmanager
def alone(desk: Desk, remote: Remote, *, dry_run: bool = False) -> Iterator[None]:
    """Hold the lock of who syncs; what killed runs left is finished, or taken back."""
    refuse_to_sync(desk)
    start = time.monotonic()
    with exclusive(desk.clone_state.sync_lock):
        if not dry_run:
            with exclusive(desk.lock):
                finish_what_was_killed(desk)
            if desk.clone_state.provisional.exists():
                from tix.storage.sync.provisional import ProvisionalCommits  # hardly ever

                is_there = remotes.fetch(desk, remote)
                theirs = tip_of(Git(desk.top), remote.tracking) if is_there else ""
                ProvisionalCommits(desk).take_back(theirs)
        if time.monotonic() - start > _AT_ONCE:
            forget()  # others have written meanwhile
        yield


def refuse_to_sync(desk: Desk) -> None:
    """Raise if the desk is in a state in which its branch must not be moved."""
    refuse_if_busy(desk)
    if desk.ref() == "HEAD":
        raise DetachedError(desk.git)
    if (found := operation(desk.git_dir)) is not None:
        raise OperationInProgressError(found)


def longest_pause(tries: int) -> float:
    """Seconds to wait at the most after so many tries, so that those who lose don't meet again."""
    return min(_LONGEST_PAUSE, 0.05 * 2.0 ** min(tries, 10))
