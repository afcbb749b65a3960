"""``tix log``: who changed what and when, field by field, from the commits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain

import click

from tix.actions.log import TicketLog, Trust, are_ids, ticket_log, wanted
from tix.console.completions import complete_query
from tix.console.event_text import INDENT, lines, who
from tix.console.given import ContradictingOptionsError
from tix.console.query_command import QueryCommand, select
from tix.console.session import Session, pass_session
from tix.console.signature_text import paint
from tix.model.history.events import Event
from tix.quick_typing import TYPE_CHECKING
from tix.terminal import safe
from tix.terminal.ago import ago
from tix.terminal.width import cut, display_width, pad, wrap

if TYPE_CHECKING:
    from tix.model.notices.stored import Sent

_SHORT_COMMIT = 7


@click.command("log", cls=QueryCommand)
@click.argument("words", metavar="[ID... | QUERY...]", nargs=-1, shell_complete=complete_query)
@click.option("-n", "--limit", metavar="N", type=click.IntRange(min=1), help="The N latest ones.")
@click.option("--since", metavar="DATE", help="From that day or time on.")
@click.option("--until", metavar="DATE", help="Up to that day, or before that time.")
@click.option("--by", "who", metavar="WHO", multiple=True, help="Made by them; several times: any.")
@click.option("--signatures", is_flag=True, help="Verify the commits' signatures.")
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
@click.option("--jsonl", is_flag=True, help="Print the changes as JSON, each on a line.")
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    limit: int | None,
    since: str | None,
    until: str | None,
    who: tuple[str, ...],
    signatures: bool,
    as_json: bool,
    jsonl: bool,
) -> None:
    """Show who changed what when, the newest first: of some tickets, or of the whole desk.

    Words that can be ids are ids; anything else is a query. Commits made by hand and imports
    count like those of tix; a merge says what it decided. Who made a change is what the commit
    claims; --signatures asks git who signed it. In a pipe: a line for each changed field, separated
    by tabs.

    \b
    Examples:
      tix log
      tix log k7f
      tix log label:ci --limit 20
      tix log --since monday --by ana
      tix log k7f --signatures
      tix log --json | jq '.[] | select(.by | test("ana@"))'
    """
    if as_json and jsonl:
        raise ContradictingOptionsError("--json and --jsonl")
    idents = _idents(session, words)
    asked = wanted(session, since, until, who)
    with ticket_log(session, idents, verifies=signatures, wanted=asked) as log:
        if as_json:
            _print_json(session, log, limit)
        elif jsonl:
            _print_json_lines(session, log, limit)
        elif not session.screen.for_people:
            _print_lines(session, log, limit)
        elif shown := list(log.events(limit)):
            session.page(_page(session, log, shown))
        count = log.count if log.has_more and (idents or asked) else log.told
        has_more = log.has_more
    if words and not idents and not session.has_read_input:
        from tix.console.query_hints import say_what_was_meant  # imports what few logs need

        session.say("no tickets match")
        say_what_was_meant(session, words, "log", found=False)
    elif not count:
        for unknown in log.unknown_people if asked else ():
            session.say(f"nobody that this desk knows is called {unknown[:100]!r}")
        session.say("no such commits" if asked else "no commit has changed anything here yet")
    elif has_more:
        session.say(
            f"{limit} of {count} commits to tickets"
            if count > log.told
            else f"the latest {limit} commit{'s' * (limit != 1)} to tickets; tix log tells all"
        )


def _idents(session: Session, words: Sequence[str]) -> Sequence[str] | None:
    """The tickets whose history is wanted; None for all."""
    if not words:
        return None
    return session.ids(words, or_none=True) if are_ids(words) else select(session, words).ids


def _print_json(session: Session, log: TicketLog, limit: int | None) -> None:
    """Print one array, as the events are found."""
    from tix.model.record.json import json_text

    between = "["
    for objects in chain(log.objects(limit), log.sent_objects()):
        session.write(between + json_text(objects)[1:-2])
        between = ","
    session.print("[]" if between == "[" else "\n]")


def _print_json_lines(session: Session, log: TicketLog, limit: int | None) -> None:
    from tix.model.record.json import json_text

    for objects in chain(log.objects(limit), log.sent_objects()):
        for each in objects:
            session.write(json_text(each, indent=None) + "\n")


def _print_lines(session: Session, log: TicketLog, limit: int | None) -> None:
    from tix.terminal.tsv import tsv

    for rows in chain(log.rows(limit), log.sent_rows()):
        if rows:
            session.page(tsv(rows))


# For people --------------------------------------------------------------------------------------


def _page(session: Session, log: TicketLog, events: Sequence[Event]) -> str:
    titles, trust, idents = log.titles(events), log.trust(events), log.idents
    rules, forced = log.rules(events), log.forced(events)
    styles, width = session.screen.styles, session.screen.text_width
    parts = []
    one = idents[0] if idents and len(idents) == 1 else None
    if one is not None:
        title = cut(safe.line(titles.get(one, "")), width - len(one) - 2)
        parts.append(f"{styles.ident(safe.line(one))}  {styles.bold(title)}")
    sent = [*log.sent()] if one is not None else []
    whens = {at: ago(at, session.now) for at in (*(e.at for e in events), *(s.at for s in sent))}
    beside = max(map(len, whens.values()))
    for event in events:
        while sent and sent[0].at >= event.at:
            parts.append(_sent_text(sent.pop(0), whens, beside, session))
        author = safe.line(who(session, event))
        mark = _mark(event, trust)
        head = f"{pad(whens[event.at], beside)}  {styles.bold(author)}"
        if one is None:
            room = width - beside - display_width(f"{author}{event.ticket}{mark}") - _SHORT_COMMIT
            title = cut(safe.line(titles.get(event.ticket, "")), max(0, room - 7))
            head += f"  {styles.ident(safe.line(event.ticket))} {title}".rstrip()
        head += f"  {styles.dim(event.commit[:_SHORT_COMMIT] + mark)}"
        about = [*_signature(session, event, trust, width), *lines(session, event, width)]
        if missing := forced.get((event.commit, event.ticket)):
            about += wrap(f"forced: {safe.line(missing)}", width, INDENT, INDENT + "  ")
        if ran := rules.get((event.commit, event.ticket)):
            about += wrap(f"by rules: {safe.line(', '.join(ran))}", width, INDENT, INDENT + "  ")
        parts.append("\n".join([head, *about]))
    return "\n\n".join(parts)


def _sent_text(sent: "Sent", whens: "Mapping[datetime, str]", beside: int, session: Session) -> str:
    """A message that was decided, in a line, and why it failed."""
    from tix.actions.sent_messages import what_of

    message, styles = sent.message, session.screen.styles
    to = safe.line(f"{sent.state} to {message.to}: {what_of(sent)}")
    head = f"{pad(whens[sent.at], beside)}  {styles.bold(to)}  {styles.dim(message.key[:8])}"
    if not message.error:
        return head
    why = wrap(safe.line(message.error), session.screen.text_width, INDENT, INDENT + "  ")
    return "\n".join([head, *why])


def _mark(event: Event, trust: Trust) -> str:
    """A mark for a signature that wasn't verified."""
    return "  signed, not checked" if trust.word(event.commit) == "signed" else ""


def _signature(session: Session, event: Event, trust: Trust, width: int) -> Sequence[str]:
    if trust.signatures is None:
        return ()
    signature = trust.signatures[event.commit]
    shown = wrap(safe.line(str(signature)), width, INDENT, INDENT + "  ")
    return [paint(session.screen.styles, signature, line) for line in shown]
