"""Who is who in an import: which id each incoming ticket gets, and which are in the desk already.

An incoming ticket is one of the desk's tickets if both have the same source, or the
same id, *and* were opened at the same time; tickets are never told apart by titles, which people
change. Its id is, in this order:

1. the one that it brings, if it is valid and free (tix's own JSON, exported Markdown);
2. the one that follows from its source (``tix.model.ids.derived_id``), so that two clones which
   import the same file make the same ticket.

Two different tickets with one source (two projects that both have a ``task-1``), or one whose id
another ticket has: the newcomer's source gets ``~`` and a fingerprint of its time of opening, which
names it again when it is imported once more.

What has another source than it had (``Incoming.former``) is the ticket of that one, if nothing has
its own.
"""

import re
from collections.abc import Container, Iterable, Iterator
from datetime import datetime

from tix.frozen import dataclass, replace
from tix.importers.derived import fingerprint
from tix.importers.incoming import Incoming
from tix.model.ids import derived_id
from tix.model.ticket.ticket import Ticket


@dataclass(frozen=True, slots=True)
class KnownTicket:
    """A ticket that the desk has already."""

    where: str
    id: str


class Places:
    """Which id each incoming ticket gets, and which are in the desk already."""

    def __init__(self, desk: Iterable[Ticket], taken: Container[str]) -> None:
        self.desk = {ticket.id: ticket for ticket in desk}
        self._by_source = {ticket.source: ticket for ticket in self.desk.values() if ticket.source}
        self._taken = taken
        self._settled: dict[str, _Settled] = {}
        self._settled_sources: dict[str, _Settled] = {}
        self._met: dict[str, Incoming] = {}  # the first that was each

    def of(self, item: Incoming) -> Ticket | KnownTicket:
        """The item's ticket with its id and source, or the ticket of the desk that it is.

        Raises ValueError with the reason if it can't come in.
        """
        found = self._of(item)
        if isinstance(found, KnownTicket):
            first = self._met.setdefault(found.id, item)
            if first is not item and first.ticket.title == item.ticket.title:
                raise ValueError(_twin_of(first.where, item.ticket))
        return found

    def _of(self, item: Incoming) -> Ticket | KnownTicket:
        ticket = item.ticket
        known = self._by_source.get(ticket.source or "")
        if ticket.opened is None and ticket.source:  # a namesake has its title in its source
            _, by_title, _ = _sources(ticket.source, ticket)
            known = self._by_source.get(by_title, known)
        known = known or self._former(item)
        if known and self._is(known, item):
            return KnownTicket(item.where, known.id)
        if not ticket.id:
            return self._from_source(item, ticket.source or item.where)
        if not self._is_taken(ticket.id):
            return ticket
        if ticket.id in self._settled:
            self._refuse_twin(self._settled[ticket.id], ticket)
        elif _same(self._healthy(ticket.id), ticket):
            return KnownTicket(item.where, ticket.id)
        return self._from_source(item, ticket.source or f"json:{ticket.id}")

    def _former(self, item: Incoming) -> Ticket | None:
        """The ticket that it was under its former source, if no other item is that one."""
        if item.former is None or (known := self._by_source.get(item.former.source)) is None:
            return None
        is_earlier = known.opened is None or known.opened < item.former.before
        return known if is_earlier and known.id not in self._met else None

    def settle(self, item: Incoming, ticket: Ticket) -> None:
        """This item becomes this ticket."""
        settled = _Settled(item.where, item.ticket.opened, ticket.title)
        self._settled[ticket.id] = self._settled_sources[ticket.source or ""] = settled

    def _from_source(self, item: Incoming, base: str) -> Ticket | KnownTicket:
        ticket = item.ticket
        for source in _sources(base, ticket):
            if settled := self._settled_sources.get(source):
                self._refuse_twin(settled, ticket)
            elif (known := self._by_source.get(source)) is None:
                return self._placed(item, source)
            elif self._is(known, item):
                return KnownTicket(item.where, known.id)
        raise ValueError(f"too many different tickets are called {base}")

    def _is(self, known: Ticket, item: Incoming) -> bool:
        """Whether it is that ticket of its source, and not a namesake of one that was met."""
        met = self._met.get(known.id)
        is_dated = item.ticket.opened is not None
        if met is not None and not is_dated and met.ticket.title != item.ticket.title:
            return False
        return _same(known, item.ticket)

    def _placed(self, item: Incoming, source: str) -> Ticket | KnownTicket:
        first = derived_id(source, lambda _: False)
        if first in self._taken:
            known = self._healthy(first)
            if item.ticket.opened and _same(known, item.ticket):  # its source was taken away
                return KnownTicket(item.where, first)
        return replace(item.ticket, id=derived_id(source, self._is_taken), source=source)

    def _is_taken(self, ident: str) -> bool:
        return ident in self._settled or ident in self._taken

    def _healthy(self, ident: str) -> Ticket:
        if ident not in self.desk:
            raise ValueError(f"the desk has it as {ident}, but broken")
        return self.desk[ident]

    def _refuse_twin(self, settled: "_Settled", ticket: Ticket) -> None:
        if settled.opened == ticket.opened and settled.title == ticket.title:
            raise ValueError(_twin_of(settled.where, ticket))


def _twin_of(where: str, ticket: Ticket) -> str:
    """What is said of a ticket that isn't told from one before; by its title is all it may be."""
    if ticket.opened is None and _BY_TITLE.search(ticket.source or ""):
        return f"it has the title of {where}, and no id or time of opening tells them apart"
    return f"it is the same as {where}"


_BY_TITLE = re.compile(r"^(?:csv|json):~")
"""How the source of a record begins that has no id."""


@dataclass(frozen=True, slots=True)
class _Settled:
    """What tells a ticket to be made from another of its name."""

    where: str
    opened: datetime | None
    title: str


def _same(known: Ticket, incoming: Ticket) -> bool:
    """Whether two with one name were opened at one time, as far as that is known."""
    return incoming.opened is None or incoming.opened == known.opened


def _sources(base: str, ticket: Ticket) -> Iterator[str]:
    """What the ticket may be called, until nothing else is called so."""
    yield base
    yield f"{base}~{fingerprint(str(ticket.opened or ticket.title))}"
    yield f"{base}~{fingerprint(f'{ticket.opened} {ticket.title}')}"
