"""The text of a ticket in columns: what search, its ranking and its index look at."""

from collections.abc import Iterator, Mapping
from functools import cache

from tix.model.record.fields import Field
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import Ticket

COLUMNS = ("title", "labels", "people", "body", "comments", "resolution", "other")


def columns_of(ticket: Ticket) -> Mapping[str, tuple[str, ...]]:
    """The passages of each column, none of them empty; a phrase stands within one of them."""
    return {name: column_of(ticket, name) for name in COLUMNS}


def column_of(ticket: Ticket, name: str) -> tuple[str, ...]:
    """The passages of one column, or of a single field (``attachments``, ``occurrences``)."""
    match name:
        case "body":
            return (ticket.body,) if ticket.body else ()
        case "comments":
            return tuple(comment.text for comment in ticket.comments if comment.text)
        case "people":
            authors = (str(comment.author) for comment in ticket.comments)
            return tuple(dict.fromkeys((*_texts(ticket, name), *authors)))
        case "other":
            return (*_texts(ticket, name), *_team_texts(ticket))
    return tuple(_texts(ticket, name))


def _texts(ticket: Ticket, column: str) -> list[str]:
    """What the fields of a column hold, as written: those with one text first."""
    found: list[str] = []
    known = _FIELDS_OF if type(ticket) is Ticket else _fields_of(type(ticket).__name__)
    for field in known.get(column, ()):
        if value := field.of(ticket):
            found += map(field.kind.dump, value) if field.many else (field.kind.dump(value),)
    return [text for text in found if text]


def _team_texts(ticket: Ticket) -> Iterator[str]:
    for field in ticket.team_fields:
        texts = (field.value,) if isinstance(field.value, str) else field.value
        yield from filter(None, texts)


def _by_column(fields: tuple[Field, ...]) -> dict[str, tuple[Field, ...]]:
    found = {
        column: tuple(sorted((f for f in fields if f.search == column), key=lambda f: f.many))
        for column in COLUMNS
    }
    return {**{field.name: (field,) for field in fields}, **found}


_FIELDS_OF = _by_column(FIELDS)


@cache
def _fields_of(made: str) -> dict[str, tuple[Field, ...]]:
    """The same for the kind whose records are of a class of that name."""
    from tix.model.records.kinds import KINDS  # only searches in records ask

    return next(_by_column(kind.fields) for kind in KINDS if kind.class_name == made)
