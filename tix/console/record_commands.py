"""``tix customer …`` and its like: one group of commands for each kind of record."""

import sys
from collections.abc import Callable, Sequence

import click

from tix.actions import records as actions
from tix.actions.edit import Edits
from tix.actions.find_records import find_records
from tix.console.command_group import CommandGroup
from tix.console.completions import complete_record_query, complete_record_settings
from tix.console.given import each_field_once, option_once
from tix.console.kind_commands import KindCommands
from tix.console.query_command import QueryCommand
from tix.console.record_habits import say_nothing_found, say_what_is_in_title
from tix.console.record_import import import_command
from tix.console.record_removal import redact_command, remove_command
from tix.console.record_text import About, page, print_json, table, tell_record, warn_of_doubt
from tix.console.session import Session, pass_session
from tix.console.text_input import (
    EmptyTextError,
    SeveralTextsError,
    new_text_from,
    text_from,
)
from tix.console.ticket_options import split_settings
from tix.console.write_options import dry_run_option, json_option, quiet_option
from tix.errors import UsageError, found_each
from tix.model.record.kind import RecordKind
from tix.model.records.asset import ASSET
from tix.model.records.kinds import name_for, named, path_of
from tix.model.records.reply import REPLY
from tix.quick_typing import Any
from tix.terminal import safe

_Function = Callable[..., Any]


def record_group(
    kind: RecordKind[Any],
    columns: Sequence[str],
    example: str,
    about: About | None = None,
    note: str = "Jo called: the printer again.",
    options: str = "--add labels=new",
    verbs: Sequence[str] = (),
) -> click.Group:
    """The commands of a kind: ``columns`` are those of its list.

    ``example``, ``options`` and ``note`` are a title, fields and a comment for the help. ``about``
    gives lines that a record's page has beside its fields. ``verbs`` are the only commands that
    there are.
    """

    @click.group(kind.command_name, cls=CommandGroup, invoke_without_command=True)
    @click.pass_context
    def group(context: click.Context) -> None:
        if context.invoked_subcommand is None:
            context.invoke(group.commands["list"], words=())

    group.help = (
        f"Work on {kind.several}, one file each in {kind.folder}/; alone, it lists them.\n\n\b\n"
        f"Examples:\n  tix {kind.command_name} add '{example}'\n"
        f"  tix {kind.command_name} show {name_for(example)}"
    )
    own = (_add, _show, _list, _edit, _comment, _log)
    for make in (*own, remove_command, redact_command, import_command):
        command = make(KindCommands(kind, tuple(columns), example, about, note, options))
        if not verbs or command.name in verbs:
            group.add_command(command)
    return group


def _changing(kind: RecordKind[Any]) -> Callable[[_Function], _Function]:
    """``--set``, ``--add``, ``--body`` and ``--file``."""
    lists, single = (
        ", ".join(f.name for f in kind.fields if f.editable and f.many is many)
        for many in (True, False)
    )

    def decorate(function: _Function) -> _Function:
        for option in (
            option_once(
                "-F", "--file", metavar="FILE", help="Read the text from FILE; - is stdin."
            ),
            option_once("-b", "--body", metavar="TEXT", help="The text; - reads standard input."),
            click.option(
                "--add", "added", metavar="FIELD=VALUE", multiple=True,
                shell_complete=complete_record_settings(kind),
                help=f"Add to a list: {lists}." if lists else "Add to a list.",
            ),
            click.option(
                "--set", "assigned", metavar="FIELD=VALUE", multiple=True,
                shell_complete=complete_record_settings(kind),
                help=f"Set a field: {single}.",
            ),
        ):  # fmt: skip
            function = option(function)
        return function

    return decorate


_new_field_option = click.option(
    "--new-field", is_flag=True, help="Let --set add a field of the team's own."
)


def _edits(
    assigned: Sequence[str], added: Sequence[str], removed: Sequence[str], text: str | None
) -> Edits:
    settings = split_settings(assigned)
    each_field_once(name for name, _ in settings)
    return Edits(settings, split_settings(added), split_settings(removed), text)


def _add(of: KindCommands) -> click.Command:
    kind = of.kind

    @of.command(
        "add",
        f"Add {kind.one} and print its name, which is made from TITLE.",
        f"'{of.example}'",
        f"'{of.example}' --id {kind.name}-1 {of.options}",
    )
    @click.argument("words", metavar="TITLE...", nargs=-1, required=True)
    @option_once("--id", "ident", metavar="NAME", help="The name of its file, without .md.")
    @_changing(kind)
    @_new_field_option
    @click.option("--json", "as_json", is_flag=True, help="Print the new one as JSON.")
    @quiet_option
    @pass_session
    def command(
        session: Session,
        words: tuple[str, ...],
        ident: str | None,
        assigned: tuple[str, ...],
        added: tuple[str, ...],
        body: str | None,
        file: str | None,
        new_field: bool,
        as_json: bool,
    ) -> None:
        edits = _edits(assigned, added, (), text_from(session, body, file))
        title = " ".join(words)
        done = actions.add_record(session, kind, title, edits, ident, allow_new=new_field)
        session.done(done.outcome, f"{named(kind, done.record.id)}: added")
        warn_of_doubt(session, done)
        _warn_of_template(session, kind, done.record)
        say_what_is_in_title(session, kind, words)
        if as_json:
            print_json(session, kind, [session.records(kind).get(done.record.id)], single=True)
        else:
            session.print(done.record.id)

    return command


def _show(of: KindCommands) -> click.Command:
    kind = of.kind

    @of.command("show", f"Show {kind.several} with all that is known of them.", of.name)
    @click.argument("words", metavar="NAME...", nargs=-1, required=True, shell_complete=of.complete)
    @click.option("--json", "as_json", is_flag=True, help="Print JSON; an array for several.")
    @click.option("--raw", is_flag=True, help="Print the file as it is.")
    @pass_session
    def command(session: Session, words: tuple[str, ...], as_json: bool, raw: bool) -> None:
        names = found_each(lambda word: actions.resolve_record(session, kind, word), words)
        if raw:
            from tix.storage.desk.files import read

            sys.stdout.flush()
            for name in names:
                session.records(kind).get(name)
                data = read(session.desk.root, path_of(kind, name))
                text = data.decode(errors="surrogateescape")
                session.write(safe.block(text) if session.screen.is_terminal else text)
        elif as_json:
            found = [session.records(kind).get(name) for name in names]
            print_json(session, kind, found, single=len(found) == 1)
        else:
            session.page(
                "\n\n".join("\n".join(page(session, kind, name, of.about)) for name in names)
            )

    return command


def _list(of: KindCommands) -> click.Command:
    kind = of.kind

    @of.command(
        "list", f"List {kind.several}: all, or those that match a query.", "", "label:key",
        *(f"is:{state}" for state in kind.states),
        cls=QueryCommand,
    )  # fmt: skip
    @click.argument(
        "words", metavar="[QUERY]...", nargs=-1, shell_complete=complete_record_query(kind)
    )
    @click.option("--columns", metavar="NAMES", help="Which columns, separated by commas.")
    @click.option("--ids", is_flag=True, help="Print the names alone.")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @pass_session
    def command(
        session: Session, words: tuple[str, ...], columns: str | None, ids: bool, as_json: bool
    ) -> None:
        found, query = find_records(session, kind, words, whole=as_json)
        for warning in query.warnings:
            session.warn(warning)
        for broken in session.records(kind).broken:
            session.warn(f"broken: {broken}")
        if as_json:
            print_json(session, kind, found, single=False)
        elif ids:
            session.write("".join(f"{filed.record.id}\n" for filed in found))
        elif found:
            wanted = columns.split(",") if columns else of.columns
            session.page(table(session, kind, [f.record for f in found], wanted, columns is None))
        else:
            say_nothing_found(session, kind, words)

    return command


def _edit(of: KindCommands) -> click.Command:
    kind = of.kind

    @of.command(
        "edit", f"Change fields of {kind.one}.", f"{of.name} --set {kind.title}='{of.example}'",
        f"{of.name} --add labels=key --remove labels=new",
    )  # fmt: skip
    @click.argument("word", metavar="NAME", shell_complete=of.complete)
    @click.option(
        "--remove", "removed", metavar="FIELD=VALUE", multiple=True, help="Take from a list.",
        shell_complete=complete_record_settings(kind),
    )  # fmt: skip
    @_changing(kind)
    @_new_field_option
    @json_option
    @quiet_option
    @dry_run_option
    @pass_session
    def command(
        session: Session,
        word: str,
        removed: tuple[str, ...],
        assigned: tuple[str, ...],
        added: tuple[str, ...],
        body: str | None,
        file: str | None,
        new_field: bool,
    ) -> None:
        name = actions.resolve_record(session, kind, word)
        edits = _edits(assigned, added, removed, new_text_from(session, body, file))
        if not edits:
            raise NothingToDoError(kind, name)
        done = actions.edit_record(session, kind, name, edits, allow_new=new_field)
        tell_record(session, kind, done)
        _warn_of_template(session, kind, done.record)
        if kind is ASSET and "·" not in dict(edits.settings).get("counted", "·"):  # counted now
            from tix.actions.parts import count_doubt  # it needs ``decimal``

            if doubt := count_doubt(session, done.record):
                session.warn(doubt)

    return command


def _warn_of_template(session: Session, kind: RecordKind[Any], record: Any) -> None:
    """Say so where a reply that was written can't be filled in."""
    if kind is REPLY:
        from tix.actions.check_replies import fill_doubt  # it loads Jinja

        if doubt := fill_doubt(session, record):
            session.warn(doubt)


class NothingToDoError(UsageError):
    """No field was named."""

    def __init__(self, kind: RecordKind[Any], name: str) -> None:
        super().__init__(
            "say what is to be changed",
            hint=f"--set FIELD=VALUE; or edit {path_of(kind, name)} with any editor",
        )


def _comment(of: KindCommands) -> click.Command:
    kind = of.kind

    @of.command(
        "comment", "Add a note and print its id.",
        f"{of.name} '{of.note}'",
    )  # fmt: skip
    @click.argument("word", metavar="NAME", shell_complete=of.complete)
    @click.argument("words", metavar="[TEXT]...", nargs=-1)
    @option_once("-m", "--message", metavar="TEXT", help="The text; - reads standard input.")
    @option_once("-F", "--file", metavar="FILE", help="Read the text from FILE; - is stdin.")
    @option_once("--remove", "removed", metavar="C-ID", help="Remove a comment.")
    @json_option
    @quiet_option
    @dry_run_option
    @pass_session
    def command(
        session: Session,
        word: str,
        words: tuple[str, ...],
        message: str | None,
        file: str | None,
        removed: str | None,
    ) -> None:
        if message is not None:
            if words:
                raise SeveralTextsError("as an argument or with -m, not both")
            words = (message,)
        name = actions.resolve_record(session, kind, word)
        if removed is not None:
            tell_record(session, kind, actions.remove_comment(session, kind, name, removed))
            return
        text = text_from(session, " ".join(words) if words else None, file)
        if not text or not text.strip():
            raise EmptyTextError("comment")
        done = actions.note_call(session, kind, name, text)
        tell_record(session, kind, done)
        if not (session.wants_json or session.is_dry):
            session.print(done.record.comments[-1].id)

    return command


def _log(of: KindCommands) -> click.Command:
    kind = of.kind

    @of.command("log", f"Show who changed what of {kind.one} when, newest first.", of.name)
    @click.argument("word", metavar="NAME", shell_complete=of.complete)
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @pass_session
    def command(session: Session, word: str, as_json: bool) -> None:
        from tix.console.record_text import print_log

        name = actions.resolve_record(session, kind, word)
        print_log(session, kind, name, as_json=as_json)

    return command
