"""``tix board``: tickets in columns, as cards on a wall."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

import click

from tix.console.completions import complete_query
from tix.console.given import ContradictingOptionsError
from tix.console.query_command import QueryCommand, select
from tix.console.query_hints import refuse_columns, say_what_was_meant
from tix.console.query_options import Filters, filter_options
from tix.console.session import Session, pass_session
from tix.console.ticket_groups import Group, groups
from tix.console.ticket_table import columns_named
from tix.model.config.config import Group as StatusGroup
from tix.storage.store.filed import Filed


@click.command("board", cls=QueryCommand)
@click.argument("words", metavar="[QUERY...]", nargs=-1, shell_complete=complete_query)
@click.option(
    "--by", metavar="FIELD", default="status", show_default=True, help="What a column is."
)
@click.option("--all", "everything", is_flag=True, help="Also tickets that are done.")
@click.option("--table", "as_table", is_flag=True, help="The board of a terminal, in a pipe too.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@filter_options
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    by: str,
    everything: bool,
    as_table: bool,
    as_json: bool,
    filters: Filters,
) -> None:
    """Draw tickets in columns: by status, or by another field.

    What is done is left out, unless the query says something about the status. Where the terminal
    is too narrow for all columns beside each other, they stand in rows. In a pipe it is a table in
    Markdown.

    \b
    Examples:
      tix board
      tix board --by assignee
      tix board milestone:2.0 --all
      tix board -l ci --json
    """
    if as_table and as_json:
        raise ContradictingOptionsError("--table and --json")
    if as_table:
        session.want_table()
    refuse_columns(words)
    [column] = columns_named(session, [by])
    asked = filters.applied_to(words)
    found = select(session, asked, default_open=not everything, needs=column.needs)
    shown = groups(session, found, column)
    if column.name in ("status", "priority"):
        hides_done = column.name == "status" and found.only_open
        shown = _with_empty(session, column.name, shown, hides_done)
    if as_json:
        _print_json(session, column.name, shown, {f.ticket.id: f for f in found.wholes()})
    elif session.screen.for_people and shown:
        from tix.console.board_text import board

        session.page(board(session, column.name, shown))
    elif shown:
        session.page("\n".join(_markdown(column.name, shown)))
    if not (as_json or found.numbers):
        session.say("no tickets match" if asked else "no open tickets")
    say_what_was_meant(session, asked, "board", found=bool(found.numbers), as_json=as_json)


def _with_empty(
    session: Session, name: str, found: Sequence[Group], hides_done: bool
) -> list[Group]:
    """The groups with those of the desk's words that no ticket has, each at its place."""
    config = session.config
    words = list(config.words_of(name) or ())
    if name == "priority":
        words.reverse()
    if hides_done:
        words = [word for word in words if config.group(word) is not StatusGroup.DONE]
    by_value = {group.value: group for group in found}
    known = [by_value.pop(word, Group(word, ())) for word in words]
    return [*known, *by_value.values()]


def _print_json(
    session: Session, by: str, found: Sequence[Group], wholes: Mapping[str, Filed]
) -> None:
    from tix.actions.ticket_data import ticket_objects
    from tix.model.record.json import json_text

    columns = [
        {
            "value": group.value or None,
            "tickets": list(
                ticket_objects(session, [wholes[filed.ticket.id] for filed in group.tickets])
            ),
        }
        for group in found
    ]
    session.print(json_text({"by": by, "columns": columns}))


def _markdown(by: str, found: Sequence[Group]) -> list[str]:
    """A table with a column for each group and a ticket in each cell."""
    heads = [f"{_cell(group.value or f'no {by}')} ({len(group.tickets)})" for group in found]
    cells = [
        [f"{filed.ticket.id} {_cell(filed.ticket.title)}" for filed in group.tickets]
        for group in found
    ]
    rows = zip_longest(*cells, fillvalue="")
    return [_row(heads), _row(["---"] * len(heads)), *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """A text that neither ends the cell nor is Markdown or HTML of its own."""
    import re

    from tix.terminal import safe

    return re.sub(r"([\\`*_\[\]<>|~#&])", r"\\\1", safe.line(text))
