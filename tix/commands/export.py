"""``tix export``: write tickets out for others."""

from collections.abc import Sequence
from pathlib import Path

import click

from tix.actions.export import Export, NotInThisFormatError, RecordExport
from tix.console.completions import complete_export_words
from tix.console.given import output_option
from tix.console.query_command import QueryCommand, tell_hidden
from tix.console.query_options import Filters, filter_options
from tix.console.session import Session, pass_session
from tix.errors import UsageError
from tix.exporters import EXPORTERS
from tix.model.records import NAMES
from tix.terminal import safe

_BY_NAME = {exporter.name: exporter for exporter in EXPORTERS}


class OnePersonError(UsageError):
    """No person, or several."""

    def __init__(self) -> None:
        super().__init__("say whose data", hint="tix export person jo@acme.example")


@click.command("export", cls=QueryCommand)
@click.argument("name", metavar="FORMAT", type=click.Choice([*_BY_NAME, "person"]))
@click.argument("words", metavar="[QUERY]", nargs=-1, shell_complete=complete_export_words)
@output_option("PATH", "Write to a file; markdown: to a folder.")
@click.option("--lines", is_flag=True, help="json: one object a line.")
@click.option(
    "--kind",
    type=click.Choice(["ticket", *NAMES]),
    default="ticket",
    show_default=True,
    help="What to write out; others than tickets as json only.",
)
@click.option("--with-attachments", is_flag=True, help="json: the attachments' bytes, too.")
@filter_options
@pass_session
def command(
    session: Session,
    name: str,
    words: tuple[str, ...],
    output: str | None,
    lines: bool,
    kind: str,
    with_attachments: bool,
    filters: Filters,
) -> None:
    """Write tickets out for others: all, or those that match a query.

    \b
    FORMAT is one of:
      json      everything; 'tix import json' reads it
      csv       a row a ticket, for spreadsheets
      markdown  a document to read; with -o, a folder with a file a ticket.
                HTML in tickets is passed through as it is: clean the page
                that you make of it
      github, gitlab, taskwarrior  what these write themselves, and import
      person    everything that the desk says of one person, as JSON:
                tix export person WHO

    \b
    Examples:
      tix export json > tickets.json
      tix export csv is:open assignee:ana > ana.csv
      tix export markdown milestone:2.0 -o release-notes/
      tix export person jo@acme.example -o jo.json
    """
    if name == "person":
        _write_person(session, words, output)
        return
    words = filters.applied_to(words)
    exporter = _BY_NAME[name]
    if kind != "ticket":
        from tix.model.records.kinds import BY_NAME as RECORD_KINDS

        if with_attachments:
            raise NotInThisFormatError("--with-attachments", "--kind ticket")
        _write_records(
            session, RecordExport(session, RECORD_KINDS[kind], exporter, words, lines=lines), output
        )
        return
    export = Export(session, exporter, words, lines=lines, with_attachments=with_attachments)
    tell_hidden(session, export.selection)
    if output is None:
        at_terminal = session.screen.is_terminal  # elsewhere every byte goes out as it is
        for piece in export.text():
            session.write(safe.block(piece) if at_terminal else piece)
    elif export.has_files:
        export.write_folder(Path(output))
        session.say(f"wrote {len(export)} file{'s' * (len(export) != 1)} to {output}")
    else:
        export.write_file(Path(output))
        session.say(f"wrote {len(export)} ticket{'s' * (len(export) != 1)} to {output}")
    if words and not len(export):
        _say_that_nothing_matches(session, words, f"export {name}", output)
    if name == "json" and not words:
        _say_what_stands_apart(session)
    if export.left_out:
        session.say(f"left out: {', '.join(export.left_out)}; export json has everything")
    if count := export.with_html:
        have = "1 ticket has HTML" if count == 1 else f"{count} tickets have HTML"
        session.say(f"{have}, passed through as it is: clean the page that is made of it")


def _say_what_stands_apart(session: Session) -> None:
    """The kinds of records that the desk has beside its tickets."""
    from tix.model.records.kinds import KINDS  # only where all tickets are written

    apart = [k for k in KINDS if session.has_folder(k.folder) and any(session.records(k).heads)]
    if apart:
        names = ", ".join(kind.several for kind in apart)
        session.say(f"not in it: {names} (tix export json --kind {apart[0].name})")


def _say_that_nothing_matches(
    session: Session, words: Sequence[str], command: str, output: str | None
) -> None:
    from tix.console.query_hints import say_what_was_meant  # imports what few exports need

    session.say("no tickets match")
    say_what_was_meant(session, words, command, found=False)
    if output is None and len(words) == 1 and ("." in words[0] or "/" in words[0]):
        session.say(f"to write into a file: tix {command} -o {words[0]}")


def _write_person(session: Session, words: Sequence[str], output: str | None) -> None:
    from tix.actions.export import write_text
    from tix.actions.people_data import person_export
    from tix.model.record.json import json_text

    if len(words) != 1:
        raise OnePersonError
    text = json_text(person_export(session, words[0]))
    if output is None:
        session.print(text)
    else:
        write_text(Path(output), f"{text}\n")
        session.say(f"wrote what the desk says of {words[0]} to {output}")


def _write_records(session: Session, export: RecordExport, output: str | None) -> None:
    for warning in export.query.warnings:
        session.warn(warning)
    if output is None:
        for piece in export.text():
            session.write(piece)
    else:
        export.write_file(Path(output))
        session.say(f"wrote {len(export)} {export.kind.several} to {output}")
