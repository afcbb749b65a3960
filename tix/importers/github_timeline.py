"""What happened to an issue of GitHub: the timeline of its REST API, or of GraphQL.

Labels, assignments, closing and the like become lines of one internal comment; a comment among
the events is a comment. https://docs.github.com/en/rest/using-the-rest-api/issue-event-types
"""

import re
from collections.abc import Iterator
from datetime import datetime

from tix.frozen import dataclass
from tix.importers.plain_values import name_of, time_of
from tix.model.times import format_time
from tix.quick_typing import Any

KEYS = ("timelineItems", "timeline", "events")
"""Where an issue has them."""

HISTORY = "What happened at GitHub:"
"""The first line of the comment."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_UNTOLD = frozenset(("mentioned", "subscribed", "unsubscribed"))
"""What GitHub notes for its own notifications."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The comments in it as the API has them, and all else, an event a line."""

    comments: tuple[dict[str, Any], ...]
    lines: tuple[str, ...]
    last: datetime | None = None
    closed: datetime | None = None
    closed_by: str = ""


def timeline(values: list[Any]) -> Timeline:
    """The events of an issue, in their order. Raises ValueError for what is none."""
    if not all(isinstance(value, dict) for value in values):
        raise ValueError("one of the events of its timeline isn't an object, {…}")
    comments = tuple(value for value in values if _event(value) in ("commented", "comment"))
    events = [value for value in values if _event(value) not in ("commented", "comment", "")]
    told = [event for event in events if _event(event) not in _UNTOLD]
    ends = [event for event in events if _event(event) in ("closed", "reopened")]
    end = ends[-1] if ends and _event(ends[-1]) == "closed" else {}
    return Timeline(
        comments,
        tuple(map(_line, told)),
        max((at for event in told if (at := _at(event))), default=None),
        _at(end),
        _who(end),
    )


def _event(value: dict[str, Any]) -> str:
    """``labeled``, ``cross-referenced``: REST's name of an event, also of GraphQL's
    ``LabeledEvent``."""
    if isinstance(name := value.get("event"), str):
        return name.replace("_", "-")
    kind = name_of(value.get("__typename")).removesuffix("Event")
    return _CAMEL.sub("-", kind).casefold().removeprefix("issue-")


def _at(value: dict[str, Any]) -> datetime | None:
    return time_of(value.get("createdAt") or value.get("created_at"))


def _who(value: dict[str, Any]) -> str:
    return name_of(value.get("actor") or value.get("user"), "login", "name")


def _line(value: dict[str, Any]) -> str:
    at = _at(value)
    what = " ".join((_event(value), *_details(value)))
    parts = (format_time(at) if at else "", _who(value) or ("ghost" if at else ""), what)
    return "- " + " · ".join(" ".join(part.split()) for part in parts if part)


def _details(value: dict[str, Any]) -> Iterator[str]:
    """What an event is about, in words."""
    yield name_of(value.get("label"), "name")
    yield name_of(value.get("assignee"), "login", "name")
    yield name_of(value.get("milestone") or value.get("milestoneTitle"), "title")
    renamed = value.get("rename")
    titles = renamed if isinstance(renamed, dict) else value
    before = name_of(titles.get("from") or titles.get("previousTitle"))
    after = name_of(titles.get("to") or titles.get("currentTitle"))
    if before or after:
        yield f"from {before!r} to {after!r}"
    if reason := name_of(value.get("state_reason") or value.get("stateReason")):
        yield f"as {reason.casefold().replace('_', ' ')}"
    if reason := name_of(value.get("lock_reason") or value.get("lockReason")):
        yield f"as {reason.casefold()}"
    closer = value.get("closer")
    if by := _address(closer):
        yield f"by {by}"
    elif commit := name_of(value.get("commit_id") or value.get("commit") or closer, "oid", "sha"):
        yield f"by commit {commit}"
    if source := _address(value.get("source")):
        yield f"in {source}"


def _address(value: object) -> str:
    """Where an issue or pull request is that an event names."""
    if not isinstance(value, dict):
        return ""
    issue = value.get("issue")
    inner = issue if isinstance(issue, dict) else value
    number = inner.get("number")
    return name_of(inner, "html_url", "url") or (f"#{number}" if number is not None else "")
