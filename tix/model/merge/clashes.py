"""Two files with one id and no common past: one ticket, or two that happen to have one id.

A ticket with a key is known by that: its id follows from it (``tix open --key``), so that clones
which don't know of each other make one ticket. So is one that came from elsewhere, by its source
(``tix import``, ``tix receive``). Of two different tickets the later gets a new id.
It follows from its old one and its opening, so that every clone gives it the same.
"""

from tix.frozen import replace
from tix.model.ids import LENGTH
from tix.model.record.notes import asides_of, derived_id, note
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time


def is_same_ticket(one: Ticket, other: Ticket) -> bool:
    """Whether two files without a common past hold one ticket: the same id and key, the same id and
    source, or the same id, time and opener."""
    if one.key and (one.id, one.key) == (other.id, other.key):
        return True
    if one.source and (one.id, one.key, one.source) == (other.id, other.key, other.source):
        return True
    return _identity(one) == _identity(other)


def by_age(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """The one that was opened first, then the other."""
    return (other, one) if _age(other) < _age(one) else (one, other)


def parted(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Of two different tickets with one id: the earlier, and the later under its new id.

    References to the id stay with the earlier one. Merge notes come along with ids that follow
    from the new one.
    """
    earlier, later = by_age(one, other)
    renamed = replace(later, id=new_id(later))
    notes = {
        comment.id: note(renamed, aside, comment.at) for aside, comment in asides_of(later).items()
    }
    comments = tuple(notes.get(comment.id, comment) for comment in later.comments)
    return earlier, replace(renamed, comments=comments)


def new_id(ticket: Ticket) -> str:
    """The id that this ticket gets if another, earlier one has its id."""
    return derived_id(LENGTH, *_identity(ticket))


def _identity(ticket: Ticket) -> tuple[str, str, str]:
    opened = format_time(ticket.opened) if ticket.opened else ""
    return ticket.id, opened, ticket.opened_by or ""


def _age(ticket: Ticket) -> tuple[bool, tuple[str, str, str]]:
    return ticket.opened is None, _identity(ticket)
