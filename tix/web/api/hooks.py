"""Events of other systems in the shapes in which these tell them: GitHub, GitLab, Alertmanager,
Standard Webhooks. Each becomes events as ``tix receive`` takes them.

What they call an issue or an alert is the ticket's key, so that what they say of it later finds its
ticket. Pure: headers (lower case) and a body come in, events come out.

Sources: https://docs.github.com/webhooks/webhook-events-and-payloads,
https://docs.gitlab.com/user/project/integrations/webhook_events/,
https://prometheus.io/docs/alerting/latest/configuration/#webhook_config,
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from tix.frozen import dataclass
from tix.model.times import parse_time
from tix.quick_typing import Any
from tix.web.api.bodies import read_object
from tix.webhooks.incoming import IncomingEvent, read_event

Headers = Mapping[str, str]

_LONGEST = 200
"""Characters of a title and of an event's id."""


@dataclass(frozen=True, slots=True)
class Hook:
    """What was told.

    ``events`` are to be taken in one after the other; none: it is nothing for a desk.
    ``optional``: those that need a ticket are left out where there is none. ``is_many``: each is
    asked about, else the last one. ``is_foreign``: a status is *done* or *open*, no word of the
    desk.
    """

    kind: str
    events: tuple[IncomingEvent, ...]
    optional: bool = False
    is_many: bool = False
    is_foreign: bool = True


def read_hook(headers: Headers, data: bytes) -> Hook:
    """What a request tells, by its headers or its body. Raises ProblemError, BadEventError."""
    if kind := headers.get("x-github-event"):
        return _github(kind, headers.get("x-github-delivery", ""), read_object(data), data)
    if kind := headers.get("x-gitlab-event"):
        return _gitlab(kind, headers.get("x-gitlab-event-uuid", ""), read_object(data), data)
    given = read_object(data)
    if isinstance(given.get("alerts"), list) and "groupKey" in given:
        return _alerts(given)
    if ident := headers.get("webhook-id"):
        given = _standard(ident, given)
    event = read_event(json.dumps(given).encode())
    return Hook(event.type, (event,), is_foreign=False)


def _standard(ident: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """A payload of Standard Webhooks, whose id stands in a header and whose values in ``data``."""
    told = {name: value for name, value in given.items() if name != "data"}
    data = given.get("data")
    return {**told, **(data if isinstance(data, dict) else {}), "id": ident}


# -- GitHub -----------------------------------------------------------------------------------


def _github(kind: str, delivery: str, given: Mapping[str, Any], data: bytes) -> Hook:
    action, issue = _text(given, "action"), _part(given, "issue")
    name = _text(_part(given, "repository"), "full_name")
    said = f"github {kind}.{action}" if action else f"github {kind}"
    if kind not in ("issues", "issue_comment") or not name or "pull_request" in issue:
        return Hook(said, ())
    key = f"github:{name}#{issue.get('number')}"
    base = f"github:{delivery or _digest(data)}"
    opened = _opened(
        f"{key}:opened", key, issue, "html_url", _text(_part(issue, "user"), "login"), "created_at"
    )
    if kind == "issue_comment":
        comment = _part(given, "comment")
        who, text = _text(_part(comment, "user"), "login"), _text(comment, "body")
        if action != "created" or not text.strip():
            return Hook(said, ())
        return Hook(said, (opened, _comment(base, key, who, text, _time(comment, "created_at"))))
    if action in ("closed", "reopened"):
        at = _time(issue, "updated_at")
        return Hook(said, (opened, _status(base, key, action == "closed", at)))
    return Hook(said, (opened,) if action == "opened" else ())


# -- GitLab -----------------------------------------------------------------------------------


def _gitlab(kind: str, uuid: str, given: Mapping[str, Any], data: bytes) -> Hook:
    about, who = _part(given, "object_attributes"), _text(_part(given, "user"), "username")
    name, action = _text(_part(given, "project"), "path_with_namespace"), _text(about, "action")
    said = f"gitlab {kind} {action}".rstrip()
    base = f"gitlab:{uuid or _digest(data)}"
    if kind in ("Issue Hook", "Confidential Issue Hook") and name:
        key = f"gitlab:{name}#{about.get('iid')}"
        issue = {**about, "body": about.get("description")}
        opened = _opened(f"{key}:opened", key, issue, "url", who, "created_at")
        if action in ("close", "reopen"):
            at = _time(about, "updated_at")
            return Hook(said, (opened, _status(base, key, action == "close", at)))
        return Hook(said, (opened,) if action == "open" else ())
    on = _part(given, "issue")
    text = _text(about, "note")
    if kind not in ("Note Hook", "Confidential Note Hook") or not (name and on and text.strip()):
        return Hook(said, ())
    key = f"gitlab:{name}#{on.get('iid')}"
    issue = {**on, "body": on.get("description")}
    opened = _opened(f"{key}:opened", key, issue, "url", "", "created_at")
    is_internal = bool(about.get("internal")) or kind.startswith("Confidential")
    comment = _comment(base, key, who, text, _time(about, "created_at"), internal=is_internal)
    return Hook(said, (opened, comment))


# -- Alertmanager -----------------------------------------------------------------------------


def _alerts(given: Mapping[str, Any]) -> Hook:
    alerts = [alert for alert in given["alerts"] if isinstance(alert, dict)]
    events = tuple(_alert(given, alert) for alert in alerts)
    return Hook("alertmanager", events, optional=True, is_many=True)


def _alert(given: Mapping[str, Any], alert: Mapping[str, Any]) -> IncomingEvent:
    """One alert: it opens a ticket, and once resolved, closes it."""
    labels, notes = _part(alert, "labels"), _part(alert, "annotations")
    mark = _text(alert, "fingerprint") or _digest(json.dumps(labels, sort_keys=True).encode())
    key, began = f"alert:{mark}", _text(alert, "startsAt")
    ident = f"alertmanager:{mark}:{began}:{_text(alert, 'status')}"[:_LONGEST]
    if _text(alert, "status") == "resolved":
        return _status(ident, key, True, _time(alert, "endsAt"), "The alert is resolved.")
    title = _text(notes, "summary") or " ".join(
        filter(None, (_text(labels, "alertname") or "Alert", _text(labels, "instance")))
    )
    lines = [_text(notes, "description") or _text(notes, "message")]
    lines += ["\n".join(f"- {name}: {value}" for name, value in sorted(labels.items()))]
    links = (_text(alert, "generatorURL"), _text(notes, "runbook_url"), _text(given, "externalURL"))
    lines += ["\n".join(filter(None, links))]
    text = "\n\n".join(filter(None, lines))
    return IncomingEvent(
        ident, "ticket.open", _time(alert, "startsAt"), key=key, title=_line(title), text=text
    )


# -- what they share ----------------------------------------------------------------------------


def _opened(
    ident: str, key: str, issue: Mapping[str, Any], url: str, who: str, at: str
) -> IncomingEvent:
    """The issue as a ticket; the same whoever tells of it first, and told again nothing new."""
    about = [f"From {who}." if who else "", _text(issue, url)]
    text = "\n\n".join(filter(None, (_text(issue, "body"), " ".join(filter(None, about)))))
    title = _line(_text(issue, "title")) or key
    return IncomingEvent(
        ident[:_LONGEST], "ticket.open", _time(issue, at), key=key, title=title, text=text
    )


def _comment(
    ident: str, key: str, who: str, text: str, at: datetime | None, *, internal: bool = False
) -> IncomingEvent:
    said = f"{who} wrote:\n\n{text}" if who else text
    return IncomingEvent(
        ident[:_LONGEST], "ticket.comment", at, key=key, text=said, internal=internal
    )


def _status(
    ident: str, key: str, is_done: bool, at: datetime | None, text: str = ""
) -> IncomingEvent:
    """``status`` is *done* or *open*: the desk has its own words."""
    status = "done" if is_done else "open"
    return IncomingEvent(ident[:_LONGEST], "ticket.status", at, key=key, status=status, text=text)


def _part(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = given.get(name)
    return found if isinstance(found, dict) else {}


def _text(given: Mapping[str, Any], name: str) -> str:
    found = given.get(name)
    return found.replace("\r\n", "\n") if isinstance(found, str) else ""


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _time(given: Mapping[str, Any], name: str) -> datetime | None:
    try:
        return parse_time(_text(given, name).replace(" UTC", "Z"))
    except ValueError:
        return None


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:32]
