"""Facts that queries may ask for and that aren't in the ticket itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tix.frozen import dataclass, field
from tix.model.config.config import Config
from tix.model.ticket.ticket import LINK_KINDS, Link, Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:  # few desks promise anything
    from tix.model.promises.glance import Glance


@dataclass(frozen=True, slots=True)
class Facts:
    """About all tickets of a desk, by id. A query says what of it it needs (``Query.needs``).

    ``updated``: when each last changed. ``blocked``: those that wait for another ticket, and
    ``blocking`` those that another waits for (``waits``). ``archived``: those that were moved out
    of the live folder. ``backlinks``: the links of others to a ticket, each with the id of that
    other (``backlinks_of``). ``urgency``: how urgent each is (``tix.query.urgency``). ``promised``:
    how each stands with what the desk promised, now.
    """

    updated: Mapping[str, datetime] = field(default_factory=dict)
    blocked: frozenset[str] = frozenset()
    blocking: frozenset[str] = frozenset()
    archived: frozenset[str] = frozenset()
    backlinks: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)
    urgency: Mapping[str, float] = field(default_factory=dict)
    promised: "Mapping[str, Glance]" = field(default_factory=dict)


def waits(tickets: Iterable[Ticket], config: Config) -> frozenset[tuple[str, str]]:
    """Pairs of tickets that aren't done: one, and another that has to be done before it.

    ``tickets`` are all of the desk, since a link stands at one of its two ends only.
    """
    undone = {ticket.id: ticket for ticket in tickets if not config.is_done(ticket)}
    found = set()
    for ticket in undone.values():
        for link in ticket.links:
            if link.id not in undone or link.id == ticket.id:
                continue
            if link.kind == "depends-on":
                found.add((ticket.id, link.id))
            elif link.kind == "blocks":
                found.add((link.id, ticket.id))
    return frozenset(found)


def backlinks_of(tickets: Iterable[Ticket]) -> dict[str, tuple[Link, ...]]:
    """For each ticket that others point at: by which kind of link, and which others, sorted."""
    found: dict[str, list[Link]] = {}
    for ticket in tickets:
        for link in ticket.links:
            if link.id != ticket.id:
                found.setdefault(link.id, []).append(Link(link.kind, ticket.id))
    return {
        ident: tuple(sorted(set(links), key=lambda link: (LINK_KINDS.index(link.kind), link.id)))
        for ident, links in found.items()
    }
