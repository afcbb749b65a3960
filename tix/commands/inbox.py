"""``tix inbox``: changes by others to your tickets since you last looked."""

import sys
from collections.abc import Iterator, Sequence

import click

from tix.actions.event_data import event_rows
from tix.actions.inbox import News, inbox, inbox_object, take_as_seen
from tix.console.completions import complete_query
from tix.console.event_text import INDENT, lines, new_comments, who
from tix.console.query_command import QueryCommand, select
from tix.console.session import Session, pass_session
from tix.model.history.events import Event
from tix.terminal import safe
from tix.terminal.ago import ago
from tix.terminal.width import cut, wrap

_COMMENT_LINES = 12
"""The number of lines shown of a new comment at a terminal."""


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
      tix inbox is:open priority:high..
      tix inbox --since monday --all
    """
    wanted = select(session, words).ids if words else None
    found = inbox(session, since=since, wanted=wanted, everything=everything, glance=peek)
    if as_json:
        from tix.model.record.json import json_text

        session.print(json_text(inbox_object(found)))
    elif not session.screen.for_people:
        _print_lines(session, found.news)
    elif found.news:
        session.page(_page(session, found.news))
    sys.stdout.flush()  # what couldn't be printed hasn't been seen
    if wanted is not None and not found.news:
        from tix.console.query_hints import say_what_was_meant  # imports what few looks need

        say_what_was_meant(session, words, "inbox", found=bool(wanted), as_json=as_json)
    if not (found.news or as_json):
        when = found.start.at
        nothing = f"nothing new since {ago(when, session.now)}" if when else "nothing new yet"
        session.say(nothing if wanted is None or wanted else "no tickets match")
    if found.start.note:
        session.say(found.start.note)
    if not (peek or words or since):
        take_as_seen(session, found)


def _print_lines(session: Session, found: Sequence[News]) -> None:
    from tix.terminal.tsv import tsv

    rows = [row for news in found for event in news.events for row in event_rows(event)]
    if rows:
        session.page(tsv(rows))


# For people --------------------------------------------------------------------------------------


def _page(session: Session, found: Sequence[News]) -> str:
    styles, width = session.screen.styles, session.screen.text_width
    parts = []
    for news in found:
        title = cut(safe.line(news.title), max(8, width - len(news.ticket) - 2))
        told = [f"{styles.ident(safe.line(news.ticket))}  {styles.bold(title)}"]
        last = ""
        for event in news.events:
            author = styles.bold(safe.line(who(session, event)))
            head = f"  {author}  {ago(event.at, session.now)}"
            told += [head] if head != last else []
            last = head
            told += lines(session, event, width, comments=False)
            told += _comments(session, event, width)
        parts.append("\n".join(told))
    return "\n\n".join(parts)


def _comments(session: Session, event: Event, width: int) -> Iterator[str]:
    """New comments with their text; a long one is cut, with the number of lines left."""
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
