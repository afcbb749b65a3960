"""A table as CSV: a row of names, then a row for each record."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from tix.frozen import dataclass
from tix.importers.incoming import ImportInputError
from tix.importers.records import read_bytes

_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class CsvTable:
    """The names of the columns, and each row with its line in the file; blank rows are left out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_csv(path: Path) -> CsvTable:
    """The table in a file, or on standard input for ``-``.

    Commas, semicolons, tabs or bars may stand between the columns: whatever is in the first line
    most. Raises ImportInputError.
    """
    text = _text(bytes(read_bytes(path)), path)
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num, tuple(map(str.strip, row))) for row in reader if any(row)]
    except csv.Error as error:
        raise ImportInputError(path, f"line {reader.line_num} isn't CSV: {error}") from None
    if not rows:
        raise ImportInputError(path, "there is nothing in it")
    [(_, columns), *rest] = rows
    _refuse_repeated(columns, path)
    return CsvTable(columns, tuple(rest))


def _text(data: bytes, path: Path) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding).replace("\0", "\ufffd")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise ImportInputError(
                path, f"line {line} isn't UTF-8 text", "save it as CSV in UTF-8"
            ) from None
    raise AssertionError


def _refuse_repeated(columns: Sequence[str], path: Path) -> None:
    named = [name for name in columns if name]
    for name in named:
        if named.count(name) > 1:
            raise ImportInputError(path, f"two columns are called {name!r}")
