"""Front matter of other tools as a ticket's fields: other names, other ways to write a value."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from tix.importers.foreign_dates import due, due_or_none, one_text, when
from tix.importers.foreign_names import (
    CHILDREN,
    LINK_NAMES,
    MEANT_BY_TYPE,
    RELATIONS,
    SAY_DONE,
    STATUS_CATEGORIES,
    TARGETS,
    UPDATED,
    names_of,
    plain_name,
)
from tix.importers.front_matter import Value
from tix.importers.incoming import CHILD, person
from tix.importers.local_columns import SAYS
from tix.importers.table_dates import is_such_date
from tix.model.record.fields import ADDRESS, DUE, PERSON, REDACTION, TEXT, TIME, WORD, Kind
from tix.model.record.taken_out import parse_item
from tix.model.ticket.fields import BY_NAME, STAMP
from tix.model.times import Due
from tix.quick_typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from tix.importers.foreign_words import Word, Words

_T = TypeVar("_T")


class ForeignFields:
    """The fields of a file, and which of them have found their place in a ticket.

    ``notes`` collects what a person should know. ``found_as`` tells under which name (in the form
    of ``plain_name``) a built-in field was found. ``called`` tells what the source calls those of
    the ``values`` that have another name here.
    """

    def __init__(
        self, values: dict[str, Value], notes: list[str], called: Mapping[str, str] | None = None
    ) -> None:
        self._values = {key: value for key, value in values.items() if not says_nothing(value)}
        self._keys = {plain_name(key): key for key in reversed(self._values)}
        self._used: set[str] = set()
        self._called = called or {}
        self.notes = notes
        self.found_as: dict[str, str] = {}

    def take(self, name: str, parse: Callable[[Value], _T], *, quiet: bool = False) -> _T | None:
        """The value of a built-in field, whatever it is called here.

        What ``parse`` raises ValueError for stays with the rest, and gets a note unless ``quiet``.
        """
        for plain in names_of(name):
            key = self._keys.get(plain)
            if key is None or key in self._used:
                continue
            try:
                value = parse(self._values[key])
            except ValueError:
                if not quiet:
                    called = self._called.get(key, key)
                    self.notes.append(f"{called}: not understood as {name}, kept as a field")
                continue
            self._used.add(key)
            self.found_as[name] = plain
            return value
        return None

    def take_word(self, name: str, words: "Words") -> "tuple[str, Word] | None":
        """The word of a status, priority or type, and the desk's for it.

        Of several names the first whose word is known; if none is, the first that there is.
        """
        found: list[tuple[str, str, Word]] = []
        for plain in names_of(name):
            key = self._keys.get(plain)
            if key is not None and key not in self._used:
                with suppress(ValueError):
                    text = one_text(self._values[key])
                    found.append((key, text, words.find(name, text)))
        if not found:
            return None
        key, text, word = next((each for each in found if each[2].word), found[0])
        self._used.add(key)
        return text, word

    def take_done(self) -> bool | None:
        """Whether a yes or no says that it is done (``done: true``); None if nothing does."""
        for plain in SAY_DONE:
            key = self._keys.get(plain)
            value = self._values.get(key) if key else None
            told = SAYS.get(value.strip().casefold()) if isinstance(value, str) else None
            if key and told is not None:
                self._used.add(key)
                return told
        return None

    def category(self) -> str:
        """The sense of its status as its own tool groups them; it stays with the rest."""
        keys = filter(None, map(self._keys.get, STATUS_CATEGORIES))
        return next((value for key in keys if isinstance(value := self._values[key], str)), "")

    def take_kind(self, name: str) -> Any:
        """The value of a built-in field, read by its kind; None or () if it isn't there."""
        field = BY_NAME[name]
        read = _watchers if name == "watchers" else _READERS[field.kind, field.many]
        value = self.take(name, read)
        if name == "labels" and value:
            value = tuple(dict.fromkeys(label for text in value for label in _labels(text)))
        elif name in ("milestone", "customer") and value:
            value = _without_brackets(value)
        return () if value is None and field.many else value

    def take_links(self) -> list[tuple[str, str, str]]:
        """Key, kind of link and what it points at, for every key that means links."""
        found = []
        for plain, kind in LINK_NAMES.items():
            key = self._keys.get(plain)
            if key is None or key in self._used:
                continue
            try:
                found += [(key, *link) for link in _links(self._values[key], kind)]
            except ValueError:
                continue
            self._used.add(key)
        return found

    def children(self) -> list[str]:
        """What its parts are called; the fields stay with the rest."""
        found: list[str] = []
        for plain in CHILDREN:
            if key := self._keys.get(plain):
                with suppress(ValueError):
                    found += (target for _, target in _links(self._values[key], CHILD))
        return found

    def updated(self) -> Due | None:
        """When it was last changed; the field stays with the rest."""
        for plain in UPDATED.split():
            if key := self._keys.get(plain):
                with suppress(ValueError):
                    return when(self._values[key])
        return None

    def has(self, name: str) -> bool:
        """Whether a built-in field is there under any of its names."""
        return any(plain in self._keys for plain in names_of(name))

    def has_day(self, name: str) -> bool:
        """Whether a built-in field is there under any of its names, and says a day: not ``30%``."""
        keys = filter(None, map(self._keys.get, names_of(name)))
        return any(_is_day(self._values[key]) for key in keys)

    def rest(self) -> list[tuple[str, Value]]:
        """Keys and values that have found no place, in the file's order."""
        left = ((key, value) for key, value in self._values.items() if key not in self._used)
        return [(self._called.get(key, key), value) for key, value in left]


def texts(value: Value) -> tuple[str, ...]:
    """The texts of a list (however deep) or of a text with commas, each once.

    Raises ValueError for a mapping.
    """
    if isinstance(value, str):
        value = value.split(",")
        return tuple(dict.fromkeys(part.strip() for part in value if part.strip()))
    if isinstance(value, dict):
        raise ValueError("not texts")
    found: list[str] = []
    for item in value or ():
        found += [item] if isinstance(item, str) and item.strip() else texts(item or None)
    return tuple(dict.fromkeys(found))


def _links(value: Value, kind: str) -> Iterator[tuple[str, str]]:
    """Kind and target of each link in a value: a text, a mapping with ``type`` and target, or one
    of kinds with their targets (``{"blocks": ["T-2"]}``).

    Raises ValueError for what isn't understood.
    """
    if isinstance(value, dict) and (by_kind := _by_kind(value)):
        for inner_kind, targets in by_kind:
            yield from _links(targets, inner_kind)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for item in value:
            yield from _links(item, kind)
    elif isinstance(value, dict):
        yield _typed_link({plain_name(str(key)): value[key] for key in value}, kind)
    else:
        for target in _shown(value) or texts(value):
            if "://" in target:
                raise ValueError("an address")
            if target.casefold() not in _NO_TARGETS:
                yield kind, target


_WITH_ADDRESS = re.compile(r"(.+?) \((?:https?://[^\s()]+|[^\s()]+\.md)\)(?:, |$)")


def _shown(value: Value) -> list[str]:
    """The titles in a text that has an address or a file behind each, as Notion has relations; []
    if it has anything else."""
    text = value.strip() if isinstance(value, str) else ""
    is_all = not _WITH_ADDRESS.sub("", text)
    return [title.strip() for title in _WITH_ADDRESS.findall(text)] if is_all else []


_NO_TARGETS = ("none", "n/a", "nil", "null", "-")
"""How other tools write that there is no other ticket."""


def _by_kind(value: Mapping[str, Value]) -> list[tuple[str, Value]]:
    """The kinds of links that a mapping has as its keys, with their targets; [] if others are."""
    found = [(MEANT_BY_TYPE.get(plain_name(str(key)), ""), each) for key, each in value.items()]
    return [(kind, each) for kind, each in found if each] if all(kind for kind, _ in found) else []


def _typed_link(given: dict[str, Value], kind: str) -> tuple[str, str]:
    told = next((given[name] for name in RELATIONS if given.get(name)), "")
    word = told if isinstance(told, str) and not told.isdigit() else ""
    if word and kind != CHILD:  # of a part it is its own type
        kind = MEANT_BY_TYPE.get(plain_name(word), "")
    if waits_for := given.get("depends_on_id"):  # there, ``blocks`` is seen from the other end
        kind = "depends-on" if kind == "blocks" else kind
    targets = [waits_for] if waits_for else [given[name] for name in TARGETS if given.get(name)]
    if not kind or not targets:
        raise ValueError("another form of link")
    return kind, one_text(targets[0])


def _is_day(value: Value) -> bool:
    """Whether it is a day or a time, also where day and month aren't told apart: ``3/4/2026``."""
    return due_or_none(value) is not None or (isinstance(value, str) and is_such_date(value))


_SAY_NOTHING = ("", "--", "---", "0001-01-01T00:00:00Z", "0000-00-00", "0000-00-00 00:00:00")


def says_nothing(value: Value) -> bool:
    """Whether it says nothing; Bugzilla writes ``---`` for that, programs in Go the year 1."""
    if isinstance(value, list):
        return all(map(says_nothing, value))
    return not value or (isinstance(value, str) and value.strip() in _SAY_NOTHING)


def _without_brackets(text: str) -> str:
    """What a wiki's link is shown as: ``[[People/Ana Lima|Ana]]`` is Ana."""
    link = re.fullmatch(r"\[\[(?:[^\[\]|]*[/|])?([^\[\]|/]+)\]\]", text.strip())
    return link[1].strip() if link else text


def _labels(text: str) -> list[str]:
    """A label, or several with signs before them: ``#web #api``."""
    signed = re.fullmatch(r"#[^\s#]+(?:\s+#[^\s#]+)*", text.strip())
    return [word[1:] for word in text.split()] if signed else [_without_brackets(text)]


def _one_person(value: Value) -> str:
    if found := person(_without_brackets(one_text(value))):
        return found
    raise ValueError("nobody")


def _people(value: Value) -> tuple[str, ...]:
    named = map(_without_brackets, texts(value))
    return tuple(dict.fromkeys(filter(None, map(person, named))))


def _watchers(value: Value) -> tuple[str, ...]:
    if isinstance(value, str) and value.strip().isdigit():
        raise ValueError("how many there are")
    return _people(value)


def _entries(kind: Kind) -> Callable[[Value], Any]:
    return lambda value: tuple(map(kind.parse, texts(value)))


_READERS: dict[tuple[Kind, bool], Callable[[Value], Any]] = {
    (TEXT, False): one_text,
    (ADDRESS, False): one_text,
    (TEXT, True): texts,
    (WORD, False): one_text,
    (WORD, True): texts,
    (PERSON, False): _one_person,
    (PERSON, True): _people,
    (TIME, False): when,
    (DUE, False): due,
    (REDACTION, True): lambda value: tuple(map(parse_item, texts(value))),
    (STAMP, True): _entries(STAMP),
    **{(field.kind, True): _entries(field.kind) for field in BY_NAME.values() if field.kind.form},
}
"""How a value is read, by its field's kind, and whether the field is a list."""
