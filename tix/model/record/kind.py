"""A kind of record: its fields, its folder, and the class of its records."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from operator import attrgetter

from tix.frozen import dataclass
from tix.model.record.fields import Field
from tix.model.record.values import Comment, TeamField
from tix.quick_typing import Any, ClassVar, Generic, Protocol, TypeVar


class Record(Protocol):
    """The parts that every record has besides the fields of its kind: a frozen dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str:
        """What it is called: in its file, or by the name of that."""

    @property
    def opened(self) -> datetime | None:
        """When it was opened, if its kind has such a time."""

    @property
    def redacted(self) -> tuple[str, ...]:
        """What texts that were taken out of it are known by."""

    @property
    def team_fields(self) -> tuple[TeamField, ...]:
        """The fields that the team added, in the order of the file."""

    def team_field(self, name: str) -> str | tuple[str, ...] | None:
        """The value of a team-defined field, or None."""

    @property
    def body(self) -> str:
        """The text."""

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The comments."""


R = TypeVar("R", bound=Record)

Texts = str | tuple[str, ...]
"""A field's value as the front matter holds it."""


@dataclass(frozen=True)
class RecordKind(Generic[R]):
    """One kind of record.

    ``name`` is what people call one of it, ``folder`` where they are filed. ``make`` takes a
    record's attributes by their names: those of ``fields``, ``team_fields``, ``body``,
    ``comments``. ``needed`` are the fields that none may be without. ``title`` is the field that
    says in a line what one is. ``command`` and ``plural`` are the names of its command and of
    several, where those aren't ``name`` and ``folder``. ``has_variants``: behind its name, and a
    dot, may stand a language. ``computed`` are keys of its JSON that no file holds; those of them
    that are ``states`` are yes or no, the others numbers; ``only_shown`` are more of them, which no
    query asks for. ``later`` are fields of which teams may have had their own before: what has
    another shape than the field, a text where it is a list or the reverse, or is a text that it
    can't hold, is the team's own still. ``known_by`` are fields by which people know one, each with
    whether a value is what somebody typed; the first decides.
    """

    name: str
    folder: str
    fields: tuple[Field, ...]
    make: Callable[..., R]
    needed: tuple[str, ...]
    title: str = "name"
    command: str = ""
    plural: str = ""
    has_variants: bool = False
    computed: tuple[str, ...] = ()
    only_shown: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    later: frozenset[str] = frozenset()
    known_by: tuple[tuple[str, Callable[[str, str], bool]], ...] = ()

    @property
    def command_name(self) -> str:
        """Behind ``tix``, what works on them."""
        return self.command or self.name

    @property
    def one(self) -> str:
        """One of it, with its article."""
        return f"{'an' if self.name[0] in 'aeiou' else 'a'} {self.name}"

    @property
    def several(self) -> str:
        """What people call more than one of it."""
        return self.plural or self.folder

    @cached_property
    def is_named_by_file(self) -> bool:
        """Whether the name of its file is a record's id; else its fields say that."""
        return "id" not in self.by_name

    @property
    def class_name(self) -> str:
        """The name of the class of its records."""
        return getattr(self.make, "__name__", "")

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Each field by its name in files."""
        return {field.name: field for field in self.fields}

    @cached_property
    def by_any_name(self) -> dict[str, Field]:
        """Each field under its name and its other names (singular and plural)."""
        return {name: field for field in self.fields for name in (field.name, *field.other_names)}

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each field in a file."""
        return {field.name: place for place, field in enumerate(self.fields)}

    @cached_property
    def reading(self) -> dict[str, tuple[bool, Callable[[Any], Any]]]:
        """For each field, whether it is a list, and the function from its texts to its value."""
        return {field.name: (field.many, _reading(field)) for field in self.fields}

    @cached_property
    def values(self) -> Callable[[R], tuple[Any, ...]]:
        """A function from a record to the values of its fields, in their order."""
        return attrgetter(*(field.attribute for field in self.fields))

    @cached_property
    def blank(self) -> R:
        """A record without any values."""
        return self.make(**dict.fromkeys(("id", *self.needed), ""))

    def told(self, records: Iterable[R], typed: str) -> tuple[str, list[R]]:
        """The first field of ``known_by`` by which a text tells any of the records, and those; ""
        where none does."""
        known = [*records] if self.known_by else []
        for field, is_same in self.known_by:
            values = attrgetter(self.by_name[field].attribute)
            if found := [r for r in known if any(is_same(t, typed) for t in _texts(values(r)))]:
                return field, found
        return "", []

    def made(
        self, values: Mapping[str, Any], name: str, body: str, comments: tuple[Comment, ...]
    ) -> R:
        """A record of its attributes, the name of its file, its text and its comments."""
        if self._held_elsewhere:
            held = {field.name: field.attribute for field in self.fields}
            values = {held.get(name, name): value for name, value in values.items()}
        if self.is_named_by_file:
            return self.make(id=name, **values, body=body, comments=comments)
        return self.make(**values, body=body, comments=comments)

    @cached_property
    def _held_elsewhere(self) -> bool:
        return any(field.held_in for field in self.fields)

    def title_of(self, record: R) -> str:
        """What a record is, in a line."""
        return str(self.by_name[self.title].of(record))


NAME = "[a-z0-9][a-z0-9-]{0,59}"
"""How a record's name looks; its file has ``.md`` behind it."""

_LANGUAGE = r"\.[a-z]{2,3}(?:-[a-z0-9]{2,8})*"


def is_name(kind: RecordKind[Any], name: str) -> bool:
    """Whether a record of that kind can be called so."""
    return re.fullmatch(f"{NAME}(?:{_LANGUAGE})?" if kind.has_variants else NAME, name) is not None


def path_of(kind: RecordKind[Any], name: str) -> str:
    """Where the record of that name is filed."""
    return f"{kind.folder}/{name}.md"


def _texts(value: Texts | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


def _reading(field: Field) -> Callable[[Any], Any]:
    """A function from a field's texts to its value; for plain texts, they are the value."""
    parse = field.kind.parse
    if parse is str:
        return _as_it_is
    return (lambda texts: tuple(map(parse, texts))) if field.many else parse


def _as_it_is(texts: Texts) -> Texts:
    return texts
