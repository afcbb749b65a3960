"""``tix export``: write tickets out for others."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from tix.actions.selection import Selection
from tix.console.query_command import QueryCommand, complete_query, select
from tix.console.session import Session, pass_session
from tix.errors import TixError, UsageError
from tix.exporters import EXPORTERS, Entry, Exporter
from tix.storage.store.attachments import attachments_of
from tix.terminal import safe

_BY_NAME = {exporter.name: exporter for exporter in EXPORTERS}


class NotInThisFormatError(UsageError):
    """An option that the format doesn't have."""

    def __init__(self, option: str, formats: str) -> None:
        super().__init__(f"{option} goes with {formats} only")


class OutputExistsError(TixError):
    """The folder to write into has files already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} isn't empty", hint="name a new folder")


@click.command("export", cls=QueryCommand)
@click.argument("name", metavar="FORMAT", type=click.Choice(list(_BY_NAME)))
@click.argument("words", metavar="[QUERY]", nargs=-1, shell_complete=complete_query)
@click.option("-o", "--output", metavar="PATH", help="Write to a file; markdown: to a folder.")
@click.option("--lines", is_flag=True, help="json: one object a line.")
@click.option("--with-attachments", is_flag=True, help="json: the attachments' bytes, too.")
@pass_session
def command(
    session: Session,
    name: str,
    words: tuple[str, ...],
    output: str | None,
    lines: bool,
    with_attachments: bool,
) -> None:
    """Write tickets out for others: all, or those that match a query.

    \b
    FORMAT is one of:
      json      everything; 'tix import json' reads it
      csv       a row a ticket, for spreadsheets
      markdown  a document to read; with -o, a folder with a file a ticket. HTML in tickets
                is passed through as it is: clean the page that you make of it

    \b
    Examples:
      tix export json > tickets.json
      tix export csv is:open assignee:ana > ana.csv
      tix export markdown milestone:2.0 -o release-notes/
    """
    exporter = _BY_NAME[name]
    if with_attachments and exporter.name != "json":
        raise NotInThisFormatError("--with-attachments", "json")
    if lines and exporter.lines is None:
        raise NotInThisFormatError("--lines", "json")
    selection = select(session, words, needs=["updated"])
    entries = _Entries(session, selection, with_attachments, exporter)
    if output is not None and exporter.files is not None:
        _write_files(session, exporter, entries, Path(output))
        entries.tell_html(session)
        return
    write = exporter.lines if lines and exporter.lines else exporter.text
    if output is None:
        at_terminal = session.screen.is_terminal  # elsewhere every byte goes out as it is
        for piece in write(entries):
            session.write(safe.block(piece) if at_terminal else piece)
        entries.tell_html(session)
        return
    _write(Path(output), write(entries))
    session.say(f"wrote {len(entries)} tickets to {output}")
    entries.tell_html(session)


class _Entries:
    """The entries, which are made anew whenever somebody goes through them: they may be many."""

    def __init__(
        self, session: Session, selection: Selection, with_attachments: bool, exporter: Exporter
    ) -> None:
        self._desk = session.desk
        self._passes_html = exporter.passes_html
        self._with_html: set[str] = set()
        self._selection = selection
        self._with_attachments = with_attachments

    def __len__(self) -> int:
        return len(self._selection)

    def __iter__(self) -> Iterator[Entry]:
        updated = self._selection.facts.updated
        for filed in self._selection.wholes():
            files = attachments_of(self._desk, filed.ticket, with_content=self._with_attachments)
            if self._passes_html and self._passes_html(filed.ticket):
                self._with_html.add(filed.ticket.id)
            yield Entry(filed.ticket, filed.path, updated.get(filed.ticket.id), files)

    def tell_html(self, session: Session) -> None:
        """Say that what was written has HTML of whoever wrote the tickets."""
        if count := len(self._with_html):
            have = "1 ticket has HTML" if count == 1 else f"{count} tickets have HTML"
            session.say(f"{have}, passed through as it is: clean the page that is made of it")


def _write_files(session: Session, exporter: Exporter, entries: _Entries, folder: Path) -> None:
    assert exporter.files is not None
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputExistsError(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in exporter.files(entries):
        _write(folder / name, [text])
    session.say(f"wrote {len(entries)} files to {folder}")


def _write(path: Path, pieces: Iterable[str]) -> None:
    """Write the file whole or leave the one that is there; a link and permissions stay."""
    if path.exists() and not path.is_file():  # /dev/stdout, a pipe
        _fill(path, pieces)
        return
    path = path.resolve()
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists():
            beside.touch()
            beside.chmod(path.stat().st_mode & 0o777)
        _fill(beside, pieces)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _fill(path: Path, pieces: Iterable[str]) -> None:
    with path.open("wb") as file:
        file.writelines(piece.encode(errors="surrogateescape") for piece in pieces)
