"""Links between tickets as a graph, and the circles in it.

Kinds of which a circle makes no sense are *ways*: a ticket waits for those that it depends on and
that block it, has a parent, or duplicates another.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from tix.model.ticket.ticket import Link, Ticket

Edge = tuple[str, str]
"""From the id of a ticket to the id of one that is further along a way."""

Way = Callable[[str, Link], Edge | None]
"""The edge that a ticket's link stands for on this way; None if it isn't on it."""


WAITING = ("depends-on", "blocks")
"""The kinds of links by which one ticket waits for another."""


def _waiting(ident: str, link: Link) -> Edge | None:
    if link.kind == "depends-on":
        return ident, link.id
    return (link.id, ident) if link.kind == "blocks" else None


def _one_kind(kind: str) -> Way:
    return lambda ident, link: (ident, link.id) if link.kind == kind else None


WAYS: tuple[Way, ...] = (_waiting, _one_kind("duplicates"), _one_kind("parent"))


def circle_through(edge: Edge, further: Callable[[Collection[str]], Iterable[Edge]]) -> list[str]:
    """The ids around the shortest circle of which an edge is a part; none if there is no circle.

    ``further`` tells the edges that begin at some tickets. Each ticket is asked for once.
    """
    start, first = edge
    if start == first:
        return [start]
    came_from: dict[str, str] = {first: start}
    rim: list[str] = [first]
    while rim:
        reached = []
        for here, there in further(rim):
            if there == start:
                return _walked(came_from, start, here)
            if there not in came_from:
                came_from[there] = here
                reached.append(there)
        rim = reached
    return []


def _walked(came_from: Mapping[str, str], start: str, last: str) -> list[str]:
    walk = [last]
    while walk[-1] != start:
        walk.append(came_from[walk[-1]])
    return walk[::-1]


def circles(edges: Iterable[Edge]) -> Iterator[list[str]]:
    """The ids around one circle of each knot of tickets, in linear time.

    A knot is a strongly connected component of two tickets or more, found as by R. Tarjan,
    "Depth-first search and linear graph algorithms" (1972), without recursion.
    """
    after: dict[str, list[str]] = {}
    for here, there in edges:
        after.setdefault(here, []).append(there)
    for knot in _knots(after):
        inside = frozenset(knot)
        first = knot[-1]  # the one from which the search entered it
        following = next(there for there in after[first] if there in inside and there != first)
        yield circle_through(
            (first, following),
            lambda rim, inside=inside: (  # type: ignore[misc]  # bound now
                (here, there) for here in rim for there in after[here] if there in inside
            ),
        )


def _knots(after: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """The strongly connected components of two tickets or more."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    waiting: dict[str, None] = {}  # in the order in which they were visited
    for root in after:
        if root in number:
            continue
        path = [(root, iter(after[root]))]
        number[root] = low[root] = len(number)
        waiting[root] = None
        while path:
            here, rest = path[-1]
            for there in rest:
                if there not in number:
                    number[there] = low[there] = len(number)
                    waiting[there] = None
                    path.append((there, iter(after.get(there, ()))))
                    break
                if there in waiting:
                    low[here] = min(low[here], number[there])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[here])
                if low[here] == number[here] and len(knot := _taken(waiting, here)) > 1:
                    yield knot


def _taken(waiting: dict[str, None], until: str) -> list[str]:
    """Pop the stack down to a ticket, inclusive; the popped tickets."""
    knot = [waiting.popitem()[0]]
    while knot[-1] != until:
        knot.append(waiting.popitem()[0])
    return knot


def edges_of(ticket: Ticket, way: Way) -> Iterator[Edge]:
    """The edges on a way that a ticket's links stand for, except to itself."""
    for link in ticket.links:
        edge = way(ticket.id, link)
        if edge is not None and edge[0] != edge[1]:
            yield edge


def as_circle(ids: Iterable[str]) -> str:
    """A circle in a sentence: ``a → b → a``; the middle of a long one is left out."""
    way = [*ids]
    way.append(way[0])
    return " → ".join(way if len(way) <= 7 else [*way[:3], "…", *way[-3:]])
