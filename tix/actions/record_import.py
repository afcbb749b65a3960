"""Making many records at once, of what another place wrote."""

from collections.abc import Iterable, Sequence

from tix.actions.records import BadNameError
from tix.frozen import dataclass, replace
from tix.model.record.kind import R, RecordKind
from tix.model.records.kinds import is_new_name, name_for
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RecordImportResult:
    """Names of records that were made, and that were there; what was left out, and why."""

    new: tuple[str, ...]
    present: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]


def import_records(
    workspace: "Workspace", kind: RecordKind[R], objects: Sequence[object], *, dry_run: bool = False
) -> RecordImportResult:
    """Make records of JSON objects as tix writes them, all in one commit.

    One whose name is taken is left as it is: the desk has it already.
    """
    from tix.model.record.json import record_from_object

    made: list[tuple[str, R]] = []
    skipped: list[tuple[str, str]] = []
    for number, given in enumerate(objects, 1):
        where = f"record {number}"
        try:
            record = record_from_object(kind, given)
            name = record.id or name_for(kind.title_of(record))
            if not is_new_name(kind, name):
                raise BadNameError(name)
        except (ValueError, BadNameError) as error:
            skipped.append((where, str(error)))
        else:
            made.append((where, replace(record, id=name)))
    return write_new(workspace, kind, made, skipped, dry_run=dry_run)


def write_new(
    workspace: "Workspace",
    kind: RecordKind[R],
    made: Iterable[tuple[str, R]],
    skipped: Iterable[tuple[str, str]] = (),
    *,
    dry_run: bool = False,
) -> RecordImportResult:
    """Add these records, each with where it comes from, all in one commit.

    One whose name is taken is left as it is: the desk has it already. Of two with one name the
    second is skipped, and named behind those that ``skipped`` has.
    """
    new: dict[str, R] = {}
    present: list[str] = []
    left = list(skipped)
    files = workspace.records(kind)
    for where, record in made:
        if record.id in new:
            left.append((where, f"another one here is called {record.id}"))
        elif files.has(record.id):
            present.append(record.id)
        else:
            new[record.id] = record
    if new and not dry_run:
        from tix.storage.store.record_writer import RecordWriter  # a dry run writes nothing

        with workspace.transaction() as work:
            for record in new.values():
                RecordWriter(workspace.desk, work, kind).add(record)
            count = f"{len(new)} {kind.name if len(new) == 1 else kind.several}"
            work.commit(f"import {count}")
    return RecordImportResult(tuple(new), tuple(present), tuple(left))
