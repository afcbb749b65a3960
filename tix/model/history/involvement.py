"""The people that a ticket concerns: those named in it, and those who wrote in it."""

from collections.abc import Iterable

from tix.model.config.config import Config
from tix.model.record.fields import PERSON
from tix.model.ticket.fields import FIELDS
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.model.history.events import Event

_PEOPLE = tuple(field for field in FIELDS if field.kind is PERSON)
_NAMES = frozenset(field.name for field in _PEOPLE)


def concerns(ticket: Ticket, me: str, config: Config) -> bool:
    """Whether somebody (a key) works on the ticket, watches it, asked, opened it or commented."""
    named = (text for field in _PEOPLE for text in field.texts(ticket))
    wrote = (str(comment.author) for comment in ticket.comments)
    return _is_among(me, (text for text in (*named, *wrote) if text), config)


def concerned(event: "Event", me: str, config: Config) -> bool:
    """Whether the ticket concerned somebody before the event."""
    old = (text for c in event.changes if c.field in _NAMES for text in c.old)
    return _is_among(me, old, config)


def is_by(event: "Event", me: str, config: Config) -> bool:
    """Whether somebody is the author of the event."""
    return config.canonical_person(str(event.by)) == me


def _is_among(me: str, texts: Iterable[str], config: Config) -> bool:
    return any(config.canonical_person(text) == me for text in texts)
