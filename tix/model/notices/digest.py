"""A digest: all that somebody is told of in one message, the most pressing tickets first. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tix.frozen import dataclass, replace
from tix.model.config.config import Config
from tix.model.event_names import EVENTS
from tix.model.notices.excerpt import excerpt
from tix.model.notices.message import Message
from tix.model.notices.words import happened
from tix.model.ticket.public import public_comments
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_due

Part = tuple[Message, Ticket]
"""A message that is a part of a digest, and its ticket as it is now."""

DIGEST = "digest"
"""The purpose of a message that is a part of a digest."""

_PRESSING = (
    "missed", "escalated", "due-soon", "asked", "reopened", "mentioned", "assigned", "opened",
)  # fmt: skip
"""What comes first, in its order; all else comes behind."""

_MOST = 100
"""Tickets that are told in full."""

_WORDS = 160
"""Characters of what somebody said."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest in words: ``subject`` is a line, ``text`` plain text, a paragraph a ticket."""

    subject: str
    text: str


def in_one_letter(messages: Sequence[Message]) -> list[list[Message]]:
    """Messages in the groups that go as one letter each: the parts of somebody's digest; every
    other message alone."""
    letters: dict[tuple[str, ...], list[Message]] = {}
    for message in messages:
        is_part = message.purpose == DIGEST
        place = (message.by, message.to) if is_part else (message.key,)
        letters.setdefault(place, []).append(message)
    return list(letters.values())


def as_one(messages: Sequence[Message]) -> Message:
    """The message that a digest goes as: by the least of their keys, which a bounce leads to."""
    first = min(messages, key=lambda message: message.key)
    return replace(first, keys=tuple(key for each in messages for key in each.keys))


def digest_of(parts: Sequence[Part], config: Config) -> Digest:
    """The digest of at least one message; several messages about a ticket are one paragraph."""
    tickets = {ticket.id: ticket for _, ticket in parts}
    messages: dict[str, list[Message]] = {ident: [] for ident in tickets}
    for message, ticket in sorted(parts, key=lambda part: (part[0].at, part[0].key)):
        messages[ticket.id].append(message)
    order = sorted(tickets, key=lambda ident: _pressing(messages[ident], tickets[ident], config))
    told = [_paragraph(messages[ident], tickets[ident], config) for ident in order[:_MOST]]
    if rest := order[_MOST:]:
        told.append(f"And {len(rest)} more: {', '.join(rest)}")
    return Digest(_subject(len(order), [message for message, _ in parts]), "\n\n".join(told))


def _pressing(
    messages: Sequence[Message], ticket: Ticket, config: Config
) -> tuple[int, int, float, str]:
    kinds = {kind for message in messages for kind in message.events}
    first = next((n for n, kind in enumerate(_PRESSING) if kind in kinds), len(_PRESSING))
    rank = config.priority_rank(config.priority_of(ticket))
    return first, -(rank if rank is not None else -1), messages[0].at.timestamp(), ticket.id


def _subject(count: int, messages: Sequence[Message]) -> str:
    counted = Counter(kind for message in messages for kind in message.events)
    order = (*_PRESSING, *(kind for kind in EVENTS if kind not in _PRESSING))
    kinds = ", ".join(f"{counted[kind]} {kind}" for kind in order if counted[kind])
    return f"{count} ticket{'' if count == 1 else 's'}{': ' if kinds else ''}{kinds}"


def _paragraph(messages: Sequence[Message], ticket: Ticket, config: Config) -> str:
    standing = [ticket.status or "", config.priority_of(ticket) or ""]
    if ticket.due and not config.is_done(ticket):
        standing.append(f"due {format_due(ticket.due)}")
    title = " ".join(f"[{ticket.id}] {ticket.title}".split())
    lines = [f"{title} ({', '.join(filter(None, standing))})"]
    for message in messages:
        lines += (f"- {sentence}" for sentence in happened(message))
        lines += _said(message, ticket)
    return "\n".join(dict.fromkeys(lines))


def _said(message: Message, ticket: Ticket) -> Iterator[str]:
    """What was said in public, each in a line."""
    for comment in public_comments(ticket):
        if comment.id in message.comments:
            words = excerpt(" ".join(comment.text.split()), _WORDS)
            yield f"- {comment.author.label}: {words}"
