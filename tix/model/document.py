"""A ticket's file: bytes to ticket and back, changing only the lines that are meant to change.

``load`` reads; ``Document.save`` writes a changed ticket into the same text, so that hand-written
YAML comments, unknown fields, odd spacing, CRLF, a BOM and a missing final newline stay.
``docs/file-format.md`` is the format's description.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tix.model import comments
from tix.model.fields import FIELDS, Field
from tix.model.scalars import dump_scalar
from tix.model.ticket import Comment, TeamField, Ticket
from tix.model.yaml_nodes import Mapping, Node, Scalar, Sequence, YamlError
from tix.model.yaml_text import read_mapping
from tix.values import dataclass, replace

FRONT_MATTER_LIMIT = 64 * 1024
"""Bytes of front matter that are read at the most."""

_Texts = str | tuple[str, ...]
"""A field's value as the front matter holds it."""

_Edit = tuple[int, int, str]
"""Replace the characters ``[start, end)`` of the front matter by a text."""

_DASH = r"(?m)^ *-"

_BY_NAME = {field.name: field for field in FIELDS}
_ORDER = {field.name: position for position, field in enumerate(FIELDS)}


class DocumentError(ValueError):
    """The file can't be read as a ticket. ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Entry:
    """One field: its name, where its name begins and ends in the front matter, and its value."""

    name: str
    start: int
    key_end: int
    node: Scalar | Sequence


@dataclass(frozen=True, slots=True)
class Document:
    """A ticket together with the text that it was read from.

    ``head`` is the opening line, ``front`` the lines of the fields, ``tail`` all behind them,
    the closing line first.
    """

    ticket: Ticket
    bom: bool
    newline: str
    head: str
    front: str
    tail: str
    entries: tuple[_Entry, ...]

    def save(self, ticket: Ticket) -> bytes:
        """The file's bytes with the ticket's values in place of those that were read.

        Raises ValueError for what the format can't hold (the reader would refuse it too).
        """
        old = self.ticket
        front = _apply(self.front, self._field_edits(ticket))
        tail = self.tail
        if (ticket.body, ticket.comments) != (old.body, old.comments):
            tail = self._tail_with(ticket)
        data = self._bytes(front, tail)
        if not _reads_as(data, ticket):
            # What stood between two fields has become a part of one: a comment below a block
            # scalar, say. The values matter more than the way they were written.
            blank = replace(_EMPTY, newline=self.newline)
            data = self._bytes(_apply("", blank._field_edits(ticket)), tail)
            _verify(data, ticket)
        return data

    def _bytes(self, front: str, tail: str) -> bytes:
        return _encode(("\ufeff" if self.bom else "") + self.head + front + tail)

    def line_of(self, name: str, item: int | None = None) -> int:
        """The number (from 1) of the file's line where a field stands; 1 if it isn't there.

        ``item``: the line of that item (from 0) of the field's list.
        """
        for entry in self.entries:
            if entry.name == name:
                node = entry.node
                place = entry.start
                if item is not None and isinstance(node, Sequence):
                    place = node.items[item].start
                return self.front.count("\n", 0, place) + 2
        return 1

    def comment_lines(self) -> list[int]:
        """Numbers of the file's lines where its comments begin."""
        _, *rest = comments.cut(_lines(self).read)
        return [self._first_line + section.start for section in rest]

    def near_misses(self) -> list[int]:
        """Numbers of the file's lines that look like a comment's heading and aren't one."""
        return [self._first_line + number for number in comments.near_misses(_lines(self).read)]

    @property
    def _first_line(self) -> int:
        """The number of the file's first line below the front matter."""
        return self.front.count("\n") + 3

    # -- the front matter -------------------------------------------------------------------

    def _field_edits(self, ticket: Ticket) -> list[_Edit]:
        edits: list[_Edit] = []
        entries = {entry.name: entry for entry in self.entries}
        for name, old, new in _changed_fields(self.ticket, ticket):
            entry = entries.get(name)
            if entry is None:
                place = self._place_for(name)
                edits.append((place, place, self._written(name, new)))
            elif not new and isinstance(new, tuple):
                edits += self._removal(entry)
            else:
                edits += self._replacement(entry, old, new)
        return edits

    def _place_for(self, name: str) -> int:
        """Where a field that isn't there yet goes: behind the last one that comes before it."""
        order = _ORDER.get(name, len(_ORDER))
        before = (e for e in self.entries if _ORDER.get(e.name, len(_ORDER)) <= order)
        return max((self._end(entry) for entry in before), default=0)

    def _written(self, name: str, value: _Texts) -> str:
        """A field in full, in the canonical form."""
        if isinstance(value, str):
            return f"{dump_scalar(name)}: {dump_scalar(value)}{self.newline}"
        return f"{dump_scalar(name)}:{self.newline}" + self._items("", value)

    def _items(self, indent: str, texts: Iterable[str]) -> str:
        return "".join(f"{indent}- {dump_scalar(text)}{self.newline}" for text in texts)

    def _end(self, entry: _Entry) -> int:
        """Behind the entry's last line (comment lines that follow aren't its own)."""
        node = entry.node
        if isinstance(node, Scalar) or node.flow:
            return self._line_end(node)
        return self._line_end(node.items[-1])

    def _line_behind(self, place: int) -> int:
        return self.front.index("\n", place) + 1

    def _line_end(self, node: Node) -> int:
        """Behind a value's last line. To libyaml a block scalar ends below the blank lines that
        follow it; they are its own only where its header has a ``+``."""
        if not _is_block(node, self.front):
            return self._line_behind(node.end)
        written = self.front[node.start : node.end]
        if "+" in written.partition("\n")[0].partition("#")[0]:
            return node.end
        return self._line_behind(node.start + len(written.rstrip(" \t\r\n")))

    def _removal(self, entry: _Entry) -> list[_Edit]:
        node = entry.node
        if isinstance(node, Scalar) or node.flow:
            return [(entry.start, self._end(entry), "")]
        return [
            (entry.start, self._line_behind(entry.key_end), ""),
            *((start, end, "") for start, end in self._item_lines(node)),
        ]

    def _item_lines(self, node: Sequence) -> list[tuple[int, int]]:
        """From where to where the lines of each item of a block list go, comments left out."""
        found: list[tuple[int, int]] = []
        start = self.front.rfind("\n", 0, node.start) + 1
        for item in node.items:
            if found and (dash := re.compile(_DASH).search(self.front, found[-1][1], item.end)):
                start = dash.start()
            found.append((start, self._line_end(item)))
        return found

    def _replacement(self, entry: _Entry, old: _Texts, new: _Texts) -> list[_Edit]:
        node = entry.node
        if isinstance(node, Sequence) and isinstance(new, tuple) and isinstance(old, tuple):
            if not node.flow:
                return self._list_edits(node, old, new)
            items = ", ".join(dump_scalar(text, flow=True) for text in new)
            return [(node.start, node.end, f"[{items}]")]
        if isinstance(node, Scalar) and isinstance(new, str):
            return [self._scalar_edit(entry, node, new)]
        return [*self._removal(entry), (entry.start, entry.start, self._written(entry.name, new))]

    def _scalar_edit(self, entry: _Entry, node: Scalar, new: str) -> _Edit:
        if node.start == node.end:  # nothing written yet: behind the colon
            colon = self.front.index(":", entry.key_end) + 1
            return (colon, colon, f" {dump_scalar(new)}")
        if _is_block(node, self.front):
            return (node.start, self._line_end(node), dump_scalar(new) + self.newline)
        return (node.start, node.end, dump_scalar(new))

    def _list_edits(
        self, node: Sequence, old: tuple[str, ...], new: tuple[str, ...]
    ) -> list[_Edit]:
        """Take away the lines of items that went, add lines behind for those that came."""
        lines = self._item_lines(node)
        start, end = lines[0][0], lines[-1][1]
        indent = self.front[start : self.front.find("-", start)]
        wanted = set(new)
        kept = tuple(text for text in old if text in wanted)
        came = new[len(kept) :]
        if kept + came != new:  # another order: all lines anew
            kept, came, wanted = (), new, set()
        going = [(*place, "") for place, text in zip(lines, old, strict=True) if text not in wanted]
        return [*going, (end, end, self._items(indent, came))]

    # -- body and comments ------------------------------------------------------------------

    def _tail_with(self, ticket: Ticket) -> str:
        """The tail with the ticket's body and comments; what is the same keeps its bytes."""
        lines = _lines(self)
        cr = self.newline.removesuffix("\n")
        raw = lines.raw
        if raw and not lines.final_newline:
            raw = [*raw[:-1], raw[-1] + cr]
        body, *rest = comments.cut(lines.read)
        kept: dict[Comment | None, list[list[str]]] = {}
        for section in rest:
            kept.setdefault(section.comment, []).append(raw[section.start - 1 : section.end])
        if ticket.body == self.ticket.body:
            out = raw[body.start : body.end]
        else:
            out = [line + cr for line in comments.lines_of(ticket.body)]
        for comment in ticket.comments:
            if kept.get(comment):
                out += kept[comment].pop(0)
            else:
                texts = ["", comments.heading(comment), *comments.lines_of(comment.text)]
                out += [line + cr for line in texts]
        text = "\n".join(out)
        if out and (lines.final_newline or out[-1] in ("", cr)):  # an empty line needs its end
            return f"{lines.closing}{text}\n"
        return lines.closing + text.removesuffix(cr)


@dataclass(frozen=True, slots=True)
class _Lines:
    """A document's tail, line by line: as written, and as read (without CR in a CRLF file)."""

    closing: str
    raw: list[str]
    read: list[str]
    final_newline: bool


def _lines(document: Document) -> _Lines:
    closing, newline, text = document.tail.partition("\n")
    if not text:
        return _Lines(closing + (newline or document.newline), [], [], final_newline=True)
    raw = text.removesuffix("\n").split("\n")
    read = raw
    if document.newline == "\r\n":
        read = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    return _Lines(closing + newline, raw, read, text.endswith("\n"))


def _changed_fields(old: Ticket, new: Ticket) -> Iterator[tuple[str, _Texts, _Texts]]:
    """Name, old and new texts of every field whose value differs; () is absent."""
    for field in FIELDS:
        if field.of(old) != field.of(new):
            yield field.name, _texts(field, old), _texts(field, new)
    if old.team_fields != new.team_fields:
        before = {f.name: f.value for f in old.team_fields}
        after = {f.name: f.value for f in new.team_fields}
        for name in {**before, **after}:
            if before.get(name, ()) != after.get(name, ()):
                yield name, before.get(name, ()), after.get(name, ())


def _texts(field: Field, ticket: Ticket) -> _Texts:
    texts = field.texts(ticket)
    return texts if field.many or not texts else texts[0]


def _is_block(node: Node, front: str) -> bool:
    """Whether it is a block scalar (``|`` or ``>``): nothing else ends behind a line end."""
    return node.end > node.start and front[node.end - 1] == "\n" and isinstance(node, Scalar)


def _apply(text: str, edits: list[_Edit]) -> str:
    """Carry out the edits, which don't overlap; at one place the first one stands first."""
    out, done = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        out += [text[done:start], new]
        done = max(done, end)
    return "".join(out) + text[done:]


def _encode(text: str) -> bytes:
    if "\0" in text:
        raise ValueError("a NUL character can't be kept in a ticket")
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise ValueError("the text isn't valid UTF-8") from None


def _reads_as(data: bytes, ticket: Ticket) -> bool:
    try:
        return load(data).ticket == ticket
    except DocumentError:
        return False


def _verify(data: bytes, ticket: Ticket) -> None:
    """What is written must read back as what was meant; the writer refuses everything else."""
    try:
        read = load(data).ticket
    except DocumentError as error:
        raise ValueError(error.reason) from None
    if read != ticket:
        wrong = [f.name for f in FIELDS if f.of(read) != f.of(ticket)] or ["its text"]
        raise ValueError(f"{wrong[0]} holds something that a ticket's file can't")


def dump(ticket: Ticket) -> bytes:
    """The bytes of a new ticket's file, in the canonical form. Raises ValueError."""
    return _EMPTY.save(ticket)


def load(data: bytes, *, complete: bool = True) -> Document:
    """Read a ticket's file. Raises DocumentError with the line and the reason.

    Without ``complete`` id and title may be missing (a template) and are then empty.
    """
    text = _decode(data)
    bom = text.startswith("\ufeff")
    text = text[bom:]
    head, front, tail = _parts(text)
    if "<<<<<<<" in text and (number := comments.conflict_marker(text.split("\n"))) is not None:
        raise DocumentError(number + 1, "an unresolved merge conflict begins here")
    try:
        entries = _entries(front)
        values = _values(entries, complete)
    except YamlError as error:
        raise DocumentError(front.count("\n", 0, error.offset) + 2, error.reason) from None
    newline = "\r\n" if head.endswith("\r\n") else "\n"
    document = Document(Ticket(**values), bom, newline, head, front, tail, entries)
    lines = _lines(document).read
    body, *rest = comments.cut(lines)
    ticket = replace(
        document.ticket,
        body=comments.text_of(lines[body.start : body.end]),
        comments=tuple(section.comment for section in rest if section.comment),
    )
    return replace(document, ticket=ticket)


def _decode(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentError(line, "this isn't UTF-8 text") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DocumentError(line, "the character U+0000 isn't allowed")
    return text


def _parts(text: str) -> tuple[str, str, str]:
    """The opening line, the lines of the fields, and everything from the closing line on."""
    inner = text.find("\n") + 1
    if not inner or text[:inner].rstrip() != "---":
        raise DocumentError(1, "the first line must be '---', then the fields")
    close = inner
    while True:
        line, _, _ = text[close : close + 200].partition("\n")
        if line.startswith("---") and line.strip() == "---":
            break
        close = text.find("\n", close) + 1
        if not close:
            raise DocumentError(1, "the fields have no end: a line '---' is missing")
        if close - inner > FRONT_MATTER_LIMIT:
            raise DocumentError(1, "the fields have over 64 kB")
    front = text[inner:close]
    if len(front.encode()) > FRONT_MATTER_LIMIT:
        raise DocumentError(1, "the fields have over 64 kB")
    return text[:inner], front, text[close:]


def _entries(front: str) -> tuple[_Entry, ...]:
    root = read_mapping(front, depth=1)
    if root.flow:
        raise YamlError("each field must stand on a line of its own, without braces", root.start)
    entries = []
    for key, node in root.entries:
        if key.start and front[key.start - 1] != "\n":
            raise YamlError("a field must begin at the start of a line", key.start)
        if not key.value:
            raise YamlError("a field must have a name", key.start)
        if isinstance(node, Mapping):
            raise YamlError("only a text or a list of texts is allowed here", node.start)
        entries.append(_Entry(key.value, key.start, key.end, node))
    return tuple(entries)


def _values(entries: tuple[_Entry, ...], complete: bool) -> dict[str, Any]:
    """The ticket's attributes, each of its field's type. Raises YamlError."""
    values: dict[str, Any] = {}
    team_fields = []
    for entry in entries:
        if field := _BY_NAME.get(entry.name):
            if (value := _field_value(field, entry.node)) is not None:
                values[entry.name] = value
        elif (texts := _team_value(entry.node)) != ():
            team_fields.append(TeamField(entry.name, texts))
    for name in ("id", "title"):
        if complete and name not in values:
            raise YamlError(f"the ticket has no {name}", 0)
        values.setdefault(name, "")
    return {**values, "team_fields": tuple(team_fields)}


def _field_value(field: Field, node: Scalar | Sequence) -> Any:
    if isinstance(node, Scalar):
        if node.absent:
            return None
        if field.many:
            raise YamlError(f"{field.name} must be a list, each item '- text'", node.start)
        return _parsed(field, node)
    if not field.many:
        raise YamlError(f"{field.name} must be one text, not a list", node.start)
    return tuple(_parsed(field, item) for item in node.items)


def _parsed(field: Field, node: Node) -> Any:
    if not isinstance(node, Scalar) or node.absent:
        raise YamlError(f"an item of {field.name} is empty", node.start)
    try:
        return field.kind.parse(node.value)
    except ValueError as error:
        value, short = node.value, f"{node.value[:60]}…"
        reason = str(error).replace(repr(value), repr(short)) if len(value) > 60 else str(error)
        raise YamlError(f"{field.name}: {reason}", node.start) from None


def _team_value(node: Scalar | Sequence) -> _Texts:
    if isinstance(node, Scalar):
        return node.value
    return tuple(item.value for item in node.items if isinstance(item, Scalar))


_EMPTY = Document(Ticket("", ""), False, "\n", "---\n", "", "---\n", ())
