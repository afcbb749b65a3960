"""``tix config``: what is in force, and where each value comes from."""

import os
from collections.abc import Iterator, Sequence

import click

from tix.console.completions import complete_desk_settings
from tix.console.session import Session, pass_session
from tix.errors import TixError, UsageError
from tix.frozen import asdict, dataclass
from tix.storage.desk.desk import CONFIG_FILE
from tix.storage.desk.finding import NoDeskError
from tix.storage.desk.user_config import UserConfig

_DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Row:
    """One setting that is in force. ``source`` is ``FILE:LINE``, or a word for where it is from."""

    name: str
    value: str
    source: str


class UnknownSettingError(UsageError):
    """There is no setting of that name."""

    def __init__(self, name: str, known: list[str]) -> None:
        from tix.model.text.nearest import did_you_mean

        super().__init__(f"there is no setting {name!r}", hint=did_you_mean(name, known))


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
        rows = [*_of_the_place(session, is_chosen), *_of_the_desk(session)]
    except NoDeskError as error:
        session.warn(f"{error}; these are your own settings")
        rows = []
    rows += _of_the_user(session)
    _print(session, rows if name is None else _named(name, rows), as_json)


def _of_the_place(session: Session, is_chosen: bool) -> Iterator[Row]:
    """Where the desk is; ``is_chosen`` by ``-C``."""
    desk = session.desk
    variable = None if is_chosen else _from_environment("desk", ("TIX_DESK",))
    source = "-C" if is_chosen else variable.source if variable else "found from here"
    yield Row("desk", str(desk.root), source)
    branch = desk.branch()
    configured = desk.git.line("config", "--get", "tix.branch", codes=(0, 1))
    yield Row("branch", branch, "git config tix.branch" if branch == configured else "checked out")


def _of_the_desk(session: Session) -> Iterator[Row]:
    """What the team agreed on."""
    from tix.model.config.shown import settings

    for setting in settings(session.config):
        source = f"{CONFIG_FILE}:{setting.line}" if setting.line else _DEFAULT
        yield Row(setting.name, setting.value, source)


def _of_the_user(session: Session) -> Iterator[Row]:
    """What the user wants, on this machine."""
    own = session.user_config
    yield _own(own, "me", own.me) if own.me else _me_in_git(session)
    yield _own(own, "query", own.query)
    yield _own(own, "columns", ", ".join(own.columns))
    yield _color(own)
    as_the_user_says = {True: "yes", False: "no", None: ""}[own.sync_after_write]
    yield _own(own, "sync_after_write", as_the_user_says)
    editor = _from_environment("user.editor", ("VISUAL", "EDITOR"))
    yield editor or Row("user.editor", "vi", _DEFAULT)
    pager = _from_environment("user.pager", ("TIX_PAGER", "PAGER"))
    yield pager or Row("user.pager", "less", _DEFAULT)
    if now := _from_environment("user.now", ("TIX_NOW",)):
        yield now
    for query in own.queries:
        yield _own(own, f"queries.{query.name}", query.query)


def _color(own: UserConfig) -> Row:
    """When there are colours: the environment goes before the user's settings."""
    for variable, value in (("NO_COLOR", "never"), ("FORCE_COLOR", "always")):
        if os.environ.get(variable):
            return Row("user.color", value, variable)
    return _own(own, "color", own.color)


def _me_in_git(session: Session) -> Row:
    """Who the user is as git knows them; nobody where it doesn't."""
    from tix.storage.git import identity
    from tix.storage.git.process import Git

    try:
        return Row("user.me", str(identity.author(Git(session.folder)).person), "git")
    except TixError:
        return Row("user.me", "", "git doesn't know")


def _own(own: UserConfig, name: str, value: str) -> Row:
    line = own.lines.get(name)
    return Row(f"user.{name}", value, f"{own.path}:{line}" if line else _DEFAULT)


def _from_environment(name: str, variables: Sequence[str]) -> Row | None:
    """The first of the variables that is set."""
    for variable in variables:
        if value := os.environ.get(variable):
            return Row(name, value, variable)
    return None


def _named(name: str, rows: Sequence[Row]) -> list[Row]:
    """The setting of that name, and those below it. Raises UnknownSettingError."""
    found = [row for row in rows if row.name == name or row.name.startswith(f"{name}.")]
    if not found:
        above = [row.name.partition(".")[0] for row in rows]
        raise UnknownSettingError(name, [*dict.fromkeys(above), *(row.name for row in rows)])
    return found


def _print(session: Session, rows: Sequence[Row], as_json: bool) -> None:
    if as_json:
        from tix.model.ticket.json import json_text

        session.print(json_text([asdict(row) for row in rows]))
        return
    from tix.terminal.table import Cell, Column, render, tsv

    if not session.screen.is_terminal:
        session.print(tsv([(row.name, row.value, row.source) for row in rows]))
        return
    styles = session.screen.styles
    columns = [
        Column("setting", priority=2),
        Column("value", flexible=True, minimum=20, priority=3),
        Column("from", flexible=True, minimum=12, priority=1),
    ]
    cells = [[Cell(row.name), Cell(row.value), Cell(row.source, styles.dim)] for row in rows]
    session.page(render(columns, cells, session.screen.width, styles))
