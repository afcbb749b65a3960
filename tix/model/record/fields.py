"""Fields of records: name and type, and how each is read, written, found and merged.

Each kind of record has a table of them. Document, merge, query, search, index, list, JSON, edit,
import, export, completion and check walk the table.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from tix.frozen import dataclass, replace
from tix.model.record.taken_out import parse_item
from tix.model.times import format_due, format_time, parse_due, parse_time

_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of value: how its text in the front matter is read and written.

    ``parse`` raises ValueError with a sentence for people. ``reading``, ``search`` and ``merge``
    hold for fields of this kind that don't say otherwise: see ``Field``.
    """

    name: str
    parse: Callable[[str], Any]
    dump: Callable[[Any], str]
    reading: str
    search: str | None = None
    merge: str = "text"


TEXT = Kind("text", str, str, "word", "other")
WORD = Kind("word", str, str, "choice")
PERSON = Kind("person", str, str, "person", "people")
TIME = Kind("time", parse_time, format_time, "time", merge="earlier")
DUE = Kind("date", parse_due, format_due, "date", merge="due")
FILE = Kind("file", str, str, "contains", "other")
REDACTION = Kind("redaction", parse_item, str, "word")


@dataclass(frozen=True, slots=True)
class Field:
    """One built-in field.

    ``many``: a list. ``editable``: a person may set it directly. ``other_names`` go wherever the
    name does, ``query_names`` only before the colon of a query.
    ``asked`` names the ``Reading`` of its values in a query (``tix.query.fields``), ``searched``
    the column of the full text that it belongs to (``tix.query.columns``), ``merged`` the rule for
    two values (``tix.model.merge.rules``); "" stands for what the kind says.
    ``countless``: there may be one for each ticket, so none are offered or called unknown.
    ``quick``: lists and counts want it often, so that the index has a column for it.
    """

    name: str
    kind: Kind
    help: str
    many: bool = False
    editable: bool = True
    other_names: tuple[str, ...] = ()
    query_names: tuple[str, ...] = ()
    asked: str = ""
    searched: str = ""
    merged: str = ""
    countless: bool = False
    quick: bool = False

    @property
    def reading(self) -> str:
        """How a query reads its values: a name of ``tix.query.fields.Reading`` in lower case."""
        return self.asked or self.kind.reading

    @property
    def search(self) -> str | None:
        """The column of the full text that it belongs to; None for none."""
        return self.searched or self.kind.search

    @property
    def merge(self) -> str:
        """The name of the rule that merges two values."""
        return self.merged or self.kind.merge

    @property
    def is_worded(self) -> bool:
        """Whether it holds words or people, which are matched as a whole."""
        return self.reading in ("word", "choice", "order", "person")

    @property
    def is_offered(self) -> bool:
        """Whether its words come from the desk's configuration, so a new one is likely a typo."""
        return self.is_worded and self.kind is not PERSON and not self.countless

    def of(self, record: Any) -> Any:
        """The record's value: of the kind's Python type, a tuple of it for lists, or None."""
        return getattr(record, self.name)

    def put(self, record: _R, value: Any) -> _R:
        """The record with another value of this field."""
        values: dict[str, Any] = {self.name: value}
        return replace(record, **values)  # type: ignore[type-var]  # whose field it is

    def texts(self, record: Any) -> tuple[str, ...]:
        """The value as the front matter would hold it; () where it is absent."""
        value = getattr(record, self.name)
        if value is None:
            return ()
        if self.many:
            return tuple(self.kind.dump(item) for item in value)
        return (self.kind.dump(value),)
