"""The latest events of a desk, read from the newest commit on, for who needs no more than those.

``git log`` lists commits from the newest on and stops. The order that ``tix log`` promises is that
of the index (``index/history/schema.py``: by corrected dates, so that no commit stands before one
that it is made from), and what a merge decided may hang on versions further back. Where the latest
commits don't tell that by themselves, nobody here does.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise

from tix.frozen import replace
from tix.model.history.events import Event
from tix.model.layout import FOLDERS
from tix.storage.desk.desk import Desk
from tix.storage.history.events import by_ticket, events_of
from tix.storage.history.log import Commit, Period, log

MOST = 200
"""Events; for more, the index is worth its making."""

_MOST_SINCE = 1_000
"""Commits; for more, the index is worth its making, and takes less memory."""

_SKEW = timedelta(days=1)
"""How far the clocks of two clones may be apart, where the events of a time are looked for."""

_BEYOND = 20
"""Commits that are listed beyond those that are needed: some are no event."""


def latest(desk: Desk, count: int) -> Sequence[Event] | None:
    """The latest so many events, or all if there are fewer; None if that takes the whole history.

    Raises GitError.
    """
    if count > MOST:
        return None
    most = count + _BEYOND
    with closing(log(desk, FOLDERS, period=Period(most=most))) as listed:
        commits = list(listed)
    is_all = len(commits) < most
    if not (is_all or _is_chain(commits)):
        commits = _whole_seconds(commits)
    if not _is_in_order(commits):
        return None
    events = _events_of(desk, list(_needed(commits, count)))
    if events is None:
        return None
    return events[:count] if is_all or len(events) >= count else None


def latest_since(desk: Desk, since: datetime) -> Sequence[Event] | None:
    """The events since then; None if that takes the whole history, or if there are very many.

    Raises GitError.
    """
    commits: list[Commit] = []
    older = 0
    with closing(log(desk, FOLDERS, period=Period(most=_MOST_SINCE))) as listed:
        for commit in listed:
            commits.append(commit)
            older = older + 1 if commit.committed < since - _SKEW else 0
            if older == _BEYOND:
                break
    if older < _BEYOND and len(commits) == _MOST_SINCE:
        return None
    events = _events_of(desk, commits) if _is_in_order(commits) else None
    return None if events is None else [event for event in events if event.at >= since]


def _events_of(desk: Desk, commits: Sequence[Commit]) -> Sequence[Event] | None:
    """Their events; None if these hang on commits further back."""
    if any(map(_hangs_on_more, commits)):
        return None
    events = events_of(desk, commits)
    if any(event.after_broken for event in events):  # compared with one before that could be read
        return None
    return events


def _is_chain(commits: Sequence[Commit]) -> bool:
    """Whether each is made from the next one alone: nothing can stand between them."""
    return all(newer.parents == (older.name,) for newer, older in pairwise(commits))


def _whole_seconds(commits: Sequence[Commit]) -> list[Commit]:
    """Without those of the last second: there may be others of it that aren't listed."""
    kept, last = list(commits), commits[-1].committed
    while kept and kept[-1].committed == last:
        kept.pop()
    return kept


def _is_in_order(commits: Sequence[Commit]) -> bool:
    """Whether these alone tell their order: each is later than all behind it, or made from the
    next one alone."""
    place, older = 0.0, ""
    for commit in reversed(commits):
        at = commit.committed.timestamp()
        if at > place or not older:
            place = at
        elif commit.parents == (older,):
            place += 1
        else:
            return False
        older = commit.name
    return True


def _needed(commits: Sequence[Commit], count: int) -> Iterator[Commit]:
    """So many of them as have the events, and of the last one no more than that: an import can
    have touched very many tickets."""
    for commit in commits:
        if count <= 0:
            return
        if commit.is_merge:  # which may turn out to be none
            yield commit
            continue
        tickets = by_ticket(commit)
        touches = [touch for each in list(tickets.values())[:count] for touch in each]
        yield replace(commit, touches=tuple(touches))
        count -= len(tickets)


def _hangs_on_more(commit: Commit) -> bool:
    """Whether a merge has a file that isn't at that path in all its parents."""
    return commit.is_merge and any(not all(touch.olds) for touch in commit.touches)
