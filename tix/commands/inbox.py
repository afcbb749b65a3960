"""``tix inbox``: what others changed on one's own tickets since one last looked."""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import click

from tix.commands.counting import counting
from tix.commands.event_data import event_object, event_rows
from tix.commands.event_text import INDENT, changed, lines, new_comments, who
from tix.commands.query_command import QueryCommand, complete_query, select
from tix.commands.session import Session, pass_session
from tix.errors import UsageError
from tix.model.dates import parse_since
from tix.model.history import Event
from tix.model.involvement import concerned, concerns, is_by
from tix.model.ticket import Ticket
from tix.model.times import format_time
from tix.storage.commit import tip_of
from tix.storage.commit_log import Period
from tix.storage.history import events
from tix.storage.index.history_index import history_of
from tix.storage.last_look import LastLook, is_here, is_in_history, last_look, remember
from tix.terminal import safe
from tix.terminal.ago import ago
from tix.terminal.width import cut, wrap
from tix.values import dataclass

FIRST_LOOK = timedelta(days=7)
"""How far back somebody's first look goes."""

_COMMENT_LINES = 12
"""How much of a new comment is shown at a terminal."""


class BadSinceError(UsageError):
    """``--since`` can't be read."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"--since: {reason}")


@click.command("inbox", cls=QueryCommand)
@click.argument("words", metavar="[QUERY...]", nargs=-1, shell_complete=complete_query)
@click.option("--since", metavar="DATE", help="From then on, seen or not: monday, 3d.")
@click.option("--all", "everything", is_flag=True, help="Others' tickets, too.")
@click.option("--peek", is_flag=True, help="Don't take it as seen.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    since: str | None,
    everything: bool,
    peek: bool,
    as_json: bool,
) -> None:
    """Show what others changed on your tickets since you last looked.

    Yours are those that you work on, watch, asked for, opened or commented. Looking takes all of
    it as seen, unless you --peek, look at a part (QUERY), or look back (--since). In a pipe: the
    same lines as those of tix log.

    \b
    Examples:
      tix inbox
      tix inbox --peek
      tix inbox is:open priority:>=high
      tix inbox --since monday --all
    """
    me = session.me or session.user.key  # raises if nobody knows
    tip = tip_of(session.desk.git, "HEAD")
    start = _start(session, me, since, tip)
    found = _found(session, me, start, words, everything=everything)
    if as_json:
        _print_json(session, start, tip, found)
    elif not session.screen.is_terminal:
        _print_lines(session, found)
    elif found:
        session.page(_page(session, found))
    sys.stdout.flush()  # what couldn't be shown hasn't been seen
    if not (found or as_json):
        session.say(f"nothing new {start.words(session.now)}")
    if start.note:
        session.say(start.note)
    if tip and not (peek or words or since):
        remember(session.desk, me, LastLook(tip, session.now))


# What is new -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Start:
    """From where on things are new. ``seen`` is the last look, ``note`` what is odd about it."""

    period: Period
    seen: LastLook | None = None
    note: str = ""
    rewritten: bool = False

    def words(self, now: datetime) -> str:
        """For a sentence: since when."""
        when = self.seen.at if self.seen else self.period.since
        return f"since {ago(when, now)}" if when else "yet"


def _start(session: Session, me: str, since: str | None, tip: str) -> _Start:
    """Where to begin.

    1. Where the user says.
    2. The last look, if the desk has grown from what was seen then.
    3. History was rewritten since: what the desk has now and hadn't then, and it is said.
    4. No look is remembered, or its commit is gone: a week, and it is said.
    """
    if since is not None:
        try:
            return _Start(Period(since=parse_since(since, session.now, session.config.timezone)))
        except ValueError as error:
            raise BadSinceError(str(error)) from None
    look = last_look(session.desk, me, session.config.canonical_person)
    week = Period(since=session.now - FIRST_LOOK)
    if look is None or not tip:
        return _Start(week, note="this is your first look here: the last 7 days")
    if not is_here(session.desk, look):
        note = "what you saw last isn't in this clone any more: the last 7 days"
        return _Start(week, note=note, rewritten=True)
    period = Period(f"{look.commit}..{tip}")
    if look.commit == tip or is_in_history(session.desk, look, tip):
        return _Start(period, look)
    note = "history was rewritten since you last looked: some of this may not be new"
    return _Start(period, look, note, rewritten=True)


@dataclass(frozen=True, slots=True)
class _News:
    """What is new about one ticket, the newest first."""

    ticket: str
    title: str
    events: Sequence[Event]


def _found(
    session: Session, me: str, start: _Start, words: Sequence[str], *, everything: bool
) -> Sequence[_News]:
    """The tickets with news, those with the newest first."""
    wanted = set(select(session, words).ids) if words else None
    by_ticket: dict[str, list[Event]] = {}
    for event in _events(session, start.period):
        if wanted is None or event.ticket in wanted:
            by_ticket.setdefault(event.ticket, []).append(event)
    numbers = session.reader.numbers_of(by_ticket)
    tickets = {filed.ticket.id: filed.ticket for filed in session.reader.wholes(numbers)}
    return [
        _News(ident, _title(tickets.get(ident), told), news)
        for ident, told in by_ticket.items()
        if (everything or _is_mine(session, me, tickets.get(ident), told))
        and (news := [event for event in told if _is_news(session, me, event)])
    ]


def _events(session: Session, period: Period) -> Sequence[Event]:
    """What happened in that time, newest first: of a few commits git tells, of a time the index."""
    commit = session.reader.commit
    with counting(session, "reading the history") as advance:
        if period.since is None:
            return events(session.desk, None, advance, period)
        session.expect_history()
        history = history_of(session.desk, commit, advance)
        try:
            return list(history.events(since=period.since))
        finally:
            history.close()


def _is_mine(session: Session, me: str, ticket: Ticket | None, told: Sequence[Event]) -> bool:
    """Whether the ticket concerns the user, or did until somebody changed that."""
    if ticket is not None and concerns(ticket, me, session.config):
        return True
    return any(concerned(event, me, session.config) for event in told)


def _is_news(session: Session, me: str, event: Event) -> bool:
    """What others did; not a merge that only brought changes together, which are told already."""
    decided_nothing = event.merge is not None and not event.merge.decisions
    return not (decided_nothing or is_by(event, me, session.config))


def _title(ticket: Ticket | None, told: Sequence[Event]) -> str:
    """The title as it is now; of a ticket that is gone, the last that it had."""
    if ticket is not None:
        return ticket.title
    titles = (change for event in told if (change := changed(event, "title")))
    return next(((change.new or change.old)[0] for change in titles), "")


# For programs ------------------------------------------------------------------------------------


def _print_json(session: Session, start: _Start, tip: str, found: Sequence[_News]) -> None:
    from tix.model.ticket_json import json_text

    since = start.seen.at if start.seen else start.period.since
    session.print(
        json_text(
            {
                "since": format_time(since) if since else None,
                "from": start.seen.commit if start.seen else None,
                "to": tip or None,
                "rewritten": start.rewritten,
                "tickets": [
                    {
                        "ticket": news.ticket,
                        "title": news.title,
                        "events": [event_object(event, news.title) for event in news.events],
                    }
                    for news in found
                ],
            }
        )
    )


def _print_lines(session: Session, found: Sequence[_News]) -> None:
    from tix.terminal.table import tsv

    rows = [row for news in found for event in news.events for row in event_rows(event)]
    if rows:
        session.page(tsv(rows))


# For people --------------------------------------------------------------------------------------


def _page(session: Session, found: Sequence[_News]) -> str:
    styles, width = session.screen.styles, session.screen.text_width
    parts = []
    for news in found:
        title = cut(safe.line(news.title), max(8, width - len(news.ticket) - 2))
        told = [f"{styles.ident(safe.line(news.ticket))}  {styles.bold(title)}"]
        last = ""
        for event in news.events:
            author = styles.bold(safe.line(who(session, event)))
            head = f"  {author}  {styles.dim(ago(event.at, session.now))}"
            told += [head] if head != last else []
            last = head
            told += lines(session, event, width, comments=False)
            told += _comments(session, event, width)
        parts.append("\n".join(told))
    return "\n\n".join(parts)


def _comments(session: Session, event: Event, width: int) -> Iterator[str]:
    """New comments with their text; a long one ends with how much more there is."""
    styles = session.screen.styles
    for name, text in new_comments(event):
        mark = styles.warning(" internal") if name.endswith("(internal)") else ""
        yield f"{INDENT}{styles.dim(safe.line(name.removesuffix(' (internal)')))}{mark}"
        wrapped = [
            part
            for line in safe.block(text).strip("\n").split("\n")
            for part in (wrap(line, width, INDENT + "  ", INDENT + "  ") or [""])
        ]
        shown = wrapped if len(wrapped) <= _COMMENT_LINES + 2 else wrapped[:_COMMENT_LINES]
        yield from (line.rstrip() for line in shown)
        if len(shown) < len(wrapped):
            more = f"… {len(wrapped) - len(shown)} more lines: tix show {event.ticket}"
            yield f"{INDENT}  {styles.dim(safe.line(more))}"
