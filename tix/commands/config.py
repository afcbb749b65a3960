"""``tix config``: the settings in force, and where each comes from."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress

import click

from tix.actions.config import (
    SettingInForce,
    desk_settings,
    place_settings,
    set_desk_setting,
    set_user_setting,
    settings_named,
    user_file,
    user_settings,
)
from tix.console.completions import complete_desk_settings
from tix.console.given import GoesWithError
from tix.console.session import Session, pass_session
from tix.console.write_options import quiet_option
from tix.errors import UsageError
from tix.frozen import asdict
from tix.model.layout import CONFIG_FILE
from tix.storage.desk.finding import NoDeskError
from tix.terminal import safe


@click.command("config")
@click.argument(
    "words",
    metavar="[NAME | get NAME | set NAME VALUE | path | holidays COUNTRY...]",
    nargs=-1,
    shell_complete=complete_desk_settings,
)
@click.option("--desk", "of_desk", is_flag=True, help="The desk's alone, which all have.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@quiet_option
@click.pass_context
@pass_session
def command(
    session: Session,
    context: click.Context,
    words: tuple[str, ...],
    of_desk: bool,
    as_json: bool,
) -> None:
    """Show the settings in force, and where each comes from; or change one.

    Those of the desk are in its tix.yaml, your own (user.…) in tix/config.yaml in your folder for
    settings. NAME shows one of them, or all that begin with it and a dot, with --desk only the
    desk's; get prints the value alone. set changes one of yours, or with --desk one of the desk's,
    in a commit; an empty VALUE takes it away. path prints the file's path. holidays writes the
    holidays of a country, or of a region, into calendars/COUNTRY.txt of the desk, for calendars in
    tix.yaml; years that stand there already stay as they are.

    \b
    Examples:
      tix config statuses
      tix config user --json
      tix config set query 'assignee:me is:open'
      tix config set --desk archive_after 90d
      tix config get archive_after
      tix config holidays PT PT-20
    """
    match words:
        case ("path", *_) if as_json:
            raise GoesWithError("--json", "NAME, get NAME, set or holidays")
        case ("path",):
            path = session.desk.root / CONFIG_FILE if of_desk else user_file(os.environ)
            session.print(str(path))
        case ("set", name, value):
            value = " ".join(value.split())  # as it is written
            _set(session, name, value, of_desk=of_desk)
            if as_json:
                _print_json(session, {"name": name, "value": value, "desk": of_desk})
        case ("holidays", first, *others):
            added = _write_holidays(session, [first, *others])
            if as_json:
                _print_json(session, {"added": added})
        case ("set" | "get" | "path" | "holidays", *_) if len(words) != 2 or words[0] != "get":
            raise ConfigWordsError(words)
        case ("get", name) if not as_json:
            for each in settings_named(name, _settings(session, context, of_desk=of_desk)):
                session.print(safe.line(each.value))
        case () | (_,) | ("get", _):
            found = _settings(session, context, of_desk=of_desk)
            _print(session, settings_named(words[-1], found) if words else found, as_json)
        case _:
            raise ConfigWordsError(words)


class ConfigWordsError(UsageError):
    """What was typed is none of the ways to use the command."""

    def __init__(self, words: Sequence[str]) -> None:
        match words:
            case ("unset" | "remove" | "rm" | "delete", name):
                hint = f"tix config set {name} '' takes it away"
            case (*_, pair) if "=" in pair:
                hint = "NAME and VALUE are words of their own: tix config set NAME VALUE"
            case (name, value) if name not in ("get", "set", "path", "holidays"):
                hint = f"tix config set {name} {value}"
            case _:
                hint = "a VALUE with blanks needs quotes"
        super().__init__(
            "tix config takes a NAME, get NAME, set NAME VALUE, path, or holidays COUNTRY",
            hint=hint,
        )


def _settings(session: Session, context: click.Context, *, of_desk: bool) -> list[SettingInForce]:
    """Those of the place, the desk and the user, or with ``of_desk`` the desk's alone."""
    if of_desk:
        return list(desk_settings(session))
    try:
        is_chosen = context.find_root().params["folder"] is not None
        place = place_settings(session, os.environ, is_chosen=is_chosen)
        found = [*place, *desk_settings(session)]
    except NoDeskError as error:
        session.warn(f"{error}; these are your own settings")
        found = []
    return [*found, *user_settings(session, os.environ, session.folder)]


def _set(session: Session, name: str, value: str, *, of_desk: bool) -> None:
    if value:
        _refuse_misunderstood(session, name.removeprefix("user."), value)
    said = f"{name} is {value} now" if value else f"{name} is as usual now"
    if of_desk:
        session.done(set_desk_setting(session, name, value), said)
        return
    path = set_user_setting(session, os.environ, name, value)
    session.say(f"{said}, in {path}")


def _refuse_misunderstood(session: Session, name: str, value: str) -> None:
    """Raises QueryError for a query that can't be read, UnknownColumnError for such columns.

    What fields there are the desk says, so outside of one nobody can tell.
    """
    from tix.console.ticket_table import columns_named

    with suppress(NoDeskError):
        if name == "query" or name.startswith("queries."):
            session.query(value)
        elif name == "columns":
            columns_named(session, value.split(","))


def _write_holidays(session: Session, names: Sequence[str]) -> Mapping[str, int]:
    """Write them into the desk; how many are new, by the name of their country or region."""
    from tix.actions.holidays import write_holidays

    done = write_holidays(session, names)
    added = ", ".join(f"{count} of {name}" for name, count in done.added.items() if count)
    session.done(done.outcome, f"new holidays: {added}", "no year is new")
    named = {region for calendar in session.config.calendars for region in calendar.regions}
    if left := [name for name in done.added if name not in named]:
        session.say(f"no calendar in {CONFIG_FILE} names {', '.join(left)} among its holidays yet")
    return done.added


def _print(session: Session, found: Sequence[SettingInForce], as_json: bool) -> None:
    if as_json:
        _print_json(session, [asdict(each) for each in found])
        return
    from tix.terminal.table import Cell, Column, render
    from tix.terminal.tsv import tsv

    if not session.screen.for_people:
        session.print(tsv([(each.name, each.value, each.source) for each in found]))
        return
    styles = session.screen.styles
    columns = [
        Column("setting", flexible=True, minimum=16, priority=2),
        Column("value", flexible=True, minimum=20, priority=3),
        Column("from", flexible=True, minimum=12, priority=1),
    ]
    cells = [[Cell(each.name), Cell(each.value), Cell(each.source, styles.dim)] for each in found]
    session.page(render(columns, cells, session.screen.width, styles))


def _print_json(session: Session, value: object) -> None:
    from tix.model.record.json import json_text

    session.print(json_text(value))
