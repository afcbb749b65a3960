"""Tickets as other trackers write them: GitHub's and GitLab's JSON, and Taskwarrior's.

Each is what the importer of that name reads. What such a tracker has no place for is left out, and
said of each ticket (``Exporter.left_out``).
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid5

from tix.exporters.entry import Entry
from tix.model.people import parse_person
from tix.model.record.json import json_text
from tix.model.record.values import Comment
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_due, format_time
from tix.quick_typing import Any

_DONE = ("resolved", "closed", "done")
_TASKS = UUID("6f2f3a0e-7d7c-5c50-9a3e-2c1a4b8b7a11")
"""The namespace of the uuids of tickets that have none from Taskwarrior."""

_URGENT, _USUAL, _LITTLE = ("urgent", "high", "critical"), ("normal", "medium"), ("low", "minor")


def as_github(entries: Iterable[Entry]) -> Iterator[str]:
    """An array as ``gh issue list --json …`` prints it."""
    return _array(entries, _github)


def as_gitlab(entries: Iterable[Entry]) -> Iterator[str]:
    """An array as ``glab issue list --output json`` prints it, with notes."""
    return _array(entries, _gitlab)


def as_taskwarrior(entries: Iterable[Entry]) -> Iterator[str]:
    """An array as ``task export`` prints it, for ``task import``."""
    uuids = {entry.ticket.id: task_uuid(entry.ticket) for entry in entries}
    return _array(entries, lambda entry: _task(entry, uuids))


def _array(entries: Iterable[Entry], to_object: Callable[[Entry], dict[str, Any]]) -> Iterator[str]:
    before = "["
    for entry in entries:
        yield f"{before}\n{json_text(to_object(entry))}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _is_done(ticket: Ticket) -> bool:
    return bool(ticket.resolved or ticket.closed) or ticket.status in _DONE


def _ended(ticket: Ticket) -> datetime | None:
    return ticket.closed or ticket.resolved or (ticket.since if _is_done(ticket) else None)


def _public(ticket: Ticket) -> list[Comment]:
    return [comment for comment in ticket.comments if not comment.internal]


def _time(when: datetime | None) -> str | None:
    return format_time(when) if when else None


def _login(text: str | None) -> dict[str, str] | None:
    """A person; what the name is there isn't known, so it is what it is here."""
    if not text:
        return None
    person = parse_person(text)
    return {"login": person.name if not person.mail else str(person)}


# -- what is left out ------------------------------------------------------------------------------

TASKS = "taskwarrior:"
"""The prefix of the source of tickets from Taskwarrior."""

_BOOKKEEPING = frozenset(
    ("id", "since", "resolved", "closed", "waited", "fired", "redacted", "imported")
)
"""Fields that go with others, or that tix keeps for itself."""

_EVERYWHERE = frozenset(("title", "status", "labels", "opened"))
_ISSUES = _EVERYWHERE | {"requester", "opened_by", "assignees", "milestone"}


def left_out_by_github(ticket: Ticket) -> Iterator[str]:
    """What GitHub's issues have no place for, of this ticket."""
    yield from _fields_beside(ticket, _ISSUES, "github:")
    yield from _of_issues(ticket)
    if any(comment.internal for comment in ticket.comments):
        yield "internal comments"


def left_out_by_gitlab(ticket: Ticket) -> Iterator[str]:
    """What GitLab's issues have no place for, of this ticket."""
    yield from _fields_beside(ticket, _ISSUES | {"due"}, "gitlab:")
    yield from _of_issues(ticket)
    if isinstance(ticket.due, datetime):
        yield "the time of a due date"


def left_out_by_taskwarrior(ticket: Ticket) -> Iterator[str]:
    """What Taskwarrior's tasks have no place for, of this ticket."""
    carried = _EVERYWHERE | {"priority", "due", "milestone", "links"}
    yield from _fields_beside(ticket, carried, TASKS, teams=("project", *_own_attributes(ticket)))
    if ticket.milestone:
        yield "that the project is a milestone"
    if ticket.status not in ("open", "in-progress", "pending", "resolved"):
        yield "of the status all but whether it is done"
    if any(re.search(r"\s", label) for label in ticket.labels):
        yield "blanks in labels"
    if any(link.kind != "depends-on" for link in ticket.links):
        yield "links but for what it waits for"
    if any(comment.internal for comment in ticket.comments):
        yield "internal comments"
    if _public(ticket):
        yield "whose comments they are"
    if any("\n" in text.strip() for text in (ticket.body, *(c.text for c in _public(ticket)))):
        yield "the lines of texts"


def _fields_beside(
    ticket: Ticket, carried: Container[str], source: str, teams: Container[str] = ()
) -> Iterator[str]:
    for field in FIELDS:
        if field.name in carried or field.name in _BOOKKEEPING or not field.of(ticket):
            continue
        if field.name != "source" or not (ticket.source or "").startswith(source):
            yield field.name
    yield from (each.name for each in ticket.team_fields if each.name not in teams)


def _of_issues(ticket: Ticket) -> Iterator[str]:
    if ticket.status not in ("open", "closed"):
        yield "of the status all but whether it is done"
    if ticket.requester and ticket.opened_by and ticket.requester != ticket.opened_by:
        yield "one of requester and opened_by"


# -- GitHub ----------------------------------------------------------------------------------------


def _github(entry: Entry) -> dict[str, Any]:
    ticket = entry.ticket
    place = re.fullmatch(
        r"github:(?:(?P<host>[^/]+\.[^/]+)/)?(?P<repo>[^#]*)#(?P<n>\d+)", ticket.source or ""
    )
    url = None
    if place and place["repo"]:
        url = f"https://{place['host'] or 'github.com'}/{place['repo']}/issues/{place['n']}"
    number = {"number": int(place["n"])} if place else {"id": ticket.id}
    author = _login(ticket.requester or ticket.opened_by)
    return {
        **number,
        "title": ticket.title,
        "body": ticket.body,
        "state": "CLOSED" if _is_done(ticket) else "OPEN",
        **({"author": author} if author else {}),  # null would be a deleted user
        "assignees": [_login(who) for who in ticket.assignees],
        "labels": [{"name": label} for label in ticket.labels],
        "milestone": {"title": ticket.milestone} if ticket.milestone else None,
        "createdAt": _time(ticket.opened),
        "updatedAt": _time(entry.updated),
        "closedAt": _time(_ended(ticket)),
        "comments": [
            {"id": each.id, "author": _login(str(each.author)), "body": each.text,
             "createdAt": format_time(each.at)}
            for each in _public(ticket)
        ],
        "url": url,
    }  # fmt: skip


# -- GitLab ----------------------------------------------------------------------------------------


def _gitlab(entry: Entry) -> dict[str, Any]:
    ticket = entry.ticket
    number = re.fullmatch(r"gitlab:.*#(\d+)", ticket.source or "")
    return {
        **({} if number else {"id": ticket.id}),
        "iid": int(number[1]) if number else None,
        "title": ticket.title,
        "description": ticket.body,
        "state": "closed" if _is_done(ticket) else "opened",
        "author": _username(ticket.opened_by or ticket.requester),
        "assignees": [_username(who) for who in ticket.assignees],
        "labels": list(ticket.labels),
        "milestone": {"title": ticket.milestone} if ticket.milestone else None,
        "due_date": str(ticket.due)[:10] if ticket.due else None,
        "created_at": _time(ticket.opened),
        "updated_at": _time(entry.updated),
        "closed_at": _time(_ended(ticket)),
        "references": {"full": (ticket.source or "").removeprefix("gitlab:") if number else None},
        "notes": [
            {"id": each.id, "body": each.text, "author": _username(str(each.author)),
             "created_at": format_time(each.at), "system": False, "internal": each.internal}
            for each in ticket.comments
        ],
    }  # fmt: skip


def _username(text: str | None) -> dict[str, str] | None:
    login = _login(text)
    return {"username": login["login"]} if login else None


# -- Taskwarrior -----------------------------------------------------------------------------------


def task_uuid(ticket: Ticket) -> str:
    """The uuid that the ticket had in Taskwarrior, else one that follows from its id."""
    source = (ticket.source or "").removeprefix(TASKS)
    try:
        return str(UUID(source))
    except ValueError:
        return str(uuid5(_TASKS, ticket.id))


def _task(entry: Entry, uuids: dict[str, str]) -> dict[str, Any]:
    ticket = entry.ticket
    waits = [
        uuids[link.id] for link in ticket.links if link.kind == "depends-on" and link.id in uuids
    ]
    said = [(ticket.opened, ticket.body)] if ticket.body.strip() else []
    said += [(each.at, each.text) for each in _public(ticket)]
    values = {
        "uuid": uuids[ticket.id],
        "description": ticket.title,
        "status": _task_status(ticket),
        "entry": _task_time(ticket.opened),
        "modified": _task_time(entry.updated),
        "end": _task_time(_ended(ticket)),
        "start": _task_time(ticket.since) if ticket.status == "in-progress" else None,
        "due": _task_time(_due(ticket)),
        "priority": _task_priority(ticket.priority),
        "project": ticket.team_field("project") or ticket.milestone,
        "tags": [re.sub(r"\s+", "_", label) for label in ticket.labels],
        "depends": waits,
        "annotations": [
            {"entry": _task_time(at or ticket.opened), "description": " ".join(text.split())}
            for at, text in said
        ],
    }  # fmt: skip
    values = {key: value for key, value in values.items() if value}
    return _own_attributes(ticket) | values


_OF_SERIES = ("recur", "rtype", "mask", "imask", "parent", "project")


def _own_attributes(ticket: Ticket) -> dict[str, str]:
    """What a task had that a ticket hasn't: when it waits and is scheduled, attributes of the
    user's own. Those of a series are left out: each of it is a task of its own."""
    if not (ticket.source or "").startswith(TASKS):
        return {}
    return {
        field.name: field.value
        for field in ticket.team_fields
        if isinstance(field.value, str) and field.name not in _OF_SERIES
        and not field.name.startswith("original_")
    }  # fmt: skip


def _task_status(ticket: Ticket) -> str:
    if _is_done(ticket):
        return "completed"
    return "waiting" if ticket.status == "pending" else "pending"


def _due(ticket: Ticket) -> datetime | None:
    if ticket.due is None or isinstance(ticket.due, datetime):
        return ticket.due
    return datetime.fromisoformat(format_due(ticket.due)).replace(tzinfo=UTC)


def _task_time(when: datetime | None) -> str | None:
    return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") if when else None


def _task_priority(word: str | None) -> str | None:
    for letter, words in (("H", _URGENT), ("M", _USUAL), ("L", _LITTLE)):
        if word in words:
            return letter
    return None
