"""JSON of tools whose forms or numbers mean something else than those of others do."""

import re
from collections.abc import Mapping

from tix.importers import json_helpdesks, json_intercom
from tix.importers.foreign_names import FOREIGN_NAMES, plain_name
from tix.importers.plain_values import objects
from tix.model.ticket.fields import BY_NAME
from tix.quick_typing import Any

_CUSTOM = ("customFields", "custom_fields", "column_values")
_VALUES = ("value", "display_value", "text")
TODOIST_PRIORITIES = {"1": "urgent", "2": "high", "3": "normal", "4": "none"}
"""As its tables and people count them; its API counts from the other end."""
_TODOIST_OF_API = dict(zip(TODOIST_PRIORITIES, reversed(TODOIST_PRIORITIES.values()), strict=True))


def adapted(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record in the forms that are common."""
    given = {k: _plain_type(value) for k, value in record.items() if not k.startswith("$")}
    given = nested(given)
    for key in _CUSTOM:
        _spread(given, key)
    if "content" in given and {"is_completed", "checked"} & given.keys():
        _todoist(given)
    if "workflow_state_id" in given and "story_type" in given:
        _shortcut(given)
    if str(given.get("kind")).startswith("tasks#") or given.get("status") == "needsAction":
        _google_tasks(given)
    if "://api.launchpad.net/" in str(given.get("self_link")):
        _launchpad(given)
    if any("linkType" in each for each in objects(given.get("links"))):
        _youtrack(given)
    if any("relation_type" in each for each in objects(given.get("relations"))):
        _redmine(given)
    if {"percent_done", "related_tasks"} <= given.keys():
        _vikunja(given)
    if "subject" in given and isinstance(given.get("ref"), int):
        _taiga(given)
    via = given.get("via")
    if isinstance(via, dict) and isinstance(via.get("channel"), str):
        given.setdefault("channel", via["channel"])
    json_helpdesks.adapt(given)
    if json_intercom.is_of_intercom(given):
        json_intercom.as_common(given)
    return given


_BETWEEN = re.compile(r"__|\.|\[|\]\.?")
_HAVE_PARTS = FOREIGN_NAMES | {*BY_NAME}


def nested(given: Mapping[str, Any]) -> dict[str, Any]:
    """Values with names like ``state.name``, ``state__name`` or ``labels[0]`` as objects and lists,
    where a ticket has such a field and nothing else here is called ``state``.

    So tables and databases write objects; what Jira keeps in ``fields`` stands beside its key.
    """
    found: dict[str, Any] = {}
    inner: dict[str, dict[tuple[str, ...], Any]] = {}
    for key, value in given.items():
        name = key.removeprefix("fields.")
        outer, *path = _BETWEEN.split(name.removesuffix("]"))
        is_path = path and all(re.fullmatch(r"\w+", part) for part in path)
        if not is_path or outer in given or plain_name(outer) not in _HAVE_PARTS:
            found[name if name not in given else key] = value
        elif value not in (None, "", [], {}):
            inner.setdefault(outer, {})[tuple(path)] = value
            found[outer] = None  # its place
    return found | {outer: _tree(values) for outer, values in inner.items()}


def _tree(values: Mapping[tuple[str, ...], Any]) -> Any:
    """The object or list that has these values, by the way to each."""
    if () in values:
        return values[()]
    inner: dict[str, dict[tuple[str, ...], Any]] = {}
    for (first, *rest), value in values.items():
        inner.setdefault(first, {})[tuple(rest)] = value
    found = {name: _tree(each) for name, each in inner.items()}
    return [*found.values()] if all(name.isdecimal() for name in found) else found


_TYPED = ("$oid", "$date", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$uuid")


def _plain_type(value: Any) -> Any:
    """A value that MongoDB writes with its type, ``{"$oid": …}``, alone.

    https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/
    """
    if isinstance(value, list):
        return [_plain_type(item) for item in value]
    if not isinstance(value, dict):
        return value
    name = next(iter(value), "")
    if len(value) == 1 and name in _TYPED:
        return _plain_type(value[name])
    return {key: _plain_type(inner) for key, inner in value.items()}


def _spread(given: dict[str, Any], key: str) -> None:
    """The custom fields of YouTrack, Redmine and Asana (name and value), Monday (a column's title
    and text) or Zendesk (a number and value), and those by their names, beside the others."""
    fields = given.get(key)
    if isinstance(fields, dict):
        fields = [{"name": name, "value": value} for name, value in fields.items()]
    if not fields or not isinstance(fields, list):
        return
    if all(isinstance(f, dict) and {*f} == {"id", "value"} for f in fields):
        fields = [{"name": f"custom_field_{f['id']}", "value": f["value"]} for f in fields]
    named = [_named(field) for field in fields]
    if not all(name for name, _, _ in named):
        return
    known = {plain_name(name) for name in given}
    rest = []
    for (name, value, is_told), each in zip(named, fields, strict=True):
        if not is_told or plain_name(name) in known:
            rest.append(each)
        else:
            given[name] = value
    if rest:
        given[key] = rest
    else:
        del given[key]


def _named(field: object) -> tuple[str, Any, bool]:
    """The name of a custom field, its value, and whether that is told."""
    if not isinstance(field, dict):
        return "", None, False
    column = field.get("column")
    name = field.get("name") or (column.get("title") if isinstance(column, dict) else None)
    told = [key for key in (reversed(_VALUES) if column else _VALUES) if key in field]
    return name if isinstance(name, str) else "", field[told[0]] if told else None, bool(told)


def _todoist(given: dict[str, Any]) -> None:
    """The title under its name, priorities from 4 (the most urgent) to 1 (none), a day as such.

    https://developer.todoist.com/api/v1/
    """
    given["title"] = given.pop("content")
    given["priority"] = _TODOIST_OF_API.get(str(given.get("priority")))
    given.setdefault("is_completed", given.pop("checked", None))
    if isinstance(due := given.get("due"), dict):
        given["due"] = due.get("datetime") or due.get("date")


def _shortcut(given: dict[str, Any]) -> None:
    """How far it is, where of its state there is a number alone, and links by their verbs.

    https://developer.shortcut.com/api/rest/v3
    """
    words = {"completed": "done", "blocked": "blocked", "started": "in progress"}
    is_said = [word for name, word in words.items() if given.pop(name, None) is True]
    given.setdefault("state", next(iter(is_said), "open"))
    _cut_to_days(given, "deadline")
    for link in objects(given.pop("story_links", None)):
        from_here = link.get("subject_id") == given.get("id")
        verb = plain_name(str(link.get("verb")))
        name = "blocked_by" if verb == "blocks" and not from_here else verb
        if verb != "duplicates" or from_here:
            other = link.get("object_id" if from_here else "subject_id")
            given[name] = [*given.get(name, ()), other]


_LINKS_OF_YOUTRACK = {
    "depends_on": "depends_on", "is_required_for": "blocks", "subtask_of": "parent",
    "relates_to": "relates_to", "duplicates": "duplicates",
}  # fmt: skip


def _youtrack(given: dict[str, Any]) -> None:
    """Links by what each says in its direction; those that other ends have aren't said twice.

    https://www.jetbrains.com/help/youtrack/devportal/api-entity-IssueLink.html
    """
    rest = []
    for link in objects(given.pop("links")):
        kind = link["linkType"] if isinstance(link.get("linkType"), dict) else {}
        told = "targetToSource" if link.get("direction") == "INWARD" else "sourceToTarget"
        name = _LINKS_OF_YOUTRACK.get(plain_name(str(kind.get(told))))
        if name and isinstance(given.get(name, []), list):
            given[name] = [*given.get(name, ()), *objects(link.get("issues"))]
        elif link.get("issues"):
            rest.append(link)
    if rest:
        given["links"] = rest


_LINKS_OF_REDMINE = {
    "relates": "relates_to", "duplicates": "duplicates", "blocks": "blocks", "precedes": "blocks",
}  # fmt: skip
_TURNED_ROUND = {"blocks": "blocked_by", "relates_to": "relates_to"}


def _redmine(given: dict[str, Any]) -> None:
    """Relations by their types, seen from this issue; that another is a duplicate of it, it says.

    https://www.redmine.org/projects/redmine/wiki/Rest_IssueRelations
    """
    rest = []
    for each in objects(given.pop("relations")):
        name: str | None = _LINKS_OF_REDMINE.get(str(each.get("relation_type")))
        is_from_here = str(each.get("issue_id")) == str(given.get("id"))
        if name and not is_from_here:
            name = _TURNED_ROUND.get(name)
        if name and isinstance(given.get(name, []), list):
            other = each.get("issue_to_id" if is_from_here else "issue_id")
            given[name] = [*given.get(name, ()), other]
        else:
            rest.append(each)
    if rest:
        given["original_relations"] = rest


_VIKUNJA_PRIORITIES = {
    "0": "none", "1": "low", "2": "medium", "3": "high", "4": "urgent", "5": "urgent",
}  # fmt: skip
_LINKS_OF_VIKUNJA = {
    "parenttask": "parent", "blocking": "blocks", "blocked": "blocked_by", "precedes": "blocks",
    "follows": "blocked_by", "duplicateof": "duplicate_of", "related": "related",
}  # fmt: skip


def _vikunja(given: dict[str, Any]) -> None:
    """Priorities from 0, which is none, to 5, and links by their kinds; the identifier is one in
    its project alone.

    https://vikunja.io/docs/
    """
    given.pop("identifier", None)
    given["priority"] = _VIKUNJA_PRIORITIES.get(str(given.get("priority")), given.get("priority"))
    for kind, tasks in (given.pop("related_tasks", None) or {}).items():
        if name := _LINKS_OF_VIKUNJA.get(kind):
            given[name] = [*given.get(name, ()), *(task.get("id") for task in objects(tasks))]


def _taiga(given: dict[str, Any]) -> None:
    """Its number, who made it, the story that a task is a part of, and comments among changes.

    https://docs.taiga.io/api.html
    """
    given["id"] = given.pop("ref")
    for name, own in (("owner", "author"), ("user_story", "parent")):
        if given.get(name):
            given.setdefault(own, given.pop(name))
    said = [each for each in objects(given.get("history")) if each.get("comment")]
    if said:
        given["comments"] = [{**each, "user": _last(each.get("user"))} for each in said]


def _last(value: Any) -> Any:
    """The last item of a list, as of an address and a name; any other value."""
    return value[-1] if isinstance(value, list) and value else value


def _google_tasks(given: dict[str, Any]) -> None:
    """A task is due on a day, which is written as its midnight.

    https://developers.google.com/workspace/tasks/reference/rest/v1/tasks
    """
    if str(given.get("kind")).startswith("tasks#"):
        del given["kind"]
    _cut_to_days(given, "due")


def _cut_to_days(given: dict[str, Any], name: str) -> None:
    """A day that is written as its midnight, where the tool has no times of the day there."""
    if isinstance(value := given.get(name), str):
        given[name] = value.partition("T")[0]


_BUG = re.compile(r'Bug #(?P<id>\d+) in (?P<target>.+?): "(?P<title>.*)"', re.DOTALL)


def _launchpad(given: dict[str, Any]) -> None:
    """People and other bugs by the ends of their addresses, and a bug's title without its number.

    https://launchpad.net/+apidoc/1.0.html
    """
    for name in ("owner", "assignee", "duplicate_of", "milestone"):
        if isinstance(link := given.get(f"{name}_link"), str):
            given.setdefault(name, link.rpartition("/")[2].removeprefix("~"))
            del given[f"{name}_link"]
    if "owner" in given:  # who reported it
        given["reporter"] = given.pop("owner")
    if told := _BUG.fullmatch(str(given.get("title"))):
        given |= {"title": told["title"], "id": told["id"]}
