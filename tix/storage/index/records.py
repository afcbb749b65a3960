"""Tickets as rows of the index, and rows as tickets again.

A ticket without its body and comments is a *head*: most commands need no more.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from tix.model.people import Person, person_key
from tix.model.ticket import Comment, Link, Occurrence, TeamField, Ticket
from tix.model.times import Due, format_due, moment, parse_due, seconds

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)

WORDS_OF_ONE = ("status", "type", "priority", "requester", "customer", "milestone", "opened_by",
                "key", "source")  # fmt: skip
WORDS_OF_MANY = ("assignees", "watchers", "labels")
LINKS = "links"
COMMENTERS = "commenters"
"""The field under which ``word`` has the authors of comments."""

PEOPLE = ("requester", "opened_by", *WORDS_OF_MANY[:2], COMMENTERS)
"""The built-in fields of ``word`` that hold people."""

TEAM = "fields."
"""What stands before the name of a team-defined field in ``word``."""


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
    for name in WORDS_OF_ONE:
        if (text := getattr(ticket, name)) is not None:
            found[name, text] = None
    for name in WORDS_OF_MANY:
        for text in getattr(ticket, name):
            found[name, text] = None
    for link in ticket.links:
        found[LINKS, str(link)] = None
    for comment in ticket.comments:
        found[COMMENTERS, str(comment.author)] = None
    for extra in ticket.team_fields:
        for text in (extra.value,) if isinstance(extra.value, str) else extra.value:
            found[TEAM + extra.name, text] = None
    yield from found


def word_row(field: str, text: str) -> tuple[str, str, str, str]:
    """A row of ``word`` without its number and uses."""
    return field, text, text.casefold(), person_key(text)


def ticket_row(number: int, path: str, ticket: Ticket) -> tuple[object, ...]:
    """A row of ``ticket``."""
    due = ticket.due
    return (
        number,
        stored_path(path),
        stored_path(stem(path)),
        ticket.id,
        path.startswith("archive/"),
        ticket.title,
        ticket.status,
        ticket.type,
        ticket.priority,
        listed(ticket.assignees),
        listed(ticket.labels),
        None if due is None else format_due(due),
        seconds(due) if isinstance(due, datetime) else None,
        seconds(ticket.since),
        seconds(ticket.opened),
        seconds(ticket.resolved),
        seconds(ticket.closed),
        len(ticket.comments),
        len(ticket.attachments),
        len(ticket.occurrences),
        len(ticket.links),
        bool(ticket.body),
        ticket.resolution,
        _dumped(ticket),
    )


TICKET_COLUMNS = 24


_UNIT = "\x1f"
"""Between the items of a list in a column; in front of a list that isn't written so."""


def listed(items: tuple[str, ...]) -> str | None:
    """Several texts as one column; None for none."""
    if not items:
        return None
    return _UNIT + _json(items) if any(_UNIT in item for item in items) else _UNIT.join(items)


def items_of(stored: str | None) -> tuple[str, ...]:
    """The texts that ``listed`` was given."""
    if stored is None:
        return ()
    if _UNIT not in stored:
        return (stored,)
    if stored.startswith(_UNIT) and stored[1:2] == "[":
        return tuple(json.loads(stored[1:]))
    return tuple(stored.split(_UNIT))


def stem(path: str) -> str:
    """The name of a ticket's file without ``.md``: its id, as long as nobody renamed it."""
    return path.rpartition("/")[2].removesuffix(".md")


def text_row(number: int, ticket: Ticket) -> tuple[int, str, str]:
    """A row of ``text``."""
    comments = [
        (c.id, seconds(c.at), c.author.name, c.author.mail, c.internal, c.text)
        for c in ticket.comments
    ]
    return number, ticket.body, _json(comments) if comments else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _dumped(ticket: Ticket) -> str:
    """What a head holds beside id and title."""
    return _json(
        [
            ticket.status,
            seconds(ticket.since),
            ticket.type,
            ticket.priority,
            ticket.requester,
            ticket.customer,
            ticket.assignees,
            ticket.watchers,
            ticket.labels,
            ticket.milestone,
            None if ticket.due is None else format_due(ticket.due),
            seconds(ticket.opened),
            ticket.opened_by,
            seconds(ticket.resolved),
            seconds(ticket.closed),
            ticket.resolution,
            ticket.key,
            [(seconds(o.at), o.where, o.commit) for o in ticket.occurrences],
            [(link.kind, link.id) for link in ticket.links],
            ticket.attachments,
            ticket.source,
            [(extra.name, extra.value) for extra in ticket.team_fields],
        ]
    )


def head(ident: str, title: str, fields: str) -> Ticket:
    """A ticket without its body and comments."""
    return _ticket(ident, title, fields, "", ())


def whole(ident: str, title: str, fields: str, body: str, comments: str) -> Ticket:
    """A ticket."""
    return _ticket(ident, title, fields, body, comments_of(comments))


def comments_of(stored: str) -> tuple[Comment, ...]:
    """The comments of a row of ``text``."""
    if not stored:
        return ()
    return tuple(
        Comment(ident, _EPOCH + timedelta(seconds=at), _person(name, mail), internal, text)
        for ident, at, name, mail, internal, text in json.loads(stored)
    )


_person = lru_cache(1000)(Person)


def _ticket(
    ident: str, title: str, fields: str, body: str, comments: tuple[Comment, ...]
) -> Ticket:
    (
        status, since, type_, priority, requester, customer, assignees, watchers, labels,
        milestone, due, opened, opened_by, resolved, closed, resolution, key, occurrences, links,
        attachments, source, team_fields,
    ) = json.loads(fields)  # fmt: skip
    return Ticket(
        ident,
        title,
        status,
        moment(since),
        type_,
        priority,
        requester,
        customer,
        tuple(assignees),
        tuple(watchers),
        tuple(labels),
        milestone,
        None if due is None else _due(due),
        moment(opened),
        opened_by,
        moment(resolved),
        moment(closed),
        resolution,
        key,
        tuple(Occurrence(_EPOCH + timedelta(seconds=at), *rest) for at, *rest in occurrences),
        tuple(Link(kind, target) for kind, target in links),
        tuple(attachments),
        source,
        tuple(TeamField(n, v if isinstance(v, str) else tuple(v)) for n, v in team_fields),
        body,
        comments,
    )


def _due(text: str) -> Due:
    return parse_due(text)


def time_text(column: str) -> str:
    """SQL that writes a column of times as tickets do: ``2026-11-21T23:50:02Z``."""
    return f"strftime('%Y-%m-%dT%H:%M:%SZ', {column}, 'unixepoch')"
