"""What happened to a ticket that somebody may be told of."""

from datetime import datetime

from tix.frozen import dataclass
from tix.model.event_names import EVENTS as EVENTS  # the kinds
from tix.model.people import Person


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a ticket; ``kind`` is one of ``EVENTS``, ``at`` is in UTC.

    ``what`` tells it from others of its kind, the same in every clone and in a rewritten history:
    the comment's id; status and ``since``; the rating's id; the due time; the firing's identity;
    else the commit's author and author time. ``by`` is who did it, and is never told; nor is
    ``filed_by``, whose commit it is, and who may have written down what another said. ``comment``
    is the id of the comment that it is about; ``to`` are people and teams that it names. ``commit``
    is what did it ("" for nothing). It is a part of no key, nor is ``filed_by``.
    ``is_acknowledged``: who asks by it may be told that it has arrived.
    """

    kind: str
    ticket: str
    what: str
    by: Person | None
    at: datetime
    comment: str | None = None
    to: tuple[str, ...] = ()
    is_acknowledged: bool = True
    commit: str = ""
    filed_by: Person | None = None
