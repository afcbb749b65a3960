"""Sharing the quarantine with a remote: what either holds is held, what either let go is gone."""

from tix.storage.desk.desk import Desk
from tix.storage.desk.quarantine import REF, unite
from tix.storage.git.commit import tip_of
from tix.storage.sync.fetch_words import BESIDE
from tix.storage.sync.remote_choice import Remote
from tix.storage.sync.remotes import LostRaceError, fetch_ref, push_ref

_THEIRS = f"{BESIDE}/quarantine"
_TRIES = 5


def share_quarantine(desk: Desk, remote: Remote, *, is_fetched: bool = False) -> None:
    """Bring both to the same. ``is_fetched``: the remote's was just fetched with the branch.

    Raises UnreachableError, PushRejectedError, LostRaceError.
    """
    for attempt in range(_TRIES):
        there = (is_fetched and not attempt) or fetch_ref(desk, remote, REF, _THEIRS)
        theirs = tip_of(desk.git, _THEIRS) if there else ""
        if theirs:
            unite(desk, theirs)
        ours = tip_of(desk.git, REF)
        if ours == theirs:
            return
        try:
            push_ref(desk, remote, REF)
        except LostRaceError:
            if attempt == _TRIES - 1:
                raise
        else:
            return
