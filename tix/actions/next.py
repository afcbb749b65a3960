"""What somebody should work on now: their own tickets and nobody's, the most urgent first."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from tix.actions.selection import gather, select
from tix.frozen import dataclass
from tix.model.config.config import Group
from tix.query.promised import promised_next
from tix.query.urgency import Term, urgency, urgency_terms
from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.filed import Filed


@dataclass(frozen=True, slots=True)
class NextTicket:
    """A ticket, how urgent it is, and why. ``is_mine``: it is assigned to who asks. ``promised``:
    which clock is due, and when, where it is due by a promise."""

    filed: "Filed"
    urgency: float
    why: tuple[Term, ...]
    is_mine: bool
    promised: tuple[str, datetime] | None


def next_tickets(workspace: "Workspace", words: Sequence[str], limit: int) -> list[NextTicket]:
    """The most urgent tickets that are active and assigned to who asks, or to nobody.

    A query says which are looked at; one that names a status or assignees decides about those
    itself. Of equals, one's own come first, then the older. Raises QueryError.
    """
    found = select(workspace, words, default_open=True)
    config, now = workspace.config, workspace.now
    facts = gather(workspace, found.numbers, ("blocked", "promised"), found.facts)
    mine = workspace.me
    says_status = found.query is not None and found.query.says_status
    says_who = found.query is not None and found.query.says_assignee
    ranked = []
    for filed in found.heads():
        ticket = filed.ticket
        people = {config.canonical_person(text) for text in ticket.assignees}
        if people and mine not in people and not says_who:
            continue
        if config.group_of(ticket) is not Group.ACTIVE and not says_status:
            continue
        terms = urgency_terms(ticket, config, now, facts)
        promised = promised_next(ticket, facts, config)
        ranked.append(NextTicket(filed, urgency(terms), terms, mine in people, promised))
    return sorted(ranked, key=_order)[:limit]


def next_objects(workspace: "Workspace", found: Sequence[NextTicket]) -> Iterator[dict[str, Any]]:
    """Each with its ticket, how urgent it is, and why, as what ``json`` can write."""
    from tix.actions.ticket_data import ticket_objects

    objects = ticket_objects(workspace, [each.filed for each in found])
    for ticket, each in zip(objects, found, strict=True):
        why = [{"term": term.name, "value": term.value} for term in each.why]
        yield {"ticket": ticket, "urgency": each.urgency, "why": why}


def _order(each: NextTicket) -> tuple[float, bool, float, str]:
    opened = each.filed.ticket.opened
    age = opened.timestamp() if opened else 0
    return -each.urgency, not each.is_mine, age, each.filed.ticket.id
