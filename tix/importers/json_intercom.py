"""Intercom's conversations and tickets: texts in HTML, and what was said in parts.

https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations
"""

from collections.abc import Iterator, Mapping

from tix.importers.plain_values import objects
from tix.quick_typing import Any

_PRIORITIES = {"priority": "high", "not_priority": "none"}
_CHANNELS = {"conversation": "chat", "messenger": "chat", "email": "mail", "phone_call": "phone"}
_SAID = ("comment", "note", "open", "close", "assignment", "snoozed", "note_and_reopen")
"""Kinds of parts that may have words of a person."""


def is_of_intercom(record: Mapping[str, Any]) -> bool:
    """Whether a record is a conversation or a ticket of Intercom's."""
    if record.get("type") == "conversation":
        return "source" in record or "conversation_message" in record
    return isinstance(record.get("ticket_attributes"), dict) and "ticket_state" in record


def as_common(given: dict[str, Any]) -> None:
    """Such a record in the forms that are common."""
    is_ticket = "ticket_attributes" in given
    _take_ticket(given) if is_ticket else _take_conversation(given)
    kind = "ticket_parts" if is_ticket else "conversation_parts"
    parts = objects((given.pop(kind, None) or {}).get(kind))
    people = {str(each["id"]): each for each in _people(given, parts) if each.get("name")}
    assignee = str(given.get("admin_assignee_id") or "")
    if assignee in people:
        given.setdefault("assignee", people[assignee])
        del given["admin_assignee_id"]
    given["comments"] = [*_comments(parts)]
    given["priority"] = _PRIORITIES.get(str(given.get("priority")), given.get("priority"))
    for name, value in given.items():
        if isinstance(value, dict) and str(value.get("type")).endswith(".list"):
            given[name] = next((each for each in value.values() if isinstance(each, list)), value)


def _take_conversation(given: dict[str, Any]) -> None:
    from tix.model.text.html_text import text_of_html

    source = given.pop("source", None) or given.pop("conversation_message", None) or {}
    body = text_of_html(str(source.get("body") or ""))
    subject = " ".join(text_of_html(str(source.get("subject") or "")).split())
    first = next(iter(body.splitlines()), "")
    given["title"] = given.get("title") or subject or first[:100] or "(without a text)"
    given["description"] = body
    given["requester"] = given.pop("user", None) or source.get("author")
    given["channel"] = _CHANNELS.get(str(source.get("type")), source.get("type"))
    if given.get("state") == "closed":
        told = given.get("statistics")
        told = told if isinstance(told, dict) else {}
        given["closed_at"] = told.get("last_close_at") or told.get("first_close_at")
    del given["type"]


def _take_ticket(given: dict[str, Any]) -> None:
    from tix.model.text.html_text import text_of_html

    told = given.pop("ticket_attributes")
    given["title"] = told.pop("_default_title_", "") or "(without a title)"
    given["description"] = text_of_html(str(told.pop("_default_description_", "") or ""))
    given |= {name: value for name, value in told.items() if name not in given}
    state = given.pop("ticket_state")
    if isinstance(state, dict):
        state = state.get("category") or state.get("internal_label")
    given["status"] = _STATES.get(str(state), state)
    kind = given.pop("ticket_type", None)
    given["type"] = kind.get("name") if isinstance(kind, dict) else kind
    given.pop("ticket_id", None)  # the number that people see; the id tells it apart


_STATES = {"submitted": "open"}


def _people(given: Mapping[str, Any], parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    teammates = given.get("teammates")
    if isinstance(teammates, dict):
        yield from objects(teammates.get("admins") or teammates.get("teammates"))
    for part in parts:
        yield from objects([part.get("author"), part.get("assigned_to")])


def _comments(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    from tix.model.text.html_text import text_of_html

    for part in parts:
        if part.get("part_type") in _SAID and (body := part.get("body")):
            text = text_of_html(str(body))
            yield {
                "id": part.get("id"),
                "created_at": part.get("created_at"),
                "author": part.get("author"),
                "internal": str(part.get("part_type")).startswith("note"),
                "text": text,
            }
