"""Two different tickets that happen to have one id: the later one gets another.

Its new id follows from its old one and its opening, so that every clone gives it the same.
"""

from tix.model.ids import LENGTH
from tix.model.merge.notes import asides_of, derived_id, note
from tix.model.ticket import Ticket
from tix.model.times import format_time
from tix.values import replace


def is_same_ticket(one: Ticket, other: Ticket) -> bool:
    """Whether two files without a common past hold one ticket: the same id, time and opener."""
    return _identity(one) == _identity(other)


def parted(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Of two different tickets with one id: the earlier, and the later under its new id.

    References to the id stay with the earlier one. Merge notes come along with ids that follow
    from the new one.
    """
    earlier, later = sorted((one, other), key=_age)
    renamed = replace(later, id=new_id(later))
    notes = {comment.id: note(renamed, aside) for aside, comment in asides_of(later).items()}
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
