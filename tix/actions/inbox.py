"""Changes that others made to the user's tickets since the user last looked."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from tix.actions.event_data import event_object
from tix.errors import UsageError
from tix.frozen import dataclass, replace
from tix.model.dates import parse_since
from tix.model.history.events import Event
from tix.model.history.involvement import concerned, concerns, is_by
from tix.model.layout import FOLDERS
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.desk.inbox_mark import LastLook, is_here, is_in_history, last_look, remember
from tix.storage.git.commit import tip_of
from tix.storage.history.events import events
from tix.storage.history.log import Period
from tix.storage.index.history.open import history_of, is_there

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

LATEST = 300
"""Commits that a glance examines: what is never marked as seen grows for ever."""

FIRST_LOOK = timedelta(days=7)
"""How far back a user's first look goes."""


class BadSinceError(UsageError):
    """``--since`` can't be read."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"--since: {reason}")


@dataclass(frozen=True, slots=True)
class Inbox:
    """The news for ``me``, up to the commit ``tip``."""

    me: str
    tip: str
    start: "Start"
    news: "Sequence[News]"


def inbox(
    workspace: "Workspace",
    *,
    since: str | None = None,
    wanted: Collection[str] | None = None,
    everything: bool = False,
    glance: bool = False,
) -> Inbox:
    """The changes that others made to the user's tickets.

    ``since`` is a date as people type it (None: since they last looked), ``wanted`` the ids of
    tickets to consider (None: all). ``everything``: others' tickets, too. ``glance``: only the
    latest commits since they last looked. Raises BadSinceError.
    """
    me = workspace.me or workspace.user.key  # raises if it isn't known
    tip = tip_of(workspace.desk.git, "HEAD")
    start = _start(workspace, me, since, tip)
    if glance and start.period.since is None:
        start = _latest(workspace, start)
    return Inbox(me, tip, start, _found(workspace, me, start, wanted, everything))


def take_as_seen(workspace: "Workspace", seen: Inbox) -> None:
    """Mark all of it as seen."""
    if seen.tip:
        remember(workspace.desk, seen.me, LastLook(seen.tip, workspace.now))


@dataclass(frozen=True, slots=True)
class Start:
    """Where the news begins. ``seen`` is the last look; ``note`` explains anything unusual."""

    period: Period
    seen: LastLook | None = None
    note: str = ""
    rewritten: bool = False
    is_all: bool = True

    @property
    def at(self) -> datetime | None:
        """The time at which the news begins, if that is known."""
        return self.seen.at if self.seen else self.period.since


def _start(workspace: "Workspace", me: str, since: str | None, tip: str) -> Start:
    """Where the news begins.

    1. Where the user says.
    2. At the last look, if the commit seen then is an ancestor of the desk's.
    3. If history was rewritten since: at what was seen then, with a note.
    4. If no look is remembered, or its commit is gone: a week ago, with a note.
    """
    if since is not None:
        try:
            start = parse_since(since, workspace.now, workspace.config.timezone)
        except ValueError as error:
            raise BadSinceError(str(error)) from None
        if start > workspace.now:
            raise BadSinceError(f"{since!r} is still to come")
        return Start(Period(since=start))
    look = last_look(workspace.desk, me, workspace.config.canonical_person)
    week = Period(since=workspace.now - FIRST_LOOK)
    if look is None or not tip:
        return Start(week, note="this is your first look here: the last 7 days")
    if not is_here(workspace.desk, look):
        note = "what you saw last isn't in this clone any more: the last 7 days"
        return Start(week, note=note, rewritten=True)
    period = Period(f"{look.commit}..{tip}")
    if look.commit == tip or is_in_history(workspace.desk, look, tip):
        return Start(period, look)
    note = "history was rewritten since you last looked: some of this may not be new"
    return Start(period, look, note, rewritten=True)


def _latest(workspace: "Workspace", start: Start) -> Start:
    """The same, limited to the latest commits."""
    most = f"--max-count={LATEST + 1}"
    revisions = start.period.revisions
    count = workspace.desk.git.line(
        "rev-list", "--count", "--full-history", most, "--end-of-options", revisions, "--", *FOLDERS
    )
    if int(count) <= LATEST:
        return start
    note = f"only the latest {LATEST} commits were looked at: tix inbox shows all"
    notes = "; ".join(filter(None, (start.note, note)))
    return replace(start, period=Period(revisions, most=LATEST), note=notes, is_all=False)


@dataclass(frozen=True, slots=True)
class News:
    """The news about one ticket, newest first."""

    ticket: str
    title: str
    events: Sequence[Event]


def _found(
    workspace: "Workspace", me: str, start: Start, wanted: Collection[str] | None, everything: bool
) -> Sequence[News]:
    """The tickets with news, the most recent first."""
    by_ticket: dict[str, list[Event]] = {}
    for event in _events(workspace, start.period):
        if wanted is None or event.ticket in wanted:
            by_ticket.setdefault(event.ticket, []).append(event)
    numbers = workspace.reader.numbers_of(by_ticket)
    tickets = {filed.ticket.id: filed.ticket for filed in workspace.reader.wholes(numbers)}
    return [
        News(ident, _title(tickets.get(ident), told), news)
        for ident, told in by_ticket.items()
        if (everything or _is_mine(workspace, me, tickets.get(ident), told))
        and (news := [event for event in told if _is_news(workspace, me, event)])
    ]


def _events(workspace: "Workspace", period: Period) -> Sequence[Event]:
    """The events of a period, newest first: from git for a few commits, else from the index."""
    commit = workspace.reader.commit
    with workspace.progress("reading the history") as advance:
        if period.since is None:
            return events(workspace.desk, None, advance, period)
        workspace.expect_history()
        if (found := _without_index(workspace, period.since)) is not None:
            return found
        history = history_of(workspace.desk, commit, advance)
        try:
            return list(history.events(since=period.since))
        finally:
            history.close()


def _without_index(workspace: "Workspace", since: datetime) -> Sequence[Event] | None:
    """The events since then where no index of the history was made yet, and none is needed."""
    from tix.storage.history.latest import latest_since

    return None if is_there(workspace.desk) else latest_since(workspace.desk, since)


def _is_mine(workspace: "Workspace", me: str, ticket: Ticket | None, told: Sequence[Event]) -> bool:
    """Whether the ticket concerns the user, or did before somebody's change."""
    if ticket is not None and concerns(ticket, me, workspace.config):
        return True
    return any(concerned(event, me, workspace.config) for event in told)


def _is_news(workspace: "Workspace", me: str, event: Event) -> bool:
    """Whether others did it; a merge that decided nothing repeats what is told already."""
    decided_nothing = event.merge is not None and not event.merge.decisions
    return not (decided_nothing or is_by(event, me, workspace.config))


def _title(ticket: Ticket | None, told: Sequence[Event]) -> str:
    """The current title, or the last one of a ticket that is gone."""
    if ticket is not None:
        return ticket.title
    titles = (change for event in told if (change := event.change_of("title")))
    return next(((change.new or change.old)[0] for change in titles), "")


def inbox_object(found: Inbox) -> dict[str, Any]:
    """The inbox as what ``json`` can write (``docs/json.md``)."""
    start, since = found.start, found.start.at
    return {
        "since": format_time(since) if since else None,
        "from": start.seen.commit if start.seen else None,
        "to": found.tip or None,
        "rewritten": start.rewritten,
        "all": start.is_all,
        "tickets": [
            {
                "ticket": news.ticket,
                "title": news.title,
                "events": [event_object(event, news.title) for event in news.events],
            }
            for news in found.news
        ],
    }
