"""Tickets as trees: under each its parts, and what it waits for."""

from collections.abc import Iterator, Mapping, Sequence

from tix.frozen import dataclass
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

_MOST = 10_000
"""So many lines are drawn at most: with many paths between tickets a tree has no end in sight."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A ticket in a tree.

    ``relation`` is what it is to the one above: ``part``, ``waits-for``, or "" for a root.
    ``is_repeated``: it stands in the tree already, and what is below it there isn't said again.
    """

    ticket: Ticket
    relation: str
    below: tuple["Branch", ...] = ()
    is_repeated: bool = False


def trees(workspace: "Workspace", idents: Sequence[str] = ()) -> list[Branch]:
    """A tree for each of the tickets, from the topmost parent on.

    Without ids: all tickets that aren't done and are linked so, each tree once.
    """
    return _Forest(workspace).trees(idents)


class _Forest:
    """The tickets with such links, and who is below whom."""

    def __init__(self, workspace: "Workspace") -> None:
        from tix.query.predicates import Has, Source

        reader, self._config = workspace.reader, workspace.config
        linked = reader.find(Has(Source("links")), self._config)
        self._tickets = {filed.ticket.id: filed.ticket for filed in reader.heads(linked)}
        targets = {link.id for ticket in self._tickets.values() for link in ticket.links}
        self._tickets |= reader.by_id(targets - self._tickets.keys())
        self._reader = reader
        self._below: dict[str, dict[str, str]] = {}
        self._parents: dict[str, str] = {}
        for ident, ticket in list(self._tickets.items()):
            for link in ticket.links:
                self._add(ident, link.kind, link.id)
        self._drawn: set[str] = set()
        self._left = _MOST

    def _add(self, ident: str, kind: str, other: str) -> None:
        if other not in self._tickets or ident == other:
            return
        match kind:
            case "parent":
                self._parents[ident] = other
                self._below.setdefault(other, {}).setdefault(ident, "part")
            case "depends-on":
                self._below.setdefault(ident, {}).setdefault(other, "waits-for")
            case "blocks":
                self._below.setdefault(other, {}).setdefault(ident, "waits-for")

    def trees(self, idents: Sequence[str]) -> list[Branch]:
        for ident in idents:
            if ident not in self._tickets:
                self._tickets[ident] = self._reader.get(ident).ticket
        roots = dict.fromkeys(map(self._root, idents)) if idents else self._roots()
        return [self._branch(root, "") for root in roots]

    def _root(self, ident: str) -> str:
        """The topmost parent; a circle of parents ends where it began."""
        seen = {ident}
        while (parent := self._parents.get(ident)) is not None and parent not in seen:
            seen.add(parent)
            ident = parent
        return ident

    def _roots(self) -> list[str]:
        """Those that nothing stands above, then one of each circle, where something is open."""
        under = {other for below in self._below.values() for other in below}
        tops = [ident for ident in self._below if ident not in under]
        reached: set[str] = set()
        for ident in tops:
            self._reach(ident, reached)
        for ident in sorted(self._below):
            if ident not in reached:
                tops.append(ident)
                self._reach(ident, reached)
        return sorted(filter(self._has_open, tops), key=lambda each: (self._age(each), each))

    def _reach(self, ident: str, reached: set[str]) -> None:
        waiting = [ident]
        while waiting:
            each = waiting.pop()
            if each not in reached:
                reached.add(each)
                waiting += self._below.get(each, ())

    def _has_open(self, ident: str) -> bool:
        reached: set[str] = set()
        self._reach(ident, reached)
        return any(not self._config.is_done(self._tickets[each]) for each in reached)

    def _age(self, ident: str) -> float:
        opened = self._tickets[ident].opened
        return opened.timestamp() if opened else 0

    def _branch(self, root: str, relation: str) -> Branch:
        """The tree below a ticket, made without recursion: chains can be long."""
        children: dict[str, list[tuple[str, str, bool]]] = {}
        waiting = [root]
        while waiting:
            ident = waiting.pop()
            self._drawn.add(ident)
            children[ident] = []
            for other, kind in sorted(self._below.get(ident, {}).items(), key=self._place):
                if self._left <= 0:
                    break
                self._left -= 1
                is_new = other not in self._drawn
                self._drawn.add(other)
                children[ident].append((other, kind, not is_new))
                if is_new:
                    waiting.append(other)
        return _assembled(root, relation, children, self._tickets, self._below)

    def _place(self, entry: tuple[str, str]) -> tuple[str, float, str]:
        return entry[1], self._age(entry[0]), entry[0]


def _assembled(
    root: str,
    relation: str,
    children: Mapping[str, Sequence[tuple[str, str, bool]]],
    tickets: Mapping[str, Ticket],
    below: Mapping[str, Mapping[str, str]],
) -> Branch:
    """The branches, from the leaves up."""
    made: dict[str, tuple[Branch, ...]] = {}
    for ident in _leaves_first(root, children):
        made[ident] = tuple(
            Branch(tickets[other], kind, is_repeated=bool(below.get(other)))
            if is_repeated
            else Branch(tickets[other], kind, made[other])
            for other, kind, is_repeated in children[ident]
        )
    return Branch(tickets[root], relation, made[root])


def _leaves_first(
    root: str, children: Mapping[str, Sequence[tuple[str, str, bool]]]
) -> Iterator[str]:
    order, waiting = [], [root]
    while waiting:
        ident = waiting.pop()
        order.append(ident)
        waiting += [other for other, _, is_repeated in children[ident] if not is_repeated]
    return reversed(order)
