"""The events of tickets, derived from commits."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from tix.model.history.events import Change, Event, Merge, changes_between
from tix.model.history.merge_decisions import Decision, decisions
from tix.model.layout import FOLDERS
from tix.model.merge.clashes import new_id
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.desk import Desk
from tix.storage.history.blobs import Progress, TicketBlobs
from tix.storage.history.log import ALL, Commit, Period, Touch, log


def events(
    desk: Desk,
    ids: set[str] | None,
    progress: Progress | None = None,
    period: Period = ALL,
) -> Sequence[Event]:
    """The events of the tickets with these ids (None: of all), newest first.

    A merge is an event of a ticket whose version differs from every parent's.
    """
    pathspecs = list(FOLDERS)
    if ids is not None:
        pathspecs = [spec for ident in sorted(ids) for spec in _wherever(ident)]
        if not pathspecs:
            return []
    commits = list(log(desk, pathspecs, globs=ids is not None, period=period))
    return events_of(desk, commits, ids, progress)


def events_of(
    desk: Desk,
    commits: Sequence[Commit],
    ids: set[str] | None = None,
    progress: Progress | None = None,
) -> Sequence[Event]:
    """The same of these commits, which are all that there are, the newest first."""
    story = _Story(desk, commits, progress)
    out = [
        event
        for commit in reversed(commits)
        for ident, touches in reversed(by_ticket(commit).items())
        if (ids is None or ident in ids) and (event := story.event(commit, ident, touches))
    ]
    return out[::-1]


def commits_of(desk: Desk, ident: str) -> Sequence[Commit]:
    """The commits that changed a ticket, newest first; merges that only took a side left out."""
    found = log(desk, list(_wherever(ident)), globs=True)
    return [commit for commit in found if commit.touches]


def _wherever(ident: str) -> Iterator[str]:
    """Pathspecs for every path at which a ticket may have been filed."""
    literal = re.sub(r"([*?[\]\\])", r"\\\1", ident)
    for folder in FOLDERS:
        yield f":(glob){folder}/**/{literal}.md"


def by_ticket(commit: Commit) -> dict[str, list[Touch]]:
    """A commit's changes, by the tickets' ids."""
    found: dict[str, list[Touch]] = defaultdict(list)
    for touch in commit.touches:
        found[PurePosixPath(touch.path).stem].append(touch)
    return found


class _Story:
    """Derives the events of commits; must be asked from the oldest to the newest."""

    def __init__(self, desk: Desk, commits: Sequence[Commit], progress: Progress | None) -> None:
        self._prefix = desk.prefix
        self._paths: dict[str, set[str]] = defaultdict(set)
        for commit in commits:
            for touch in commit.touches:
                self._paths[PurePosixPath(touch.path).stem].add(touch.path)
        self._blobs = TicketBlobs(desk.git, self._wanted(commits), progress)
        self._readable: dict[str, Ticket] = {}
        """Each ticket's last version that could be read, to compare a mended one with."""

    def _wanted(self, commits: Sequence[Commit]) -> Iterator[str]:
        for commit in commits:
            for touch in commit.touches:
                yield from filter(None, (*touch.olds, touch.new))
                if commit.is_merge:
                    for parent, old in zip(commit.parents, touch.olds, strict=True):
                        yield from () if old else self._elsewhere(parent, touch.path)

    def _elsewhere(self, parent: str, path: str) -> Iterator[str]:
        """Where a parent may have the ticket, if not at that path: one side has moved it."""
        for other in sorted(self._paths[PurePosixPath(path).stem] | {_other_folder(path)}):
            if other != path:
                yield f"{parent}:{self._prefix}{other}"

    def event(self, commit: Commit, ident: str, touches: Sequence[Touch]) -> Event | None:
        """The commit's event of the ticket; None for a merge that took one side's version."""
        new_touch = next((touch for touch in touches if touch.new), None)
        new = self._blobs.ticket(new_touch.new) if new_touch else None
        if commit.is_merge:
            event = self._merge(commit, ident, touches, new_touch, new)
        else:
            event = self._change(commit, ident, touches, new_touch, new)
        if new is not None:
            self._readable[ident] = new
        return event

    def _change(
        self,
        commit: Commit,
        ident: str,
        touches: Sequence[Touch],
        new_touch: Touch | None,
        new: Ticket | None,
    ) -> Event:
        old_touch = next((touch for touch in touches if touch.old), None)
        old = self._blobs.ticket(old_touch.old) if old_touch else None
        mended = old_touch is not None and old is None
        changes: tuple[Change, ...] = ()
        if new is not None or new_touch is None:
            changes = changes_between(self._readable.get(ident) if mended else old, new)
        if old_touch and new_touch and old_touch.path != new_touch.path:
            changes += (Change("path", (old_touch.path,), (new_touch.path,)),)
        return _event(commit, ident, changes, None, after_broken=mended)

    def _merge(
        self,
        commit: Commit,
        ident: str,
        touches: Sequence[Touch],
        new_touch: Touch | None,
        new: Ticket | None,
    ) -> Event | None:
        touch = new_touch or touches[0]
        before = [
            old
            or next(filter(None, map(self._blobs.blob, self._elsewhere(parent, touch.path))), "")
            for parent, old in zip(commit.parents, touch.olds, strict=True)
        ]
        if touch.new and touch.new in before:
            return None  # a side had it, and the other had moved it
        if new_touch is not None and new is None:
            decided: tuple[Decision, ...] = (Decision("broken", "id", (), (ident,)),)
        else:
            sides = [self._blobs.ticket(blob) for blob in before]
            decided = decisions(sides, new, self._origin)
        return _event(commit, ident, (), Merge(commit.parents, decided))

    def _origin(self, ticket: Ticket) -> str | None:
        """The id that a ticket had before a merge, which found another of that id, renamed it."""
        for old in self._blobs.all():
            if old.opened == ticket.opened and old.id != ticket.id and new_id(old) == ticket.id:
                return old.id
        return None


def _other_folder(path: str) -> str:
    """Where the ticket is filed when it is archived, or when it no longer is."""
    here, there = FOLDERS if path.startswith(f"{FOLDERS[0]}/") else FOLDERS[::-1]
    return there + path.removeprefix(here)


def _event(
    commit: Commit,
    ident: str,
    changes: tuple[Change, ...],
    merge: Merge | None,
    *,
    after_broken: bool = False,
) -> Event:
    return Event(
        ident, commit.authored, commit.author, commit.name, commit.subject, changes, merge,
        after_broken,
    )  # fmt: skip
