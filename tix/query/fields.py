"""The names that can stand before a colon in a query, and how the values behind them are read.

Most come from the one table of fields (``tix.model.ticket.fields``); ``OTHERS`` are those that are
no field of a ticket, like ``is`` and ``text``. A new name is a new row there.
"""

from enum import Enum, auto
from functools import cache

from tix.frozen import dataclass
from tix.model.record.fields import Field
from tix.model.record.kind import RecordKind
from tix.model.ticket.fields import FIELDS, TICKET
from tix.model.ticket.link_names import SEEN_FROM_THE_OTHER_END
from tix.model.ticket.ticket import LINK_KINDS
from tix.query.predicates import Source
from tix.quick_typing import Any


class Reading(Enum):
    """How the values behind a name are read; ``tix.query.terms`` has a function for each."""

    CONTAINS = auto()
    """Words that stand somewhere in it."""
    WORD = auto()
    """The whole of it, with ``*`` for anything at its beginning or end."""
    CHOICE = auto()
    """One of the words that the desk knows."""
    ORDER = auto()
    """One of the words that the desk knows, or all up to or from one."""
    PERSON = auto()
    TIME = auto()
    """A time that is past; an age counts back from now."""
    DATE = auto()
    """A day or a time; for ``due`` an age counts ahead from now."""
    NUMBER = auto()
    LENGTH = auto()
    """A length of work, in minutes."""
    ID = auto()
    LINK = auto()
    LINK_KIND = auto()
    LINKED_FROM = auto()
    """A link of another ticket to it, by the id of that one."""
    STATE = auto()
    """A status, or ``open``, ``closed`` or ``all`` as elsewhere."""
    NO = auto()
    IS = auto()
    HAS = auto()
    SORT = auto()
    PLAN = auto()
    """The plan of the customer that the ticket names."""
    PROMISE = auto()
    """A policy of the desk: the one that holds for the ticket."""
    DUE_NEXT = auto()
    """What is due next, promised or set by hand; as a date."""


@dataclass(frozen=True, slots=True)
class QueryField:
    """A name that can stand before a colon; ``source`` is where a ticket holds its value."""

    name: str
    reading: Reading
    source: Source
    other_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All that it can be called, as people write it first."""
        return (self.name, *self.other_names)


def _built_in(field: Field) -> QueryField:
    reading = Reading[field.reading.upper()]
    other = (*field.other_names, *field.query_names)
    if field.many:  # people write label:ci, not labels:ci
        name, *rest = other or (field.name,)
        names = (field.name, *rest) if other else ()
        return QueryField(name, reading, Source(field.attribute), names)
    return QueryField(field.name, reading, Source(field.attribute), other)


OTHERS = (
    QueryField("text", Reading.CONTAINS, Source("text")),
    QueryField("body", Reading.CONTAINS, Source("body")),
    QueryField("comment", Reading.CONTAINS, Source("comments"), ("comments",)),
    QueryField("updated", Reading.TIME, Source("updated")),
    QueryField("plan", Reading.PLAN, Source("customer")),
    QueryField("promise", Reading.PROMISE, Source("promised")),
    QueryField("due-next", Reading.DUE_NEXT, Source("promised")),
    QueryField("is", Reading.IS, Source("is")),
    QueryField("has", Reading.HAS, Source("has")),
    QueryField("sort", Reading.SORT, Source("sort")),
    *(QueryField(kind, Reading.LINK_KIND, Source("links")) for kind in LINK_KINDS),
    *(QueryField(name, Reading.LINKED_FROM, Source("links")) for name in SEEN_FROM_THE_OTHER_END),
)

BUILT_IN = (*map(_built_in, FIELDS), *OTHERS)
"""What a query about tickets may name."""


COMPUTED = (Reading.PLAN, Reading.PROMISE, Reading.DUE_NEXT)
"""How names are read of what isn't in the ticket's file; a team's own field of the name goes
before."""

_OF_TICKETS = (Reading.LINK_KIND, Reading.LINKED_FROM, *COMPUTED)


@cache
def built_in_of(kind: RecordKind[Any]) -> tuple[QueryField, ...]:
    """What a query about records of a kind may name."""
    if kind is TICKET:
        return BUILT_IN
    others = (f for f in OTHERS if f.reading not in _OF_TICKETS and f.name != "updated")
    return (
        *map(_built_in, kind.fields),
        *computed_of(kind),
        *(f for f in others if kind.states or f.reading is not Reading.IS),
    )


@cache
def computed_of(kind: RecordKind[Any]) -> tuple[QueryField, ...]:
    """Numbers that are computed about records of a kind; who looks for them gives them to each
    record like fields of the team."""
    numbers = (name for name in kind.computed if name not in kind.states)
    return tuple(QueryField(name, Reading.NUMBER, Source(name, team=True)) for name in numbers)


def state_source(state: str) -> Source:
    """Where who looks for records of a state says that one is in it, under a name that no field of
    the team can have."""
    return Source(f"is {state}", team=True)


_TEAM_READINGS = {
    "text": Reading.WORD,
    "choice": Reading.CHOICE,
    "number": Reading.NUMBER,
    "date": Reading.DATE,
    "user": Reading.PERSON,
    "list": Reading.WORD,
    "url": Reading.WORD,
}


def team_field(name: str, declared_type: str = "text") -> QueryField:
    """The field that a team added, under its declared type."""
    return QueryField(name, _TEAM_READINGS[declared_type], Source(name, team=True))


def plain_name(name: str) -> str:
    """A name as names are compared: without case, ``-`` as ``_``."""
    return name.casefold().replace("-", "_")


BY_PLAIN_NAME = {plain_name(name): field for field in BUILT_IN for name in field.names}
"""Each built-in name under its ``plain_name``."""
