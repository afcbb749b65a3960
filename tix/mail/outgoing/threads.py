"""What a letter refers to, so that mail clients show it where it belongs.

Clients build threads of ``References`` (Zawinski's algorithm, RFC 5322 3.6.4). First stands the
thread of the ticket, which all its letters share, also where a server on the way gives them other
``Message-ID``s; then the public messages that came by mail, as they came.
"""

import re
from collections.abc import Sequence

from tix.model.ticket.ticket import Ticket

_FIRST, _LAST = 4, 6
"""How many are kept at either end: what is longer, some servers cut anywhere."""

_PLAIN = re.compile(r"<[!-;=?-~]{1,250}>")


def references(ticket: Ticket, thread: str | None) -> Sequence[str]:
    """The ``Message-ID``s that a letter about a ticket refers to; the last is what it answers."""
    public = {comment.id for comment in ticket.comments if not comment.internal} | {"body"}
    came = [each.message_id for each in ticket.messages if each.comment in public]
    known = dict.fromkeys(each for each in came if _PLAIN.fullmatch(each))
    found = [*((thread,) if thread else ()), *known]
    return found if len(found) <= _FIRST + _LAST else [*found[:_FIRST], *found[-_LAST:]]
