"""Facts that queries may ask for and that aren't in the ticket itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tix.frozen import dataclass, field
from tix.model.config.config import Config
from tix.model.ticket.ticket import LINK_KINDS, Link, Ticket


@dataclass(frozen=True, slots=True)
class Facts:
    """About all tickets of a desk, by id. A query says what of it it needs (``Query.needs``).

    ``updated``: when each last changed. ``blocked``: those that wait for another ticket
    (``blocked_ids``). ``archived``: those that were moved out of the live folder. ``backlinks``:
    the links of others to a ticket, each with the id of that other (``backlinks_of``).
    """

    updated: Mapping[str, datetime] = field(default_factory=dict)
    blocked: frozenset[str] = frozenset()
    archived: frozenset[str] = frozenset()
    backlinks: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)


def blocked_ids(tickets: Iterable[Ticket], config: Config) -> frozenset[str]:
    """The tickets that aren't done and depend on, or are blocked by, another that isn't done.

    ``tickets`` are all of the desk, since a link stands at one of its two ends only.
    """
    undone = {ticket.id: ticket for ticket in tickets if not config.is_done(ticket)}
    blocked = set()
    for ticket in undone.values():
        for link in ticket.links:
            if link.id not in undone or link.id == ticket.id:
                continue
            if link.kind == "depends-on":
                blocked.add(ticket.id)
            elif link.kind == "blocks":
                blocked.add(link.id)
    return frozenset(blocked)


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
