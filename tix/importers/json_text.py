"""The values in a text of JSON, one after the other, and what is to be had of one that is broken.

A broken record is left out, and the rest taken, where it is certain where the rest begins:

1. JSON lines: at the next line.
2. A byte that isn't UTF-8: behind the record that it is in.
3. An array whose items begin lines: at the next line that begins as the broken item's does, if the
   array then ends where it should.

All else is an error for the whole text: nothing is guessed.
"""

import json
import re
from collections.abc import Generator, Iterator

from tix.frozen import dataclass, field
from tix.importers.answers import is_itself_one
from tix.quick_typing import Any

NOT_UTF8_BYTE = re.compile("[\udc80-\udcff]")
"""A byte that isn't UTF-8, as half of a surrogate pair (Python's ``surrogateescape``)."""

_NOT_UTF8 = "it isn't UTF-8 text"
_BLANK = re.compile(r"[ \t\r\n\x1e]*")  # U+001E: JSON text sequences, RFC 7464
_LONGEST_INT = 1000  # digits; int() refuses over 4,300

_FIRST_IN_LINE = re.compile(r"([ \t]*)[\[\]}, \t]*(?=[\[{])")
"""What stands before an item that is the first in its line; its indentation."""
_LINE = re.compile(r"\n([ \t]*)(?=[^\s])")
"""The beginning of a line that isn't blank."""
_NEXT_ITEM = re.compile(r"\}?[ \t]*,?[ \t]*(?=\{)")
_LAST = re.compile(r"\}?[ \t]*(?=\])")
"""What may stand before the next item, or the end of the array, where a line begins."""


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """Stands for a record that can't be read: the line in which it begins, and why it can't."""

    number: int
    why: str

    def __str__(self) -> str:
        return self.why


class NotUtf8Error(json.JSONDecodeError):
    """A value has bytes that aren't UTF-8. ``end`` is where it ends."""

    end = 0


_Place = Generator[object, None, int]
"""Yields records, and returns where the text goes on."""


@dataclass(frozen=True, slots=True)
class JsonText:
    """A text of JSON, and whether some of its bytes aren't UTF-8."""

    text: str
    is_damaged: bool = False
    _counted: list[int] = field(default_factory=lambda: [0, 1])
    """The last place that was told, and its line: a text may have very many broken ones."""

    def values(self, inside: str = "") -> Iterator[object]:
        """Its values, of an array the items, and a BrokenLine for each that is left out.

        ``inside``: of an object with such a list, the items of that. Integers too long for ``int``
        and all other numbers are texts, as they stand. Raises JSONDecodeError, RecursionError.
        """
        text = self.text
        place = _after_blank(text, 0)
        if place == len(text):
            raise json.JSONDecodeError("there is nothing in it", text, place)
        has_lines = self._has_line(place)
        while place < len(text):
            start = place
            try:
                if text[place] == "[":
                    place = yield from self._items(place)
                elif text[place] == "{" and inside:
                    place = yield from self._inside(place, inside)
                else:
                    value, place = self._value(place)
                    yield value
            except json.JSONDecodeError as error:
                if text[start] == "[" or inside:
                    raise
                next_line = _after_blank(text, _line_end(text, start))
                has_lines = has_lines or self._has_line(next_line)
                place = yield from self._rest_of(start, error, has_lines=has_lines)
            has_lines = has_lines and "\n" not in text[start:place]
            place = _after_blank(text, place)

    def _value(self, place: int) -> tuple[Any, int]:
        value, end = _DECODER.raw_decode(self.text, place)
        if self.is_damaged and (bad := NOT_UTF8_BYTE.search(self.text, place, end)):
            error = NotUtf8Error(_NOT_UTF8, self.text, bad.start())
            error.end = end
            raise error
        return value, end

    def _rest_of(self, start: int, error: json.JSONDecodeError, *, has_lines: bool) -> _Place:
        """What is to be had of the value that begins there; else it is a broken line.

        Raises the error where it isn't certain where the rest begins.
        """
        if whole := self._whole_of(start):
            yield whole.value
            yield from whole.broken
            return whole.end
        place = _line_end(self.text, start)
        if isinstance(error, NotUtf8Error):
            place = error.end
        elif not has_lines:
            raise error
        yield self._broken(start, error)
        return place

    def _has_line(self, place: int) -> bool:
        """Whether the line from that place on is an object: then a file has one in each."""
        line = self.text[place : _line_end(self.text, place)].rstrip()
        try:
            return line.startswith("{") and _DECODER.raw_decode(line)[1] == len(line)
        except json.JSONDecodeError:
            return False

    def _broken(self, start: int, error: json.JSONDecodeError) -> BrokenLine:
        place, number = self._counted
        if start < place:
            place, number = 0, 1
        number += self.text.count("\n", place, start)
        self._counted[:] = start, number
        if isinstance(error, NotUtf8Error):
            return BrokenLine(number, _NOT_UTF8)
        behind = self.text.count("\n", start, error.pos)
        shown = f", line {number + behind}" if behind else ""
        return BrokenLine(number, f"it isn't JSON: {error.msg}{shown}")

    # -- arrays -----------------------------------------------------------------------------------

    def _items(self, place: int) -> _Place:
        """The items of the array that begins there. One is whole if it ends where it should."""
        text = self.text
        place = _skip(text, place + 1)
        while not text.startswith("]", place):
            start = place
            try:
                value, place = self._value(place)
                place = _behind_item(text, place)
            except json.JSONDecodeError as error:
                place = yield from self._rest_of_item(start, error)
            else:
                yield value
        return place + 1

    def _rest_of_item(self, start: int, error: json.JSONDecodeError) -> _Place:
        if whole := self._whole_of(start):
            yield whole.value
            yield from whole.broken
            return _behind_item(self.text, whole.end)
        place = _where_it_goes_on(self.text, start, error)
        yield self._broken(start, error)
        return place

    # -- objects ----------------------------------------------------------------------------------

    def _inside(self, place: int, inside: str) -> _Place:
        """The items of the array ``inside`` of the object that begins there; if it has none,
        itself."""
        text = self.text
        start, place = place, _skip(text, place + 1)
        while text.startswith('"', place):
            name, place = _DECODER.raw_decode(text, place)
            place = _after(":", text, place)
            if name == inside and text.startswith("[", place):
                place = yield from self._items(place)
                start = -1
            else:
                _, place = _DECODER.raw_decode(text, place)
            place = _skip(text, place)
            if text.startswith("}", place):
                break
            place = _after(",", text, place)
        if start < 0:
            return _after("}", text, place)
        value, place = self._value(start)
        yield value
        return place

    # -- a page of records with a broken one ------------------------------------------------------

    def _whole_of(self, place: int) -> "_Whole | None":
        """The list or answer that begins there, without broken records; None if it is something
        else, or something else in it is broken."""
        found: Any = None
        broken: list[BrokenLine] = []
        try:
            if self.text.startswith("[", place):
                items, place = _all_of(self._items(place))
                found = [item for item in items if not isinstance(item, BrokenLine)]
                broken = [item for item in items if isinstance(item, BrokenLine)]
            elif self.text.startswith("{", place):
                found, broken, place = self._members(place)
        except json.JSONDecodeError:
            return None
        if not broken or (isinstance(found, dict) and is_itself_one(found)):
            return None
        return _Whole(found, place, broken)

    def _members(self, place: int) -> tuple[dict[str, Any], list[BrokenLine], int]:
        text = self.text
        found: dict[str, Any] = {}
        broken: list[BrokenLine] = []
        place = _skip(text, place + 1)
        while not text.startswith("}", place):
            name, place = self._value(place)
            place = _after(":", text, place)
            try:
                found[str(name)], place = self._value(place)
            except json.JSONDecodeError:
                if (whole := self._whole_of(place)) is None:
                    raise
                found[str(name)], place = whole.value, whole.end
                broken += whole.broken
            place = _skip(text, place)
            if not text.startswith("}", place):
                place = _after(",", text, place)
        return found, broken, place + 1


@dataclass(frozen=True, slots=True)
class _Whole:
    """A list or an answer, where it ends, and what is left out of it."""

    value: Any
    end: int
    broken: list[BrokenLine]


def _all_of(walked: _Place) -> tuple[list[object], int]:
    found: list[object] = []
    while True:
        try:
            found.append(next(walked))
        except StopIteration as done:
            return found, done.value


_DECODER = json.JSONDecoder(
    parse_int=lambda digits: int(digits) if len(digits) < _LONGEST_INT else digits,
    parse_float=str,
    parse_constant=str,
)


def _behind_item(text: str, place: int) -> int:
    """Where the next item begins, or the array ends: behind a comma, also one too many there."""
    place = _skip(text, place)
    return place if text.startswith("]", place) else _after(",", text, place)


def _where_it_goes_on(text: str, start: int, error: json.JSONDecodeError) -> int:
    """Where the array goes on behind the broken item that begins at ``start``: before the next
    item's comma, or the end. Raises the error where that isn't certain.

    Items begin lines of one indentation. Where what is in them begins lines of the same, it could
    be taken for one, and nothing is certain.
    """
    if isinstance(error, NotUtf8Error):
        return _behind_item(text, error.end)
    first = _FIRST_IN_LINE.match(text, text.rfind("\n", 0, start) + 1)
    if first is None or first.end() != start:
        raise error
    for line in _LINE.finditer(text, start):
        depth, place = line[1], line.end()
        if depth == first[1]:
            if found := _NEXT_ITEM.match(text, place) or _LAST.match(text, place):
                return found.end()
            if text[place] not in "]},":
                raise error
        elif len(depth) < len(first[1]) and text[place] == "]":
            return place
    end = len(text.rstrip()) - 1
    if text.startswith("]", end) and "\n" not in text[start:end]:
        return end
    raise error


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


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
