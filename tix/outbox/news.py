"""What commits of the desk say that somebody is to be told of: events, with their tickets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from tix.frozen import replace
from tix.model.layout import FOLDERS
from tix.model.notices.derive import Circumstances, Deriving
from tix.model.notices.event import Event
from tix.model.rules.trailers import NO_ANSWER, NOBODY, NOTIFY, QUIET
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.desk import Desk
from tix.storage.git.commit_trailers import trailers_among
from tix.storage.history.blobs import TicketBlobs
from tix.storage.history.events import by_ticket
from tix.storage.history.log import Commit, Period, Touch, log

SLACK = timedelta(days=1)
"""How much older than the ledger's beginning a commit may be, by its author's clock, and be new."""

Told = tuple[Event, Ticket]
"""An event and its ticket as it was then."""


def commits_between(desk: Desk, old: str, new: str) -> list[Commit]:
    """The commits to tickets that ``new`` has and ``old`` hasn't, the oldest first."""
    period = Period(f"{old}..{new}" if old else new)
    return list(log(desk, FOLDERS, period=period))[::-1]


def commits_since(desk: Desk, new: str, at: datetime) -> list[Commit]:
    """Those whose author says that they were made since then, or somewhat earlier."""
    return [commit for commit in commits_between(desk, "", new) if commit.authored >= at - SLACK]


def news(desk: Desk, commits: Sequence[Commit], deriving: Deriving) -> Iterator[Told]:
    """The events of commits, the oldest first. Each comes once."""
    said = _said(desk, commits)
    loud = [commit for commit in commits if not _of(said, commit, QUIET[0])]
    blobs = TicketBlobs(desk.git, _wanted(loud))
    seen: set[tuple[str, str, str]] = set()
    for commit in loud:
        told = tuple(map(_pair, _of(said, commit, NOTIFY)))
        silent = bool(_of(said, commit, NO_ANSWER[0]))
        how = Circumstances(commit.author, commit.authored, told, not silent)
        for touches in by_ticket(commit).values():
            for event, ticket in _of_ticket(commit, touches, how, blobs, deriving):
                identity = (event.ticket, event.kind, event.what)
                if identity not in seen:
                    seen.add(identity)
                    yield event, ticket


_Said = Mapping[str, tuple[tuple[str, str], ...]]


def _said(desk: Desk, commits: Sequence[Commit]) -> _Said:
    """What commits say in trailers that sending depends on."""
    names = [commit.name for commit in commits]
    return trailers_among(desk.git, names, (QUIET[0], NOTIFY, NO_ANSWER[0], NOBODY))


def _of(said: _Said, commit: Commit, key: str) -> list[str]:
    folded = key.casefold()
    return [value for name, value in said.get(commit.name, ()) if name.casefold() == folded]


def nobody_at(desk: Desk, commits: Sequence[Commit]) -> Iterator[tuple[str, str]]:
    """What bounces say: keys of messages, and the addresses at which there is nobody."""
    said = _said(desk, commits)
    for commit in commits:
        yield from map(_pair, _of(said, commit, NOBODY))


def _wanted(commits: Sequence[Commit]) -> Iterator[str]:
    for commit in commits:
        for touch in commit.touches:
            yield from filter(None, (*touch.olds, touch.new))


def _of_ticket(
    commit: Commit,
    touches: Sequence[Touch],
    how: Circumstances,
    blobs: TicketBlobs,
    deriving: Deriving,
) -> Iterator[Told]:
    after = _version(blobs, (touch.new for touch in touches))
    if after is None:  # deleted, or it can't be read
        return
    if commit.is_merge:
        parents = [
            _version(blobs, (touch.olds[number] for touch in touches))
            for number in range(len(commit.parents))
        ]
        found = deriving.of_merge(parents, after, how)
    else:
        before = _version(blobs, (touch.old for touch in touches))
        if before is None and any(touch.old for touch in touches):
            return  # it was broken, and somebody has mended it
        found = deriving.of_change(before, after, how)
    for event in found:
        yield event if commit.is_merge else replace(event, commit=commit.name), after


def _version(blobs: TicketBlobs, names: Iterator[str]) -> Ticket | None:
    return next((ticket for name in names if name and (ticket := blobs.ticket(name))), None)


def _pair(text: str) -> tuple[str, str]:
    ident, _, who = text.partition(" ")
    return ident, who.strip()


IsNew = Callable[[Told], bool]


def not_before(at: datetime) -> IsNew:
    """Whether an event is new to a ledger that begins then, by what its ticket says of it: the
    author's time of a commit may have been rewritten."""
    return lambda told: told[0].at >= at - SLACK
