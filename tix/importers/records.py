"""The records in a JSON file: one object, an array, or JSON lines.

JSON allows what a ticket's file can't hold: half of a surrogate pair and NUL. Both come in as
U+FFFD, as CommonMark does with NUL (https://spec.commonmark.org/0.31.2/#insecure-characters).
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from tix.importers.incoming import ImportInputError, Incoming, Progress, Reading, SkippedRecord

DEPTH = 50
"""How many levels of lists and objects a record may have."""

UNSTORABLE_NOTE = "what no file can hold came in as U+FFFD"
"""The note about a ticket with such a text."""

_LARGEST = 2**31
"""Bytes that are read of a file."""

_PART = 2**20

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_BLANK = re.compile(r"[ \t\r\n\x1e]*")  # U+001E: JSON text sequences, RFC 7464
_LONGEST_INT = 1000  # digits; int() refuses over 4,300


def read_records(path: Path) -> list[object]:
    """Every record of a file (``-``: standard input), in its order.

    Integers too long for ``int`` and all other numbers are texts, as they stand. Raises
    ImportInputError.
    """
    text = _decoded(path)
    decoder = json.JSONDecoder(
        parse_int=lambda digits: int(digits) if len(digits) < _LONGEST_INT else digits,
        parse_float=str,
        parse_constant=str,
    )
    try:
        return list(_records(text, decoder))
    except json.JSONDecodeError as error:
        raise ImportInputError(
            path, f"this isn't JSON: {error.msg}, line {error.lineno} column {error.colno}"
        ) from None
    except RecursionError:
        raise ImportInputError(path, "the JSON is nested too deeply") from None


def read_each(
    records: list[object],
    where: Callable[[object, int], str],
    make: Callable[[str, object], Incoming],
    progress: Progress | None,
) -> Reading:
    """Make a ticket of each record; one for which ``make`` raises ValueError is skipped.

    ``where`` tells what a record is called, given its number from 1. The records are taken out of
    the list: they are large, and no longer needed.
    """
    items: list[Incoming] = []
    skipped: list[SkippedRecord] = []
    total = len(records)
    records.reverse()
    for number in range(1, total + 1):
        record = records.pop()
        name = where(record, number)
        try:
            items.append(make(name, record))
        except ValueError as error:
            skipped.append(SkippedRecord(name, str(error)))
        if progress:
            progress(number, total)
    return Reading(items, tuple(skipped))


def read_bytes(path: Path) -> bytearray:
    """The bytes of a file, or of standard input for ``-``. Raises ImportInputError."""
    try:
        if str(path) == "-":
            return _bounded(sys.stdin.buffer, path)
        with path.open("rb") as file:
            return _bounded(file, path)
    except FileNotFoundError:
        raise ImportInputError(path, "there is no such file") from None
    except IsADirectoryError:
        hint = "for a folder of Markdown files: tix import markdown DIR"
        raise ImportInputError(path, "this is a folder, not a file", hint) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name can't be one"
        raise ImportInputError(path, f"it can't be read: {reason}") from None


def _bounded(file: BinaryIO, path: Path) -> bytearray:
    """All of it; what never ends would take all memory."""
    data = bytearray()
    while part := file.read(_PART):
        data += part
        if len(data) > _LARGEST:
            raise ImportInputError(path, "it has over 2 GB", "import it in parts")
    return data


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


def _decoded(path: Path) -> str:
    """The text; the bytes, of which there can be very many, are let go."""
    data = read_bytes(path)
    encoding = json.detect_encoding(data)  # PowerShell's > writes UTF-16
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportInputError(path, f"line {line} isn't UTF-8 text") from None


def _records(text: str, decoder: json.JSONDecoder) -> Iterator[object]:
    place = _after_blank(text, 0)
    if place == len(text):
        raise json.JSONDecodeError("there is nothing in it", text, place)
    while place < len(text):
        value, place = decoder.raw_decode(text, place)
        if isinstance(value, list):
            yield from value
        else:
            yield value
        place = _after_blank(text, place)


def _after_blank(text: str, place: int) -> int:
    match = _BLANK.match(text, place)
    return match.end() if match else place
