"""A table as CSV: a row of names, then a row for each record."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from tix.frozen import dataclass
from tix.importers.foreign_names import plain_name
from tix.importers.incoming import ImportInputError
from tix.importers.local_columns import LOCAL
from tix.importers.records import read_bytes, refuse_xml

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_LARGEST = 2**27  # characters of a value
_HEAD = 512
_LARGEST_HEADER = 2**16
_HEADER_LINES = 12
_ENCODINGS = {
    "Windows-1252": "cp1252", "Windows-1250": "cp1250", "Windows-1251": "cp1251",
    "Shift JIS": "cp932", "GB 18030": "gb18030", "EUC-JP": "euc_jp", "KOI8-R": "koi8_r",
    "Mac OS Roman": "mac_roman",
}  # fmt: skip
"""What spreadsheets write that isn't Unicode, by name: the one in which most columns are known, or
else the first."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_TOLD = re.compile(r"sep=([,;\t|])", re.IGNORECASE)
_END = "\0end"
"""A line after the last, which a quote that is never closed takes in."""

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
    most, outside of quotes, or what a line ``sep=;`` before it says, as spreadsheets write it.
    ``is_foreign``: columns may have one name, and what isn't UTF-8 is read in the encoding in which
    most columns are known, or else as Windows-1252.
    Raises ImportInputError.
    """
    if is_foreign:
        text, encoding = _foreign_text(read_bytes(path))
    else:
        text, encoding = _text(read_bytes(path), path), "UTF-8"
    if is_foreign:
        refuse_xml(path, text[:_HEAD])
    if is_foreign and re.match(r"\s*[\[{]\s*[\[{\"\]}]", text):
        hint = f"tix import json {path}, or the tool that it is of"
        raise ImportInputError(path, "this is JSON, and no table", hint)
    csv.field_size_limit(_LARGEST)
    first = next(filter(str.strip, _lines(text)), "")
    told = _TOLD.fullmatch(first.strip("\r\n"))
    delimiter = told[1] if told else max(_DELIMITERS, key=_QUOTED.sub("", first).count)
    reader = csv.reader(chain(_lines(text), (_END,)), delimiter=delimiter, strict=not is_foreign)
    try:
        rows = [(reader.line_num, tuple(map(str.strip, row))) for row in reader if any(row)]
    except csv.Error as error:
        raise ImportInputError(path, f"line {reader.line_num} isn't CSV: {error}") from None
    if rows.pop()[1] != (_END,):
        begun = rows[-1][0] + 1 if rows else 1
        raise ImportInputError(
            path, f"a quote that opens in the record at line {begun} is never closed",
            "close it, or double it where it is a part of the text",
        )  # fmt: skip
    if told:
        rows = rows[1:]
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
    for encoding, zeros in (("utf-16-le", data[1:20:2]), ("utf-16-be", data[:20:2])):
        if zeros and not any(zeros):  # without a mark, but every other byte of it is zero
            return data.decode(encoding, "replace"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        name = max(_ENCODINGS, key=lambda each: _known_columns(data, _ENCODINGS[each]))
        return data.decode(_ENCODINGS[name], "replace"), name


def _known_columns(data: bytearray, encoding: str) -> int:
    """How many names of columns are known in the line of the beginning that has most of them, if
    it is in an encoding."""
    lines = data[:_LARGEST_HEADER].decode(encoding, "replace").splitlines()[:_HEADER_LINES]
    return max(
        sum(plain_name(name) in LOCAL for name in re.split(r'[,;\t|"]+', line)) for line in lines
    )


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
