"""Bringing records in from a table: a row each, its columns mapped to fields."""

import re
from collections.abc import Mapping, Sequence

from tix.actions.record_import import RecordImportResult, write_new
from tix.actions.records import BadNameError
from tix.errors import TixError, UsageError
from tix.frozen import dataclass, replace
from tix.importers.csv import CsvTable
from tix.importers.record_columns import FIRST_NAME, LAST_NAME, usual_targets
from tix.model.changes.typed_text import title as one_line
from tix.model.record.fields import PERSON
from tix.model.record.kind import R, RecordKind
from tix.model.records.kinds import is_name, name_for
from tix.model.text.nearest import did_you_mean
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.changes.editing import FieldEditor

_OTHERS = ("id", "body")
"""What a column can be beside a field: the name of the record's file, and its text."""


class UnknownColumnError(UsageError):
    """``--map`` names a column that the table hasn't got."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        super().__init__(
            f"the table has no column {name!r}",
            hint=did_you_mean(name, columns) or f"it has {', '.join(columns)}",
        )


class NoTitleColumnError(UsageError):
    """No column says what a record is called."""

    def __init__(self, kind: RecordKind[Any], columns: Sequence[str]) -> None:
        super().__init__(
            f"no column is the {kind.title} of {kind.one}",
            hint=f"say which: --map '{next(iter(columns), 'COLUMN')}={kind.title}'",
        )


class UnknownTargetError(UsageError):
    """``--map`` names a field that the kind hasn't got."""

    def __init__(self, kind: RecordKind[Any], name: str) -> None:
        known = [*kind.by_any_name, *_OTHERS]
        super().__init__(
            f"{kind.one} has no field {name!r}",
            hint=did_you_mean(name, known) or "--new-field if it is one of the team's own",
        )


@dataclass(frozen=True, slots=True)
class TableImport:
    """What came of it, and the columns that were left out because no field is called so."""

    result: RecordImportResult
    left_out: tuple[str, ...]


def import_table(
    workspace: "Workspace",
    kind: RecordKind[R],
    table: CsvTable,
    mapped: Mapping[str, str],
    *,
    allow_new: bool = False,
    dry_run: bool = False,
) -> TableImport:
    """Make a record of each row, all in one commit; one whose name is taken is left as it is.

    ``mapped`` names the field of a column; without, a column counts that is called like a field,
    or as other programs call it. A cell of a list may hold several items, separated by ``;`` or
    line ends. Rows of one name that agree are one record. Raises
    UnknownColumnError, UnknownTargetError, NoTitleColumnError.
    """
    targets = _targets(workspace, kind, table.columns, mapped, allow_new)
    if kind.title not in targets.values():
        raise NoTitleColumnError(kind, table.columns)
    editor = workspace.field_editor((), kind=kind, allow_new=allow_new)
    made: list[tuple[str, R]] = []
    places: dict[str, int] = {}
    skipped: list[tuple[str, str]] = []
    for line, row in table.rows:
        cells = [
            (targets[name], text)
            for name, text in zip(table.columns, row, strict=False)
            if name in targets and text
        ]
        try:
            record = _record(kind, editor, cells)
            place = places.setdefault(record.id, len(made))
            both = _together(kind, made[place][1], record) if place < len(made) else None
            if both is not None:
                made[place] = made[place][0], both
            else:
                made.append((f"line {line}", record))
        except (TixError, ValueError) as error:
            skipped.append((f"line {line}", str(error)))
    result = write_new(workspace, kind, made, skipped, dry_run=dry_run)
    left = tuple(name for name in table.columns if name and name not in targets)
    return TableImport(result, left)


def _together(kind: RecordKind[R], first: R, other: R) -> R | None:
    """What two rows of one name say of it; None where they don't agree.

    A list has what either has, as an address book has a row for each contact.
    """
    for field in kind.fields:
        here, there = field.of(first), field.of(other)
        if field.many:
            first = field.put(first, tuple(dict.fromkeys((*here, *there))))
        elif here and there and here != there:
            return None
        elif there:
            first = field.put(first, there)
    agree = first.team_fields == other.team_fields and first.body == other.body
    return first if agree else None


def _targets(
    workspace: "Workspace",
    kind: RecordKind[Any],
    columns: Sequence[str],
    mapped: Mapping[str, str],
    allow_new: bool,
) -> dict[str, str]:
    """The field of each column that counts."""
    for name in mapped:
        if name not in columns:
            raise UnknownColumnError(name, columns)
    team = {declared.name for declared in workspace.config.fields}
    usual = usual_targets(kind.name, columns)
    found = {}
    for column in columns:
        wanted = mapped.get(column, column)
        plain = re.sub(r"[\s-]+", "_", wanted.strip()).casefold()
        field = kind.by_any_name.get(plain)
        if field is not None and field.editable:
            found[column] = field.name
        elif plain in _OTHERS:
            found[column] = plain
        elif wanted in team or (column in mapped and allow_new):
            found[column] = wanted
        elif column in mapped:
            raise UnknownTargetError(kind, wanted)
        elif column in usual:
            found[column] = usual[column]
    titles = [column for column, target in found.items() if target == kind.title]
    own = [column for column in titles if column not in usual or column in mapped]
    for column in set(titles) - set(own or titles[:1]):
        del found[column]  # its own name goes before a usual one, and the first of these
    return found


def _join_people(kind: RecordKind[R], values: dict[str, list[str]]) -> None:
    """One person of a row's cells that are a name, or parts of one, and a mail address."""
    parts = [" ".join(values.pop(part, ())) for part in (FIRST_NAME, LAST_NAME)]
    people = next((f.name for f in kind.fields if f.kind is PERSON and f.many), None)
    if people is None:
        return
    cells = [*filter(None, [" ".join(filter(None, parts))]), *values.get(people, ())]
    names = [cell for cell in cells if "@" not in cell]
    mails = [cell for cell in cells if "@" in cell]
    if len(names) == len(mails) == 1 and not re.search(r"[<;\n]", mails[0] + names[0]):
        cells = [f"{names[0].strip()} <{mails[0].strip()}>"]
    if cells:
        values[people] = cells


def _record(kind: RecordKind[R], editor: "FieldEditor", cells: Sequence[tuple[str, str]]) -> R:
    values: dict[str, list[str]] = {}
    for target, text in cells:
        values.setdefault(target, []).append(text)
    _join_people(kind, values)
    titles = values.pop(kind.title, None)
    if not titles:
        raise ValueError(f"it has no {kind.title}")
    record = kind.by_name[kind.title].put(kind.blank, one_line(" ".join(titles)))
    body = "\n\n".join(values.pop("body", ()))
    name = "".join(values.pop("id", ())) or name_for(kind.title_of(record))
    if not is_name(kind, name):
        raise BadNameError(name)
    for target, texts in values.items():
        field = kind.by_name.get(target)
        if field is None or not field.many:
            record = editor.set(record, target, " ".join(texts))
            continue
        for item in (item for text in texts for item in re.split(r"[;\n]", text)):
            if item.strip() and field.kind is PERSON:
                record = field.put(record, tuple(dict.fromkeys((*field.of(record), item.strip()))))
            elif item.strip():
                record = editor.add(record, target, item)
    return replace(record, id=name, body=body)
