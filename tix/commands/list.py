"""``tix list``: tickets as a table, most urgent first."""

from collections.abc import Iterable, Mapping, Sequence

import click

from tix.actions.selection import Selection
from tix.actions.workspace import Workspace
from tix.console.completions import complete_query
from tix.console.given import ContradictingOptionsError
from tix.console.json_options import JsonOptions, json_options
from tix.console.query_command import QueryCommand, select
from tix.console.query_hints import refuse_columns, say_what_was_meant, say_which_label
from tix.console.query_options import Filters, filter_options
from tix.console.session import Session, pass_session
from tix.errors import UsageError
from tix.quick_typing import TYPE_CHECKING
from tix.terminal import safe

if TYPE_CHECKING:
    from tix.console.ticket_column import TicketColumn


class NoColumnError(UsageError):
    """``--columns`` names no column."""

    def __init__(self) -> None:
        super().__init__("--columns names no column", hint="tix list --columns id,title,updated")


@click.command("list", cls=QueryCommand)
@click.argument("words", metavar="[QUERY...]", nargs=-1, shell_complete=complete_query)
@click.option("--all", "everything", is_flag=True, help="Also tickets that are done.")
@click.option("--columns", metavar="A,B,C", help="Which columns: fields, age, due-next…")
@click.option("--group-by", metavar="FIELD", help="Put together what is alike in a field.")
@click.option("--sort", metavar="KEY", help="Sort by a field; -FIELD for the other way round.")
@click.option(
    "-n", "-L", "--limit", metavar="N", type=click.IntRange(min=1), help="At most N tickets."
)
@click.option("--table", "as_table", is_flag=True, help="The table of a terminal, in a pipe too.")
@click.option("--header", is_flag=True, help="In a pipe: a first line with the columns' names.")
@click.option("--format", "form", metavar="TEXT", help="A line for each: '{id} {title:30}'.")
@click.option("--ids", is_flag=True, help="Only the ids, one a line.")
@click.option("-0", "--null", is_flag=True, help="End each line with a zero byte, for xargs -0.")
@json_options
@filter_options
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    everything: bool,
    columns: str | None,
    group_by: str | None,
    sort: str | None,
    limit: int | None,
    as_table: bool,
    header: bool,
    form: str | None,
    ids: bool,
    null: bool,
    json: JsonOptions,
    filters: Filters,
) -> None:
    """List tickets, most urgent first.

    Tickets that are done are left out, unless the query says something about the status. In a
    pipe, columns are separated by tabs and values are whole; docs/json.md names them. --table and
    --color always give the table there, too. A ticket with several labels or assignees stands in
    each of their groups. --format takes the names of columns in braces, with a width and < > or ^
    for the side; {{ is a brace.

    \b
    Examples:
      tix list
      tix list -a me -l ci
      tix list assignee:me -label:wontfix
      tix list priority:high.. due:..yesterday
      tix list is:done --sort -resolved --limit 20
      tix list --columns id,title,updated,comments
      tix list --group-by assignee
      tix list --color always | less -R
      tix list --ids label:ci | tix status - closed
      tix list --format '{id} {title:40} {assignees}'
      tix list --json --fields id,title,parent
    """
    _refuse_contradictions(
        {"--ids": ids, "--json": json.whole, "--jsonl": json.lines, "--format": form is not None},
        {"--columns": columns is not None, "--group-by": group_by is not None,
         "--table": as_table, "--header": header},
        null,
    )  # fmt: skip
    if as_table:
        session.want_table()
    refuse_columns(words)
    words = filters.applied_to(words)
    if not words and not everything and (usual := session.user_config.query):
        words = _own_query(session, usual)
    chosen, layout = None, None
    if form is not None:
        from tix.console.line_format import line_format

        layout = line_format(session, form)
    elif not (ids or json):
        chosen = _chosen_columns(session, columns)
    if not (ids or json or session.screen.for_people):
        from tix.console import ticket_lines  # noqa: F401 (while git looks at the files)
    needs = {need for column in chosen or () for need in column.needs}
    if chosen is None and session.screen.for_people and session.config.promises:
        needs.add("promised")  # the usual columns have what is due next
    needs |= json.needs(session) | (layout.needs if layout else frozenset())
    if group_by is not None:
        from tix.console.ticket_table import columns_named

        needs |= columns_named(session, [group_by])[0].needs
    found = select(session, words, default_open=not everything, sort=sort, needs=needs)
    shown = found.first(limit)
    if json:
        from tix.actions.ticket_data import dated_objects

        facts = shown.facts
        json.print_tickets(session, shown, shown.wholes(), lambda tickets: (
            dated_objects(session, tickets, shown.numbers, facts.updated, facts.backlinks)
        ))  # fmt: skip
        _say_what_was_meant(session, found, as_json=True)
        return
    left_out: Sequence[str] = ()
    if ids:
        _print_lines(session, shown.ids, null)
    elif layout:
        from tix.console.ticket_table import surroundings

        _print_lines(session, layout.lines(shown.heads(), surroundings(session, shown)), null)
    elif session.screen.for_people and shown.numbers:
        text, left_out = _table(session, shown, chosen, group_by)
        session.page(text)
    elif not session.screen.for_people:
        if header:
            _print_header(session, chosen, group_by)
        for text in _lines(session, shown, chosen, group_by):
            if null:
                _print_lines(session, text.split("\n"), null)
            else:
                session.page(text)
    if found.query and found.query.wants_broken:
        _print_broken(session, found, ids)
    elif not found.numbers:
        session.say(_nothing(found))
    _say_what_was_meant(session, found)
    if len(shown) < len(found):
        session.say(f"{len(shown)} of {len(found)} tickets")
    if left_out:
        session.say(f"no room for {', '.join(left_out)}; --columns chooses others")


def _refuse_contradictions(
    forms: Mapping[str, bool], shapes: Mapping[str, bool], null: bool
) -> None:
    """Refuse two forms of output at once, the shapes of rows with any of them, and zero bytes
    behind what isn't lines."""
    asked = [name for name, is_given in forms.items() if is_given]
    shaped = [name for name, is_given in shapes.items() if is_given]
    if asked and len([*asked, *shaped]) > 1:
        raise ContradictingOptionsError(" and ".join([*asked, *shaped]))
    if null and (no_lines := {"--json", "--jsonl", "--table"} & {*asked, *shaped}):
        raise ContradictingOptionsError(f"--null and {no_lines.pop()}")


def _table(
    session: Session,
    shown: Selection,
    columns: "Sequence[TicketColumn] | None",
    group_by: str | None,
) -> tuple[str, Sequence[str]]:
    """Print the table, and name the columns that had no room."""
    if group_by is not None:
        from tix.console.ticket_groups import for_people

        return for_people(session, shown, columns, group_by)
    from tix.console.ticket_table import table

    laid = table(session, shown, columns)
    return "\n".join([laid.header, *laid.lines]), laid.left_out


def _lines(
    session: Session,
    shown: Selection,
    columns: "Sequence[TicketColumn] | None",
    group_by: str | None,
) -> Iterable[str]:
    """The lines for programs, in batches."""
    from tix.console.ticket_lines import FOR_PROGRAMS, in_batches, usual_lines

    if group_by is None and columns is None:
        return usual_lines(shown)
    from tix.console.ticket_table import columns_named, rows_for_programs

    if group_by is None:
        return in_batches(rows_for_programs(session, shown, columns or ()))
    from tix.console.ticket_groups import for_programs

    return for_programs(session, shown, columns or columns_named(session, FOR_PROGRAMS), group_by)


def _print_lines(session: Session, lines: Iterable[str], null: bool) -> None:
    end = "\0" if null else "\n"
    for line in lines:
        session.write(line + end)


def _print_header(
    session: Session, columns: "Sequence[TicketColumn] | None", group_by: str | None
) -> None:
    """The names of the columns, as programs get them; the group's comes first."""
    from tix.console.ticket_lines import FOR_PROGRAMS
    from tix.console.ticket_table import columns_named

    names = FOR_PROGRAMS if columns is None else [column.name for column in columns]
    group = [] if group_by is None else [columns_named(session, [group_by])[0].name]
    session.print("\t".join([*group, *names]))


def _own_query(session: Session, usual: str) -> tuple[str]:
    """What the user's own settings ask for, where nothing is typed. Raises OwnSettingError."""
    from tix.console.own_settings import blamed_on_own
    from tix.query.error import QueryError

    with blamed_on_own(session, "query", QueryError):
        Workspace.query(session, usual)  # without warnings, which come once it is asked
    return (usual,)


def _chosen_columns(session: Session, typed: str | None) -> "Sequence[TicketColumn] | None":
    """The requested columns; None for the usual ones.

    The user's own choice counts only at a terminal: a script gets the same lines for everybody.
    Raises NoColumnError, UnknownColumnError, OwnSettingError.
    """
    own = session.user_config.columns if typed is None and session.screen.for_people else ()
    if typed is None and not own:
        return None
    from tix.console.ticket_table import UnknownColumnError, columns_named

    if typed is None:
        from tix.console.own_settings import blamed_on_own

        with blamed_on_own(session, "columns", UnknownColumnError):
            return columns_named(session, own)
    if names := [name for name in typed.split(",") if name.strip()]:
        return columns_named(session, names)
    raise NoColumnError


def _print_broken(session: Session, found: Selection, ids: bool) -> None:
    """The files that can't be read, for a query that asks for them."""
    every = found.reader.broken()
    for broken in every:
        if ids:
            session.print(broken.path.rpartition("/")[2].removesuffix(".md"))
        elif session.screen.for_people:
            session.print(safe.line(str(broken)))
        else:
            from tix.terminal.tsv import tsv

            session.print(tsv([[broken.path, str(broken.line), broken.reason]]))
    if not (found.numbers or every):
        session.say("no ticket is broken")


def _say_what_was_meant(session: Session, found: Selection, as_json: bool = False) -> None:
    """Suggest a field for a word that is looked for as text, if there is one for it."""
    query = found.query
    if query is not None and (query.text_terms or "-" in query.text or not found.numbers):
        say_what_was_meant(
            session, [query.text], "list", found=bool(found.numbers), as_json=as_json
        )
        if query.text_terms and found.numbers:
            say_which_label(session, query.text, found)


def _nothing(found: Selection) -> str:
    """Why there is nothing to see, and what to do about it."""
    done, archived = found.done_left_out, found.archived_left_out
    if found.query:
        if done < 0:
            return "no open tickets match; tix list --all … looks at those that are done, too"
        which = []
        if done:
            which.append("1 that is done does" if done == 1 else f"{done} that are done do")
        if archived:
            which.append(f"{archived} in the archive {'does' if archived == 1 else 'do'}")
        if not which:
            return "no tickets match"
        return f"no open tickets match; {' and '.join(which)}: tix list --all …"
    if archived:
        return "no open tickets; tix list --all shows those in the archive"
    if done:
        return "no open tickets; tix list --all shows those that are done"
    return "no tickets yet; tix open 'What is to be done'"
