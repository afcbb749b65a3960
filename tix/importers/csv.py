"""A table as CSV: a row of names, then a row for each record."""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tix.frozen import dataclass
from tix.importers.incoming import ImportInputError
from tix.importers.records import read_bytes

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_LARGEST = 2**27  # characters of a value
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class CsvTable:
    """The names of the columns, and each row with its line in the file; blank rows are left out.

    ``written`` says for people how the file was written.
    """

    columns: tuple[str, ...]
    rows: list[tuple[int, tuple[str, ...]]]
    written: str


def read_csv(path: Path, *, is_foreign: bool = False) -> CsvTable:
    """The table in a file, or on standard input for ``-``.

    Commas, semicolons, tabs or bars may stand between the columns: whatever is in the first line
    most. ``is_foreign``: columns may have one name, and what isn't UTF-8 is taken for Windows-1252.
    Raises ImportInputError.
    """
    if is_foreign:
        text, encoding = _foreign_text(read_bytes(path))
    else:
        text, encoding = _text(read_bytes(path), path), "UTF-8"
    if is_foreign and re.match(r"\s*[\[{]\s*[\[{\"\]}]", text):
        hint = f"tix import json {path}, or the tool that it is of"
        raise ImportInputError(path, "this is JSON, and no table", hint)
    csv.field_size_limit(_LARGEST)
    delimiter = ""
    if is_foreign and (told := re.match(r'"?sep=([,;\t|])"?(?:\r\n?|\n)', text)):  # Excel's
        delimiter, text = told[1], text[told.end() :]
    first = next(_lines(text), "")
    delimiter = delimiter or max(_DELIMITERS, key=first.count)
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=not is_foreign)
    try:
        rows = [(reader.line_num, tuple(map(str.strip, row))) for row in reader if any(row)]
    except csv.Error as error:
        raise ImportInputError(path, f"line {reader.line_num} isn't CSV: {error}") from None
    if not rows:
        raise ImportInputError(path, "there is nothing in it")
    _, columns = rows.pop(0)
    if not is_foreign:
        _refuse_repeated(columns, path)
    written = f"CSV with {_DELIMITERS[delimiter]} between values, {encoding}"
    return CsvTable(columns, rows, written)


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends; io.StringIO would take four bytes for each character."""
    return (match[0] for match in _LINE.finditer(text))


def _foreign_text(data: bytearray) -> tuple[str, str]:
    """The text, and its encoding by name."""
    if bytes(data[:2]) in _UTF_16:
        return data.decode("utf-16", "replace"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "Windows-1252"


def _text(data: bytearray, path: Path) -> str:
    for encoding in ("utf-16",) if bytes(data[:2]) in _UTF_16 else ("utf-8-sig",):
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
