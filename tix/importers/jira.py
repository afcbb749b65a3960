"""Issues of Jira: the answers of its API (``/rest/api/2/search``, or 3), and the CSV of its export.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tix.frozen import replace
from tix.importers import table
from tix.importers.foreign import Record, incoming
from tix.importers.foreign_words import Words
from tix.importers.incoming import Importer, Incoming, Progress, Reading
from tix.importers.jira_people import told_as_jira_does
from tix.importers.jira_text import text
from tix.importers.plain_values import (
    Said,
    comments,
    items,
    name_of,
    objects,
    plain,
    text_of,
    time_of,
)
from tix.importers.records import UNSTORABLE_NOTE, each_record, storable
from tix.importers.shapes import read_issues
from tix.importers.table_dates import DayOrder
from tix.quick_typing import Any

SOURCE = "jira:"
"""The prefix of the source of tickets from Jira."""

_CSV_NAMES = {
    "issue key": "key", "issue id": "jira_id", "issue type": "type", "fix version/s": "milestone",
    "fix versions": "milestone", "component/s": "components", "resolved": "resolved",
    "due date": "due", "parent id": "parent", "parent key": "parent", "parent": "parent",
    "custom field epic link": "epic", "outward issue link blocks": "blocks",
    "inward issue link blocks": "blocked_by", "outward issue link duplicate": "duplicates",
    "outward issue link relates": "related", "inward issue link relates": "related",
}  # fmt: skip
_LINKS = {
    ("Blocks", "outward"): "blocks", ("Blocks", "inward"): "blocked_by",
    ("Duplicate", "outward"): "duplicates", ("Relates", "outward"): "related",
    ("Relates", "inward"): "related",
}  # fmt: skip
_CATEGORIES = {"indeterminate": "in progress"}
"""The keys of what Jira means by a status, whatever a team calls it, that are no common words."""

_BUILT_IN = "[System] "
"""Stands before the names of types that Jira Service Management has by itself."""

_PLACED = ("summary", "description", "comment", "status", "issuetype", "priority", "resolution",
           "assignee", "reporter", "creator", "created", "updated", "resolutiondate", "duedate",
           "labels", "fixVersions", "parent", "issuelinks", "subtasks", "project", "attachment",
           "votes", "watches", "worklog", "progress", "aggregateprogress",
           "statuscategorychangedate", "lastViewed", "workratio", "statusCategory")  # fmt: skip


def read(
    path: Path,
    words: Words,
    progress: Progress | None = None,
    /,
    *,
    dates: DayOrder | None = None,
) -> Reading:
    """The issues in a file (``-``: standard input). Raises ImportInputError.

    ``dates`` is the order in dates like 3/4/2024 of a table, where the user told it.
    """
    if table.is_table(path):
        rows = table.read(
            path, words, progress, names=_CSV_NAMES, source=SOURCE, dates=dates,
            adapt=lambda values: _adapt(values, words),
        )  # fmt: skip
        notes = (*rows.notes, *_all_public(rows.items))
        return replace(rows, items=[*map(_with_number, told_as_jira_does(rows.items))], notes=notes)
    found = each_record(path, "issues")
    issues = (issue for value in found for issue in _each_issue(value))
    told: set[str] = set()
    make = partial(_incoming, words=words, told=told)
    reading = read_issues(path, issues, "jira", _where, make, progress)
    return replace(reading, names=frozenset(told))


IMPORTER = Importer("jira", "FILE: what Jira's search or CSV export gave", read)


def _all_public(items: list[Incoming]) -> Iterator[str]:
    """That a table says nothing of who may read a comment."""
    if any(item.ticket.comments for item in items):
        yield "Jira's CSV doesn't say which comments only some may read: all are public; JSON does"


def _adapt(values: dict[str, Any], words: Words) -> None:
    _keep_category(values, words)
    if isinstance(kind := values.get("type"), str):
        values["type"] = kind.removeprefix(_BUILT_IN)


def _keep_category(values: dict[str, Any], words: Words) -> None:
    """What Jira means by a status says more than that only where the status isn't known."""
    category = str(values.pop("status category", "")).casefold()
    status = values.get("status")
    if category and isinstance(status, str) and not words.find("status", status).word:
        values["status category"] = _CATEGORIES.get(category, category)


def _with_number(item: Incoming) -> Incoming:
    """A row that links may mean by Jira's inner number, too: a table's parents are such."""
    numbers = (field.value for field in item.ticket.team_fields if field.name == "jira_id")
    number = next((value for value in numbers if isinstance(value, str)), "")
    return replace(item, keys=(*item.keys, f"id {number}")) if number else item


def _each_issue(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for item in value:
            yield from _each_issue(item)
    elif isinstance(value, dict) and isinstance(value.get("issues"), list):
        yield from value["issues"]
    else:
        yield value


def _where(record: object, number: int) -> str:
    key = record.get("key") if isinstance(record, dict) else None
    return key if isinstance(key, str) and key else f"record {number}"


def _incoming(where: str, record: object, words: Words, told: set[str]) -> Incoming:
    """The ticket that an issue becomes. Raises ValueError with the reason if it can't.

    ``told`` gets the names of its fields.
    """
    from tix.importers.foreign_fields import ForeignFields  # imports python-frontmatter

    if not isinstance(record, dict) or not isinstance(record.get("fields"), dict):
        raise ValueError("it isn't an issue, with fields")
    notes: list[str] = []
    given = storable(record["fields"], lambda: notes.append(UNSTORABLE_NOTE), depth=200)
    told.update(given)
    title = " ".join(text_of(given.get("summary")).split())
    if not title:
        raise ValueError("it has no summary")
    key = text_of(record.get("key"))
    opened = time_of(given.get("created"))
    notes += _cut_short(given)
    values = {
        **{name: _named(value) for name, value in given.items() if name not in _PLACED},
        "status": name_of(given.get("status"), "name"),
        "status category": _category(given.get("status")),
        "type": name_of(given.get("issuetype"), "name").removeprefix(_BUILT_IN),
        "priority": name_of(given.get("priority"), "name"),
        "resolution": name_of(given.get("resolution"), "name"),
        "assignees": _person(given.get("assignee")), "requester": _person(given.get("reporter")),
        "opened_by": _person(given.get("creator") or given.get("reporter")),
        "opened": text_of(given.get("created")), "updated": text_of(given.get("updated")),
        "resolved": text_of(given.get("resolutiondate")), "due": text_of(given.get("duedate")),
        "labels": [label.replace(",", " ") for label in map(text_of, items(given.get("labels")))],
        "milestone": ", ".join(name_of(v, "name") for v in items(given.get("fixVersions"))),
        "parent": name_of(given.get("parent"), "key"), "source": SOURCE + key if key else None,
    }  # fmt: skip
    for name, target in _links(items(given.get("issuelinks"))):
        values[name] = [*values.get(name, []), target]
    values |= _beside(given)
    _keep_category(values, words)
    names = _names(given)
    body = text(given.get("description"), names)
    what = Record(where, SOURCE, title, body, comments(SOURCE + key, _said(given, names), opened))
    return incoming(what, ForeignFields(values, notes), key, words)


def _names(given: dict[str, Any]) -> dict[str, str]:
    """The names of the people of an issue, by their accounts."""
    said = _listed(given.get("comment"), "comments")
    people = [
        *map(given.get, ("assignee", "reporter", "creator")),
        *(c.get("author") for c in said),
    ]
    return {
        account: name_of(each, "displayName")
        for each in objects(people)
        for key in ("accountId", "name")
        if (account := text_of(each.get(key))) and name_of(each, "displayName")
    }


def _said(given: dict[str, Any], names: dict[str, str]) -> Iterator[Said]:
    """The comments. One that isn't for everybody there, a role's or the team's, is internal."""
    for each in _listed(given.get("comment"), "comments"):
        of_team = any(
            one.get("key") == "sd.public.comment" and _is_internal(one.get("value"))
            for one in objects(each.get("properties"))
        )
        yield Said(
            str(each.get("id") or ""), time_of(each.get("created")), _person(each.get("author")),
            text(each.get("body"), names),
            internal=each.get("jsdPublic") is False or bool(each.get("visibility")) or of_team,
        )  # fmt: skip


def _is_internal(value: object) -> bool:
    return isinstance(value, dict) and str(value.get("internal")).casefold() == "true"


def _cut_short(given: dict[str, Any]) -> Iterator[str]:
    """What is to be said of lists of which Jira's search gives no more than the first."""
    for name, inner in (("comment", "comments"), ("worklog", "worklogs")):
        told = given.get(name)
        total = told.get("total") if isinstance(told, dict) else None
        if isinstance(total, int) and total > len(_listed(told, inner)):
            yield f"not all {inner} are in the file; /rest/api/2/issue/KEY/{name} has the rest"


def _category(status: object) -> str:
    category = status.get("statusCategory") if isinstance(status, dict) else None
    return name_of(category, "key")


def _beside(given: dict[str, Any]) -> dict[str, Any]:
    """What a ticket has no place for: files, each with its address, and time that was worked."""
    files = [
        f"{text_of(each.get('filename'))} {text_of(each.get('content'))}".strip()
        for each in objects(given.get("attachment"))
    ]
    worked = [
        f"{text_of(each.get('started'))[:10]} · {_person(each.get('author'))} · "
        f"{text_of(each.get('timeSpent'))} · {' '.join(text(each.get('comment')).split())}"
        for each in _listed(given.get("worklog"), "worklogs")
    ]
    return {"jira_files": files, "jira_worklog": worked}


def _listed(value: object, inner: str) -> list[dict[str, Any]]:
    """The objects of a list, or of the one in an answer around it."""
    return objects(value.get(inner) if isinstance(value, dict) else value)


def _person(value: object) -> str:
    if isinstance(value, dict):
        name, mail = (text_of(value.get(k)) for k in ("displayName", "emailAddress"))
        return f"{name} <{mail}>" if name and mail else name or mail or text_of(value.get("name"))
    return text_of(value)


def _links(links: list[Any]) -> Iterator[tuple[str, str]]:
    for link in links:
        kind = name_of(link.get("type"), "name") if isinstance(link, dict) else ""
        for end in ("outward", "inward"):
            target = name_of(link.get(f"{end}Issue"), "key") if kind else ""
            if target:
                yield _LINKS.get((kind, end), f"{end} issue link {kind}".casefold()), target


def _named(value: Any) -> Any:
    """Objects that are there for their name or value, by that."""
    if isinstance(value, list):
        return [_named(item) for item in value]
    if isinstance(value, dict) and (name := name_of(value, "name", "value", "displayName")):
        child = name_of(value.get("child"), "value")  # of a list within a list
        return f"{name} / {child}" if child else name
    return text(value) if isinstance(value, dict) and value.get("type") == "doc" else plain(value)
