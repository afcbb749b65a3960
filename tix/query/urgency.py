"""How urgent a ticket is, as a number: ``tix next``, ``sort:urgency`` (``docs/urgency.md``).

Each term is a weight, which the desk can set, times a share from 0 to 1 that follows from the
ticket. The urgency is their sum.
"""

from collections.abc import Iterator
from datetime import datetime

from tix.frozen import dataclass
from tix.model.config.config import Config, Group
from tix.model.ticket.ticket import Ticket
from tix.model.times import instant
from tix.query.facts import Facts
from tix.query.promised import due_next

_DAY = 86400.0

DUE_FROM, DUE_FULL = 14, 7
"""The share of a due date grows from so many days before it to so many after it, ..."""
DUE_LEAST = 0.2
"""... from this, which any due date has, to 1."""
OLD = 365
"""After so many days the age counts in full."""


@dataclass(frozen=True, slots=True)
class Term:
    """One reason for a ticket's urgency, and what it adds."""

    name: str
    value: float


def urgency_terms(ticket: Ticket, config: Config, now: datetime, facts: Facts) -> tuple[Term, ...]:
    """What makes a ticket urgent, in the order of the weights; without what adds nothing.

    ``facts`` must have ``blocked``, ``blocking`` and, where the desk promises anything,
    ``promised``. A ticket that is done has no terms.
    """
    if config.is_done(ticket):
        return ()
    shares = dict(_shares(ticket, config, now, facts))
    terms = (Term(name, round(w * shares.get(name, 0), 2)) for name, w in config.urgency_weights)
    return tuple(term for term in terms if term.value)


def urgency(terms: tuple[Term, ...]) -> float:
    """The sum of the terms, to two decimals."""
    return round(sum(term.value for term in terms), 2)


def _shares(
    ticket: Ticket, config: Config, now: datetime, facts: Facts
) -> Iterator[tuple[str, float]]:
    rank = config.priority_rank(config.priority_of(ticket))
    if rank is not None:
        yield "priority", rank / max(1, len(config.priorities) - 1)
    due = due_next(ticket, facts, config)
    if due is not None:
        late = (instant(now) - due) / _DAY
        grown = (late + DUE_FROM) / (DUE_FROM + DUE_FULL)
        yield "due", DUE_LEAST + (1 - DUE_LEAST) * _within(grown)
    if ticket.opened is not None:
        yield "age", _within((now - ticket.opened).total_seconds() / _DAY / OLD)
    yield "blocking", float(ticket.id in facts.blocking)
    yield "blocked", float(ticket.id in facts.blocked)
    yield "working", float(ticket.status == config.working_status)
    yield "waiting", float(config.group_of(ticket) is Group.WAITING)


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))
