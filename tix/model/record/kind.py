"""A kind of record: its fields, where its files lie, and what makes one of what a file says."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from tix.frozen import dataclass
from tix.model.record.fields import Field
from tix.model.record.values import Comment, TeamField


class Record(Protocol):
    """What every record has beside the fields of its kind."""

    @property
    def team_fields(self) -> tuple[TeamField, ...]:
        """The fields that the team added, in the order of the file."""

    @property
    def body(self) -> str:
        """The text."""

    @property
    def comments(self) -> tuple[Comment, ...]:
        """What was said about it."""


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
        """Each field under the name that files have for it."""
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
        """Of each field whether it is a list, and what makes its value of its texts."""
        return {field.name: (field.many, _reading(field)) for field in self.fields}

    @cached_property
    def blank(self) -> R:
        """One of which nothing is known."""
        return self.make(**dict.fromkeys(self.needed, ""))


def _reading(field: Field) -> Callable[[Any], Any]:
    """What makes the field's value of its texts; these are values themselves where they can be."""
    parse = field.kind.parse
    if parse is str:
        return _as_it_is
    return (lambda texts: tuple(map(parse, texts))) if field.many else parse


def _as_it_is(texts: Texts) -> Texts:
    return texts
