"""The records in a JSON file: one object, an array, or JSON lines.

JSON allows what a ticket's file can't hold: half of a surrogate pair and NUL. Both come in as
U+FFFD, as CommonMark does with NUL (https://spec.commonmark.org/0.31.2/#insecure-characters).
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tix.importers.incoming import ImportInputError, Incoming, Progress, Reading, SkippedRecord
from tix.importers.json_text import NOT_UTF8_BYTE, BrokenLine, JsonText, NotUtf8Error
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
_FEW = 100
"""How many bytes that aren't UTF-8 are damage; with more of them a text is in another encoding."""
_BEGUN = re.compile(r"""\{\s*"|\[\s*[{"]""")
_PAGE = re.compile(r"<(?:\?xml|!doctype|html)\b", re.IGNORECASE)


def read_records(path: Path) -> list[object]:
    """Every record of a file (``-``: standard input), in its order, and a BrokenLine for each that
    is left out, as ``tix.importers.json_text`` says. Raises ImportInputError."""
    return list(each_record(path))


def each_record(path: Path, inside: str = "") -> Iterator[object]:
    """The same, one after the other, so that they needn't be in memory together.

    ``inside``: of an object with such a list, the items of that. Raises ImportInputError.
    """
    given = _json_of(path)
    try:
        yield from given.values(inside)
    except NotUtf8Error as error:
        raise _not_utf8(path, error.lineno) from None
    except json.JSONDecodeError as error:
        refuse_xml(path, given.text)
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
        for _ in JsonText(text).values():
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
    try:
        return data.decode(_encoding_of(data))
    except UnicodeDecodeError as error:
        raise _not_utf8(path, data.count(b"\n", 0, error.start) + 1) from None


def _json_of(path: Path) -> JsonText:
    """A text of JSON, of which a few bytes may not be UTF-8. Raises ImportInputError."""
    data = read_bytes(path)
    encoding = _encoding_of(data)
    try:
        return JsonText(data.decode(encoding))
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-8"):
            text = data.decode(encoding, "surrogateescape")
            if len(NOT_UTF8_BYTE.findall(text)) <= _FEW:
                return JsonText(text, is_damaged=True)
        raise _not_utf8(path, data.count(b"\n", 0, error.start) + 1) from None


def _encoding_of(data: bytearray) -> str:
    return json.detect_encoding(data)  # PowerShell's > writes UTF-16


def _not_utf8(path: Path, line: int) -> ImportInputError:
    hint = "for text of old Windows programs: iconv -f CP1252 -t UTF-8 FILE | tix import FORMAT -"
    return ImportInputError(path, f"line {line} isn't UTF-8 text", hint)
