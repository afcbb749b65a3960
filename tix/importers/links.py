"""What an import says to people besides its count, and where the links of its tickets lead."""

from collections.abc import Iterable, Mapping, Sequence

from tix.frozen import dataclass, replace
from tix.importers.incoming import CHILD, ForeignLink, Incoming, TeamFields, id_keys
from tix.model.changes.circles import WAYS, as_circle, circles
from tix.model.ids import is_id
from tix.model.ticket.ticket import SINGLE_LINK_KINDS, Link, Ticket


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know, and the tickets that it is about (() for all)."""

    text: str
    where: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.text} ({_some(self.where)})" if self.where else self.text


class Notes:
    """Notes for people, each once, with all the tickets that it is about."""

    def __init__(self) -> None:
        self._where: dict[str, list[str]] = {}

    def add(self, text: str, where: str) -> None:
        """Something about one ticket."""
        self._where.setdefault(text, []).append(where)

    def say(self, text: str) -> None:
        """Something that holds for all."""
        self._where.setdefault(text, [])

    def all(self) -> tuple[Note, ...]:
        """The notes, in the order in which each was first said."""
        return tuple(Note(text, tuple(where)) for text, where in self._where.items())


@dataclass(frozen=True, slots=True)
class NamedTicket:
    """What links may call an incoming ticket; ``where`` is "" for one that the desk has."""

    id: str
    keys: tuple[str, ...]
    where: str = ""


class LinkTargets:
    """Which ticket a link means: one that comes with it, else one of the desk.

    Of the names that tickets go by, it has those that a link asks for: few or none.
    """

    def __init__(
        self,
        named: Sequence[NamedTicket],
        desk: Mapping[str, Ticket],
        linking: Iterable[Incoming],
    ) -> None:
        self._wanted = {key for item in linking for link in item.links for key in link.keys}
        self._incoming: dict[str, set[str]] = {}
        self._desk: dict[str, set[str]] = {}
        self._where = {each.id: each.where for each in named if each.where}
        for each in named:
            self._add(self._incoming, each.keys, each.id)
        for ticket in desk.values():
            source = (ticket.source or "").partition(":")[2]
            self._add(self._desk, (f"id {ticket.id}", *id_keys(source)[:2]), ticket.id)

    def _add(self, index: dict[str, set[str]], keys: Iterable[str], ident: str) -> None:
        for key in self._wanted.intersection(keys):
            index.setdefault(key, set()).add(ident)

    def find(self, link: ForeignLink) -> str | None:
        """The id of the one ticket that the link can mean."""
        for key in link.keys:
            for index in (self._incoming, self._desk):
                if len(found := index.get(key, ())) == 1:
                    return next(iter(found))
        return None

    def candidates(self, link: ForeignLink) -> list[str]:
        """The tickets that an ambiguous link may mean: their origins or ids."""
        for key in link.keys:
            for index in (self._incoming, self._desk):
                if found := index.get(key, ()):
                    return sorted(self._where.get(ident, ident) for ident in found)
        return []


def turn_children_round(items: list[Incoming]) -> None:
    """Give those that others name as their parts a parent, in place, if they have none.

    What isn't among the items stays in the field that names it.
    """
    naming = [item for item in items if any(link.kind == CHILD for link in item.links)]
    if not naming:
        return
    places: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        for key in item.keys:
            places.setdefault(key, []).append(place)
    parents: dict[int, Incoming] = {}
    for item in naming:
        for link in item.links:
            found = next((places[key] for key in link.keys if len(places.get(key, ())) == 1), None)
            if link.kind == CHILD and found and items[found[0]] is not item:
                parents.setdefault(found[0], item)
    for place, item in enumerate(items):
        links = tuple(link for link in item.links if link.kind != CHILD)
        parent = parents.get(place)
        if parent is not None and all(link.kind != "parent" for link in links):
            links = (*links, ForeignLink("parent", parent.where, parent.keys, "parent"))
        if links != item.links:
            items[place] = replace(item, links=links)


def linked(item: Incoming, ticket: Ticket, index: LinkTargets, notes: Notes) -> Ticket:
    """The ticket with its links; what leads nowhere is kept where it can be."""
    if not item.links:
        return ticket
    links: dict[Link, None] = {}
    kept: dict[tuple[str, str], list[str]] = {}
    for foreign in item.links:
        ident = index.find(foreign)
        if foreign.field is None:
            ident = ident or (foreign.target if is_id(foreign.target) else None)
        elif ident == ticket.id or (
            foreign.kind in SINGLE_LINK_KINDS
            and any(link.kind == foreign.kind and link.id != ident for link in links)
        ):
            ident = None
        if ident:
            links[Link(foreign.kind, ident)] = None
        else:
            field = foreign.field or "original_links"
            kept.setdefault((field, foreign.kind), []).append(foreign.target)
            notes.add(f"{field}: {_why(foreign, index)}, kept as a field", item.where)
    team = TeamFields(ticket.team_fields)
    for (field, kind), targets in kept.items():
        single = kind in SINGLE_LINK_KINDS and len(targets) == 1
        team.add(field, targets[0] if single else tuple(targets))
    return replace(ticket, links=tuple(links), team_fields=team.all())


def circles_told(tickets: Iterable[Ticket], notes: Notes) -> None:
    """Note the tickets that wait for themselves by way of others, as their source has it.

    ``tix check`` names them as errors until a link is taken away.
    """
    known = [*tickets]
    for way in WAYS:
        edges = (way(ticket.id, link) for ticket in known for link in ticket.links)
        for circle in circles(edge for edge in edges if edge and edge[0] != edge[1]):
            notes.say(f"links go round in a circle there, and here: {as_circle(circle)}")


def _why(link: ForeignLink, index: LinkTargets) -> str:
    """Why a link isn't one here."""
    found = index.candidates(link)
    if len(found) < 2:
        return f"{link.target} isn't here"
    shown = ", ".join(found[:4]) + (" …" if len(found) > 4 else "")
    return f"{link.target} may be one of {'two' if len(found) == 2 else len(found)} ({shown})"


def _some(where: tuple[str, ...]) -> str:
    return ", ".join(where[:3]) + (f" and {len(where) - 3} more" if len(where) > 3 else "")
