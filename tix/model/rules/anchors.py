"""When a rule ``at`` a time fires for a ticket (R2)."""

from datetime import datetime

from tix.frozen import dataclass
from tix.model.config.config import Config
from tix.model.rules.moment import PROMISED, SILENT, Moment
from tix.model.rules.rule import AtRule
from tix.model.ticket.ticket import Ticket
from tix.model.times import due_instant
from tix.quick_typing import Protocol


class Conversation(Protocol):
    """What is known of a ticket besides its own times."""

    def asked(self, ticket: Ticket) -> datetime | None:
        """The oldest public question of the asking side that nothing has cleared."""

    def answered(self, ticket: Ticket) -> datetime | None:
        """The last public comment of the answering side."""

    def promised(self, ticket: Ticket, clock: str) -> datetime | None:
        """When a clock of its promise is due, as long as that isn't met and runs."""

    def later(self, ticket: Ticket, start: datetime, moment: Moment, name: str) -> datetime | None:
        """A time that is so much business time away, by the calendar of its promise, else by the
        one of that name. Raises NoCalendarError."""


class NoCalendarError(Exception):
    """A rule counts business time, and no calendar holds for a ticket; or business days, and that
    ``calendar`` doesn't say how long one is."""

    def __init__(self, ticket: str, calendar: str = "") -> None:
        super().__init__(f"nothing says by which calendar {ticket} goes, or how long its day is")
        self.calendar = calendar


@dataclass(frozen=True, slots=True)
class DueRule:
    """A rule and the times at which it is anchored and due."""

    rule: AtRule
    anchor: datetime
    due: datetime


def due_rule(rule: AtRule, ticket: Ticket, config: Config, talk: Conversation) -> DueRule | None:
    """When a rule is due for a ticket, if it hasn't fired for that; None: never, as it is.

    Whether that time has come, and whether its query matches, is another question.
    """
    anchor = anchor_time(rule.moment.anchor, ticket, config, talk)
    if anchor is None or has_fired(rule, ticket, anchor, talk):
        return None
    due = _moved(rule, ticket, anchor, talk)
    if due is None or (rule.since is not None and due < rule.since):
        return None
    return DueRule(rule, anchor, due)


def anchor_time(anchor: str, ticket: Ticket, config: Config, talk: Conversation) -> datetime | None:
    """The time of a ticket that an anchor names; None: it has none now."""
    if anchor in PROMISED:
        return talk.promised(ticket, anchor)
    match anchor:
        case "opened":
            return ticket.opened
        case "since":
            return ticket.since
        case "due":
            is_due = ticket.due is not None and not config.is_done(ticket)
            return due_instant(ticket.due, config.timezone) if is_due and ticket.due else None
        case "resolved" | "closed" if config.is_done(ticket):
            return ticket.closed if anchor == "closed" else ticket.resolved or ticket.closed
        case "asked":
            return talk.asked(ticket)
    return None


def has_fired(rule: AtRule, ticket: Ticket, anchor: datetime, talk: Conversation) -> bool:
    """Whether a rule has run for that anchor; after a question, whether it has in this silence."""
    fired = [firing.anchor for firing in ticket.fired if firing.rule == rule.name]
    if not fired:
        return False
    if anchor in fired:
        return True
    if rule.moment.anchor not in SILENT:
        return False
    answered = talk.answered(ticket)
    return any(answered is None or at > answered for at in fired)


def _moved(rule: AtRule, ticket: Ticket, anchor: datetime, talk: Conversation) -> datetime | None:
    moment = rule.moment
    try:
        if moment.needs_calendar:
            return talk.later(ticket, anchor, moment, rule.calendar)
        return anchor + moment.sign * moment.length.plain
    except OverflowError:  # at the ends of the calendar
        return None
