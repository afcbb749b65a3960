"""Taking back what a command did to a ticket, without what others did since."""

from typing import Any

from tix.frozen import dataclass, replace
from tix.model.changes.changes import set_team_field
from tix.model.record.values import Comment
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import Ticket

_STATUS = ("status", "since", "resolved", "closed", "resolution")
"""These belong together and are taken back together."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The ticket afterwards, and what was left because it has been changed again since."""

    ticket: Ticket
    left: tuple[str, ...]


def take_back(before: Ticket, after: Ticket, current: Ticket) -> TakenBack:
    """Undo the step from ``before`` to ``after`` in ``current``.

    1. What still is as the command left it becomes what it was before.
    2. Of lists, the items that came go and the items that went come back.
    3. Everything else has been changed since: it stays.
    """
    values: dict[str, Any] = {}
    left: list[str] = []
    _take_back_status(before, after, current, values, left)
    for name in [field.name for field in FIELDS if field.name not in _STATUS] + ["body"]:
        old, new, now = (getattr(ticket, name) for ticket in (before, after, current))
        if old == new:
            continue
        if now == new:  # 1
            values[name] = old
        elif isinstance(now, tuple):  # 2
            values[name] = _items_back(old, new, now)
        elif now != old:  # 3
            left.append(name)
    ticket = replace(current, **values, comments=_comments_back(before, after, current, left))
    return TakenBack(_team_fields_back(before, after, ticket, left), tuple(left))


def _take_back_status(
    before: Ticket, after: Ticket, current: Ticket, values: dict[str, Any], left: list[str]
) -> None:
    old, new, now = ([getattr(t, name) for name in _STATUS] for t in (before, after, current))
    if old in (new, now):
        return
    if now == new:
        values.update(zip(_STATUS, old, strict=True))
    else:
        left.append("status")


def _items_back(old: tuple[Any, ...], new: tuple[Any, ...], now: tuple[Any, ...]) -> Any:
    kept = tuple(item for item in now if item in old or item not in new)
    return (*kept, *(item for item in old if item not in new and item not in kept))


def _comments_back(
    before: Ticket, after: Ticket, current: Ticket, left: list[str]
) -> tuple[Comment, ...]:
    old = {comment.id: comment for comment in before.comments}
    new = {comment.id: comment for comment in after.comments}
    now = {comment.id: comment for comment in current.comments}
    for ident in {**old, **new}:
        if old.get(ident) == new.get(ident):
            continue
        if now.get(ident) != new.get(ident):
            left.append(ident)
        elif ident in old:
            now[ident] = old[ident]
        else:
            del now[ident]
    return tuple(sorted(now.values(), key=lambda comment: (comment.at, comment.id)))


def _team_fields_back(before: Ticket, after: Ticket, ticket: Ticket, left: list[str]) -> Ticket:
    names = {field.name: None for field in (*before.team_fields, *after.team_fields)}
    for name in names:
        old, new, now = (t.team_field(name) for t in (before, after, ticket))
        if old == new:
            continue
        if now == new:
            ticket = set_team_field(ticket, name, old)
        elif now != old:
            left.append(name)
    return ticket
