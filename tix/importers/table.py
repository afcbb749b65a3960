"""Tables with a header: CSV of any tool, a row a ticket.

How it is written (what stands between values, in which encoding) is guessed and told. Names of
columns are understood as those of other tools' fields are; ``--map COLUMN=FIELD`` says what isn't.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tix.errors import UsageError
from tix.frozen import dataclass, replace
from tix.importers.csv import read_csv
from tix.importers.derived import fingerprint
from tix.importers.foreign import Record, incoming, without_guesses
from tix.importers.foreign_words import Words
from tix.importers.incoming import (
    Importer,
    ImportInputError,
    Incoming,
    Progress,
    Reading,
    SkippedRecord,
)
from tix.importers.plain_values import Said, comments, lf
from tix.importers.records import UNSTORABLE_NOTE, storable
from tix.model.text.nearest import did_you_mean
from tix.model.ticket.fields import FIELDS

SOURCE = "csv:"
"""The prefix of the source of tickets from a table."""

_TITLES = ("title", "summary", "subject", "name", "short_desc", "task name", "task")
_BODIES = ("body", "description", "text", "details", "content", "notes")
_NAMES = {
    "card id": "id", "card name": "title", "card description": "body", "list name": "status",
    "members": "assignees",
}  # fmt: skip
"""What Trello calls its columns."""
_IDS = (
    "id", "key", "number", "issue key", "issue id", "ticket id", "ticket", "ticket no", "uuid",
    "#", "no", "nr", "task id", "bug_id", "bug id",
)  # fmt: skip
_ONLY_TOLD = ("comments", "path", "updated", "backlinks", "imported")
"""Columns of tix's own CSV that are no fields of a ticket."""


class NoColumnError(UsageError):
    """``--map`` names a column that isn't there."""

    def __init__(self, name: str, known: list[str]) -> None:
        hint = did_you_mean(name, known) or f"there are: {', '.join(known)}"
        super().__init__(f"--map: there is no column {name!r}", hint=hint)


class NoTitleColumnError(ImportInputError):
    """No column is known to be the title."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        named = [column for column in columns if column]
        some = ", ".join(named[:12])[:200] + (" …" if len(named) > 12 else "")
        hint = f"--map COLUMN=title says which is; there are: {some}"
        super().__init__(path, "no column is called title, summary or the like", hint)


def read(
    path: Path,
    words: Words,
    progress: Progress | None = None,
    /,
    *,
    columns: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    source: str = SOURCE,
) -> Reading:
    """The rows of a file (``-``: standard input).

    ``columns`` are what the user calls columns, ``names`` what a tool is known to call its own.
    Raises ImportInputError, NoColumnError, NoTitleColumnError.
    """
    table = read_csv(path, is_foreign=True)
    fields = _fields(table.columns, columns or {}, names or {})
    if not set(_TITLES) & set(fields):
        raise NoTitleColumnError(path, table.columns)
    dates = _dates(fields, table.rows)
    items: list[Incoming] = []
    skipped: list[SkippedRecord] = []
    total = len(table.rows)
    table.rows.reverse()
    for number in range(1, total + 1):
        line, row = table.rows.pop()  # it is large, and no longer needed
        try:
            items.append(_incoming(f"line {line}", fields, dates.in_iso(row), words, source))
        except ValueError as reason:
            skipped.append(SkippedRecord(f"line {line}", str(reason)))
        if progress:
            progress(number, total)
    notes = [f"read as {table.written}"]
    if {"comments", "path"} <= set(fields):  # tix's own
        notes.append("a table has no comments and no attachments; export json has them")
    return Reading(without_guesses(items), tuple(skipped), tuple(notes))


IMPORTER = Importer("csv", "FILE: a table with a header", read)


def _fields(columns: Sequence[str], told: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """The field that each column stands for."""
    folded = {name.casefold(): field for name, field in told.items()}
    for name in told:
        if name.casefold() not in {column.casefold() for column in columns}:
            raise NoColumnError(name, [column for column in columns if column])
    return [
        folded.get(name.casefold())
        or names.get(_plain(name), _NAMES.get(_plain(name)))
        or re.sub("^%", "percent ", name.casefold())
        for name in columns
    ]


_SLASHED = r"\s*([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?!\S)"


@dataclass(frozen=True, slots=True)
class _Dates:
    """The columns with dates, and whether their ``01/02/2026`` have the day or the month first.

    None: no date of the table tells.
    """

    columns: tuple[int, ...]
    day_first: bool | None

    def in_iso(self, row: Sequence[str]) -> Sequence[str]:
        """The row, with the year first in its dates."""
        if self.day_first is None:
            return row
        form = r"\3-\2-\1" if self.day_first else r"\3-\1-\2"
        cells = list(row)
        for column in self.columns:
            if column < len(cells) and re.match(_SLASHED, cells[column]):
                padded = re.sub(r"\b([0-9])(?=/)", r"0\1", cells[column])
                cells[column] = re.sub(_SLASHED, form, padded)
        return cells


def _dates(fields: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> _Dates:
    from tix.importers.foreign_fields import DATE_NAMES, plain_name

    columns = tuple(n for n, name in enumerate(fields) if plain_name(name) in DATE_NAMES)
    found = [
        (int(match[1]) > 12, int(match[2]) > 12)
        for _, row in rows
        for column in columns
        if column < len(row) and (match := re.match(_SLASHED, row[column]))
    ]
    day_first = any(first for first, _ in found)
    month_first = any(second for _, second in found)
    return _Dates(columns, None if day_first == month_first else day_first)


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("(", " ").replace(")", " ").split())


def _incoming(
    where: str, fields: Sequence[str], row: Sequence[str], words: Words, prefix: str
) -> Incoming:
    """The ticket that a row becomes. Raises ValueError with the reason if it can't."""
    # imports python-frontmatter
    from tix.importers.foreign_fields import ForeignFields, time_or_none

    notes: list[str] = []
    values: dict[str, Any] = {}
    said: list[Said] = []
    for name, cell in zip(fields, row, strict=False):
        cell = lf(_without_quote(storable(cell, lambda: notes.append(UNSTORABLE_NOTE))))
        if not cell.strip() or not name:
            continue
        if name == "comment":
            said.append(_said(cell))
        elif name in values:  # Jira has a column for each label
            known = values[name]
            values[name] = [*known, cell] if isinstance(known, list) else [known, cell]
        else:
            values[name] = cell
    if "path" in values and "comments" in values:  # tix's own
        for name in _ONLY_TOLD:
            values.pop(name, None)
        values |= {name: _items(values[name]) for name in _MANY.intersection(values)}
    title = _first(values, _TITLES)
    if not title:
        raise ValueError("it has no title")
    body = _first(values, _BODIES)
    told = values.pop("source", "")
    ident = _first(values, _IDS)
    if told and ":" in told:
        values["source"] = told
    elif told or ident:
        values["source"] = prefix + (told or ident)
    else:
        values["source"] = f"{prefix}~{fingerprint(title)}"
    for name, value in values.items():
        if isinstance(value, str) and ";" in value and name in _LISTS:
            values[name] = [part.strip() for part in value.split(";")]
    one_line = " ".join(title.split())
    opened = next(filter(None, (time_or_none(values.get(name)) for name in _OPENED)), None)
    what = Record(where, prefix, one_line, body, comments(values["source"], said, opened))
    item = incoming(what, ForeignFields(values, notes), ident, words)
    return replace(item, ticket=replace(item.ticket, source=values["source"]))


_MANY = frozenset(field.name for field in FIELDS if field.many)


_BETWEEN_ENTRIES = re.compile(r"; (?=\S+ · \d{4}-\d\d-\d\d|\S+/\S+Z · |c-\S+ · )")
"""An entry begins with a word and a time, or a span of time, or a comment's id."""


def _items(cell: object) -> list[str]:
    """The items of a list in a cell of tix's own."""
    text = str(cell)
    return _BETWEEN_ENTRIES.split(text) if " · " in text else text.split("; ")


_LISTS = ("labels", "tags", "assignees", "assignee", "watchers", "assets", "attachments", "links",
          "components", "depends on", "blocks", "blocked by")  # fmt: skip


def _said(cell: str) -> Said:
    """A comment; Jira writes time, author and text, with semicolons between."""
    from tix.importers.foreign_fields import time_or_none

    parts = cell.split(";", 2)
    if len(parts) == 3 and (at := time_or_none(parts[0])):
        return Said("", at, parts[1], parts[2])
    return Said("", None, "", cell)


_OPENED = ("opened", "created", "created at", "created_at", "created on")


def _first(values: dict[str, Any], names: tuple[str, ...]) -> str:
    """Take the value of the first of these columns that has one."""
    for name in names:
        if isinstance(value := values.get(name), str) and value.strip():
            del values[name]
            return value
    return ""


def _without_quote(cell: str) -> str:
    """A cell without the quote that keeps spreadsheets from taking it for a formula."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t" else cell
