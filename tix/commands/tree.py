"""``tix tree``: parents with their parts, and what waits for what."""

from collections.abc import Iterator

import click

from tix.actions.tree import Branch, trees
from tix.console.completions import complete_ids
from tix.console.session import Session, pass_session
from tix.console.ticket_look import id_styled, look_of
from tix.quick_typing import Any
from tix.terminal import safe
from tix.terminal.width import cut, display_width

_NARROWEST = 12
"""A title gets so many columns at least, however deep it stands."""


@click.command("tree")
@click.argument("words", metavar="[ID...]", nargs=-1, shell_complete=complete_ids)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@pass_session
def command(session: Session, words: tuple[str, ...], as_json: bool) -> None:
    """Draw tickets as trees: below each its parts, and (with an arrow) what it waits for.

    With ids: the trees that these tickets stand in, from the topmost parent on. Without: all in
    which something isn't done.

    \b
    Examples:
      tix tree
      tix tree k7f
      tix tree k7f --json
    """
    found = trees(session, session.ids(words, or_none=True) if words else ())
    if as_json:
        from tix.model.record.json import json_text

        session.print(json_text([_object(branch) for branch in found]))
    elif found:
        session.page("\n".join(line for branch in found for line in _lines(session, branch)))
    else:
        session.say("no ticket has parts or waits for another")


def _object(root: Branch) -> dict[str, Any]:
    """A tree as what ``json`` can write, made without recursion."""
    made = _node(root)
    waiting = [(root, made)]
    while waiting:
        branch, node = waiting.pop()
        for each in branch.below:
            child = _node(each)
            node["below"].append(child)
            waiting.append((each, child))
    return made


def _node(branch: Branch) -> dict[str, Any]:
    ticket = branch.ticket
    return {
        "id": ticket.id,
        "title": ticket.title,
        "status": ticket.status,
        "relation": branch.relation or None,
        "repeated": branch.is_repeated,
        "below": [],
    }


def _lines(session: Session, root: Branch) -> Iterator[str]:
    """The lines of a tree, from the top."""
    waiting: list[tuple[Branch, str, str]] = [(root, "", "")]
    while waiting:
        branch, first, others = waiting.pop()
        yield _line(session, branch, first)
        last = len(branch.below) - 1
        waiting += [
            (
                each,
                others + ("└─ " if place == last else "├─ "),
                others + ("   " if place == last else "│  "),
            )
            for place, each in reversed(list(enumerate(branch.below)))
        ]


def _line(session: Session, branch: Branch, before: str) -> str:
    screen, ticket = session.screen, branch.ticket
    styles = screen.styles
    arrow = "→ " if branch.relation == "waits-for" else ""
    status = safe.line(ticket.status or "")
    after = f"  {status}" + (" (above)" if branch.is_repeated else "")
    title = safe.line(ticket.title)
    if screen.for_people:
        taken = sum(map(display_width, (before, arrow, ticket.id, after))) + 1
        title = cut(title, max(_NARROWEST, screen.width - taken))
    ident = id_styled(session.reader.prefix_lengths([ticket.id]), styles)
    painted = after.replace(status, styles.status(status, look_of(ticket, session.config)), 1)
    return f"{styles.dim(before)}{arrow}{ident(ticket.id)} {title}{painted}".rstrip()
