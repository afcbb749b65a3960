"""Tickets as rows of the index, and rows as tickets again.

A ticket without its body and comments is a *head*: most commands need no more.
"""

import os
from binascii import crc32
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from operator import attrgetter

from tix.frozen import dataclass
from tix.model.layout import ARCHIVE
from tix.model.people import Person, person_key
from tix.model.record.fields import DUE, FILE, PERSON, TIME, Field, Kind
from tix.model.record.values import Comment, TeamField
from tix.model.record.values import words_of as words_of_entries
from tix.model.text.quick_json import loads
from tix.model.ticket.fields import FIELDS, LINK, OCCURRENCE
from tix.model.ticket.paths import stem
from tix.model.ticket.ticket import Link, Ticket
from tix.model.times import Due, format_due, moment, parse_due, seconds
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.model.record.entries import EntryForm
    from tix.query.ranking import Text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

COMMENTERS = "commenters"
"""The field under which ``word`` has the authors of comments."""

_WORDED = tuple(field for field in FIELDS if field.is_worded or field.kind is LINK)
"""The fields whose texts ``word`` has."""

PEOPLE = (*(field.name for field in FIELDS if field.kind is PERSON), COMMENTERS)
"""The built-in fields of ``word`` that hold people."""

TEAM = "fields."
"""The prefix of the names of team-defined fields in ``word``."""


def stored_path(path: str) -> str | bytes:
    """A path as the index holds it: text, or bytes where it isn't UTF-8."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return path


def path_of(stored: str | bytes) -> str:
    """The path that ``stored_path`` was given."""
    return stored if isinstance(stored, str) else os.fsdecode(stored)


def words_of(ticket: Ticket) -> Iterator[tuple[str, str]]:
    """Each (field, text) of a ticket that a query or a directory of people may look for, once."""
    found: dict[tuple[str, str], None] = {}
    for field in _WORDED:
        if value := getattr(ticket, field.name):
            if field.kind.entries:
                value = words_of_entries(value)
            for text in value if field.many else (value,):
                found[field.name, str(text)] = None
        elif value == "":
            found[field.name, ""] = None
    for comment in ticket.comments:
        found[COMMENTERS, str(comment.author)] = None
    for extra in ticket.team_fields:
        for text in (extra.value,) if isinstance(extra.value, str) else extra.value:
            found[TEAM + extra.name, text] = None
    yield from found


def word_row(field: str, text: str) -> tuple[str, str, str, str]:
    """A row of ``word`` without its number and uses."""
    return field, text, text.casefold(), person_key(text)


BETWEEN_ITEMS = "\x1f"
"""Between the items of a list in a column; in front of a list that isn't written so."""


def listed(items: tuple[str, ...]) -> str | None:
    """Several texts as one column; None for none."""
    if not items:
        return None
    return (
        BETWEEN_ITEMS + _json(items)
        if any(BETWEEN_ITEMS in item for item in items)
        else BETWEEN_ITEMS.join(items)
    )


def items_of(stored: str | None) -> tuple[str, ...]:
    """The texts that ``listed`` was given."""
    if stored is None:
        return ()
    if BETWEEN_ITEMS not in stored:
        return (stored,)
    if stored.startswith(BETWEEN_ITEMS) and stored[1:2] == "[":
        return tuple(loads(stored[1:]))
    return tuple(stored.split(BETWEEN_ITEMS))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of ``ticket`` that holds a field: its declaration in SQL, and what becomes of the
    field's value (None: nothing does)."""

    name: str
    declared: str
    field: str
    stored: Callable[[Any], object] | None


def _columns(field: Field) -> Iterator[Column]:
    """The columns of a field: times and dates to compare, numbers of items, what is wanted often,
    and what isn't among the words.

    A time is in seconds since 1970. A date is as it is written, and where it is a time there is
    ``…_at`` in seconds beside it.
    """
    name = field.name
    if field.kind is TIME:
        yield Column(name, "INTEGER", name, seconds)
    elif field.kind is DUE:
        yield Column(name, "TEXT", name, lambda due: due and format_due(due))
        yield Column(f"{name}_at", "INTEGER", name, _instant)
    elif name in COUNTED:
        yield Column(name, "INTEGER NOT NULL", name, len)
    elif field.quick or not (field.is_worded or name in ("id", "title")):
        yield Column(name, "TEXT", name, _stored_texts(field) if field.many else None)


def _stored_texts(field: Field) -> Callable[[Any], object]:
    """A function from the items of a list to its column; entries are there as their lines."""
    if field.kind.entries:
        return lambda entries: listed(tuple(map(field.kind.dump, entries)))
    return listed


def _instant(due: Due | None) -> int | None:
    return seconds(due) if isinstance(due, datetime) else None


COUNTED = tuple(f.name for f in FIELDS if f.many and f.kind in (LINK, OCCURRENCE, FILE))
"""The lists of which ``ticket`` has the number of items."""

COLUMNS = tuple(column for field in FIELDS for column in _columns(field))
"""The columns of ``ticket`` that hold fields."""

_in_columns = attrgetter(*(column.field for column in COLUMNS))
_STORED_IN_COLUMNS = tuple(
    (place, column.stored) for place, column in enumerate(COLUMNS) if column.stored
)


def ticket_row(number: int, path: str, ticket: Ticket) -> tuple[object, ...]:
    """A row of ``ticket``."""
    values = [*_in_columns(ticket)]
    for place, stored in _STORED_IN_COLUMNS:
        values[place] = stored(values[place])
    return (
        number,
        stored_path(path),
        stored_path(stem(path)),
        ticket.id,
        path.startswith(f"{ARCHIVE}/"),
        ticket.title,
        *values,
        len(ticket.comments),
        bool(ticket.body),
        _dumped(ticket),
    )


TICKET_COLUMNS = 9 + len(COLUMNS)

SHAPE = crc32(repr([(f.name, f.kind.name, f.reading, f.search, f.quick) for f in FIELDS]).encode())
"""Another one where the table of fields is another one."""


def text_row(number: int, ticket: Ticket) -> tuple[int, str, str]:
    """A row of ``text``."""
    return number, ticket.body, stored_comments(ticket.comments)


def stored_comments(comments: Sequence[Comment]) -> str:
    """Comments as one column; ``comments_of`` is the inverse."""
    if not comments:
        return ""
    return _json(
        [(c.id, seconds(c.at), c.author.name, c.author.mail, c.internal, c.text) for c in comments]
    )


def _json(value: object) -> str:
    return _encoder()(value)


@cache
def _encoder() -> Callable[[object], str]:
    from json import JSONEncoder  # only what is new is written

    return JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


_HEAD = FIELDS[2:]
"""The fields that a head holds beside id and title, in the order of a ticket's attributes."""

_FORMS = {field.kind: field.kind.entries for field in FIELDS if field.kind.entries}


def _entries_stored(form: "Callable[[], EntryForm[Any]]") -> Callable[[Any], object]:
    return lambda entry: form().stored(entry)


def _entries_restored(form: "Callable[[], EntryForm[Any]]") -> Callable[[Any], Any]:
    return lambda values: form().restored(values)


_STORED: dict[Kind, Callable[[Any], object]] = {
    TIME: seconds,
    DUE: format_due,
    LINK: lambda link: (link.kind, link.id),
    **{kind: _entries_stored(form) for kind, form in _FORMS.items()},
}
"""How a head holds values that aren't texts."""

_RESTORED: dict[Kind, Callable[[Any], Any]] = {
    TIME: moment,
    DUE: parse_due,
    LINK: lambda link: Link(*link),
    **{kind: _entries_restored(form) for kind, form in _FORMS.items()},
}


_head_of = attrgetter(*(field.name for field in _HEAD), "team_fields")


def _storing(field: Field) -> Callable[[Any], object] | None:
    stored = _STORED.get(field.kind)
    return (lambda items: [*map(stored, items)]) if stored and field.many else stored


_TO_STORE = tuple((place, store) for place, field in enumerate(_HEAD) if (store := _storing(field)))


def _dumped(ticket: Ticket) -> str:
    """The fields of a head besides id and title, as JSON."""
    values = [*_head_of(ticket)]
    for place, store in _TO_STORE:
        if value := values[place]:
            values[place] = store(value)
    values[-1] = [(extra.name, extra.value) for extra in ticket.team_fields]
    return _json(values)


def _restoring(field: Field) -> Callable[[Any], Any] | None:
    """A function from a head's JSON to the field's value; None if it is the value itself."""
    restored = _RESTORED.get(field.kind)
    if field.many:
        return tuple if restored is None else lambda items: tuple(map(restored, items))
    return restored


_TO_RESTORE = tuple(
    (place, restore) for place, field in enumerate(_HEAD) if (restore := _restoring(field))
)


def head(ident: str, title: str, fields: str) -> Ticket:
    """A ticket without its body and comments."""
    return _ticket(ident, title, fields, "", ())


def whole(ident: str, title: str, fields: str, body: str, comments: str) -> Ticket:
    """A ticket."""
    return _ticket(ident, title, fields, body, comments_of(comments))


WITH_TEAM_FIELDS = "CASE WHEN substr(fields, -4) = ',[]]' THEN NULL ELSE fields END"
"""What a head holds, where it holds team-defined fields: they are the last."""


def team_fields_of(fields: str) -> list[str]:
    """The names of the team-defined fields that a head holds."""
    return [name for name, _ in loads(fields)[-1]]


def comments_of(stored: str) -> tuple[Comment, ...]:
    """The comments of a row of ``text``."""
    if not stored:
        return ()
    return tuple(
        Comment(ident, _EPOCH + timedelta(seconds=at), _person(name, mail), internal, text)
        for ident, at, name, mail, internal, text in loads(stored)
    )


def texts_of(body: str, comments: str, resolution: str | None) -> "Iterator[Text]":
    """The texts of a row of ``text`` in which a passage may be; comments are read if need be."""
    yield body, "body", None
    if comments:
        for *_, text in loads(comments):
            yield text, "comments", None
    if resolution:
        yield resolution, "resolution", None


_person = lru_cache(1000)(Person)


def _ticket(
    ident: str, title: str, fields: str, body: str, comments: tuple[Comment, ...]
) -> Ticket:
    values = loads(fields)
    for place, restore in _TO_RESTORE:
        if (value := values[place]) is not None:
            values[place] = restore(value)
    values[-1] = tuple(TeamField(n, v if isinstance(v, str) else tuple(v)) for n, v in values[-1])
    return Ticket(*[ident, title, *values, body, comments])


GLANCE = ("id", "title", "status", "type", "priority", "assignees", "opened", "due", "resolved",
          "closed")  # fmt: skip
"""The columns that a glance at a ticket takes: those that counting open tickets looks at."""

_BLANK = Ticket("", "")
_ATTRIBUTES = ("id", "title", *(field.name for field in _HEAD), "team_fields", "body", "comments")
_UNSEEN = [getattr(_BLANK, name) for name in _ATTRIBUTES]
_PLACES = tuple(_ATTRIBUTES.index(name) for name in GLANCE)
_due, _items = lru_cache(1000)(parse_due), lru_cache(1000)(items_of)


def glance(row: Sequence[Any]) -> Ticket:
    """A ticket with nothing but what the columns of ``GLANCE`` tell."""
    values = _UNSEEN[:]
    for place, value in zip(_PLACES, row, strict=True):
        values[place] = value
    for place, restored in _SEEN:
        values[place] = restored(values[place])
    return Ticket(*values)


_SEEN: tuple[tuple[int, Callable[[Any], Any]], ...] = (
    (_ATTRIBUTES.index("assignees"), _items),
    (_ATTRIBUTES.index("due"), lambda due: None if due is None else _due(due)),
    *((_ATTRIBUTES.index(name), moment) for name in ("opened", "resolved", "closed")),
)


def time_text(column: str) -> str:
    """SQL that writes a column of times as tickets do: ``2026-11-21T23:50:02Z``."""
    return f"strftime('%Y-%m-%dT%H:%M:%SZ', {column}, 'unixepoch')"
