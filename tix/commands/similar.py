"""``tix similar``: tickets with similar titles."""

from collections.abc import Sequence

import click

from tix.actions.duplicates import similar_objects, similar_tickets
from tix.console.completions import complete_ids
from tix.console.query_command import LimitCommand
from tix.console.session import Session, pass_session
from tix.console.ticket_look import id_styled, look_of
from tix.query.similar import Likeness
from tix.terminal import safe
from tix.terminal.width import cut, display_width


@click.command("similar", cls=LimitCommand)
@click.argument("ident", metavar="ID", shell_complete=complete_ids)
@click.option(
    "-n", "--limit", metavar="N", type=click.IntRange(min=1), default=10, help="At most N (10)."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@pass_session
def command(session: Session, ident: str, limit: int, as_json: bool) -> None:
    """List the tickets that a ticket may be a duplicate of, the most similar first.

    Titles are compared word by word: rare words count for more, the ticket's text and labels add
    a little. All tickets are looked at, also those that are done.

    \b
    Examples:
      tix similar k7f
      tix link k7f duplicates m3k
    """
    found = similar_tickets(session, session.one_id(ident))[:limit]
    if as_json:
        from tix.console.ticket_json import print_array

        print_array(session, similar_objects(session, found))
    elif not found:
        session.say("nothing similar found")
    elif session.screen.for_people:
        session.page(_for_people(session, found))
    else:
        session.page(_for_programs(found))


def _for_programs(found: Sequence[Likeness]) -> str:
    """Id, likeness, status and title, separated by tabs."""
    from tix.terminal.tsv import tsv

    return tsv(
        [[e.ticket.id, f"{e.value:.2f}", e.ticket.status or "", e.ticket.title] for e in found]
    )


def _for_people(session: Session, found: Sequence[Likeness]) -> str:
    styles = session.screen.styles
    ident = id_styled(session.reader.prefix_lengths(each.ticket.id for each in found), styles)
    widest = max(display_width(safe.line(each.ticket.status or "")) for each in found)
    lines = []
    for each in found:
        status = safe.line(each.ticket.status or "")
        padded = styles.status(status, look_of(each.ticket, session.config))
        padded += " " * (widest - display_width(status))
        room = session.screen.width - widest - len(each.ticket.id) - 10
        title = cut(safe.line(each.ticket.title), room)
        lines.append(f"{ident(each.ticket.id)}  {each.value:4.0%}  {padded}  {title}".rstrip())
    return "\n".join(lines)
