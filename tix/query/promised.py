"""Predicates about what the desk has promised; ``Facts.promised`` tells how tickets stand."""

from datetime import datetime

from tix.frozen import dataclass
from tix.model.config.config import Config
from tix.model.ticket.ticket import Ticket
from tix.model.times import due_instant, instant, moment
from tix.query.facts import Facts
from tix.query.within import Within
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:  # few desks promise anything
    from tix.model.promises.glance import Glance


@dataclass(frozen=True, slots=True)
class Missed:
    """Something that was promised came late, or hasn't come in time."""

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return _is_true(self, ticket, facts)

    def is_true_of(self, glance: "Glance") -> bool:
        """Whether it is true of what stands so."""
        return glance.missed


@dataclass(frozen=True, slots=True)
class DueSoon:
    """It is time to warn: something that was promised is due soon."""

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return _is_true(self, ticket, facts)

    def is_true_of(self, glance: "Glance") -> bool:
        """Whether it is true of what stands so."""
        return glance.soon


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Not done, and the asking side spoke last or nobody answered at all."""

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return _is_true(self, ticket, facts)

    def is_true_of(self, glance: "Glance") -> bool:
        """Whether it is true of what stands so."""
        return glance.unanswered


@dataclass(frozen=True, slots=True)
class Promised:
    """One of these policies holds."""

    names: frozenset[str]

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return _is_true(self, ticket, facts)

    def is_true_of(self, glance: "Glance") -> bool:
        """Whether it is true of what stands so."""
        return glance.policy in self.names


@dataclass(frozen=True, slots=True)
class DueNextIn:
    """What is due next, promised or set by hand, is within a period."""

    within: Within
    config: Config

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        due = _earlier(ticket, facts, self.config, day_end=1)  # a day counts as its last second
        return self.within.holds(moment(due))


def _is_true(leaf: Missed | DueSoon | Unanswered | Promised, ticket: Ticket, facts: Facts) -> bool:
    glance = facts.promised.get(ticket.id)
    return glance is not None and leaf.is_true_of(glance)


def due_by_hand(ticket: Ticket, config: Config) -> int | None:
    """The end of the due date that was set by hand; None if there is none, or it is done."""
    if ticket.due is None or config.is_done(ticket):
        return None
    return instant(due_instant(ticket.due, config.timezone))


def due_next(ticket: Ticket, facts: Facts, config: Config) -> int | None:
    """When something is due next, in seconds since 1970: a promise, or what was set by hand."""
    return _earlier(ticket, facts, config, day_end=0)


def promised_next(ticket: Ticket, facts: Facts, config: Config) -> tuple[str, datetime] | None:
    """Which clock of its promise is due next, and when; None where none is, or where a due date
    that was set by hand comes before that."""
    glance = facts.promised.get(ticket.id)
    when = moment(glance.due) if glance else None
    if glance is None or glance.what is None or when is None:
        return None
    return (glance.what, when) if glance.due == due_next(ticket, facts, config) else None


def _earlier(ticket: Ticket, facts: Facts, config: Config, *, day_end: int) -> int | None:
    """The same; a day that was set by hand ends so many seconds before the next one."""
    glance = facts.promised.get(ticket.id)
    promised = glance.due if glance else None
    by_hand = due_by_hand(ticket, config)
    if by_hand is None:
        return promised
    if not isinstance(ticket.due, datetime):
        by_hand -= day_end
    return by_hand if promised is None else min(by_hand, promised)
