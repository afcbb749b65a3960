"""What rules ``at`` a time and ``every`` so often do now: the oldest first (R2 to R4). Pure.

What one of them makes is a function of its identity (rule, ticket, anchor): its times are the due
time of the firing, ids and picks follow from hashes. So clones that fire it apart make the same.
"""

import heapq
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from tix.errors import TixError
from tix.frozen import dataclass, field, replace
from tix.model.config.config import Config, Group
from tix.model.people import RULES
from tix.model.rules.anchors import Conversation, NoCalendarError, due_rule
from tix.model.rules.chain import Chain
from tix.model.rules.effects import Means, carried_out, told_by
from tix.model.rules.identity import chosen, comment_id_at, ticket_ids
from tix.model.rules.rule import (
    Assign,
    AtRule,
    CreateInvoice,
    EveryRule,
    OnRule,
    Rules,
    TimeRule,
)
from tix.model.ticket.entries import Firing
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time


@dataclass(frozen=True, slots=True)
class Fired:
    """A time rule that fires: for which ticket, anchored and due when."""

    rule: TimeRule
    ticket: str
    title: str
    anchor: datetime
    due: datetime

    @property
    def is_opening(self) -> bool:
        """Whether it opens the ticket."""
        return isinstance(self.rule, EveryRule)


@dataclass(slots=True)
class TimedPlan:
    """What is to be done: tickets by their ids as they will be, and which of them are new.

    ``ran`` names every rule that had a part, the ticket, and whom it tells. ``problems`` say what a
    rule couldn't do, ``billed`` names rules that make an invoice of a ticket.
    """

    fired: list[Fired] = field(default_factory=list)
    after: dict[str, Ticket] = field(default_factory=dict)
    opened: dict[str, Ticket] = field(default_factory=dict)
    ran: list[tuple[str, str, Sequence[str]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    billed: list[tuple[str, Ticket, CreateInvoice]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.fired)


@dataclass(frozen=True, slots=True)
class TimedDesk:
    """What planning asks of a desk.

    ``matches``: whether a rule's query means a ticket; ``chain`` gives the rules on events as they
    work at a time, with whom they pick; ``means`` what a rule works with, likewise. ``is_known``
    says whether an id is of a ticket, or of one that a rule opened and somebody deleted, and
    ``is_another`` whether it is of a ticket that wasn't opened so, at that time.
    """

    config: Config
    rules: Rules
    talk: Conversation
    matches: Callable[[AtRule, Ticket], bool]
    chain: Callable[[datetime, Callable[[OnRule, Assign, Ticket], str]], Chain]
    means: Callable[[datetime, Callable[[Assign, Ticket], str], Callable[[Ticket], str]], Means]
    is_known: Callable[[str], bool]
    is_another: Callable[[str, datetime], bool]


def plan_timed(
    desk: TimedDesk, candidates: Iterable[tuple[Ticket, Sequence[AtRule]]], now: datetime
) -> TimedPlan:
    """What the time rules do now.

    ``candidates`` are the tickets for which rules may be due, each with those rules.
    """
    return _Planning(desk, now).run(candidates)


MOST_CAUGHT_UP = 1000
"""Tickets that one rule opens at once, where it opens each that was missed."""

_Turn = tuple[datetime, int, str, datetime]
"""When something is due, the rule's place, the ticket's id ("" for a new one), and the anchor."""


class _Planning:
    def __init__(self, desk: TimedDesk, now: datetime) -> None:
        self._desk, self._now = desk, now
        self._plan = TimedPlan()
        self._turns: list[_Turn] = []
        self._tickets: dict[str, Ticket] = {}
        self._done: set[tuple[str, str]] = set()
        self._by_place = {rule.place: rule for rule in desk.rules.rules}
        self._told: set[str] = set()
        self._without_calendar: dict[tuple[str, str], dict[str, None]] = {}

    def run(self, candidates: Iterable[tuple[Ticket, Sequence[AtRule]]]) -> TimedPlan:
        for rule in self._desk.rules.every:
            for at in self._times(rule):
                heapq.heappush(self._turns, (at, rule.place, "", at))
        for ticket, rules in candidates:
            self._tickets[ticket.id] = ticket
            self._wait_for(ticket, rules)
        while self._turns:
            due, place, ident, anchor = heapq.heappop(self._turns)
            timed = self._by_place[place]
            if isinstance(timed, EveryRule):
                self._open(timed, due)
            elif isinstance(timed, AtRule):
                self._look(timed, ident, due, anchor)
        for (name, calendar), idents in self._without_calendar.items():
            self._tell(_no_day(name, calendar) if calendar else _no_calendar(name, [*idents]))
        return self._plan

    def _times(self, rule: EveryRule) -> list[datetime]:
        """The times at which a rule should have opened a ticket (R4)."""
        zone = self._desk.config.timezone
        if rule.since is None or rule.since > self._now:
            return []
        if rule.catches_up:
            return list(rule.schedule.between(rule.since, self._now, zone))[-MOST_CAUGHT_UP:]
        latest = rule.schedule.latest(self._now, zone)
        return [latest] if latest >= rule.since else []

    def _wait_for(self, ticket: Ticket, rules: Iterable[AtRule]) -> None:
        """Note when rules are due for a ticket, if they are by now."""
        for rule in rules:
            if rule.since is None or (rule.name, ticket.id) in self._done:
                continue
            try:
                found = due_rule(rule, ticket, self._desk.config, self._desk.talk)
            except NoCalendarError as error:
                lacking = self._without_calendar.setdefault((rule.name, error.calendar), {})
                lacking[ticket.id] = None
                continue
            if found is not None and found.due <= self._now:
                heapq.heappush(self._turns, (found.due, rule.place, ticket.id, found.anchor))

    def _look(self, rule: AtRule, ident: str, due: datetime, anchor: datetime) -> None:
        """Fire a rule for a ticket, if that is still so, and its query matches."""
        ticket = self._tickets[ident]
        if (rule.name, ident) in self._done:
            return
        found = due_rule(rule, ticket, self._desk.config, self._desk.talk)
        if found is None or (found.due, found.anchor) != (due, anchor):
            return  # it changed meanwhile, and was noted anew
        if self._desk.matches(rule, ticket):
            self._fire(rule, ticket, anchor, due)

    def _fire(self, rule: AtRule, ticket: Ticket, anchor: datetime, due: datetime) -> None:
        identity = rule.name, ticket.id, format_time(anchor)
        means = self._desk.means(
            due,
            lambda assign, _: _picked(assign, self._desk.config, *identity),
            lambda about: comment_id_at(rule.name, about.id, anchor),
        )
        self._done.add((rule.name, ticket.id))
        try:
            changed = carried_out(ticket, rule.then, means)
        except TixError as error:
            self._tell(f"the rule {rule.name!r} did nothing for {ticket.id}: {error}")
            return
        changed = replace(changed, fired=(*changed.fired, Firing(rule.name, anchor)))
        self._conclude(rule, ticket, changed, anchor, due)

    def _open(self, rule: EveryRule, at: datetime) -> None:
        desk, config = self._desk, self._desk.config
        ident = ticket_ids(rule, at)(lambda known: desk.is_another(known, at))
        if desk.is_known(ident) or ident in self._tickets:
            return
        ticket = Ticket(
            ident,
            rule.title,
            status=config.first_status(Group.ACTIVE),
            since=at,
            type=config.default_type,
            priority=None if config.matrix else config.default_priority,
            opened=at,
            opened_by=str(RULES),
            body=rule.text,
        )
        identity = rule.name, format_time(at)
        means = desk.means(
            at, lambda assign, _: _picked(assign, config, *identity), lambda about: about.id
        )
        try:
            ticket = carried_out(ticket, rule.then, means)
        except TixError as error:
            self._tell(f"the rule {rule.name!r} opened nothing: {error}")
            return
        ticket = replace(ticket, fired=(Firing(rule.name, at),))
        self._conclude(rule, None, ticket, at, at)

    def _conclude(
        self,
        rule: TimeRule,
        before: Ticket | None,
        after: Ticket,
        anchor: datetime,
        due: datetime,
    ) -> None:
        """Let later rules see what was done, and keep it."""
        identity = after.id, format_time(anchor)

        def pick(other: OnRule, assign: Assign, _: Ticket) -> str:
            return _picked(assign, self._desk.config, other.name, *identity)

        result = self._desk.chain(due, pick).run(before, after, behind=rule.place)
        for other, error in result.failed:
            self._tell(f"the rule {other.name!r} did nothing for {after.id}: {error}")
        self._plan.ran += [
            (rule.name, after.id, told_by(rule.then)),
            *((each.name, after.id, told_by(each.then)) for each in result.ran),
        ]
        which = [rule, *result.ran]
        self._plan.billed += [
            (each.name, result.ticket, effect)
            for each in which
            for effect in each.then
            if isinstance(effect, CreateInvoice)
        ]
        self._plan.fired.append(Fired(rule, after.id, after.title, anchor, due))
        self._tickets[after.id] = result.ticket
        is_new = before is None or after.id in self._plan.opened
        (self._plan.opened if is_new else self._plan.after)[after.id] = result.ticket
        self._wait_for(result.ticket, self._desk.rules.at)

    def _tell(self, problem: str) -> None:
        if problem not in self._told:
            self._told.add(problem)
            self._plan.problems.append(problem)


def _no_calendar(rule: str, idents: Sequence[str]) -> str:
    """That a rule counts business time, and nothing says by which hours."""
    one = len(idents) == 1
    which = f"{idents[0]} has" if one else f"{len(idents)} tickets, {idents[0]} among them, have"
    return f"the rule {rule!r} counts business time, and {which} no promise that tells a calendar"


def _no_day(rule: str, calendar: str) -> str:
    """That a rule counts business days, and nothing says how long one is."""
    why = f"the calendar {calendar!r} doesn't say how long one is (day: 8h)"
    return f"the rule {rule!r} counts business days, and {why}"


def _picked(assign: Assign, config: Config, *identity: str) -> str:
    """Whom a time rule gives a ticket to: of a team, who has the highest hash."""
    if assign.how == "to":
        return assign.who
    team = config.team(assign.who)
    assert team is not None, "the rules were checked"
    return chosen(team.members, *identity)
