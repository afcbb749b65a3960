"""Merging a value that both sides changed differently: the one that calls for attention wins.

Every rule picks one of two values by them alone, so that it doesn't matter which side is ours.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from tix.model.record.fields import Field
from tix.model.records.invoice import STATUSES
from tix.model.ticket.priorities import urgency
from tix.model.ticket.ticket import Ticket
from tix.model.times import Due, due_instant, format_due
from tix.quick_typing import Any

Rule = Callable[[Any, Any], Any]
"""Two different values, neither of them None; the one that stays."""

_TYPES = ("", "question", "task", "request", "problem", "incident")
"""From the least attention to the most; "" stands for a team's own words."""

_STATUSES = ("closed", "resolved", "pending", "open", "in-progress")
_DONE = _STATUSES[:2]

NOT_DONE = _STATUSES[2:]
"""Statuses that are never done, whatever the desk's words are."""


def text(left: str, right: str) -> str:
    """The longer one, then the larger one in byte order."""
    return max(left, right, key=lambda value: (len(value), value.encode(errors="surrogatepass")))


def priority(left: str, right: str) -> str:
    """The more urgent one."""
    return max(left, right, key=lambda word: (urgency(word), word.encode()))


def type_(left: str, right: str) -> str:
    """The one that asks for more attention."""
    return max(left, right, key=lambda word: (_attention_of(word), word.encode()))


def due(left: Due, right: Due) -> Due:
    """The earlier one."""
    return min(left, right, key=lambda value: (_moment(value), format_due(value)))


def earlier(left: datetime, right: datetime) -> datetime:
    """The earlier one."""
    return min(left, right)


def attention(ticket: Ticket) -> tuple[int, bytes]:
    """How much attention a ticket's status asks for, then its bytes; none asks for the least."""
    if not ticket.status:
        return -1, b""
    return _STATUSES.index(_counts_as(ticket)), ticket.status.encode(errors="surrogatepass")


def looks_done(ticket: Ticket) -> bool:
    """Whether a ticket is done, as far as it tells itself (the desk's words may differ)."""
    return _counts_as(ticket) in _DONE


def _counts_as(ticket: Ticket) -> str:
    """One of tix's own statuses: what a team's word means follows from the ticket's stamps."""
    if ticket.status in _STATUSES:
        return ticket.status
    return "closed" if ticket.closed else "resolved" if ticket.resolved else "in-progress"


def _attention_of(type_name: str) -> int:
    return _TYPES.index(type_name if type_name in _TYPES else "")


def _moment(value: Due) -> datetime:
    return due_instant(value, UTC)


def no(left: str, right: str) -> str:
    """``no`` rather than ``yes``."""
    return min(left, right)


def invoice_status(left: str, right: str) -> str:
    """Void over paid over sent over draft."""
    return max(left, right, key=STATUSES.index)


RULES: dict[str, Rule] = {
    "text": text,
    "urgency": priority,
    "type": type_,
    "due": due,
    "earlier": earlier,
    "later": max,
    "no": no,
    "invoice": invoice_status,
}
"""Each rule under the name that the table of fields has for it."""


def rule_for(field: Field | None) -> Rule:
    """The rule for a field with one value; None: for what isn't in a table of fields."""
    return RULES[field.merge] if field else text
