"""``tix customer import`` and its like: records from a table or from JSON."""

from collections.abc import Sequence
from pathlib import Path

import click

from tix.actions.record_import import RecordImportResult, import_records
from tix.console.completions import complete_files
from tix.console.given import GoesWithError
from tix.console.kind_commands import KindCommands
from tix.console.session import Session, pass_session
from tix.console.text_input import refuse_endless_source
from tix.console.ticket_options import split_settings
from tix.errors import TixError
from tix.model.record.kind import RecordKind
from tix.quick_typing import Any

_JSON = (".json", ".jsonl", ".ndjson")


class NothingImportedError(TixError):
    """Not one record could be taken in."""

    def __init__(self, source: str, hint: str = "is it the right FORMAT?") -> None:
        super().__init__(f"nothing in {source} could be imported, see above", hint=hint)


def import_command(of: KindCommands) -> click.Command:
    """``import``."""
    kind = of.kind

    @of.command(
        "import",
        f"Make {kind.several} of a table (CSV; its first row names the columns) or of tix's JSON."
        " One whose name is taken stays as it is.",
        f"{kind.folder}.csv --map 'Label={kind.title}'",
        f"{kind.folder}.csv --dry-run",
    )
    @click.argument("source", metavar="FILE", shell_complete=complete_files)
    @click.option(
        "--map",
        "mapped",
        metavar="COLUMN=FIELD",
        multiple=True,
        help="The field of a column that isn't called like it.",
    )
    @click.option("--new-field", is_flag=True, help="Let --map add a field of the team's own.")
    @click.option("-n", "--dry-run", is_flag=True, help="Say what would be made.")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @pass_session
    def command(
        session: Session,
        source: str,
        mapped: tuple[str, ...],
        new_field: bool,
        dry_run: bool,
        as_json: bool,
    ) -> None:  # fmt: skip
        if new_field and not mapped:
            raise GoesWithError("--new-field", "--map")
        refuse_endless_source(source)
        if Path(source).suffix.casefold() in _JSON and not mapped:
            from tix.importers.records import read_records

            done = import_records(session, kind, read_records(Path(source)), dry_run=dry_run)
        else:
            done = _from_table(session, kind, source, mapped, new_field, dry_run)
        tell_import(session, kind, done, source, dry_run=dry_run)
        if as_json:
            from tix.model.record.json import json_text

            session.print(json_text({kind.folder: list(done.new), "dry_run": dry_run}))

    return command


def _from_table(
    session: Session,
    kind: RecordKind[Any],
    source: str,
    mapped: Sequence[str],
    new_field: bool,
    dry_run: bool,
) -> RecordImportResult:
    from tix.actions.record_table import import_table  # for tables alone
    from tix.importers.csv import read_csv

    fields = dict(split_settings(mapped))
    found = import_table(
        session, kind, read_csv(Path(source)), fields, allow_new=new_field, dry_run=dry_run
    )
    if found.left_out:
        left = ", ".join(found.left_out)
        session.warn(f"no field is called like {left}: --map '{found.left_out[0]}=FIELD'")
    for where, why in found.unread:
        session.say(f"  {where}: {why}")
    return found.result


def tell_import(
    session: Session, kind: RecordKind[Any], done: RecordImportResult, source: str, *, dry_run: bool
) -> None:
    """Say what was made and what not. Raises NothingImportedError if nothing could be."""
    made = "would be made" if dry_run else "made"
    what = kind.name if len(done.new) == 1 else kind.several
    session.say(f"{len(done.new)} {what} {made}, {len(done.present)} already there")
    for name, options in done.lacking:
        session.say(f"  more of {name} is given: tix {kind.name} edit {name} {' '.join(options)}")
    for where, why in done.skipped:
        session.say(f"  {where}: {why}")
    if done.skipped and not (done.new or done.present):
        raise NothingImportedError(source, "mend the file, or say what its columns are: --map")
