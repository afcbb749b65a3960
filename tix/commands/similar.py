"""``tix similar``: tickets whose titles say nearly the same; and which of them ``open`` names."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

import click

from tix.commands.completions import complete_ids
from tix.commands.listing import id_styled
from tix.commands.session import Session, pass_session
from tix.model.config import Group
from tix.model.ticket import Ticket
from tix.query.predicates import And, Contains, InGroup, Node, Or, TimeIn, Within
from tix.query.similar import (
    LIKELY,
    WORTH_A_LOOK,
    Likeness,
    most_alike,
    rarest,
    title_tokens,
)
from tix.query.words import Words
from tix.terminal import safe
from tix.terminal.width import cut, display_width

_LOOKED_AT = 100
"""How many tickets are compared, about."""

_LATELY = timedelta(days=14)
"""How long a ticket that is done may still be the one that is meant by a new one."""


@click.command("similar")
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
    ticket = session.reader.get(session.one_id(ident)).ticket
    found = _alike(session, ticket, None, WORTH_A_LOOK)[:limit]
    if as_json:
        _print_json(session, found)
    elif not found:
        session.say("nothing similar found")
    elif session.screen.is_terminal:
        session.page(_for_people(session, found))
    else:
        session.page(_for_programs(found))


def likely_duplicate(session: Session, ticket: Ticket) -> Ticket | None:
    """The ticket that a new one most likely repeats; None for most.

    It isn't done, or hasn't been for long.
    """
    lately = Within(session.now - _LATELY, None)
    to_do = InGroup(frozenset({Group.ACTIVE, Group.WAITING}), session.config)
    which = Or((to_do, TimeIn("resolved", lately), TimeIn("closed", lately)))
    found = _alike(session, ticket, which, LIKELY)
    return found[0].ticket if found else None


def _alike(session: Session, ticket: Ticket, which: Node | None, least: float) -> list[Likeness]:
    """The tickets that share rare words of the title and are so much alike, the best first."""
    reader = session.reader
    known: dict[str, int] = {}

    def counts(words: Iterable[str]) -> Mapping[str, int]:
        for word in words:
            if word not in known:
                known[word] = reader.count(_in_title(word))
        return known

    words = title_tokens(ticket)
    rare = [_in_title(word) for word in rarest(words, counts(words), _LOOKED_AT)]
    if not rare:
        return []
    wanted = And((Or(tuple(rare)), which)) if which else Or(tuple(rare))
    numbers = reader.find(wanted, session.config)[: 2 * _LOOKED_AT]
    others = (filed.ticket for filed in reader.heads(numbers))
    return most_alike(ticket, others, reader.count(None), counts, least)


def _in_title(word: str) -> Node:
    return Contains("title", Words((word,)))


def _print_json(session: Session, found: Sequence[Likeness]) -> None:
    from tix.commands.ticket_output import ticket_objects
    from tix.model.ticket_json import json_text

    filed = [session.reader.get(each.ticket.id) for each in found]
    objects = ticket_objects(session, filed)
    pairs = zip(objects, found, strict=True)
    session.print(json_text([{"ticket": o, "likeness": round(e.value, 3)} for o, e in pairs]))


def _for_programs(found: Sequence[Likeness]) -> str:
    """Id, likeness, status and title, separated by tabs."""
    from tix.terminal.table import tsv

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
        padded = styles.status(status, session.config.group_of(each.ticket).value)
        padded += " " * (widest - display_width(status))
        room = session.screen.width - widest - len(each.ticket.id) - 10
        title = cut(safe.line(each.ticket.title), room)
        lines.append(f"{ident(each.ticket.id)}  {each.value:4.0%}  {padded}  {title}".rstrip())
    return "\n".join(lines)
