"""JSON of tools whose forms or numbers mean something else than those of others do."""

from collections.abc import Mapping

from tix.importers.foreign_names import plain_name
from tix.quick_typing import Any

_CUSTOM = ("customFields", "custom_fields")
_FRESHDESK_STATUSES = {
    "2": "open", "3": "pending", "4": "resolved", "5": "closed", "6": "waiting on customer",
    "7": "waiting on third party",
}  # fmt: skip
FRESHDESK_PRIORITIES = {"1": "low", "2": "normal", "3": "high", "4": "urgent"}
_OF_FRESHDESK = {
    "fr_due_by", "responder_id", "due_by", "description_text", "fr_escalated", "email_config_id",
}  # fmt: skip
"""What its tickets have in common with no other tool's; a search or a script may keep a few."""
_SERVICENOW_STATES = {
    "1": "new", "2": "in progress", "3": "on hold", "6": "resolved", "7": "closed",
    "8": "cancelled",
}  # fmt: skip
_SERVICENOW_PRIORITIES = {"1": "critical", "2": "high", "3": "moderate", "4": "low", "5": "low"}
TODOIST_PRIORITIES = {"1": "urgent", "2": "high", "3": "normal", "4": "none"}
"""As its tables and people count them; its API counts from the other end."""
_TODOIST_OF_API = dict(zip(TODOIST_PRIORITIES, reversed(TODOIST_PRIORITIES.values()), strict=True))


def adapted(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record in the forms that are common."""
    given = {k: _plain_type(value) for k, value in record.items() if not k.startswith("$")}
    for key in _CUSTOM:
        if isinstance(given.get(key), list):
            _spread(given, key)
    if len(_OF_FRESHDESK & given.keys()) > 1 and str(given.get("status")).isdigit():
        _freshdesk(given)
    if {"sys_id", "short_description"} <= given.keys():
        _servicenow(given)
    if "content" in given and {"is_completed", "checked"} & given.keys():
        _todoist(given)
    return given


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
    """The custom fields of YouTrack and Redmine (name and value), or Zendesk (a number and value)
    beside the others."""
    fields = given[key]
    if all(isinstance(f, dict) and {*f} == {"id", "value"} for f in fields):
        fields = [{"name": f"custom_field_{f['id']}", "value": f["value"]} for f in fields]
    if not all(isinstance(f, dict) and isinstance(f.get("name"), str) for f in fields):
        return
    known = {plain_name(name) for name in given}
    rest = []
    for each in fields:
        if "value" not in each or plain_name(each["name"]) in known:
            rest.append(each)
        else:
            given[each["name"]] = each["value"]
    if rest:
        given[key] = rest
    else:
        del given[key]


def _todoist(given: dict[str, Any]) -> None:
    """The title under its name, priorities from 4 (the most urgent) to 1 (none), a day as such.

    https://developer.todoist.com/api/v1/
    """
    given["title"] = given.pop("content")
    given["priority"] = _TODOIST_OF_API.get(str(given.get("priority")))
    given.setdefault("is_completed", given.pop("checked", None))
    if isinstance(due := given.get("due"), dict):
        given["due"] = due.get("datetime") or due.get("date")


def _servicenow(given: dict[str, Any]) -> None:
    """What is shown for values with a link, and numbers for words.

    https://www.servicenow.com/docs/csh?topicname=c_TableAPI.html
    """
    for name, value in given.items():
        if isinstance(value, dict):
            given[name] = value.get("display_value") or value.get("value") or value
    numbers = {"priority": _SERVICENOW_PRIORITIES}
    if given.get("sys_class_name") == "incident" or str(given.get("number")).startswith("INC"):
        numbers["state"] = _SERVICENOW_STATES
    elif str(given.get("active")).casefold() == "false":
        given["state"] = "closed"  # the numbers of other tables mean something else in each
    for name, words in numbers.items():
        given[name] = words.get(str(given.get(name)), given.get(name))


def _freshdesk(given: dict[str, Any]) -> None:
    """Numbers for words, times beside, and texts without HTML.

    https://developers.freshdesk.com/api/#ticket_attributes
    """
    for name, words in (("status", _FRESHDESK_STATUSES), ("priority", FRESHDESK_PRIORITIES)):
        given[name] = words.get(str(given.get(name)), given.get(name))
    stats = given.get("stats")
    for name in ("resolved_at", "closed_at"):
        if isinstance(stats, dict) and stats.get(name):
            given.setdefault(name, stats[name])
    for name, other in (("description", "description_text"), ("due_at", "due_by")):
        if given.get(other):
            given[name] = given.pop(other)
