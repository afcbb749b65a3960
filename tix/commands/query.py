"""``tix query``: save queries under names, and list them."""

import os
from collections.abc import Sequence

import click

from tix.actions.config import set_desk_setting, set_user_setting
from tix.console.completions import complete_saving_queries
from tix.console.query_command import QueryCommand
from tix.console.session import Session, pass_session
from tix.console.write_options import json_option, quiet_option
from tix.errors import NotFoundError, UsageError
from tix.model.config.source import is_query_name, shown
from tix.terminal import safe


class QueryWordsError(UsageError):
    """What was typed is none of the ways to use the command."""

    def __init__(self, words: Sequence[str]) -> None:
        match words:
            case ("save" | "add" | "new" | "create" | "set" | "edit" | "update", *_):
                hint = "tix query save NAME QUERY"
            case ("rm" | "delete" | "del" | "unset" | "remove", *_):
                hint = "tix query remove NAME"
            case ("ls" | "show" | "all",):
                hint = "tix query list"
            case (*_, name) if len(words) < 3 and (plain := name.removeprefix("@")).isidentifier():
                hint = f"tix list @{plain} runs it"
            case _:
                hint = "tix list QUERY runs one; tix query save NAME QUERY keeps it"
        super().__init__("tix query takes save NAME QUERY, list, or remove NAME", hint=hint)


class QueryNameError(UsageError):
    """A query can't be saved under such a name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{shown(name)} can't be a query's name",
            hint="up to 60 letters, digits, _ . and -",
        )


class NoSuchQueryError(NotFoundError):
    """No query of that name is saved there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no query is called {name!r} there", hint="tix query list")


@click.command("query", cls=QueryCommand)
@click.argument(
    "words",
    metavar="save NAME QUERY... | list | remove NAME",
    nargs=-1,
    required=True,
    shell_complete=complete_saving_queries,
)
@click.option("--desk", "of_desk", is_flag=True, help="For everybody, in the desk's tix.yaml.")
@json_option
@quiet_option
@pass_session
def command(session: Session, words: tuple[str, ...], of_desk: bool) -> None:
    """Save a query under a name, for use as @NAME wherever a query is taken.

    It is yours, or with --desk everybody's; yours come first where both have a name.

    \b
    Examples:
      tix query save mine assignee:me is:open
      tix list @mine
      tix query save --desk hot 'priority:urgent is:open'
      tix query list
      tix query remove mine
    """
    match words:
        case ("save", name, first, *more):
            name = name.removeprefix("@")
            if not is_query_name(name):
                raise QueryNameError(name)
            query = session.query((first, *more))
            _set(session, name, query.text, of_desk=of_desk)
        case ("list",):
            _list(session)
        case ("remove", name):
            name = name.removeprefix("@")
            own = session.config.queries if of_desk else session.user_config.queries
            known = next((q for q in own if q.name.casefold() == name.casefold()), None)
            if known is None:
                raise NoSuchQueryError(name)
            _set(session, name, "", of_desk=of_desk, was=known.query)
        case _:
            raise QueryWordsError(words)


def _list(session: Session) -> None:
    saved = session.vocabulary.saved_queries()
    if session.wants_json:
        from tix.model.record.json import json_text

        session.print(json_text([{"name": each.name, "query": each.query} for each in saved]))
        return
    if not session.screen.for_people:
        for each in saved:
            session.print(f"{safe.line(each.name)}\t{safe.line(each.query)}")
        return
    if not saved:
        session.say("no query is saved; tix query save NAME QUERY")
        return
    from tix.terminal.width import display_width, pad, wrap

    names = [safe.line(each.name) for each in saved]
    beside = max(map(display_width, names)) + 2
    for name, each in zip(names, saved, strict=True):
        query, width = safe.line(each.query), session.screen.text_width
        session.print("\n".join(wrap(query, width, pad(name, beside), " " * beside)))


def _set(session: Session, name: str, query: str, *, of_desk: bool, was: str = "") -> None:
    query = " ".join(query.split())  # as it is written
    said = f"@{name} is {query} now" if query else f"@{name} is gone"
    if of_desk:
        session.done(set_desk_setting(session, f"queries.{name}", query), said)
    else:
        set_user_setting(session, os.environ, f"queries.{name}", query)
        session.say(said)
    if session.wants_json:
        from tix.model.record.json import json_text

        session.print(json_text({"name": name, "query": query or was, "desk": of_desk}))
