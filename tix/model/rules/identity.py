"""What follows from the identity of a run of a rule, the same in every clone (R1, R3).

Whoever runs a rule makes the same ids, so that doing it twice is doing it once.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from tix.model.ids import derived_id
from tix.model.rules.rule import EveryRule, Trigger
from tix.model.times import format_time


def comment_id_on(rule: str, ticket: str, trigger: Trigger, taken: Callable[[str], bool]) -> str:
    """The id of the comment of a rule on an event.

    It follows from the rule, the ticket, the event, and how many comments of that rule and event
    the ticket has: their ids are counted through.
    """
    count = 0
    while taken(ident := _comment_id("on", rule, ticket, str(trigger), str(count))):
        count += 1
    return ident


def comment_id_at(rule: str, ticket: str, anchor: datetime) -> str:
    """The id of the comment of a rule at a time."""
    return _comment_id("at", rule, ticket, format_time(anchor))


def ticket_ids(rule: EveryRule, at: datetime) -> Callable[[Callable[[str], bool]], str]:
    """A function that gives the id of what a rule opens at a time: the first in the sequence of
    its identity of which ``is_another`` says no."""
    source = _joined("every", rule.name, format_time(at))
    return lambda is_another: derived_id(source, is_another)


def chosen(members: Sequence[str], *identity: str) -> str:
    """The member with the highest hash of the identity and their address."""
    from hashlib import sha256  # loads OpenSSL

    return max(members, key=lambda who: sha256(_joined(*identity, who).encode()).digest())


def next_in_turn(members: Sequence[str], newest: Callable[[str], datetime | None]) -> str:
    """The member whose newest ticket is the oldest; who has none comes first."""
    return min(members, key=lambda who: at.timestamp() if (at := newest(who)) else -1.0)


def least_loaded(members: Sequence[str], load: Callable[[str], int]) -> str:
    """The member with the fewest tickets to do; of equals the first."""
    return min(members, key=load)


def _comment_id(*parts: str) -> str:
    return "c-" + derived_id(_joined(*parts), lambda _: False)


def _joined(*parts: str) -> str:
    return "\n".join(("rule", *parts))
