"""``tix import``: bring in tickets from elsewhere."""

from contextlib import suppress
from pathlib import Path

import click

from tix.actions.import_ import import_tickets
from tix.console.session import Session, pass_session
from tix.console.text_input import refuse_endless
from tix.console.write_options import json_option, quiet_option
from tix.errors import TixError
from tix.importers import IMPORTERS
from tix.importers.words import words_told

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
@json_option
@quiet_option
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
        with suppress(OSError, ValueError):  # reading it says why it can't be read
            refuse_endless(source)
    done = import_tickets(session, _BY_NAME[name], Path(source), words, dry_run=dry_run)
    for line in done.plan.summary("would be made" if dry_run and not done.is_nothing else "made"):
        session.say(line)
    if session.wants_json and not done.is_nothing:
        from tix.model.ticket.json import json_text

        made = [planned.ticket.id for planned in done.plan.new]
        session.print(json_text({"tickets": made, "dry_run": dry_run}))
    if done.is_nothing:
        raise NothingImportedError(source)
