"""``tix next``: what to do now, and why."""

from collections.abc import Sequence

import click

from tix.actions.next import NextTicket, next_objects, next_tickets
from tix.console.completions import complete_query
from tix.console.query_command import QueryCommand
from tix.console.query_hints import refuse_columns, say_what_was_meant
from tix.console.query_options import Filters, filter_options
from tix.console.session import Session, pass_session
from tix.console.ticket_look import id_styled
from tix.query.urgency import Term
from tix.terminal import safe
from tix.terminal.width import cut, wrap


@click.command("next", cls=QueryCommand)
@click.argument("words", metavar="[QUERY...]", nargs=-1, shell_complete=complete_query)
@click.option(
    "-n", "-L", "--limit", metavar="N", type=click.IntRange(min=1), default=5, show_default=True,
    help="The N most urgent.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@filter_options
@pass_session
def command(
    session: Session, words: tuple[str, ...], limit: int, as_json: bool, filters: Filters
) -> None:
    """Say what to do now, and why: your own tickets and nobody's, the most urgent first.

    How urgent a ticket is follows from what is due, its priority and age, from whether somebody has
    begun, and from what waits for what: docs/urgency.md has the formula, tix.yaml the weights.

    \b
    Examples:
      tix next
      tix next -n 1
      tix next -a bob -l ci
      tix list --sort urgency
    """
    refuse_columns(words)
    narrowed = filters.applied_to(words)
    found = next_tickets(session, narrowed, limit)
    say_what_was_meant(session, narrowed, "next", found=bool(found), as_json=as_json)
    if as_json:
        from tix.console.ticket_json import print_array

        print_array(session, next_objects(session, found))
        return
    if not found:
        session.say("nothing to do" if not narrowed else "no tickets match")
    elif session.screen.for_people:
        session.page("\n".join(_for_people(session, found)))
    else:
        from tix.terminal.tsv import tsv

        session.page(tsv([_row(each) for each in found]))


def _row(each: NextTicket) -> list[str]:
    """Id, urgency, title and the terms."""
    why = ",".join(f"{term.name}:{term.value:g}" for term in each.why)
    return [each.filed.ticket.id, f"{each.urgency:g}", each.filed.ticket.title, why]


def _for_people(session: Session, found: Sequence[NextTicket]) -> list[str]:
    """Two lines for each: the ticket with its urgency, and what makes it."""
    styles, width = session.screen.styles, session.screen.text_width
    lines = []
    ident = id_styled(session.reader.prefix_lengths([f.filed.ticket.id for f in found]), styles)
    numbers = [f"{each.urgency:.1f}" for each in found]
    beside = max(map(len, numbers))
    for number, each in zip(numbers, found, strict=True):
        ticket = each.filed.ticket
        room = width - beside - len(ticket.id) - 4
        title = styles.bold(cut(safe.line(ticket.title), room))
        lines.append(f"{number:>{beside}}  {ident(ticket.id)}  {title}")
        indent = " " * (beside + 2)
        why = ", ".join(_reason(session, each, term) for term in each.why)
        lines += [styles.dim(line) for line in wrap(why, width, indent, indent)]
    return lines


def _reason(session: Session, each: NextTicket, term: Term) -> str:
    """A term in words, with what it adds."""
    from tix.console.ticket_look import due_short
    from tix.terminal.ago import ago_short

    ticket = each.filed.ticket
    match term.name:
        case "due" if each.promised:
            from tix.console.promise_text import words_for  # few desks promise anything

            clock, due = each.promised
            said = f"{words_for(clock)} due {due_short(due, False, session.config, session.now)}"
        case "due" if ticket.due is not None:
            said = f"due {due_short(ticket.due, False, session.config, session.now)}"
        case "priority":
            said = f"priority {safe.line(session.config.priority_of(ticket) or '')}"
        case "age" if ticket.opened is not None:
            said = f"{ago_short(ticket.opened, session.now)} old"
        case "working" | "waiting":
            said = safe.line(ticket.status or "")
        case "blocking":
            said = "another waits for it"
        case "blocked":
            said = "waits for another"
        case name:
            said = name
    return f"{said} {term.value:+g}"
