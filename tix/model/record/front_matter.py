"""A record's front matter: read strictly, and written by changing only the lines that must change.

``docs/file-format.md`` is the format's description. Everything that can't be taken raises
YamlError with its place in the text.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from tix.frozen import dataclass
from tix.model.record.fields import Field
from tix.model.record.kind import Record, RecordKind, Texts
from tix.model.record.values import TeamField
from tix.model.text.scalars import dump_scalar
from tix.model.text.yaml_nodes import Mapping, Node, Scalar, Sequence, YamlError
from tix.model.text.yaml_plain import read_mapping, read_texts
from tix.quick_typing import Any

_Edit = tuple[int, int, str]
"""Replace the characters ``[start, end)`` of the front matter by a text."""

_DASH = r"(?m)^ *-"

FRONT_MATTER_LIMIT = 64 * 1024
"""The most bytes that the front matter may have."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One field: its name, where its name begins and ends in the front matter, and its value."""

    name: str
    start: int
    key_end: int
    node: Scalar | Sequence


@dataclass(frozen=True)
class FrontMatter:
    """The lines of the fields of a kind of record, and where each field stands in them."""

    kind: RecordKind[Any]
    text: str
    newline: str

    @cached_property
    def entries(self) -> tuple[_Entry, ...]:
        """The fields, each with its place. Raises YamlError."""
        return _entries(self.text)

    @cached_property
    def texts(self) -> dict[str, Texts] | None:
        """The fields' texts where all lines are plain; None where that isn't sure."""
        return read_texts(self.text)

    def place_of(self, name: str, item: int | None = None) -> int | None:
        """The start of a field, or of an item (from 0) of its list; None if it is absent."""
        for entry in self.entries:
            if entry.name == name:
                node = entry.node
                if item is not None and isinstance(node, Sequence):
                    return node.items[item].start
                return entry.start
        return None

    def values(self, *, complete: bool) -> dict[str, Any]:
        """The record's attributes, each of its field's type.

        Without ``complete`` what is needed may be missing and is then empty. Raises YamlError.
        """
        return _quick_values(self.kind, self.texts) or _values(self.kind, self.entries, complete)

    def with_fields(self, old: Record, new: Record) -> tuple[str, bool]:
        """The text with the new record's fields where the old one's differ; whether it is sure that
        it reads as these."""
        changed = list(_changed_fields(self.kind, old, new))
        plain = self.texts
        quick = None if plain is None else self._quick_edits(changed)
        if plain is None or quick is None:
            return _apply(self.text, self._field_edits(changed)), False
        text = _apply(self.text, quick)
        names = frozenset(name for name, _, _ in changed)
        return text, old.team_fields == new.team_fields and self._reads_so(text, plain, names, new)

    def _reads_so(
        self, text: str, before: dict[str, Texts], changed: frozenset[str], record: Record
    ) -> bool:
        """Whether plain lines read as the record: those that were there ``before`` as they did, and
        those of the fields that changed as these. False wherever that isn't sure."""
        now, kind = read_texts(text), self.kind
        if now is None or len(text) > FRONT_MATTER_LIMIT // 4:
            return False
        if any(name not in now for name in kind.needed) or any(
            field.name in kind.by_name for field in record.team_fields
        ):
            return False
        rest = {name: value for name, value in now.items() if name not in changed}
        return rest == {
            name: value for name, value in before.items() if name not in changed
        } and all(self._reads_as(kind.by_name[name], now.get(name), record) for name in changed)

    def _reads_as(self, field: Field, texts: Texts | None, record: Record) -> bool:
        """Whether a field's texts (None: it isn't there) are what the record has."""
        value = field.of(record)
        if texts is None:
            return bool(value == field.of(self.kind.blank))
        is_list, read = self.kind.reading[field.name]
        try:
            return is_list is isinstance(texts, tuple) and bool(read(texts) == value)
        except ValueError:
            return False

    def _field_edits(self, changed: Iterable[tuple[str, Texts, Texts]]) -> list[_Edit]:
        edits: list[_Edit] = []
        entries = {entry.name: entry for entry in self.entries}
        for name, old, new in changed:
            entry = entries.get(name)
            if entry is None:
                place = self._place_for(name, ((e.name, self._end(e)) for e in self.entries))
                edits.append((place, place, self._written(name, new)))
            elif not new and isinstance(new, tuple):
                edits += self._removal(entry)
            else:
                edits += self._replacement(entry, old, new)
        return edits

    def _quick_edits(self, changed: Iterable[tuple[str, Texts, Texts]]) -> list[_Edit] | None:
        """The same where all lines are plain, without a node for each; None where items of a list
        go or change."""
        edits: list[_Edit] = []
        places = _places_in(self.text)
        for name, old, new in changed:
            start, end = places.get(name, (0, 0))
            if not end:
                place = self._place_for(name, ((each, e) for each, (_, e) in places.items()))
                edits.append((place, place, self._written(name, new)))
            elif not new and isinstance(new, tuple):
                edits.append((start, end, ""))
            elif isinstance(old, str) and isinstance(new, str):
                edits.append((start + len(f"{name}: "), end - 1, dump_scalar(new)))
            elif isinstance(old, tuple) and isinstance(new, tuple) and new[: len(old)] == old:
                edits.append((end, end, self._items("", new[len(old) :])))
            else:
                return None
        return edits

    def _place_for(self, name: str, ends: Iterable[tuple[str, int]]) -> int:
        """The place for a new field: after the last of the fields that precede it in the table.

        ``ends``: where each field that is there ends.
        """
        places = self.kind.order
        order = places.get(name, len(places))
        before = (end for each, end in ends if places.get(each, len(places)) <= order)
        return max(before, default=0)

    def _written(self, name: str, value: Texts) -> str:
        """A field in full, in the canonical form."""
        if isinstance(value, str):
            return f"{dump_scalar(name)}: {dump_scalar(value)}{self.newline}"
        return f"{dump_scalar(name)}:{self.newline}" + self._items("", value)

    def _items(self, indent: str, texts: Iterable[str]) -> str:
        return "".join(f"{indent}- {dump_scalar(text)}{self.newline}" for text in texts)

    def _end(self, entry: _Entry) -> int:
        """The end of the entry's last line (comment lines that follow aren't part of it)."""
        node = entry.node
        if isinstance(node, Scalar) or node.flow:
            return self._line_end(node)
        return self._line_end(node.items[-1])

    def _line_behind(self, place: int) -> int:
        return self.text.index("\n", place) + 1

    def _line_end(self, node: Node) -> int:
        """Behind a value's last line. To libyaml a block scalar ends below the blank lines that
        follow it; they are its own only where its header has a ``+``."""
        if not _is_block(node, self.text):
            return self._line_behind(node.end)
        written = self.text[node.start : node.end]
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
        start = self.text.rfind("\n", 0, node.start) + 1
        for item in node.items:
            if found and (dash := re.compile(_DASH).search(self.text, found[-1][1], item.end)):
                start = dash.start()
            found.append((start, self._line_end(item)))
        return found

    def _replacement(self, entry: _Entry, old: Texts, new: Texts) -> list[_Edit]:
        node = entry.node
        if isinstance(node, Sequence) and isinstance(new, tuple) and isinstance(old, tuple):
            if not node.flow:
                return self._list_edits(node, old, new)
            items = ", ".join(dump_scalar(text, flow=True) for text in new)
            return [(node.start, node.end, f"[{items}]")]
        if isinstance(node, Scalar) and isinstance(new, str):
            return [self._scalar_edit(entry, node, new)]
        if isinstance(new, tuple) and isinstance(node, Scalar) and node.absent:  # a comment stays
            colon = self.text.index(":", entry.key_end) + 1
            end = colon if node.start == node.end else node.end
            place = self._line_behind(end)
            return [(colon, end, ""), (place, place, self._items("", new))]
        return [*self._removal(entry), (entry.start, entry.start, self._written(entry.name, new))]

    def _scalar_edit(self, entry: _Entry, node: Scalar, new: str) -> _Edit:
        if node.start == node.end:  # nothing written yet: behind the colon
            colon = self.text.index(":", entry.key_end) + 1
            return (colon, colon, f" {dump_scalar(new)}")
        if _is_block(node, self.text):
            return (node.start, self._line_end(node), dump_scalar(new) + self.newline)
        return (node.start, node.end, dump_scalar(new))

    def _list_edits(
        self, node: Sequence, old: tuple[str, ...], new: tuple[str, ...]
    ) -> list[_Edit]:
        """Edits that delete the lines of removed items, and append lines for added ones."""
        lines = self._item_lines(node)
        start, end = lines[0][0], lines[-1][1]
        indent = self.text[start : self.text.find("-", start)]
        wanted = set(new)
        kept = tuple(text for text in old if text in wanted)
        came = new[len(kept) :]
        if kept + came != new:  # another order: all lines anew
            kept, came, wanted = (), new, set()
        going = [(*place, "") for place, text in zip(lines, old, strict=True) if text not in wanted]
        return [*going, (end, end, self._items(indent, came))]


def _places_in(plain: str) -> dict[str, tuple[int, int]]:
    """From where to where the lines of each field go, in plain ones."""
    places: dict[str, tuple[int, int]] = {}
    name, start, place = "", 0, 0
    for line in plain.splitlines(keepends=True):
        if line[:2] != "- ":
            name, start = line[: line.index(":")], place
        place += len(line)
        places[name] = start, place
    return places


def _changed_fields(
    kind: RecordKind[Any], old: Record, new: Record
) -> Iterator[tuple[str, Texts, Texts]]:
    """Name, old and new texts of every field whose value differs; () is absent."""
    for field, before, after in zip(kind.fields, kind.values(old), kind.values(new), strict=True):
        if before is not after and before != after:
            yield field.name, _texts(field, old), _texts(field, new)
    if old.team_fields != new.team_fields:
        was = {f.name: f.value for f in old.team_fields}
        will_be = {f.name: f.value for f in new.team_fields}
        for name in {**was, **will_be}:
            if was.get(name, ()) != will_be.get(name, ()):
                yield name, was.get(name, ()), will_be.get(name, ())


def _texts(field: Field, record: Record) -> Texts:
    texts = field.texts(record)
    return texts if field.many or not texts else texts[0]


def _is_block(node: Node, front: str) -> bool:
    """Whether it is a block scalar (``|`` or ``>``): nothing else ends behind a line end."""
    return node.end > node.start and front[node.end - 1] == "\n" and isinstance(node, Scalar)


def _apply(text: str, edits: list[_Edit]) -> str:
    """Apply non-overlapping edits; those at the same place keep their order."""
    out, done = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        out += [text[done:start], new]
        done = max(done, end)
    return "".join(out) + text[done:]


def _entries(front: str) -> tuple[_Entry, ...]:
    if not front:  # a new record's
        return ()
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


def _quick_values(kind: RecordKind[Any], texts: dict[str, Texts] | None) -> dict[str, Any] | None:
    """As ``FrontMatter.values`` for the texts of plain lines; None if the full reader is needed."""
    if texts is None or not all(name in texts for name in kind.needed):
        return None
    values: dict[str, Any] = {}
    team_fields = []
    reading = kind.reading
    try:
        for name, value in texts.items():
            if (how := reading.get(name)) is None:
                team_fields.append(TeamField(name, value))
            elif how[0] is isinstance(value, tuple):
                values[name] = how[1](value)
            else:
                return None
    except ValueError:
        return None
    values["team_fields"] = tuple(team_fields)
    return values


def _values(kind: RecordKind[Any], entries: tuple[_Entry, ...], complete: bool) -> dict[str, Any]:
    """The record's attributes, each of its field's type. Raises YamlError."""
    values: dict[str, Any] = {}
    team_fields = []
    for entry in entries:
        field = kind.by_name.get(entry.name)
        if field and not (entry.name in kind.later and _is_of_the_team(field, entry.node)):
            if (value := _field_value(field, entry.node)) is not None:
                values[entry.name] = value
        elif (texts := _team_value(entry.node)) != ():
            team_fields.append(TeamField(entry.name, texts))
    for name in kind.needed:
        if complete and name not in values:
            raise YamlError(f"the {kind.name} has no {name}", 0)
        values.setdefault(name, "")
    return {**values, "team_fields": tuple(team_fields)}


def _is_of_the_team(field: Field, node: Scalar | Sequence) -> bool:
    """Whether a text stands where the field is a list, or the reverse, or a text that it can't
    hold."""
    if not isinstance(node, Scalar):
        return not field.many
    return not node.absent and (field.many or not field.holds(node.value))


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


def _team_value(node: Scalar | Sequence) -> Texts:
    if isinstance(node, Scalar):
        return node.value
    return tuple(item.value for item in node.items if isinstance(item, Scalar))
