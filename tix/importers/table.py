"""Tables with a header: CSV of any tool, a row a ticket.

How it is written (what stands between values, in which encoding, whether days or months come
first in dates) is guessed and told. Names of columns are understood as those of other tools' fields
are; ``--map COLUMN=FIELD`` says what isn't.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from itertools import chain, repeat
from pathlib import Path

from tix.frozen import dataclass, replace
from tix.importers.csv import CsvTable, read_csv
from tix.importers.derived import fingerprint
from tix.importers.foreign import OWN_SOURCE, Record, incoming, without_guesses
from tix.importers.foreign_names import (
    DATE_NAMES,
    FOREIGN_NAMES,
    plain_name,
)
from tix.importers.foreign_words import Words, at_noon
from tix.importers.incoming import (
    Importer,
    ImportInputError,
    Incoming,
    Progress,
    Reading,
    SkippedRecord,
)
from tix.importers.local_columns import LOCAL
from tix.importers.plain_values import Said, comments, lf
from tix.importers.records import UNSTORABLE_NOTE, begins_as, refuse_xml, storable
from tix.importers.table_cells import is_list, join_addresses, listed, take_structured
from tix.importers.table_columns import (
    BODIES,
    IDS,
    TITLES,
    Columns,
    columns_of,
    plain,
    without_kind,
)
from tix.importers.table_dates import DayOrder, as_iso, day_order, is_such_date, said_of_dots
from tix.importers.table_tools import (
    WHOLE_TITLE,
    Adapt,
    Tool,
    comments_in,
    told_in_one_row,
    tool_of,
)
from tix.model.config.config import Config
from tix.model.ticket.fields import BY_NAME, FIELDS
from tix.quick_typing import Any

SOURCE = "csv:"
"""The prefix of the source of tickets from a table."""

_NULLS = ("null", "NULL", "NaN", "nan", "\\N")
"""How databases and their kin write that there is nothing."""

_MIDNIGHT = re.compile(r"(?<=\d)[T\s]\s*0{1,2}:00(?::00(?:\.0+)?)?(?:Z|\+00:?00)?$")
"""What a day has behind it where it is written as a time."""

_SERIAL = r"[3-6][0-9]{4}"
_DAY_0 = date(1899, 12, 30)
"""Days since then are what spreadsheets have for a day where its form is lost: 46361."""

_SAID = ("comment", "comments", "comment body", "comment_body")
"""Columns of comments, unless it is their number that they tell."""

_HEAD = 12
"""Rows among which the header is looked for, where the first is none."""

_BEYOND = "more values"
"""The field for values of a row beyond its last column."""

_ONLY_TOLD = ("comments", "path", "updated", "backlinks", "imported")
"""Columns of tix's own CSV that are no fields of a ticket."""
_OWN = {"comments": r"[0-9]*", "path": r"(?:.+\.md)?", "updated": ".*"}
"""Columns by which tix's own CSV is known, and what stands in them."""


class NoTitleColumnError(ImportInputError):
    """No column is known to be the title."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        named = [column for column in columns if column]
        some = ", ".join(named[:12])[:200] + (" …" if len(named) > 12 else "")
        hint = f"with tix import csv, --map COLUMN=title says which is; there are: {some}"
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
    dates: DayOrder | None = None,
    adapt: Adapt | None = None,
) -> Reading:
    """The rows of a file (``-``: standard input).

    ``columns`` are what the user calls columns, ``names`` what a tool is known to call its own.
    ``dates`` is the order in dates like 3/4/2024, where the user told it. ``adapt`` changes the
    values of a row as that tool's are to be understood.
    Raises ImportInputError, NoColumnError, NoTitleColumnError.
    """
    table, notes = _with_header(read_csv(path, is_foreign=True), is_told=bool(columns))
    is_own = _is_own(table)
    tool = Tool(frozenset(), names, adapt) if names else tool_of(table.columns)
    known = columns_of(table, columns or {}, tool.names, is_own=is_own)
    if not set(TITLES) & set(known.fields):
        raise NoTitleColumnError(path, table.columns)
    is_told = is_own or "source" in (columns or {}).values()
    times, order, said = _dates(table, known.fields, dates)
    days = frozenset[str]() if is_own else _only_days(table, times, known.fields)
    form = _Form(source, known, times, days, order, said, tool.adapt, is_own, is_told)
    items: list[Incoming] = []
    skipped: list[SkippedRecord] = []
    total = len(table.rows)
    table.rows.reverse()
    for number in range(1, total + 1):
        line, row = table.rows.pop()  # it is large, and no longer needed
        try:
            items.append(_incoming(f"line {line}", form, row, words))
        except ValueError as reason:
            skipped.append(SkippedRecord(f"line {line}", str(reason)))
        if progress:
            progress(number, total)
    notes = [f"read as {table.written}{form.told}", *notes]
    if is_own:
        notes.append("a table has no comments and no attachments; export json has them")
    told = frozenset((*known.fields, *known.called.values()))
    return Reading(without_guesses(items), tuple(skipped), tuple(notes), told)


IMPORTER = Importer("csv", "FILE: a table with a header", read)


def is_table(path: Path) -> bool:
    """Whether a file of a tool that writes JSON or tables is a table. Raises ImportInputError."""
    first = begins_as(path)
    refuse_xml(path, first)
    return first not in ("", "[", "{")


@dataclass(frozen=True, slots=True)
class _Form:
    """How the rows are to be read: what their sources begin with, what each column stands for,
    which columns are times, which of these are days, in which order their dates are, what people
    are told of that, what changes the values of a row first, whether tix itself wrote them, and
    whether the column ``source`` is known to be the identity of a row, whatever stands in it."""

    source: str
    columns: Columns
    times: frozenset[str]
    days: frozenset[str]
    order: DayOrder | None
    told: str
    adapt: "Adapt | None"
    is_own: bool
    is_source_told: bool


def _with_header(table: CsvTable, *, is_told: bool) -> tuple[CsvTable, list[str]]:
    """The table from its header on, where lines about the table stand before that.

    Where the user ``is_told`` what columns are, or they name a title, the first line is it.
    """
    columns, rows = told_in_one_row(table.columns, table.rows)
    known = replace(table, columns=columns, rows=rows)
    if is_told or tool_of(columns).columns or any(map(_is_a_title, columns)):
        return known, []
    for number, (_, row) in enumerate(rows[:_HEAD], 1):
        if _is_header(row):
            note = f"left out: {_lines(number)} before the header"
            return replace(table, columns=row, rows=rows[number:]), [note]
    return known, []


def _is_header(row: Sequence[str]) -> bool:
    """Whether a row names a title, and something else that tickets have."""
    if not any(map(_is_a_title, row)):
        return False
    names = {plain_name(cell) for cell in row if not _is_a_title(cell)}
    return bool(names & (FOREIGN_NAMES | {*BY_NAME} | {*LOCAL}))


def _is_a_title(cell: str) -> bool:
    name = without_kind(cell)
    return plain(name) in TITLES or LOCAL.get(plain_name(name)) == "title"


def _lines(count: int) -> str:
    return "the line" if count == 1 else f"the {count} lines"


def _is_own(table: CsvTable) -> bool:
    """Whether tix itself wrote it: of comments there is the number, and the path is a ticket's."""
    if not _OWN.keys() <= set(table.columns):
        return False
    forms = [(table.columns.index(name), re.compile(form)) for name, form in _OWN.items()]
    return all(
        form.fullmatch(row[at]) for _, row in table.rows for at, form in forms if at < len(row)
    )


def _dates(
    table: CsvTable, fields: Sequence[str], told: DayOrder | None
) -> tuple[frozenset[str], DayOrder | None, str]:
    """The fields that are times, the order of days and months in them, and what is said of it."""
    times = [at for at, name in enumerate(fields) if plain_name(name) in DATE_NAMES]
    written = [row[at] for _, row in table.rows for at in times if at < len(row)]
    cells = list(filter(is_such_date, written))
    order = told or day_order(cells)
    said = _told_of_dates(cells, order) + said_of_dots(written)
    return frozenset(fields[at] for at in times), order, said


def _only_days(table: CsvTable, times: Collection[str], fields: Sequence[str]) -> frozenset[str]:
    """The fields of times that are midnight in every row: days, as a spreadsheet writes them."""
    found = set()
    for at, name in enumerate(fields):
        if name in times:
            cells = (row[at].strip() for _, row in table.rows if at < len(row))
            told = [cell for cell in cells if cell and cell not in _NULLS]
            if told and all(map(_MIDNIGHT.search, told)):
                found.add(name)
    return frozenset(found)


def _told_of_dates(cells: Sequence[str], order: DayOrder | None) -> str:
    if not cells:
        return ""
    if order:
        return f"; {cells[0]} has the {order.removesuffix('-first')} first"
    unclear = next((cell for cell in cells if not day_order([cell])), None)
    if unclear is None:  # each tells, though not the same
        return ""
    return (
        f"; whether {unclear} has the day or the month first isn't clear, so dates like it are "
        "kept as fields: --dates day-first, or month-first"
    )


def _incoming(where: str, form: _Form, row: Sequence[str], words: Words) -> Incoming:
    """The ticket that a row becomes. Raises ValueError with the reason if it can't."""
    from tix.importers.foreign_fields import ForeignFields  # imports python-frontmatter

    notes: list[str] = []
    values, said = _values(form, row, notes, words.config)
    title = _first(values, TITLES)
    if not title:
        raise ValueError("it has no title")
    body = _first(values, BODIES)
    ident = _first(values, IDS)
    source = _source(values, form, ident, title)
    if not form.is_own:
        take_structured(values)
    for name, value in values.items():
        if isinstance(value, str) and is_list(name):
            values[name] = listed(value)
    one_line = " ".join(title.split())
    what = Record(where, form.source, one_line, body, comments(source, said, None))
    item = incoming(what, ForeignFields(values, notes, form.columns.called), ident, words)
    return replace(item, ticket=replace(item.ticket, source=source))


def _values(
    form: _Form, row: Sequence[str], notes: list[str], config: Config
) -> tuple[dict[str, Any], list[Said]]:
    """The values of a row by field, as they are to be understood, and its comments."""
    values: dict[str, Any] = {}
    said: list[Said] = []
    for name, cell in zip(chain(form.columns.fields, repeat(_BEYOND)), row, strict=False):
        cell = lf(_without_quote(storable(cell, lambda: notes.append(UNSTORABLE_NOTE))))
        if not cell.strip() or (cell in _NULLS and name not in TITLES):
            continue
        if name in form.days:
            cell = _MIDNIGHT.sub("", cell.strip())
        if name in form.times and re.fullmatch(_SERIAL, cell):
            cell = (_DAY_0 + timedelta(days=int(cell))).isoformat()
        if form.order and name in form.times:
            cell = as_iso(cell, form.order)
        if name in _SAID and not (cell.isdigit() or form.is_own):
            said += _said(cell, config)
        elif name in values:  # Jira has a column for each label
            known = values[name]
            values[name] = [*known, cell] if isinstance(known, list) else [known, cell]
        else:
            values[name] = cell
    if form.is_own:
        for name in _ONLY_TOLD:
            values.pop(name, None)
        values |= {name: _items(values[name]) for name in _MANY.intersection(values)}
    if _BEYOND in values:
        notes.append(f"a row has more values than there are columns; kept as {_BEYOND}")
    join_addresses(values)
    if form.adapt:
        form.adapt(values)
    return values, said


def _source(values: dict[str, Any], form: _Form, ident: str, title: str) -> str:
    """The source of a row, taken from its column: what that says, else the row's id, else its
    address, else its title. A column ``source`` of another tool (``Email``) stays a field."""
    told, title = values.get("source"), values.pop(WHOLE_TITLE, title)
    if isinstance(told, str) and (form.is_source_told or OWN_SOURCE.fullmatch(told)):
        del values["source"]
        return told if ":" in told else form.source + told
    return form.source + (ident or _address(values.get("url")) or f"~{fingerprint(title)}")


def _address(value: object) -> str:
    """The address of a record on the web, where that is all that names it."""
    return value if isinstance(value, str) and re.fullmatch(r"https?://\S+", value) else ""


_MANY = frozenset(field.name for field in FIELDS if field.many)


_BETWEEN_ENTRIES = re.compile(r"; (?=\S+ · \d{4}-\d\d-\d\d|\S+/\S+Z · |c-\S+ · )")
"""An entry begins with a word and a time, or a span of time, or a comment's id."""


def _items(cell: object) -> list[str]:
    """The items of a list in a cell of tix's own."""
    text = str(cell)
    return _BETWEEN_ENTRIES.split(text) if " · " in text else text.split("; ")


_BY_AND_DAY = re.compile(
    r"(?P<text>.*\S)\s+\((?P<by>[^()]+) - (?P<day>\w+ \d+, \d{4})\)", re.DOTALL
)


def _said(cell: str, config: Config) -> list[Said]:
    """A comment; Jira writes time, author and text, with semicolons between, Pivotal Tracker
    author and day at its end, in parentheses, ClickUp all of them as JSON."""
    from tix.importers.foreign_dates import time_or_none, when  # imports python-frontmatter
    from tix.importers.json_of_others import said_in

    if (found := comments_in(cell)) is not None:
        said = [said_in(each, config) for each in found]
        if all(each.text.strip() for each in said):
            return said
    parts = cell.split(";", 2)
    if len(parts) == 3 and (at := time_or_none(parts[0])):
        return [Said("", at, parts[1], parts[2])]
    if told := _BY_AND_DAY.fullmatch(cell):
        with suppress(ValueError):
            day = at_noon(when(told["day"]), config)
            return [Said("", day, told["by"], told["text"])]
    return [Said("", None, "", cell)]


def _first(values: dict[str, Any], names: tuple[str, ...]) -> str:
    """Take the value of the first of these columns that has one."""
    spelled = {name.replace("_", " "): name for name in reversed(values)}
    for name in names:
        name = spelled.get(name.replace("_", " "), name)
        if isinstance(value := values.get(name), str) and value.strip():
            del values[name]
            return value
    return ""


def _without_quote(cell: str) -> str:
    """A cell without the quote that keeps spreadsheets from taking it for a formula."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t" else cell
