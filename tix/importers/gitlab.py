"""Issues of GitLab: what ``glab issue list --output json`` or the API prints, with notes if asked
for, the lines of a project's export (``issues.ndjson``), and the CSV that GitLab mails.

https://docs.gitlab.com/api/issues/
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from tix.frozen import replace
from tix.importers import table
from tix.importers.answers import each_inside
from tix.importers.foreign import Record, incoming
from tix.importers.foreign_words import Words
from tix.importers.incoming import Importer, Incoming, Progress, Reading
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
from tix.model.config.config import Group
from tix.quick_typing import Any

SOURCE = "gitlab:"
"""The prefix of the source of tickets from GitLab."""

_ADDRESS = re.compile(
    r"https?://(?P<host>[^/\s]+)/(?P<project>[^\s]+?)/-/(?:issues|work_items)/(?P<number>\d+)"
)

_PLACED = ("iid", "id", "title", "description", "author", "assignees", "assignee", "labels",
           "label_links", "milestone", "notes", "issue_assignees", "references", "_links",
           "project_id", "task_completion_status", "time_stats", "links", "web_url",
           "closed_by", "user_notes_count", "merge_requests_count",
           "has_tasks", "severity", "issue_type", "state", "created_at", "updated_at", "closed_at",
           "due_date", "type", "confidential", "discussion_locked", "epic", "epic_iid",
           "blocking_issues_count")  # fmt: skip
_CSV_NAMES = {
    "issue id": "id", "url": "web_url", "created at utc": "opened", "updated at utc": "updated",
    "closed at utc": "closed", "due date": "due", "author username": "author_name",
    "assignee username": "assignee_name", "time estimate": "time_estimate",
    "time spent": "time_spent", "epic title": "gitlab_epic",
}  # fmt: skip


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
        adapt = partial(_adapt, words=words)
        return table.read(
            path, words, progress, names=_CSV_NAMES, source=SOURCE, dates=dates, adapt=adapt
        )
    found = (issue for value in each_record(path) for issue in _each_issue(value))
    requests: list[object] = []
    issues = (each for each in found if not _is_merge_request(each, requests))
    make = partial(_incoming, words=words)
    reading = read_issues(path, issues, "gitlab", _where, make, progress)
    if not requests:
        return reading
    told = f"left out: {len(requests):,} merge request{'s' * (len(requests) != 1)}"
    return replace(reading, notes=(*reading.notes, told))


IMPORTER = Importer("gitlab", "FILE: what glab issue list --output json printed", read)


def _adapt(values: dict[str, Any], words: Words) -> None:
    """A row of GitLab's CSV as the API has the same issue: its source, and people by user name."""
    if address := _ADDRESS.match(text_of(values.get("web_url"))):
        values["source"] = _source_of(address)
    for role in ("author", "assignee"):
        if login := values.pop(f"{role}_name", None):
            values[role] = login
    for name in ("confidential", "locked", "time_estimate", "time_spent"):
        told = str(values.pop(name, "")).casefold()
        if told not in ("", "no", "0"):
            values[name] = told
    _scoped(values, text_of(values.get("labels")).split(","), words)


_SCOPES = {"priority": "priority", "type": "type", "status": "status", "workflow": "status"}


def _scoped(values: dict[str, Any], labels: Iterable[str], words: Words) -> None:
    """What scoped labels say, ``priority::high``, where the word is known and the issue itself
    says nothing more: a priority, a type, and how far it is while it is open. They stay labels."""
    state = "state" if "state" in values else "status"
    is_open = text_of(values.get(state)).casefold() in ("opened", "open")
    for label in labels:
        scope, colons, word = label.strip().rpartition("::")
        name = _SCOPES.get(scope.casefold())
        if not colons or name is None or not (found := words.find(name, word).word):
            continue
        if name != "status":
            values[name] = values.get(name) or word
        elif is_open and words.config.group(found) is not Group.DONE:
            values[state] = word


def _each_issue(value: object) -> Iterator[object]:
    """Every issue of an answer, also where pages were put into one list, or an object."""
    if isinstance(value, list):
        for item in value:
            yield from _each_issue(item)
    else:
        yield from each_inside([value])


def _is_merge_request(record: object, requests: list[object]) -> bool:
    """Whether it isn't an issue but a merge request, which ``requests`` then counts."""
    if not isinstance(record, dict) or not {"source_branch", "target_branch"} <= record.keys():
        return False
    requests.append(None)
    return True


def _where(record: object, number: int) -> str:
    iid = record.get("iid") if isinstance(record, dict) else None
    return f"issue {iid}" if iid is not None else f"record {number}"


def _incoming(where: str, record: object, words: Words) -> Incoming:
    """The ticket that an issue becomes. Raises ValueError with the reason if it can't."""
    from tix.importers.foreign_fields import ForeignFields  # imports python-frontmatter

    if not isinstance(record, dict):
        raise ValueError("it isn't an object, {…}")
    notes: list[str] = []
    given = storable(record, lambda: notes.append(UNSTORABLE_NOTE))
    title = " ".join(text_of(given.get("title")).split())
    if not title:
        raise ValueError("it has no title")
    source = _source(given, title)
    opened = time_of(given.get("created_at"))
    said = (
        Said(str(note.get("id") or ""), time_of(note.get("created_at")),
             _person(note.get("author")), text_of(note.get("body") or note.get("note")),
             internal=bool(note.get("internal") or note.get("confidential")))
        for note in objects(given.get("notes")) if not note.get("system")
    )  # fmt: skip
    author = _person(given.get("author"))
    assignees = [_person(each) for each in items(given.get("assignees")) or [given.get("assignee")]]
    values = {
        **{key: plain(value) for key, value in given.items() if key not in _PLACED},
        "source": source, "opened_by": author, "requester": author,
        "assignees": [each for each in assignees if each],
        "labels": _labels(given), "milestone": name_of(given.get("milestone"), "title"),
        "web_url": text_of(given.get("web_url")), "status": text_of(given.get("state")),
        "opened": text_of(given.get("created_at")), "updated": text_of(given.get("updated_at")),
        "closed": text_of(given.get("closed_at")), "due": text_of(given.get("due_date")),
        "confidential": "yes" if given.get("confidential") else "",
        "locked": "yes" if given.get("discussion_locked") else "",
        "gitlab_epic": name_of(given.get("epic"), "title"),
        "closed_by": _person(given.get("closed_by")), **_measures(given),
    }  # fmt: skip
    kind = text_of(given.get("type") or given.get("issue_type"))
    if kind.casefold() != "issue":
        values["type"] = kind.casefold()
    _scoped(values, _labels(given), words)
    body = text_of(given.get("description"))
    what = Record(where, SOURCE, title, body, comments(source, said, opened))
    iid = given.get("iid")
    return incoming(what, ForeignFields(values, notes), "" if iid is None else str(iid), words)


def _measures(given: dict[str, Any]) -> dict[str, str]:
    """Time that was estimated and spent, in seconds, and how severe an incident is, where said."""
    stats = given.get("time_stats")
    stats = stats if isinstance(stats, dict) else {}
    severity = text_of(given.get("severity")).casefold()
    return {
        "time_estimate": str(stats.get("time_estimate") or ""),
        "time_spent": str(stats.get("total_time_spent") or ""),
        "severity": "" if severity == "unknown" else severity,
    }


def _source(given: dict[str, Any], title: str) -> str:
    """``gitlab:group/project#7``: from the address, else the reference, else the number."""
    address = _ADDRESS.match(text_of(given.get("web_url")))
    if address:
        return _source_of(address)
    reference = name_of(given.get("references"), "full")
    if reference and " " not in reference:
        return SOURCE + reference
    if given.get("iid") is not None:
        return f"{SOURCE}#{given['iid']}"
    from tix.importers.derived import exported_id, fingerprint

    return SOURCE + (exported_id(given) or f"~{fingerprint(title)}")


def _source_of(address: re.Match[str]) -> str:
    host = "" if address["host"] == "gitlab.com" else f"{address['host']}/"
    return f"{SOURCE}{host}{address['project']}#{address['number']}"


def _person(value: object) -> str:
    return name_of(value, "username", "name")


def _labels(given: dict[str, Any]) -> list[str]:
    """Labels of the API, as texts or objects, or of an export, as links to them."""
    linked = [link.get("label") for link in objects(given.get("label_links"))]
    every = [*items(given.get("labels")), *linked]
    return [name for each in every if (name := name_of(each, "name", "title").replace(",", " "))]
