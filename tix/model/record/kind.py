"""A kind of record: its fields, its folder, and the class of its records."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from tix.frozen import dataclass
from tix.model.record.fields import Field
from tix.model.record.values import Comment, TeamField


class Record(Protocol):
    """The parts that every record has besides the fields of its kind."""

    @property
    def team_fields(self) -> tuple[TeamField, ...]:
        """The fields that the team added, in the order of the file."""

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
    ``comments``. ``needed`` are the fields that none may be without.
    """

    name: str
    folder: str
    fields: tuple[Field, ...]
    make: Callable[..., R]
    needed: tuple[str, ...]

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
    def blank(self) -> R:
        """A record without any values."""
        return self.make(**dict.fromkeys(self.needed, ""))


def _reading(field: Field) -> Callable[[Any], Any]:
    """A function from a field's texts to its value; for plain texts, they are the value."""
    parse = field.kind.parse
    if parse is str:
        return _as_it_is
    return (lambda texts: tuple(map(parse, texts))) if field.many else parse


def _as_it_is(texts: Texts) -> Texts:
    return texts
