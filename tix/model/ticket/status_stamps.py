"""Reading a ticket's status and its stamps from a file, quickly.

History is made of every version that every ticket ever had, and reading all of them whole takes
minutes. Where a file's fields are as tix writes them, plain and in their order, they tell line by
line, and most lines stand in many versions; anything else is read by ``document.load``.
"""

from tix.model.record.document import FRONT_MATTER_LIMIT, DocumentError
from tix.model.record.fields import TIME, Kind
from tix.model.text.yaml_plain import plain_line
from tix.model.ticket.document import load
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import Ticket
from tix.model.times import seconds
from tix.quick_typing import NamedTuple, TypeAlias

_MOST = FRONT_MATTER_LIMIT // 4
"""Characters of fields of which no encoding is over the limit."""

_SHORT, _REMEMBERED, _VERSIONS = 200, 20_000, 2000
"""Bytes of a line, number of lines and number of versions of which the meaning is kept."""

_PLACES = {field.name: place for place, field in enumerate(FIELDS)}
_OTHERS = len(FIELDS)
"""The place of fields that teams added: behind all others, in any order."""

_STATUS, _SINCE, _RESOLVED, _CLOSED, _OPENED = (
    _PLACES[name] for name in ("status", "since", "resolved", "closed", "opened")
)

_Line: TypeAlias = tuple[int, int, str | int | None]
"""A line's meaning: its field's place, which lists it begins, or (place -1) which it can be an item
of, and its value where that matters."""

_ODD: _Line = (-1, 0, None)
_ANY_LIST = 1
_STRICT = [field.kind for field in FIELDS if field.many and field.kind.parse is not str]
_LISTS = {kind: 2 << number for number, kind in enumerate(_STRICT)}
"""The bit of each kind of list in which not every text can stand."""


class Stamps(NamedTuple):
    """A version of a ticket, as far as it tells of the status. Times are seconds since 1970."""

    status: str | None
    since: int | None
    resolved: int | None
    closed: int | None
    opened: int | None


def stamps_in(ticket: Ticket) -> Stamps:
    """The stamps of a ticket."""
    return Stamps(
        ticket.status,
        seconds(ticket.since),
        seconds(ticket.resolved),
        seconds(ticket.closed),
        seconds(ticket.opened),
    )


class Reader:
    """Reads versions one after another."""

    def __init__(self) -> None:
        self._lines: dict[bytes, _Line] = {}
        self._fields: dict[bytes, Stamps | None] = {}

    def stamps_of(self, data: bytes) -> Stamps | None:
        """The stamps in a file; None if it isn't a readable ticket."""
        return self.quick_stamps(data) or _whole(data)

    def quick_stamps(self, data: bytes) -> Stamps | None:
        """The same, or None if the whole ticket must be read to tell."""
        end = data.find(b"\n---\n", 3)
        if not 3 < end < _MOST or not data.startswith(b"---\n") or not _is_text(data):
            return None
        fields = data[4:end]
        if fields not in self._fields:  # a comment changes none
            if len(self._fields) >= _VERSIONS:
                self._fields.clear()
            self._fields[fields] = self._read(fields)
        return self._fields[fields]

    def _read(self, fields: bytes) -> Stamps | None:
        found: dict[int, str | int | None] = {}
        names: list[str | int | None] = []  # of fields that the team added
        last, list_kind, is_empty = -1, 0, False
        for line in fields.split(b"\n"):
            place, kind, value = self._lines.get(line) or self._meaning(line)
            if place < 0:
                if not kind & list_kind:
                    return None
                is_empty = False
                continue
            if is_empty or last >= place != _OTHERS:
                return None
            last, list_kind, is_empty = place, kind, kind > 0
            if place == _OTHERS:
                names.append(value)
            elif value is not None:
                found[place] = value
        if is_empty or 0 not in found or 1 not in found or len({*names}) < len(names):
            return None
        get = found.get
        return Stamps(get(_STATUS), get(_SINCE), get(_RESOLVED), get(_CLOSED), get(_OPENED))  # type: ignore[arg-type]  # as _meaning has it

    def _meaning(self, line: bytes) -> _Line:
        meaning = _meaning(line)
        if len(line) < _SHORT:
            if len(self._lines) >= _REMEMBERED:
                self._lines.clear()
            self._lines[line] = meaning
        return meaning


def _meaning(line: bytes) -> _Line:
    """The meaning of a line by itself."""
    read = plain_line(line.decode(errors="replace"))  # it was checked to be text
    if read is None:
        return _ODD
    name, text = read
    if not name:
        assert text is not None
        kinds = sum(bit for kind, bit in _LISTS.items() if _is_right(kind, text))
        return -1, _ANY_LIST | kinds, None
    place = _PLACES.get(name)
    if place is None:
        return _OTHERS, _ANY_LIST * (text is None), name
    field = FIELDS[place]
    if text is None:
        kind = _LISTS.get(field.kind, _ANY_LIST)
        return (place, kind, None) if field.many else _ODD
    if field.many or not _is_right(field.kind, text):
        return _ODD
    if field.kind is TIME:
        return place, 0, seconds(TIME.parse(text))
    return place, 0, text if place in (0, 1, _STATUS) else None


def _is_right(kind: Kind, text: str) -> bool:
    """Whether the text is one of that type."""
    try:
        kind.parse(text)
    except ValueError:
        return False
    return True


def _is_text(data: bytes) -> bool:
    """Whether a file can be read, as far as that doesn't depend on its fields."""
    if b"<<<<<<<" in data or b"\0" in data:
        return False
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeDecodeError:
        return False


def _whole(data: bytes) -> Stamps | None:
    try:
        return stamps_in(load(data).record)
    except DocumentError:
        return None
