"""``tix import``: bring in tickets from elsewhere."""

from pathlib import Path

import click

from tix.actions.import_ import import_tickets
from tix.console.given import GoesWithError, option_once
from tix.console.record_import import NothingImportedError, tell_import
from tix.console.session import Session, pass_session
from tix.console.text_input import refuse_endless_source
from tix.console.ticket_options import split_settings
from tix.console.write_options import json_option, quiet_option
from tix.errors import UsageError
from tix.frozen import replace
from tix.importers import IMPORTERS
from tix.importers.foreign_words import words_told
from tix.importers.incoming import Importer
from tix.model.record.kind import RecordKind
from tix.model.records import NAMES
from tix.model.text.nearest import did_you_mean
from tix.quick_typing import Any

_BY_NAME = {importer.name: importer for importer in IMPORTERS}


_MEANT = {
    "github": "gh github-issues",
    "gitlab": "glab gl",
    "jira": "atlassian",
    "taskwarrior": "task tw",
    "todo.txt": "todotxt todo-txt todo.sh done.txt sleek",
    "git-bug": "gitbug bug",
    "beads": "bd",
    "json": "jsonl ndjson tix",
}
_OF_FOLDERS = (
    "md obsidian backlog backlog.md tk ticket tickets tbd todo markdown-folder yaml yml dstask ditz"
)
_OF_TABLES = (
    "linear asana redmine trac bugzilla youtrack clickup notion monday todoist zendesk freshdesk "
    "otrs znuny servicenow azure excel xlsx xls ods sheet tsv table"
)
_NOT_READ = {
    "XML": "xml rss jira-xml",
    "an Org file": "org orgmode org-mode emacs",
    "iCalendar": "ical ics icalendar caldav vtodo",
    "what it writes": "be bugseverywhere sourcehut todo.sr.ht gerrit",
}
"""What no importer reads, and what it is called on the command line."""


class _Format(click.Choice[str]):
    """A FORMAT, or what to type for a tool that has none of its own."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name of an importer. Raises NoFormatError."""
        if value in _BY_NAME:
            return value
        raise NoFormatError(value)


class NoFormatError(UsageError):
    """A FORMAT that there isn't."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"there is no format {typed[:60]!r}", hint=_format_meant(typed))


def _format_meant(typed: str) -> str:
    folded = typed.casefold()
    for name, others in _MEANT.items():
        if folded in others.split():
            return f"tix import {name} {_BY_NAME[name].takes.partition(':')[0]}"
    if folded in _OF_FOLDERS.split():
        return "tix import markdown DIR, the folder that the files (or YAML files) are in"
    if folded in _OF_TABLES.split():
        return "tix import csv FILE, a table that it has exported"
    if folded == "fossil":
        return "a table does: fossil ticket show 0 -q > tickets.tsv; tix import csv tickets.tsv"
    if folded in ["mbox", "eml", "maildir", "mail", "email", "imap"]:
        return "mail isn't imported: tix mail receive < MESSAGE.eml, tix mail fetch for a mailbox"
    for name, others in _NOT_READ.items():
        if folded in others.split():
            return f"{name} isn't read; make it a table or JSON: tix import csv, tix import json"
    known = f"known: {', '.join(_BY_NAME)}"
    if Path(typed).exists() or "/" in typed:
        return f"the format comes first: tix import FORMAT FILE; {known}"
    return did_you_mean(folded, list(_BY_NAME)) or known


@click.command("import")
@click.argument("name", metavar="FORMAT", type=_Format(list(_BY_NAME)))
@click.argument("source", metavar="FILE")
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be made.")
@click.option(
    "--word",
    "told",
    metavar="FIELD:WORD=WORD",
    multiple=True,
    help="What a word of theirs is here: status:icebox=pending.",
)
@click.option(
    "--map",
    "columns",
    metavar="COLUMN=FIELD",
    multiple=True,
    help="csv: which field a column is; source identifies a row.",
)
@option_once(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    help="Tables: how to read 3/4/2026, if the table doesn't tell.",
)
@json_option
@quiet_option
@option_once(
    "--kind",
    type=click.Choice(["ticket", *NAMES]),
    help="What is in it, usually tickets; others as json only.",
)
@pass_session
def command(
    session: Session,
    name: str,
    source: str,
    dry_run: bool,
    told: tuple[str, ...],
    columns: tuple[str, ...],
    dates: str | None,
    kind: str | None,
) -> None:
    """Bring in tickets from elsewhere, all in one commit.

    \b
    FORMAT is one of:
      github    what 'gh issue list --json ...' prints, or GitHub's API
      gitlab    what 'glab issue list --output json' prints, GitLab's API or CSV
      jira      what Jira's search answers, or its CSV
      csv       a table with a header, of any tool
      taskwarrior  what 'task export' prints
      todo.txt  a todo.txt or done.txt
      trello    a board as Trello exports it as JSON
      git-bug   a repository with the bugs of git-bug
      markdown  a folder of Markdown files with front matter
      beads     the issues.jsonl of beads
      json      tix's own JSON, or another tool's: one object, an array, or JSON lines

    Importing the same again adds nothing twice, and brings in what has changed there since; what
    was changed here stays. Original dates and authors stay.

    \b
    Examples:
      gh issue list --state all --limit 10000 --json number,title,body,state,labels,\\
        author,assignees,createdAt,closedAt,updatedAt,comments,url,milestone > issues.json
      tix import github issues.json
      tix import markdown backlog/tasks --word status:icebox=pending
      tix import csv requests.csv --map 'Ticket No=source' --map Wer=requester
      tix -C ../old-desk export json | tix import json /dev/stdin
    """
    refuse_endless_source(source)
    if kind is not None and kind != "ticket":
        from tix.model.records.kinds import BY_NAME as RECORD_KINDS

        _import_records(session, RECORD_KINDS[kind], name, source, dry_run)
        return
    words = words_told(session.config, told)
    importer = _BY_NAME[name]
    if columns or dates:
        importer = _told_of_tables(importer, columns, dates)
    done = import_tickets(session, importer, Path(source), words, dry_run=dry_run)
    made = "would be made" if dry_run and not done.is_nothing else "made"
    for line in done.plan.summary(made, len(done.changed)):
        session.say(line)
    if session.wants_json and not done.is_nothing:
        from tix.model.record.json import json_text

        tickets = [planned.id for planned in done.plan.new]
        changed = list(done.changed)
        session.print(json_text({"tickets": tickets, "dry_run": dry_run, "changed": changed}))
    if done.is_nothing:
        raise NothingImportedError(source)


def _told_of_tables(importer: Importer, columns: tuple[str, ...], dates: str | None) -> Importer:
    """An importer of tables, told what columns are, and the order in their dates.

    Raises GoesWithError, BadSettingError.
    """
    from functools import partial

    from tix.importers import gitlab, jira, table
    from tix.importers.table_dates import DayOrder

    told: dict[str, Any] = {}
    if columns:
        if importer is not table.IMPORTER:
            raise GoesWithError("--map", "csv")
        told["columns"] = dict(split_settings(columns))
    if dates:
        if importer not in (table.IMPORTER, gitlab.IMPORTER, jira.IMPORTER):
            raise GoesWithError("--dates", "csv, gitlab or jira")
        told["dates"] = DayOrder(dates)
    return replace(importer, read=partial(importer.read, **told))


def _import_records(
    session: Session, kind: RecordKind[Any], name: str, source: str, dry_run: bool
) -> None:
    from tix.actions.record_import import import_records
    from tix.importers.records import read_records

    if name != "json":
        raise KindAsJsonError(kind)
    done = import_records(session, kind, read_records(Path(source)), dry_run=dry_run)
    tell_import(session, kind, done, source, dry_run=dry_run)


class KindAsJsonError(UsageError):
    """Records come in as tix itself writes them."""

    def __init__(self, kind: RecordKind[Any]) -> None:
        super().__init__(
            f"{kind.several} come in as json only", hint="tix import json FILE --kind …"
        )
