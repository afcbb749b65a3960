"""``tix config``: the settings in force, and where each comes from."""

import os
from collections.abc import Sequence

import click

from tix.actions.config import (
    SettingInForce,
    desk_settings,
    place_settings,
    settings_named,
    user_settings,
)
from tix.console.completions import complete_desk_settings
from tix.console.session import Session, pass_session
from tix.frozen import asdict
from tix.storage.desk.finding import NoDeskError


@click.command("config")
@click.argument("name", required=False, shell_complete=complete_desk_settings)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_context
@pass_session
def command(session: Session, context: click.Context, name: str | None, as_json: bool) -> None:
    """Show the settings in force, and where each comes from.

    Those of the desk stand in its tix.yaml, your own (user.…) in tix/config.yaml in your folder
    for settings. NAME shows one of them, or all that begin with it and a dot.

    \b
    Examples:
      tix config
      tix config statuses
      tix config user --json
    """
    try:
        is_chosen = context.find_root().params["folder"] is not None
        place = place_settings(session, os.environ, is_chosen=is_chosen)
        found = [*place, *desk_settings(session)]
    except NoDeskError as error:
        session.warn(f"{error}; these are your own settings")
        found = []
    found += user_settings(session, os.environ, session.folder)
    _print(session, found if name is None else settings_named(name, found), as_json)


def _print(session: Session, found: Sequence[SettingInForce], as_json: bool) -> None:
    if as_json:
        from tix.model.ticket.json import json_text

        session.print(json_text([asdict(each) for each in found]))
        return
    from tix.terminal.table import Cell, Column, render, tsv

    if not session.screen.for_people:
        session.print(tsv([(each.name, each.value, each.source) for each in found]))
        return
    styles = session.screen.styles
    columns = [
        Column("setting", priority=2),
        Column("value", flexible=True, minimum=20, priority=3),
        Column("from", flexible=True, minimum=12, priority=1),
    ]
    cells = [[Cell(each.name), Cell(each.value), Cell(each.source, styles.dim)] for each in found]
    session.page(render(columns, cells, session.screen.width, styles))
