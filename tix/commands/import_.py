"""``tix import``: bring in tickets from elsewhere."""

import sys
from contextlib import suppress
from pathlib import Path

import click

from tix.commands.session import Session, pass_session
from tix.commands.text_input import refuse_endless
from tix.errors import TixError
from tix.importers import IMPORTERS
from tix.importers.plan import plan
from tix.importers.words import words_told
from tix.model.ticket import Ticket
from tix.storage.attachments import attachment_path
from tix.storage.desk import FOLDERS
from tix.terminal.progress import Progress

_BY_NAME = {importer.name: importer for importer in IMPORTERS}


class NothingImportedError(TixError):
    """Not one record could be a ticket."""

    def __init__(self, source: str) -> None:
        super().__init__(
            f"nothing in {source} could be imported, see above", hint="is it the right FORMAT?"
        )


@click.command("import")
@click.argument("name", metavar="FORMAT", type=click.Choice(list(_BY_NAME)))
@click.argument("source", metavar="FILE")
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be made.")
@click.option(
    "--word",
    "told",
    metavar="FIELD:WORD=WORD",
    multiple=True,
    help="What a word of theirs is here: status:icebox=pending.",
)
@pass_session
def command(session: Session, name: str, source: str, dry_run: bool, told: tuple[str, ...]) -> None:
    """Bring in tickets from elsewhere, all in one commit.

    \b
    FORMAT is one of:
      github    what 'gh issue list --json ...' prints, or GitHub's API
      markdown  a folder of Markdown files with front matter
      beads     the issues.jsonl of beads
      json      tix's own JSON: one object, an array, or JSON lines
    Importing the same again adds nothing twice. Original dates and authors stay.

    \b
    Examples:
      gh issue list --state all --limit 10000 --json number,title,body,state,labels,\\
        author,assignees,createdAt,closedAt,updatedAt,comments,url,milestone > issues.json
      tix import github issues.json
      tix import markdown backlog/tasks --word status:icebox=pending
      tix -C ../old-desk export json | tix import json /dev/stdin
    """
    words = words_told(session.config, told)
    if not Path(source).is_dir():
        with suppress(OSError, ValueError):  # who reads it tells why it can't be
            refuse_endless(source)
    with _progress("reading") as bar:
        reading = _BY_NAME[name].read(Path(source), words, bar.at)
    with session.store.transaction() as work:
        desk = [_known(ticket) for ticket in work.reader.tickets(*FOLDERS)]
        taken = {*work.reader.ids(), *(ticket.id for ticket in desk)}
        planned = plan(reading, desk, taken, session.config, session.now)
        if reading.skipped and not reading.items:
            _tell(session, planned.summary())
            raise NothingImportedError(source)
        if dry_run:
            _tell(session, planned.summary("would be made"))
            return
        with _progress("writing") as bar:
            for number, new in enumerate(planned.new):
                work.add(new.ticket)
                for attachment in new.attachments:
                    path = attachment_path(new.ticket.id, attachment.name)
                    work.put_file(path, attachment.content)
                bar.at(number, len(planned.new))
        count = len(planned.new)
        work.commit(
            f"import {count} ticket{'' if count == 1 else 's'} from {name} ({Path(source).name})"
        )
    _tell(session, planned.summary())


def _known(whole: Ticket) -> Ticket:
    """No more of a ticket than what tells who is who: they may be very many."""
    return Ticket(whole.id, whole.title, opened=whole.opened, source=whole.source)


def _progress(label: str) -> Progress:
    return Progress(0, label, sys.stderr)


def _tell(session: Session, lines: list[str]) -> None:
    """The summary: what was made, what was there, what was left out and why."""
    for line in lines:
        session.say(line)
