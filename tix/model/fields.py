"""The one table of fields: name, type, reading, writing, who sets it, how it is found and merged.

Document, merge, query, search, index, list, JSON, edit, import, export, completion and check walk
this table. A new field is a new row here and, at the same place, an attribute in ``Ticket``.
"""

from collections.abc import Callable
from typing import Any

from tix.model.ids import is_id
from tix.model.taken_out import parse_item
from tix.model.ticket import LINK_KINDS, Link, Ticket, parse_occurrence
from tix.model.times import format_due, format_time, parse_due, parse_time
from tix.values import dataclass, replace


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


def _parse_id(text: str) -> str:
    if not is_id(text):
        raise ValueError(f"{text!r} is not an id: six of 0-9 a-z (no i, l, o, u), first a letter")
    return text


def _parse_title(text: str) -> str:
    if not text.strip():
        raise ValueError("the title is empty")
    return text


def _parse_link(text: str) -> Link:
    kind, _, target = text.partition(" ")
    if kind not in LINK_KINDS or not is_id(target):
        raise ValueError(f"{text!r} is not a link like 'blocks k7f3qz' ({', '.join(LINK_KINDS)})")
    return Link(kind, target)


TEXT = Kind("text", str, str, "word", "other")
WORD = Kind("word", str, str, "choice")
PERSON = Kind("person", str, str, "person", "people")
TIME = Kind("time", parse_time, format_time, "time", merge="earlier")
DUE = Kind("date", parse_due, format_due, "date", merge="due")
ID = Kind("id", _parse_id, str, "id")
TITLE = Kind("text", _parse_title, str, "contains", "title")
LINK = Kind("link", _parse_link, str, "link")
OCCURRENCE = Kind("occurrence", parse_occurrence, str, "contains")
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
        """The name of the rule by which one of two values stays."""
        return self.merged or self.kind.merge

    @property
    def is_worded(self) -> bool:
        """Whether it holds words, or people, that are looked for as a whole."""
        return self.reading in ("word", "choice", "order", "person")

    @property
    def is_offered(self) -> bool:
        """Whether its words are those of the desk: few, worth offering, and a new one a typo."""
        return self.is_worded and self.kind is not PERSON and not self.countless

    def of(self, ticket: Ticket) -> Any:
        """The ticket's value: of the kind's Python type, a tuple of it for lists, or None."""
        return getattr(ticket, self.name)

    def put(self, ticket: Ticket, value: Any) -> Ticket:
        """The ticket with another value of this field."""
        values: dict[str, Any] = {self.name: value}
        return replace(ticket, **values)

    def texts(self, ticket: Ticket) -> tuple[str, ...]:
        """The value as the front matter would hold it; () where it is absent."""
        value = getattr(ticket, self.name)
        if value is None:
            return ()
        if self.many:
            return tuple(self.kind.dump(item) for item in value)
        return (self.kind.dump(value),)


FIELDS: tuple[Field, ...] = (
    Field("id", ID, "what the ticket is called", editable=False),
    Field("title", TITLE, "what it is about, in one line"),
    Field("status", WORD, "where it stands", quick=True),
    Field("since", TIME, "when the status last changed", editable=False, merged="later"),
    Field("type", WORD, "what sort of request it is", merged="type", quick=True),
    Field("priority", WORD, "how urgent it is", asked="order", merged="urgency", quick=True),
    Field("requester", PERSON, "who asked"),
    Field("customer", TEXT, "the organisation that the requester belongs to"),
    Field("assignees", PERSON, "who works on it", many=True, other_names=("assignee",), quick=True),
    Field("watchers", PERSON, "who is told", many=True, other_names=("watcher",)),
    Field(
        "labels",
        WORD,
        "words to find it by",
        many=True,
        other_names=("label",),
        asked="word",
        searched="labels",
        quick=True,
    ),
    Field("milestone", TEXT, "what it is planned for"),
    Field("due", DUE, "a day, or a time, by which it should be done"),
    Field("opened", TIME, "when it was opened", editable=False),
    Field("opened_by", PERSON, "who opened it", editable=False, query_names=("by",)),
    Field("resolved", TIME, "when it was resolved", editable=False),
    Field("closed", TIME, "when it was closed", editable=False),
    Field(
        "resolution",
        TEXT,
        "how it was resolved",
        asked="contains",
        searched="resolution",
        quick=True,
    ),
    Field("key", TEXT, "what a script knows the problem by", other_names=("keys",), countless=True),
    Field(
        "occurrences",
        OCCURRENCE,
        "when and where the problem with this key was seen",
        many=True,
        editable=False,
        other_names=("occurrence",),
    ),
    Field("links", LINK, "tickets that it points at", many=True, other_names=("link",)),
    Field(
        "attachments",
        FILE,
        "files kept with it",
        many=True,
        editable=False,
        other_names=("attachment",),
    ),
    Field("source", TEXT, "the identifier it had elsewhere", countless=True),
    Field(
        "redacted",
        REDACTION,
        "what texts that were taken out are known by",
        many=True,
        editable=False,
        other_names=("redaction",),
        countless=True,
    ),
)

BY_NAME: dict[str, Field] = {
    name: field for field in FIELDS for name in (field.name, *field.other_names)
}
"""Each field under its name and its other names (singular and plural)."""
