"""What the rules on events make of a change (R1): each in the order of the file, at most once.

What a rule changes sets off later rules, never earlier ones or itself, so there are no loops.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.config.config import Config
from tix.model.rules.effects import Means, carried_out, told_by
from tix.model.rules.events import IsAsking, events
from tix.model.rules.rule import (
    AddLabels,
    Assign,
    CreateInvoice,
    Effect,
    OnRule,
    RemoveLabels,
    SetField,
    Trigger,
    Watch,
)
from tix.model.ticket.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Chained:
    """The ticket after all rules, those that ran, and those that couldn't."""

    ticket: Ticket
    ran: tuple[OnRule, ...] = ()
    failed: tuple[tuple[OnRule, TixError], ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """The rules on events of a desk.

    ``matches`` says whether a rule's query means a ticket, ``means`` what a rule works with.
    """

    rules: Sequence[OnRule]
    config: Config
    is_asking: IsAsking
    matches: Callable[[OnRule, Ticket], bool]
    means: Callable[[OnRule], Means]

    def run(
        self,
        before: Ticket | None,
        after: Ticket,
        happened: Collection[Trigger] = (),
        behind: int = -1,
    ) -> Chained:
        """What the rules make of a change.

        ``happened`` are events that the ticket itself doesn't show; ``behind`` is the place of the
        rule that made the change: only those after it run.
        """
        seen = {*events(before, after, self.config, self.is_asking), *happened}
        ticket = after
        ran: list[OnRule] = []
        failed: list[tuple[OnRule, TixError]] = []
        for rule in self.rules:
            if rule.place <= behind or rule.trigger not in seen or not self.matches(rule, ticket):
                continue
            try:
                done = carried_out(ticket, rule.then, self.means(rule))
            except TixError as error:
                failed.append((rule, error))
                continue
            if done != ticket or reaches_out(rule):
                ran.append(rule)
            seen |= events(ticket, done, self.config, self.is_asking)
            ticket = done
        return Chained(ticket, tuple(ran), tuple(failed))


def reaches_out(rule: OnRule) -> bool:
    """Whether a rule does something beside changing the ticket."""
    return bool(told_by(rule.then)) or any(isinstance(e, CreateInvoice) for e in rule.then)


def may_be_of(trigger: Trigger, effects: Iterable[Effect]) -> bool:
    """Whether an event may be what effects of a rule did."""
    fields = {_field_of(effect) for effect in effects}
    if trigger.event in ("done", "reopened"):
        return "status" in fields
    return trigger.event == "changed" and trigger.field in fields


def _field_of(effect: Effect) -> str:
    """The field that an effect changes; "" for none."""
    match effect:
        case SetField():
            return effect.field
        case Assign():
            return "assignees"
        case AddLabels() | RemoveLabels():
            return "labels"
        case Watch():
            return "watchers"
    return ""
