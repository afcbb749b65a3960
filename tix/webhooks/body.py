"""What a webhook tells: ``{type, timestamp, data: {ticket, before, changes}}`` as JSON. Pure.

``ticket`` is the ticket as it is when it is sent, as everywhere in JSON, without what is computed
(``path``, ``updated``, ``backlinks``) and what is tix's own (``redacted``, ``imported``). It has
public comments and the files that these name; a webhook that may have what is internal gets all.
``changes`` are the names of what the event's commit changed, ``before`` what of it was there before
and is no text that somebody wrote: no earlier wording goes out, since it may have been taken out.
"""

from collections.abc import Iterator, Mapping

from tix.frozen import replace
from tix.model.config.config import Config
from tix.model.notices.message import Message
from tix.model.record.json import json_text
from tix.model.rules.events import changed_fields
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.json import to_object
from tix.model.ticket.public import public_attachments, public_comments
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time
from tix.quick_typing import Any

Versions = tuple[Ticket | None, Ticket | None]
"""A ticket before and after the commit of an event; None: it wasn't there, or isn't known."""

_LEFT_OUT = ("path", "updated", "backlinks", "redacted", "imported")
_WORDS = ("status", "type", "priority", "impact", "urgency", "channel", "resolution_code")
_TIMES = ("since", "due", "resolved", "closed", "occurred")


def webhook_body(
    message: Message, ticket: Ticket, versions: Versions, config: Config, *, internal: bool
) -> bytes | None:
    """The body; None where there is nothing that the webhook may be told.

    ``internal``: it gets what is internal, too.
    """
    if not internal and not _is_public(message, ticket):
        return None
    kind = message.events[0] if message.events else ""
    shown = _shown(config.with_priority(ticket), internal=internal)
    before, after = (
        version and _shown(config.with_priority(version), internal=internal) for version in versions
    )
    changes = _changes(before, after) if before and after else []
    body = {
        "type": f"ticket.{kind.replace('-', '_')}",
        "timestamp": format_time(message.at),
        "data": {
            "ticket": _object(shown),
            "before": _before(before, changes, config) if before else {},
            "changes": changes,
        },
    }
    return json_text(body).encode()


def _is_public(message: Message, ticket: Ticket) -> bool:
    """Whether one of the comments that the event is about is public, if it is about any."""
    public = {comment.id for comment in public_comments(ticket)}
    return not message.comments or not public.isdisjoint(message.comments)


def _shown(ticket: Ticket, *, internal: bool) -> Ticket:
    if internal:
        return ticket
    public = public_attachments(ticket)
    return replace(ticket, comments=public_comments(ticket), attachments=public)


def _object(ticket: Ticket) -> Mapping[str, Any]:
    found = to_object(ticket, path=None, updated=None)
    found["attachments"] = [{"name": name} for name in ticket.attachments]
    return {name: value for name, value in found.items() if name not in _LEFT_OUT}


def _changes(before: Ticket, after: Ticket) -> list[str]:
    """The names of what differs, as JSON has them."""
    found = [name for name in changed_fields(before, after) if name not in _LEFT_OUT]
    if before.comments != after.comments:
        found.append("comments")
    return found


def _before(before: Ticket, changes: list[str], config: Config) -> dict[str, Any]:
    return dict(_earlier(before, changes, config))


def _earlier(before: Ticket, changes: list[str], config: Config) -> Iterator[tuple[str, Any]]:
    """What was there before: words of the desk's own, times, and people whom it names."""
    for name in changes:
        if name in _WORDS:
            value = getattr(before, name)
            if value is None or value in (config.words_of(name) or ()):
                yield name, value
        elif name in _TIMES:
            yield name, next(iter(BY_NAME[name].texts(before)), None)
        elif name == "assignees":
            yield name, [who for who in before.assignees if _is_known(who, config)]


def _is_known(who: str, config: Config) -> bool:
    key = config.canonical_person(who)
    return config.team(who) is not None or any(m.person.key == key for m in config.people)


def summary(message: Message, ticket: Ticket) -> str:
    """What is sent, in one line."""
    return f"{', '.join(message.events)}: {ticket.id} {ticket.short_title}"
