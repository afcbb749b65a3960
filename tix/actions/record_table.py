"""Bringing records in from a table: a row each, its columns mapped to fields."""

import re
from collections.abc import Iterator, Mapping, Sequence

from tix.actions.record_import import RecordImportResult, write_new
from tix.actions.records import BadNameError, customer_named
from tix.errors import TixError, UsageError
from tix.frozen import dataclass, replace
from tix.importers.csv import CsvTable
from tix.importers.record_columns import (
    ADDRESS_PARTS,
    CITY,
    COUNTRY,
    FIRST_NAME,
    LAST_NAME,
    POSTCODE,
    STREET,
    is_of_mail,
    is_person,
    usual_targets,
)
from tix.model.changes.typed_text import title as one_line
from tix.model.record.fields import PERSON
from tix.model.record.kind import R, RecordKind
from tix.model.records.kinds import is_new_name, name_for
from tix.model.text.nearest import did_you_mean
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.changes.editing import FieldEditor

_BETWEEN = r"[;\n]|:::"
"""What stands between items."""

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
    """What came of it, the columns that were left out because no field is called so, and where a
    cell was, because it isn't what its column's usual name means."""

    result: RecordImportResult
    left_out: tuple[str, ...]
    unread: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    """The fields of columns that count; ``usual`` are those that have theirs by a usual name."""

    targets: Mapping[str, str]
    usual: frozenset[str]

    def cells(self, columns: Sequence[str], row: Sequence[str]) -> Iterator["_Cell"]:
        """The cells of a row that aren't empty."""
        for name, text in zip(columns, row, strict=False):
            if name in self.targets and text:
                yield _Cell(self.targets[name], text, name if name in self.usual else None)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A text for a field, and the column that means it by a usual name alone."""

    target: str
    text: str
    usual: str | None = None


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
    line ends. Rows of one name that agree are one record. A cell that isn't what its column's
    usual name means is left out. Raises
    UnknownColumnError, UnknownTargetError, NoTitleColumnError.
    """
    columns = _columns(workspace, kind, table.columns, mapped, allow_new)
    if kind.title not in columns.targets.values():
        raise NoTitleColumnError(kind, table.columns)
    editor = workspace.field_editor((), kind=kind, allow_new=allow_new)
    made: list[tuple[str, R]] = []
    places: dict[str, int] = {}
    skipped: list[tuple[str, str]] = []
    unread: list[tuple[str, str]] = []
    for line, row in table.rows:
        try:
            cells = [
                replace(cell, text=customer_named(workspace, kind, cell.target, cell.text))
                for cell in columns.cells(table.columns, row)
            ]
            record, left = _record(kind, editor, cells)
            place = places.setdefault(record.id, len(made))
            both = _together(kind, made[place][1], record) if place < len(made) else None
            if both is not None:
                made[place] = made[place][0], both
            else:
                made.append((f"line {line}", record))
        except (TixError, ValueError) as error:
            skipped.append((f"line {line}", str(error)))
        else:
            unread += [(f"line {line}", why) for why in left]
    result = write_new(workspace, kind, made, skipped, dry_run=dry_run)
    left_out = tuple(name for name in table.columns if name and name not in columns.targets)
    return TableImport(result, left_out, tuple(unread))


def _together(kind: RecordKind[R], first: R, other: R) -> R | None:
    """What two rows of one name say of it; None where they don't agree.

    A list has what either has, as an address book has a row for each contact, and so has the text.
    """
    for field in kind.fields:
        here, there = field.of(first), field.of(other)
        if field.many:
            first = field.put(first, tuple(dict.fromkeys((*here, *there))))
        elif here and there and here != there:
            return None
        elif there:
            first = field.put(first, there)
    if first.team_fields != other.team_fields:
        return None
    has_it = f"\n\n{other.body}\n\n" in f"\n\n{first.body}\n\n"
    bodies = [first.body] if has_it else [first.body, other.body]
    return replace(first, body="\n\n".join(filter(None, bodies)))


def _columns(
    workspace: "Workspace",
    kind: RecordKind[Any],
    columns: Sequence[str],
    mapped: Mapping[str, str],
    allow_new: bool,
) -> _Columns:
    """The field of each column that counts: one by its own name before those by usual names, of
    which a field of one value takes the best."""
    for name in mapped:
        if name not in columns:
            raise UnknownColumnError(name, columns)
    team = {declared.name for declared in workspace.config.fields}
    found = {}
    for column in columns:
        wanted = mapped.get(column, column)
        plain = re.sub(r"[\s-]+", "_", wanted.strip()).casefold()
        field = kind.by_any_name.get(plain)
        if column not in mapped and is_person(kind.name, column, columns):
            found[column] = "contacts"
        elif field is not None and field.editable:
            found[column] = field.name
        elif plain in _OTHERS:
            found[column] = plain
        elif wanted in team or (column in mapped and allow_new):
            found[column] = wanted
        elif column in mapped:
            raise UnknownTargetError(kind, wanted)
    usual = set()
    for column, target in usual_targets(kind.name, columns).items():
        field = kind.by_name.get(target)
        takes_more = field is None or field.many or target not in found.values()
        if column not in found and takes_more:
            found[column] = target
            usual.add(column)
    is_of_people = any(is_person(kind.name, column, columns) for column in columns)
    if is_of_people or LAST_NAME in found.values():  # what is a person's is no organisation's
        found = {column: of for column, of in found.items() if of not in ADDRESS_PARTS}
    return _Columns(found, frozenset(usual))


def _join_people(kind: RecordKind[R], values: dict[str, list[_Cell]]) -> None:
    """One person of a row's cells that are a name, or parts of one, and a mail address."""
    parts = [" ".join(c.text for c in values.pop(p, ())) for p in (FIRST_NAME, LAST_NAME)]
    people = next((f.name for f in kind.fields if f.kind is PERSON and f.many), None)
    if people is None:
        return
    given = [cell.text for cell in values.get(people, ())]
    cells = [*dict.fromkeys(filter(None, [" ".join(filter(None, parts)), *given]))]
    names = [cell for cell in cells if "@" not in cell]
    mails = [cell for cell in cells if "@" in cell]
    is_one = len(names) == 1 and mails and not re.search("[<,]", mails[0]) and "<" not in names[0]
    if is_one and not re.search(_BETWEEN, f"{mails[0]} {names[0]}"):
        cells = [f"{names[0].strip()} <{mails[0].strip()}>", *mails[1:]]
    if cells:
        values[people] = [_Cell(people, text) for text in cells]


def _join_address(values: dict[str, list[_Cell]]) -> None:
    """One address of its parts; where one is told, those that aren't in it stand behind it."""
    cells = {part: values.pop(part, ()) for part in ADDRESS_PARTS}
    told = {part: " ".join(cell.text.strip() for cell in cells[part]) for part in cells}
    town = f"{told[POSTCODE]} {told[CITY]}".strip()
    known = "".join(cell.text for cell in values.get("address", ())).strip()
    parts = [part for part in (told[STREET], town, told[COUNTRY]) if part and part not in known]
    if parts:
        values["address"] = [_Cell("address", one_line(", ".join(filter(None, (known, *parts)))))]


def _record(
    kind: RecordKind[R], editor: "FieldEditor", cells: Sequence[_Cell]
) -> tuple[R, list[str]]:
    """The record of a row, and what was left out of it."""
    values: dict[str, list[_Cell]] = {}
    left = []
    for cell in cells:
        if cell.usual and is_of_mail(cell.usual) and "@" not in cell.text:
            left.append(f"{cell.usual} is left out: {cell.text!r} is no mail address")
        else:
            values.setdefault(cell.target, []).append(cell)
    _join_people(kind, values)
    _join_address(values)
    titles = values.pop(kind.title, None)
    if not titles:
        raise ValueError(f"it has no {kind.title}")
    title = one_line(" ".join(cell.text for cell in titles))
    record = kind.by_name[kind.title].put(kind.blank, title)
    body = "\n\n".join(cell.text for cell in values.pop("body", ()))
    name = "".join(cell.text for cell in values.pop("id", ())) or name_for(kind.title_of(record))
    if not is_new_name(kind, name):
        raise BadNameError(name)
    for cell in _one_each(kind, values):
        try:
            record = _with(kind, editor, record, cell)
        except (TixError, ValueError) as error:
            if cell.usual is None and cell.target not in kind.later:
                raise
            left.append(f"{cell.usual or cell.target} is left out: {error}")
    return replace(record, id=name, body=body), left


def _one_each(kind: RecordKind[R], values: Mapping[str, Sequence[_Cell]]) -> Iterator["_Cell"]:
    """The cells, those of a field of one value together."""
    for target, cells in values.items():
        field = kind.by_name.get(target)
        if field is not None and field.many:
            yield from cells
        else:
            yield replace(cells[0], text=" ".join(cell.text for cell in cells))


def _with(kind: RecordKind[R], editor: "FieldEditor", record: R, cell: _Cell) -> R:
    """The record with what a cell says."""
    field = kind.by_name.get(cell.target)
    if field is None or not field.many:
        return editor.set(record, cell.target, cell.text)
    for item in filter(str.strip, re.split(_BETWEEN, cell.text)):
        if field.kind is PERSON:
            record = field.put(record, tuple(dict.fromkeys((*field.of(record), *_people(item)))))
        else:
            record = editor.add(record, cell.target, item)
    return record


def _people(item: str) -> Iterator[str]:
    """The people between two semicolons: several with commas if each has an address, as
    ``Novak, Jo <jo@acme.example>`` is one."""
    several = item.split(",")
    return map(str.strip, several if all("@" in each for each in several) else [item])
