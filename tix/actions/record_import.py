"""Making many records at once, of what another place wrote."""

from collections.abc import Iterable, Iterator, Sequence
from shlex import quote

from tix.actions.records import BadNameError
from tix.frozen import dataclass, replace
from tix.model.people import person_key
from tix.model.record.fields import PERSON
from tix.model.record.kind import R, RecordKind
from tix.model.records.kinds import is_new_name, name_for
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RecordImportResult:
    """Names of records that were made, and that were there; what was left out, and why.

    ``lacking`` is what those that were there lack, as ``edit`` would give it to them.
    """

    new: tuple[str, ...]
    present: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    lacking: tuple[tuple[str, tuple[str, ...]], ...] = ()


def import_records(
    workspace: "Workspace", kind: RecordKind[R], objects: Sequence[object], *, dry_run: bool = False
) -> RecordImportResult:
    """Make records of JSON objects as tix writes them, all in one commit.

    One whose name is taken is left as it is: the desk has it already.
    """
    from tix.importers.json_text import BrokenLine
    from tix.model.record.json import record_from_object

    made: list[tuple[str, R]] = []
    skipped: list[tuple[str, str]] = []
    for number, given in enumerate(objects, 1):
        where = f"record {number}"
        try:
            if isinstance(given, BrokenLine):
                raise ValueError(given)
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
    lacking: list[tuple[str, tuple[str, ...]]] = []
    left = list(skipped)
    files = workspace.records(kind)
    for where, record in made:
        if record.id in new:
            left.append((where, f"another one here is called {record.id}"))
        elif files.has(record.id):
            present.append(record.id)
            there = files.read(record.id)
            if (record_there := getattr(there, "record", None)) is not None:
                lacks = tuple(_lacks(kind, record_there, record))
                lacking += [(record.id, lacks)] if lacks else []
        else:
            new[record.id] = record
    if new and not dry_run:
        from tix.storage.store.record_writer import RecordWriter  # a dry run writes nothing

        with workspace.transaction() as work:
            for record in new.values():
                RecordWriter(workspace.desk, work, kind).add(record)
            count = f"{len(new)} {kind.name if len(new) == 1 else kind.several}"
            work.commit(f"import {count}")
    return RecordImportResult(tuple(new), tuple(present), tuple(left), tuple(lacking))


def _lacks(kind: RecordKind[R], there: R, given: R) -> Iterator[str]:
    """Options of ``edit`` for what a record hasn't got of what is given: items, and whole fields.
    Who writes to somebody by another name beside the same address is no other person."""
    for field in kind.fields:
        if not field.editable:
            continue
        if not field.many:
            if field.of(given) and not field.of(there):
                yield f"--set {quote(f'{field.name}={field.of(given)}')}"
            continue
        same = person_key if field.kind is PERSON else str.casefold
        known = {same(str(item)) for item in field.of(there)}
        for item in field.of(given):
            if same(str(item)) not in known:
                yield f"--add {quote(f'{field.name}={item}')}"
