"""What happened to tickets, as commits tell it: events and the changes that each one made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tix.model.config import Config, Group
from tix.model.fields import FIELDS
from tix.model.people import Person
from tix.model.ticket import Ticket
from tix.model.times import parse_time


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after, as texts (one for a single value, several for a list).

    ``field`` is a field's name, a team-defined field's, ``body``, or ``comment c-…``
    (with ``internal`` comments marked so that nobody shows them where they don't belong).
    """

    field: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One commit's effect on one ticket. ``at`` in UTC. No ``changes``: a file that is broken."""

    ticket: str
    at: datetime
    by: Person
    commit: str
    subject: str
    changes: tuple[Change, ...]


def changes_between(old: Ticket | None, new: Ticket | None) -> tuple[Change, ...]:
    """Every field, the body and every comment that differs; None stands for no such ticket."""
    changes = []
    for field in FIELDS:
        before = field.texts(old) if old else ()
        after = field.texts(new) if new else ()
        if before != after:
            changes.append(Change(field.name, before, after))
    changes += _keyed(_team_texts(old), _team_texts(new))
    if (old.body if old else "") != (new.body if new else ""):
        changes.append(Change("body", _text(old), _text(new)))
    changes += _keyed(_comment_texts(old), _comment_texts(new))
    return tuple(changes)


def _text(ticket: Ticket | None) -> tuple[str, ...]:
    return (ticket.body,) if ticket and ticket.body else ()


def _team_texts(ticket: Ticket | None) -> dict[str, tuple[str, ...]]:
    if ticket is None:
        return {}
    return {f.name: (f.value,) if isinstance(f.value, str) else f.value for f in ticket.team_fields}


def _comment_texts(ticket: Ticket | None) -> dict[str, tuple[str, ...]]:
    if ticket is None:
        return {}
    return {
        f"comment {c.id}{' (internal)' if c.internal else ''}": (c.text,) for c in ticket.comments
    }


def _keyed(old: dict[str, tuple[str, ...]], new: dict[str, tuple[str, ...]]) -> list[Change]:
    return [
        Change(name, old.get(name, ()), new.get(name, ()))
        for name in [*old, *(n for n in new if n not in old)]
        if old.get(name) != new.get(name)
    ]


@dataclass(frozen=True, slots=True)
class Span:
    """A ticket was in ``group`` (and ``status``) from ``start`` on, until the next span's start."""

    start: datetime
    status: str | None
    group: Group


def status_spans(ticket: Ticket, events: Sequence[Event], config: Config) -> tuple[Span, ...]:
    """When the ticket was in which group, oldest first, never two of the same status in a row.

    Each version's ``since`` tells when its status began, so an import or a hand edit that was
    committed late still counts from the day it happened. The ticket's own stamps have the last
    word; what they can't tell (times of a desk without history) starts at ``opened``.
    """
    starts: dict[datetime, str | None] = {}
    for event in sorted(events, key=lambda e: e.at):
        status = next((c for c in event.changes if c.field == "status"), None)
        if status is None or not status.new:
            continue
        since = next((c for c in event.changes if c.field == "since"), None)
        starts[_time(since) or event.at] = status.new[0]
    current = config.group_of(ticket)
    began = ticket.since
    if current is Group.DONE:
        began = ticket.resolved or ticket.closed or ticket.since
    if began and (not starts or starts[max(starts)] != ticket.status):
        starts[began] = ticket.status
    first = min([*starts, *([ticket.opened] if ticket.opened else [])], default=None)
    if first is None:
        return ()
    if ticket.opened and ticket.opened < min(starts, default=ticket.opened):
        starts[ticket.opened] = config.first_status(Group.ACTIVE)
    starts.setdefault(first, ticket.status)
    spans: list[Span] = []
    for start in sorted(starts):
        status_then = starts[start]
        if spans and spans[-1].status == status_then:
            continue
        group = current if status_then == ticket.status else config.group(status_then)
        spans.append(Span(start, status_then, group or Group.ACTIVE))
    return tuple(spans)


def _time(change: Change | None) -> datetime | None:
    if change is None or not change.new:
        return None
    try:
        return parse_time(change.new[0])
    except ValueError:
        return None
