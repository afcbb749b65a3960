"""Bringing records in from a table: a row each, its columns mapped to fields."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tix.actions.record_import import RecordImportResult, write_new
from tix.actions.records import BadNameError
from tix.errors import TixError, UsageError
from tix.frozen import dataclass, replace
from tix.importers.csv import CsvTable
from tix.model.changes.typed_text import title as one_line
from tix.model.record.fields import PERSON
from tix.model.record.kind import R, RecordKind
from tix.model.records.kinds import is_name, name_for
from tix.model.text.nearest import did_you_mean

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

    ``mapped`` names the field of a column; without, a column counts that is called like a field.
    A cell of a list may hold several items, separated by ``;`` or line ends. Raises
    UnknownColumnError, UnknownTargetError, NoTitleColumnError.
    """
    targets = _targets(workspace, kind, table.columns, mapped, allow_new)
    if kind.title not in targets.values():
        raise NoTitleColumnError(kind, table.columns)
    editor = workspace.field_editor((), kind=kind, allow_new=allow_new)
    made: list[tuple[str, R]] = []
    skipped: list[tuple[str, str]] = []
    for line, row in table.rows:
        cells = [
            (targets[name], text)
            for name, text in zip(table.columns, row, strict=False)
            if name in targets and text
        ]
        try:
            made.append((f"line {line}", _record(kind, editor, cells)))
        except (TixError, ValueError) as error:
            skipped.append((f"line {line}", str(error)))
    result = write_new(workspace, kind, made, skipped, dry_run=dry_run)
    left = tuple(name for name in table.columns if name and name not in targets)
    return TableImport(result, left)


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
    return found


def _record(kind: RecordKind[R], editor: "FieldEditor", cells: Sequence[tuple[str, str]]) -> R:
    values: dict[str, list[str]] = {}
    for target, text in cells:
        values.setdefault(target, []).append(text)
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
