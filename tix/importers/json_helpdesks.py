"""JSON of helpdesks whose numbers mean words, or whose texts are HTML: Freshdesk, Help Scout and
ServiceNow."""

from collections.abc import Iterator, Mapping

from tix.importers.foreign_names import names_of, plain_name
from tix.importers.plain_values import objects
from tix.quick_typing import Any

_FRESHDESK_STATUSES = {
    "2": "open", "3": "pending", "4": "resolved", "5": "closed", "6": "waiting on customer",
    "7": "waiting on third party",
}  # fmt: skip
FRESHDESK_PRIORITIES = {"1": "low", "2": "normal", "3": "high", "4": "urgent"}
FRESHDESK_CHANNELS = {"1": "mail", "2": "web", "3": "phone", "7": "chat", "9": "web", "10": "mail"}
_OF_FRESHDESK = {
    "fr_due_by", "responder_id", "responder", "due_by", "description_text", "fr_escalated",
    "is_escalated", "email_config_id", "stats", "requester", "cc_emails", "fwd_emails",
    "reply_cc_emails", "ticket_cc_emails", "spam", "conversations",
}  # fmt: skip
"""What its tickets have, two of which no other tool has beside a number for a status; a search or a
script may keep a few."""
_SERVICENOW_STATES = {
    "1": "new", "2": "in progress", "3": "on hold", "6": "resolved", "7": "closed",
    "8": "cancelled",
}  # fmt: skip
_SERVICENOW_PRIORITIES = {"1": "critical", "2": "high", "3": "moderate", "4": "low", "5": "low"}


def adapt(given: dict[str, Any]) -> None:
    """A record of one of these in the forms that are common; any other as it is, but that who asks
    is a customer with an address there."""
    called = {plain_name(key): key for key in given}
    said = {name for name, key in called.items() if given[key]}
    is_asked_by_another = said & {*names_of("requester"), "requester_name", "requester_email"}
    if {"customer_name", "customer_email"} <= called.keys() and not is_asked_by_another:
        for part in ("name", "email"):
            given[f"requester_{part}"] = given.pop(called[f"customer_{part}"])
    if len(_OF_FRESHDESK & given.keys()) > 1 and str(given.get("status")).isdigit():
        _freshdesk(given)
    if {"sys_id", "short_description"} <= given.keys():
        _servicenow(given)
    if "primaryCustomer" in given and "_embedded" in given:
        _help_scout(given)


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
    if isinstance(stats, dict):
        for name in ("resolved_at", "closed_at"):
            given.setdefault(name, stats.get(name))
        given["stats"] = {k: v for k, v in stats.items() if v and given.get(k) != v}
    if word := FRESHDESK_CHANNELS.get(str(given.get("source"))):
        given.setdefault("channel", word)
        del given["source"]
    if responder := given.pop("responder", None):
        given.setdefault("assignee", responder)
    given["conversations"] = [*_said_by(given)]
    for name, other in (("description", "description_text"), ("due_at", "due_by")):
        if given.get(other):
            given[name] = given.pop(other)


def _said_by(given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What was said, by the requester where it is theirs."""
    requester = given.get("requester")
    ident = requester.get("id") if isinstance(requester, dict) else given.get("requester_id")
    for each in objects(given.get("conversations")):
        is_theirs = ident is not None and each.get("user_id") == ident
        yield {**each, "user": requester} if is_theirs and requester else each


def _help_scout(given: dict[str, Any]) -> None:
    """What customers and users wrote is in threads; the texts are HTML.

    https://developer.helpscout.com/mailbox-api/endpoints/conversations/list/
    """
    from tix.model.text.html_text import text_of_html

    given["requester"] = given.pop("primaryCustomer")
    given["channel"] = given.pop("type", None)
    embedded = given.pop("_embedded")
    given["comments"] = [
        {
            **each,
            "body": text_of_html(str(each["body"])),
            "internal": each.get("type") == "note",
            "author": each.get("createdBy"),
        }
        for each in objects(embedded.get("threads") if isinstance(embedded, dict) else None)
        if each.get("body")
    ]
    given["tags"] = [tag.get("tag") or tag.get("name") for tag in objects(given.get("tags"))]
    if given.get("status") == "active":
        given["status"] = "open"
