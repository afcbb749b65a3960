"""The records in a JSON file: one object, an array, or JSON lines.

JSON allows what a ticket's file can't hold: half of a surrogate pair and NUL. Both come in as
U+FFFD, as CommonMark does with NUL (https://spec.commonmark.org/0.31.2/#insecure-characters).
"""

import json
import re
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path

from tix.frozen import dataclass
from tix.importers.incoming import ImportInputError, Incoming, Progress, Reading, SkippedRecord
from tix.quick_typing import Any, BinaryIO

DEPTH = 50
"""How many levels of lists and objects a record may have."""

UNSTORABLE_NOTE = "what no file can hold came in as U+FFFD"
"""The note about a ticket with such a text."""

_LARGEST = 2**31
"""Bytes that are read of a file."""

_PART = 2**20
_HEAD = 512

_PACKED = (
    (b"PK\3\4", "a spreadsheet or an archive", "save it as CSV in its own program, or unpack it"),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet", "save it as CSV in its own program"),
    (b"\x1f\x8b", "compressed", "gunzip -c FILE | tix import FORMAT -"),
    (b"SQLite format 3\0", "a database", "export it as JSON or CSV with its own program"),
)
"""How files begin that are no texts, what they are, and what to do."""

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_BEGUN = re.compile(r"""\{\s*"|\[\s*[{"]""")
_PAGE = re.compile(r"<(?:\?xml|!doctype|html)\b", re.IGNORECASE)
_BLANK = re.compile(r"[ \t\r\n\x1e]*")  # U+001E: JSON text sequences, RFC 7464
_LONGEST_INT = 1000  # digits; int() refuses over 4,300


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """Stands for a line among JSON lines that is none of JSON: its number, and why it is none."""

    number: int
    why: str

    def __str__(self) -> str:
        return f"it isn't JSON: {self.why}"


def read_records(path: Path) -> list[object]:
    """Every record of a file (``-``: standard input), in its order, and a BrokenLine for each line
    that is none.

    Integers too long for ``int`` and all other numbers are texts, as they stand. Raises
    ImportInputError.
    """
    return list(each_record(path))


def each_record(path: Path, inside: str = "") -> Iterator[object]:
    """The same, one after the other, so that they needn't be in memory together.

    ``inside``: of an object with such a list, the items of that. Raises ImportInputError.
    """
    text = read_text(path)
    decoder = json.JSONDecoder(
        parse_int=lambda digits: int(digits) if len(digits) < _LONGEST_INT else digits,
        parse_float=str,
        parse_constant=str,
    )
    try:
        yield from _records(text, decoder, inside)
    except json.JSONDecodeError as error:
        refuse_xml(path, text)
        reason = f"this isn't JSON: {error.msg}, line {error.lineno} column {error.colno}"
        is_table = path.suffix.casefold() in (".csv", ".tsv")
        hint = f"for a table: tix import csv {path}" if is_table else None
        raise ImportInputError(path, reason, hint) from None
    except RecursionError:
        raise ImportInputError(path, "the JSON is nested too deeply") from None


def refuse_xml(path: Path, text: str) -> None:
    """Raises ImportInputError for what begins as XML or HTML does."""
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        raise ImportInputError(path, "this is XML, or a page", "export it as JSON or CSV")


def is_json_or_xml(text: str) -> bool:
    """Whether a text is JSON, JSON lines or XML from its beginning to its end, begins as a download
    of JSON does that was cut short, or is an HTML page."""
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return bool(_PAGE.match(text)) or _is_xml(text)
    if not text.startswith(("{", "[")):
        return False
    if _BEGUN.match(text):
        return True
    try:
        for _ in _records(text, json.JSONDecoder(parse_int=str), ""):
            pass
    except json.JSONDecodeError:
        return False
    except RecursionError:
        return True
    return True


def _is_xml(text: str) -> bool:
    from xml.parsers import expat  # for what begins so

    try:
        expat.ParserCreate().Parse(text, True)
    except expat.ExpatError:
        return False
    return True


def read_each(
    records: Iterable[object],
    where: Callable[[object, int], str],
    make: Callable[[str, object], Incoming],
    progress: Progress | None,
) -> Reading:
    """Make a ticket of each record; one for which ``make`` raises ValueError is skipped.

    ``where`` tells what a record is called, given its number from 1. The records of a list are
    taken out of it: they are large, and no longer needed.
    """
    items: list[Incoming] = []
    skipped: list[SkippedRecord] = []
    total = len(records) if isinstance(records, list) else 0
    for number, record in enumerate(_taken(records), 1):
        if isinstance(record, BrokenLine):
            skipped.append(SkippedRecord(f"line {record.number}", str(record)))
            continue
        name = where(record, number)
        try:
            items.append(make(name, record))
        except ValueError as error:
            skipped.append(SkippedRecord(name, str(error)))
        if progress:
            progress(number, total)
    return Reading(items, tuple(skipped))


def _taken(records: Iterable[object]) -> Iterator[object]:
    if not isinstance(records, list):
        yield from records
        return
    records.reverse()
    while records:
        yield records.pop()


def read_bytes(path: Path) -> bytearray:
    """The bytes of a file, or of standard input for ``-``. Raises ImportInputError."""
    try:
        if str(path) == "-":
            return _unpacked(_bounded(sys.stdin.buffer, path), path)
        with path.open("rb") as file:
            return _unpacked(_bounded(file, path), path)
    except FileNotFoundError:
        hint = None if path.suffix else "tix import reads files: docs/import-export.md"
        raise ImportInputError(path, "there is no such file", hint) from None
    except IsADirectoryError:
        hint = "for a folder of Markdown files: tix import markdown DIR"
        raise ImportInputError(path, "this is a folder, not a file", hint) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name can't be one"
        raise ImportInputError(path, f"it can't be read: {reason}") from None


def _unpacked(data: bytearray, path: Path) -> bytearray:
    """The bytes, if they are those of a text. Raises ImportInputError for what programs know."""
    for mark, what, hint in _PACKED:
        if data.startswith(mark):
            raise ImportInputError(path, f"this is {what}, and no text", hint)
    return data


def _bounded(file: BinaryIO, path: Path) -> bytearray:
    """All of it; what never ends would take all memory."""
    data = bytearray()
    while part := file.read(_PART):
        data += part
        if len(data) > _LARGEST:
            raise ImportInputError(path, "it has over 2 GB", "import it in parts")
    return data


def begins_as(path: Path) -> str:
    """The first character of a file besides blanks; "" if it can't be looked at beforehand."""
    try:
        if str(path) == "-":
            peek = getattr(sys.stdin.buffer, "peek", None)
            head = peek(_HEAD)[:_HEAD] if peek else b""
        elif not path.is_file():
            return ""
        else:
            with path.open("rb") as file:
                head = file.read(_HEAD)
    except (OSError, ValueError):
        return ""
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip()[:1].decode("latin-1")


def storable(value: Any, note: Callable[[], None], depth: int = DEPTH) -> Any:
    """The value with texts that a file can hold; calls ``note`` for each text that changed.

    Raises ValueError for what is nested deeper than DEPTH.
    """
    if isinstance(value, str):
        text = _UNSTORABLE.sub("\ufffd", value)
        if text != value:
            note()
        return text
    if not isinstance(value, (list, dict)):
        return value
    if depth == 0:
        raise ValueError(f"it is nested over {DEPTH} levels deep")
    if isinstance(value, list):
        return [storable(item, note, depth - 1) for item in value]
    return {storable(key, note): storable(item, note, depth - 1) for key, item in value.items()}


def read_text(path: Path) -> str:
    """The text of a file; its bytes, of which there can be very many, are let go.

    Raises ImportInputError.
    """
    data = read_bytes(path)
    encoding = json.detect_encoding(data)  # PowerShell's > writes UTF-16
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportInputError(path, f"line {line} isn't UTF-8 text") from None


def _records(text: str, decoder: json.JSONDecoder, inside: str) -> Iterator[object]:
    place = _after_blank(text, 0)
    if place == len(text):
        raise json.JSONDecodeError("there is nothing in it", text, place)
    has_lines = _has_line(text, place, decoder)
    while place < len(text):
        start = place
        try:
            if text[place] == "[":
                place = yield from _items(text, decoder, place)
            elif text[place] == "{" and inside:
                place = yield from _inside(text, decoder, place, inside)
            else:
                value, place = decoder.raw_decode(text, place)
                yield value
        except json.JSONDecodeError as error:
            place = _line_end(text, start)
            has_lines = has_lines or _has_line(text, _after_blank(text, place), decoder)
            if text[start] == "[" or inside or not has_lines:
                raise
            yield BrokenLine(text.count("\n", 0, start) + 1, error.msg)
        has_lines = has_lines and "\n" not in text[start:place]
        place = _after_blank(text, place)


def _has_line(text: str, place: int, decoder: json.JSONDecoder) -> bool:
    """Whether the line from that place on is an object: then a file has one in each."""
    line = text[place : _line_end(text, place)].rstrip()
    try:
        return line.startswith("{") and decoder.raw_decode(line)[1] == len(line)
    except json.JSONDecodeError:
        return False


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


_Place = Generator[object, None, int]
"""Yields records, and returns where the text goes on."""


def _items(text: str, decoder: json.JSONDecoder, place: int) -> _Place:
    """The items of the array that begins there."""
    place = _skip(text, place + 1)
    if text.startswith("]", place):
        return place + 1
    while True:
        value, place = decoder.raw_decode(text, place)
        yield value
        place = _skip(text, place)
        if text.startswith("]", place):
            return place + 1
        place = _after(",", text, place)


def _inside(text: str, decoder: json.JSONDecoder, place: int, inside: str) -> _Place:
    """The items of the array ``inside`` of the object that begins there; if it has none, itself."""
    start, place = place, _skip(text, place + 1)
    while text.startswith('"', place):
        name, place = decoder.raw_decode(text, place)
        place = _after(":", text, place)
        if name == inside and text.startswith("[", place):
            place = yield from _items(text, decoder, place)
            start = -1
        else:
            _, place = decoder.raw_decode(text, place)
        place = _skip(text, place)
        if text.startswith("}", place):
            break
        place = _after(",", text, place)
    if start < 0:
        return _after("}", text, place)
    value, place = decoder.raw_decode(text, start)
    yield value
    return place


def _skip(text: str, place: int) -> int:
    while text.startswith((" ", "\t", "\r", "\n"), place):
        place += 1
    return place


def _after(sign: str, text: str, place: int) -> int:
    """The place behind that sign, which must stand there, and blanks around it."""
    place = _skip(text, place)
    if not text.startswith(sign, place):
        raise json.JSONDecodeError(f"Expecting {sign!r} delimiter", text, place)
    return _skip(text, place + 1)


def _after_blank(text: str, place: int) -> int:
    match = _BLANK.match(text, place)
    return match.end() if match else place
