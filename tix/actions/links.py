"""How the tickets of a desk hang together: circles that a change would make, and other ends."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from tix.errors import TixError, UsageError
from tix.model.changes.circles import WAYS, Edge, Way, as_circle, circle_through, edges_of
from tix.model.ticket.ticket import Link, Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class LinkCircleError(UsageError):
    """Tickets would wait for themselves, or be their own parent or duplicate, by way of others."""

    def __init__(self, link: Link, circle: Sequence[str], unborn: str | None) -> None:
        named = ["the new ticket" if ident == unborn else ident for ident in circle]
        other = next(ident for ident in reversed(circle) if ident != unborn)
        super().__init__(
            f"{link} would go round in a circle: {as_circle(named)}",
            hint=f"tix show {other} has its links; tix link ID KIND ID --remove takes one away",
        )
        self.link = link


def refuse_circles(
    workspace: "Workspace",
    before: Sequence[Ticket],
    after: Sequence[Ticket],
    unborn: str | None = None,
) -> None:
    """Raise LinkCircleError if links that tickets are about to get would make a circle.

    A circle that is there already is no reason to refuse anything. ``unborn`` is the id of a
    ticket that nobody has seen yet.
    """
    old = {ticket.id: frozenset(ticket.links) for ticket in before}
    changed = {ticket.id: ticket for ticket in after}
    for ticket in after:
        for link in ticket.links:
            if link in old.get(ticket.id, ()) or link.id == ticket.id:
                continue
            for way in WAYS:
                if edge := way(ticket.id, link):
                    circle = circle_through(edge, _further(workspace, way, changed))
                    if circle:
                        raise LinkCircleError(link, circle, unborn)


def _further(
    workspace: "Workspace", way: Way, changed: Mapping[str, Ticket]
) -> Callable[[Collection[str]], Iterable[Edge]]:
    """A function that finds the edges from some tickets, taking changes into account.

    A link ``blocks`` is stored at the end where the edge arrives, so it is searched for by its
    target, in the index. The others are in the tickets' own files.
    """

    def further(idents: Collection[str]) -> Iterator[Edge]:
        begun = frozenset(idents)
        found = _own_links(workspace, [ident for ident in idents if ident not in changed])
        if way("a", Link("blocks", "b")):
            pointing = workspace.reader.linking({Link("blocks", ident) for ident in idents})
            found |= {ticket.id: ticket for ticket in pointing}
        for ticket in (found | dict(changed)).values():
            yield from (edge for edge in edges_of(ticket, way) if edge[0] in begun)

    return further


def _own_links(workspace: "Workspace", idents: Sequence[str]) -> dict[str, Ticket]:
    """The tickets with these ids, as far as there are any that can be read."""
    if "reader" in vars(workspace):
        return workspace.reader.by_id(idents)
    found = {}
    for ident in idents:
        with suppress(TixError):
            found[ident] = workspace.files.get(ident).ticket
    return found
