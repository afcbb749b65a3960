"""Tables of tools that are known by their columns: what these are called, and what values mean.

A tool needs an entry only where its columns or words mean something else than those of others do.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from tix.frozen import dataclass, field
from tix.importers.json_helpdesks import FRESHDESK_PRIORITIES
from tix.importers.json_tools import TODOIST_PRIORITIES
from tix.importers.records import storable
from tix.importers.table_cells import structured
from tix.importers.table_dates import DayOrder, as_iso
from tix.model.config.zones import zone_named
from tix.quick_typing import Any

Adapt = Callable[[dict[str, Any]], None]
"""What changes the values of a row, by field, as one tool means them."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool whose tables have all of ``columns``, what its ``names`` of columns mean, and what
    changes the values of a row."""

    columns: frozenset[str]
    names: Mapping[str, str] = field(default_factory=dict)
    adapt: Adapt | None = None


def tool_of(columns: Iterable[str]) -> Tool:
    """The tool whose table has such columns; one that says nothing for all others."""
    known = {" ".join(name.casefold().split()) for name in columns}
    return next((tool for tool in _TOOLS if tool.columns <= known), _ANY)


def _clickup(values: dict[str, Any]) -> None:
    """Lists in brackets, ``null`` for nothing, priorities from 1, and comments as JSON."""
    for name, value in [*values.items()]:
        if value in ("null", "[]"):
            del values[name]
        elif name in ("assignees", "tags") and isinstance(value, str):
            inner = value.removeprefix("[").removesuffix("]")
            values[name] = [part.strip() for part in inner.split(",")]
    _by_number(values, {"1": "urgent", "2": "high", "3": "normal", "4": "low"})


WHOLE_TITLE = "~title"
"""The key of a title as it stands in the table, by which the row is known again."""


def _todoist(values: dict[str, Any]) -> None:
    """Priorities from 1 to 4, which is none, people with their numbers, and labels behind a title.

    Raises ValueError for a row that is no task.
    """
    kind = str(values.pop("type", ""))
    if kind.casefold() == "section":
        raise ValueError(f"a section without tasks: {str(values.get('title', ''))[:60]}")
    if kind.casefold() != "task":
        raise ValueError(f"it is no task: {kind}")
    _by_number(values, TODOIST_PRIORITIES)
    for name in ("author", "assignees"):
        if isinstance(who := values.get(name), str):
            values[name] = _without_number(who)
    title = str(values.get("title", ""))
    values["title"], labels = _without_labels(title)
    if labels:
        values |= {"labels": labels, WHOLE_TITLE: title}


def _without_number(who: str) -> str:
    """``Ana (7)`` is Ana."""
    return re.sub(r" \(\d+\)$", "", who)


def _without_labels(title: str) -> tuple[str, list[str]]:
    """A title, and the labels behind it: ``Buy milk @shop``."""
    told = re.fullmatch(r"(.*?\S)((?:\s+@[\w-]+)+)", title, re.DOTALL)
    return (told[1], re.findall(r"@([\w-]+)", told[2])) if told else (title, [])


def _freshdesk(values: dict[str, Any]) -> None:
    _by_number(values, FRESHDESK_PRIORITIES)


def _by_number(values: dict[str, Any], words: Mapping[str, str]) -> None:
    """The priority by its number in this tool, where it is one."""
    if word := words.get(str(values.get("priority"))):
        values["priority"] = word


def _spaced(values: dict[str, Any]) -> None:
    """Labels with blanks between them."""
    values["labels"] = str(values.get("labels", "")).replace(",", " ").split()


def _pivotal(values: dict[str, Any]) -> None:
    """A story that was accepted is done."""
    if str(values.get("status")).casefold() == "accepted":
        values["status"] = "delivered"
    elif str(values.get("status")).casefold() in ("finished", "delivered"):
        values["status"] = "in review"


_RELATIONS = {
    "blocks": "blocks", "blocked by": "blocked by", "related to": "related",
    "relates to": "related", "duplicates": "duplicates", "duplicate of": "duplicates",
    "is duplicate of": "duplicates", "precedes": "blocks", "follows": "blocked by",
}  # fmt: skip


def _redmine(values: dict[str, Any]) -> None:
    """Relations to other issues from one cell: ``Blocks #13, Related to #14``."""
    rest = []
    for part in str(values.pop("related issues", "")).split(","):
        told = re.fullmatch(r"\s*(.+?)\s+#(\d+)\s*", part)
        name = _RELATIONS.get(told[1].casefold()) if told else None
        if told and name:
            values[name] = [*values.get(name, ()), told[2]]
        elif part.strip():
            rest.append(part.strip())
    if rest:
        values["related issues"] = rest


def _ticktick(values: dict[str, Any]) -> None:
    """Numbers for statuses and priorities; a task for whole days is due on a day in its zone."""
    _by_number(values, {"0": "none", "1": "low", "3": "normal", "5": "high"})
    word = {"0": "open", "1": "completed", "2": "completed", "-1": "won't do"}
    values["status"] = word.get(str(values.get("status")), values.get("status"))
    due = values.get("due date")
    if values.get("is all day") == "true" and isinstance(due, str):
        with suppress(ValueError):
            zone = zone_named(str(values.get("timezone")))
            values["due date"] = datetime.fromisoformat(due).astimezone(zone).date().isoformat()


def _kanboard(values: dict[str, Any]) -> None:
    """The larger the number, the more urgent."""
    _by_number(values, {"0": "none", "1": "low", "2": "normal", "3": "high"})


_FOSSIL = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "v": "\v", "f": "\f", "\\": "\\"}
_EPOCH_OF_JULIAN = 2440587.5


def _fossil(values: dict[str, Any]) -> None:
    """Blanks as ``fossil ticket show -q`` writes them, days since 4713 BC, and two words as a
    type of which the last one is common."""
    for name, value in [*values.items()]:
        if isinstance(value, str) and "\\" in value and not re.search(r"\s", value):
            values[name] = re.sub(r"\\([sntrvf\\])", lambda found: _FOSSIL[found[1]], value)
    for name in ("opened", "updated"):
        with suppress(KeyError, ValueError, OverflowError):
            days = float(values[name]) - _EPOCH_OF_JULIAN
            values[name] = datetime.fromtimestamp(round(days * 86400), UTC).isoformat()
    values["type"] = str(values.get("type", "")).removeprefix("Code_").removeprefix("Build_")


_FROM = {"from email": "requester email", "from": "requester"}
_ANY = Tool(frozenset())
_TOOLS = (
    Tool(
        frozenset(("card id", "card name", "list name")),  # Trello
        {"card id": "id", "card name": "title", "card description": "body", "list name": "status",
         "members": "assignees"},
    ),
    Tool(
        frozenset(("task id", "task name", "list name", "space name")),
        {"task content": "body", "parent id": "parent", "comments": "comment"}, _clickup,
    ),
    Tool(
        frozenset(("ticket id", "subject", "full name", "agent interactions")),  # Freshdesk
        {"full name": "requester", "email": "requester email", "title": "contact title",
         "company name": "customer", "last update time": "updated"}, _freshdesk,
    ),
    Tool(
        frozenset(("ticket number", "from", "help topic")),  # osTicket
        {"ticket number": "id", **_FROM, "sla due date": "sla due date"},
    ),
    Tool(
        frozenset(("ticket#", "queue", "state")),  # OTRS, Znuny
        {"ticket#": "id", **_FROM, "article tree": "body", "customer id": "customer"},
    ),
    Tool(
        frozenset(("summary", "status", "time", "changetime")),  # Trac
        {"time": "opened", "changetime": "updated", "keywords": "labels"}, _spaced,
    ),
    Tool(
        frozenset(("story", "story type", "current state")),  # Pivotal Tracker
        {"story": "title", "current state": "status"}, _pivotal,
    ),
    Tool(frozenset(("#", "tracker", "subject")), {}, _redmine),
    Tool(frozenset(("summation column", "tags")), {"tags": "labels"}, _spaced),  # Zendesk
    Tool(
        frozenset(("type", "content", "indent", "priority")),
        {"content": "title", "responsible": "assignees", "date": "due"}, _todoist,
    ),
    Tool(frozenset(("name", "person", "status")), {"person": "assignees"}),  # Monday
    Tool(
        frozenset(("folder name", "list name", "kind", "taskid")),  # TickTick
        {"list name": "list", "kind": "task kind", "taskid": "id", "parentid": "parent"}, _ticktick,
    ),
    Tool(
        frozenset(("task name", "bucket name", "progress")),  # Planner
        {"bucket name": "bucket", "progress": "status"},
    ),
    Tool(
        frozenset(("ref", "subject", "owner", "owner_full_name")),  # Taiga
        {"owner": "owner username", "owner_full_name": "author",
         "assigned_to": "assignee username", "assigned_to_full_name": "assignees"},
    ),
    Tool(
        frozenset(("swimlane", "column", "title", "creator name")),  # Kanboard
        {"creator": "creator username", "creator name": "author",
         "assignee username": "assigned username", "assignee name": "assignees"}, _kanboard,
    ),
    Tool(
        frozenset(("subject", "type", "finish date")),  # OpenProject
        {"finish date": "due", "version": "milestone"},
    ),
    Tool(
        frozenset(("tkt_uuid", "title", "status")),  # Fossil
        {"tkt_uuid": "id", "tkt_ctime": "opened", "tkt_mtime": "updated", "comment": "body"},
        _fossil,
    ),
    Tool(
        frozenset(("customer name", "customer email")),
        {"customer name": "requester", "customer email": "requester email"},
    ),
)  # fmt: skip


_Rows = list[tuple[int, tuple[str, ...]]]
"""Rows with their lines in the file."""


def told_in_one_row(columns: Sequence[str], rows: _Rows) -> tuple[tuple[str, ...], _Rows]:
    """Columns and rows, each with what other rows say of it in a tool's tables."""
    if tool_of(columns).adapt is _todoist:
        return _with_notes_told(columns, rows)
    return _with_tree_told(columns, rows)


def _with_notes_told(columns: Sequence[str], rows: _Rows) -> tuple[tuple[str, ...], _Rows]:
    """Todoist's tasks with their section, the task that they are a part of, and their comments."""
    names = [name.casefold() for name in columns]
    section, task = "", None
    above: dict[int, str] = {}
    told: list[_Told] = []
    contents = Counter(_content(names, row) for _, row in rows)
    for at, (line, row) in enumerate(rows):
        cells = dict(zip(names, row, strict=False))
        kind = cells.get("type", "").casefold()
        if kind == "section":
            section, task, above = cells.get("content", ""), None, {}
            if at + 1 == len(rows) or _kind_of(names, rows[at + 1][1]) == "section":
                told.append(_Told(line, "", "", row))
        elif kind == "note" and task:
            note = {name: cells.get(of, "") for name, of in _OF_A_NOTE.items()}
            task.notes.append(note | {"by": _without_number(note["by"])})
        else:
            depth = int(cells["indent"]) if cells.get("indent", "").isdecimal() else 1
            told.append(_Told(line, section, above.get(depth - 1, ""), row))
            content = _content(names, row)
            above[depth] = content if contents[content] == 1 else ""  # else it may be another's
            task = told[-1] if kind == "task" else None
    return ("Section", "Parent", "Comment", *columns), [
        (each.line, (each.section, each.parent, json.dumps(each.notes), *each.row)) for each in told
    ]


def _content(names: Sequence[str], row: Sequence[str]) -> str:
    return _without_labels(dict(zip(names, row, strict=False)).get("content", ""))[0]


def _kind_of(names: Sequence[str], row: Sequence[str]) -> str:
    return dict(zip(names, row, strict=False)).get("type", "").casefold()


@dataclass(frozen=True, slots=True)
class _Told:
    """A row of Todoist's, the section that it is in, the title of the task that it is a part of,
    and the comments below it."""

    line: int
    section: str
    parent: str
    row: tuple[str, ...]
    notes: list[dict[str, str]] = field(default_factory=list)


_OF_A_NOTE = {"text": "content", "by": "author", "date": "date"}


def _with_tree_told(columns: Sequence[str], rows: _Rows) -> tuple[tuple[str, ...], _Rows]:
    """Columns and rows with title and parent, where titles stand in columns by their depth, as
    in what Azure DevOps exports of a tree: ``Title 1``, ``Title 2``."""
    names = [name.casefold() for name in columns]
    levels = [at for at, name in enumerate(names) if re.fullmatch(r"title \d+", name)]
    if not levels or "title" in names or "id" not in names:
        return tuple(columns), [*rows]
    above: list[str] = []
    told = []
    for line, row in rows:
        cells = [*row, *[""] * (len(names) - len(row))]
        depth = next((d for d, at in enumerate(levels) if cells[at]), 0)
        above = [*above[:depth], cells[names.index("id")]]
        title, parent = cells[levels[depth]], above[-2] if len(above) > 1 else ""
        for at in levels:
            cells[at] = ""
        told.append((line, (*cells, title, parent)))
    return (*columns, "Title", "Parent"), told


def comments_in(cell: str) -> list[dict[str, Any]] | None:
    """The comments that a cell has as a list of objects or texts, as ClickUp and scripts write
    them, and ``told_in_one_row``; None if it has no list."""
    told = structured(cell)
    if isinstance(told, dict):
        told = [told]
    if told is None or not all(isinstance(each, dict | str) for each in told):
        return None
    found = storable(told, lambda: None)
    known = [each if isinstance(each, dict) else {"text": each} for each in found]
    return [
        each | {"date": _date_of(str(each["date"]))} if "date" in each else each for each in known
    ]


def _date_of(text: str) -> str:
    """ClickUp's ``1/6/2026, 9:00:00 AM GMT+1`` in the form of ISO 8601."""
    day, _, hours = text.partition(" GMT")
    found = as_iso(day, DayOrder.MONTH_FIRST)
    offset = re.fullmatch(r"([+-])(\d{1,2})(?::(\d\d))?", hours)
    return f"{found}{offset[1]}{offset[2]:>02}:{offset[3] or '00'}" if offset else found
