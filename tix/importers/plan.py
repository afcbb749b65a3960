"""The plan of an import, as a value: new tickets, known ones, and skipped ones with reasons.

Who is who. An incoming ticket is one of the desk's tickets if both have the same source, or the
same id, *and* were opened at the same time; tickets are never told apart by titles, which people
change. Its id is, in this order:

1. the one that it brings, if it is valid and free (tix's own JSON, exported Markdown);
2. the one that follows from its source (``tix.model.ids.derived_id``), so that two clones which
   import the same file make the same ticket.

Two different tickets with one source (two projects that both have a ``task-1``), or one whose id
another ticket has: the newcomer's source gets ``~`` and a fingerprint of its time of opening, which
names it again when it is imported once more.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from tix.frozen import dataclass, replace
from tix.importers.again import stamped
from tix.importers.derived import fingerprint
from tix.importers.incoming import (
    ForeignLink,
    Incoming,
    IncomingAttachment,
    Reading,
    SkippedRecord,
    TeamFields,
    id_keys,
)
from tix.model.changes.priority import unwritten_priority
from tix.model.config.config import Config, Group
from tix.model.ids import derived_id, is_id
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import SINGLE_LINK_KINDS, Link, Ticket


@dataclass(frozen=True, slots=True)
class PlannedTicket:
    """A ticket to be made, with the files to be kept in ``attachments/<id>/``."""

    ticket: Ticket
    attachments: tuple[IncomingAttachment, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownTicket:
    """A ticket that the desk has already.

    ``said`` is what its source says of it now, with ``attachments``; None for tix's own JSON, of
    which nothing is brought in again.
    """

    where: str
    id: str
    said: Ticket | None = None
    attachments: tuple[IncomingAttachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know, and the tickets that it is about (() for all)."""

    text: str
    where: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.text} ({_some(self.where)})" if self.where else self.text


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The tickets to make, those that exist already, those left out and why, and notes."""

    new: tuple[PlannedTicket, ...]
    present: tuple[KnownTicket, ...]
    skipped: tuple[SkippedRecord, ...]
    notes: tuple[Note, ...]

    def summary(self, done: str = "made", changed: int = 0) -> list[str]:
        """A summary, line by line; ``done`` says what happens to the new tickets, of those that
        were there ``changed`` have changed."""
        comments = sum(len(planned.ticket.comments) for planned in self.new)
        files = sum(len(planned.attachments) for planned in self.new)
        beside = [
            _count(n, what) for n, what in ((comments, "comment"), (files, "attachment")) if n
        ]
        lines = [f"{_count(len(self.new), 'ticket')} {done}"]
        if beside:
            lines[0] += f", with {' and '.join(beside)}"
        if changed:
            lines.append(f"{_count(changed, 'ticket')} changed as the source has")
        if unchanged := len(self.present) - changed:
            lines.append(f"{_count(unchanged, 'ticket')} already there, unchanged")
        if self.skipped:
            lines.append(f"{len(self.skipped)} skipped:")
            lines += [f"  {skipped.where}: {skipped.why}" for skipped in self.skipped]
        return lines + [f"note: {note}" for note in self.notes]


def plan(
    reading: Reading, desk: Iterable[Ticket], taken: Container[str], config: Config, now: datetime
) -> ImportPlan:
    """Plan the import of ``reading`` into a desk.

    ``desk`` are its tickets (id, title, opened and source are enough), ``taken`` the ids of all its
    ticket files, broken ones too; ``now`` is the time of opening where nobody knows it.
    """
    places = _Places(desk, taken)
    skipped = list(reading.skipped)
    made: list[tuple[Incoming, Ticket]] = []
    there: list[tuple[Incoming, KnownTicket]] = []
    for item in reading.items:
        try:
            found = places.of(item)
            if isinstance(found, KnownTicket):
                there.append((item, found))
            else:
                ticket = unwritten_priority(_filled(found, item, config, now), config)
                dump(ticket)
                places.settle(item, ticket)
                made.append((item, ticket))
        except ValueError as reason:
            skipped.append(SkippedRecord(item.where, str(reason)))
    notes = _Notes()
    for text in reading.notes:
        notes.say(text)
    index = _Index(made, there, places.desk)
    new = []
    for item, ticket in made:
        linked = _linked(item, ticket, index, notes)
        for text in item.notes:
            notes.add(text, item.where)
        is_own = item.exact or item.ticket.id  # tix wrote it
        new.append(PlannedTicket(linked if is_own else stamped(linked), item.attachments))
    present = tuple(_said(found, item, places.desk, config, index) for item, found in there)
    if kept := _kept_as_fields(made):
        notes.say(f"kept as fields of the team's own: {', '.join(kept)}")
    return ImportPlan(tuple(new), present, tuple(skipped), notes.all())


def _said(
    found: KnownTicket,
    item: Incoming,
    desk: Mapping[str, Ticket],
    config: Config,
    index: "_Index",
) -> KnownTicket:
    """A known ticket with what its source says of it now; where that can't be a ticket, without."""
    known = desk.get(found.id)
    if item.exact or known is None or not known.source:
        return found
    placed = replace(item.ticket, id=known.id, source=known.source)
    filled = _filled(placed, item, config, known.opened or _NEVER)
    try:
        ticket = _linked(item, unwritten_priority(filled, config), index, _Notes())
        dump(ticket)
    except ValueError:
        return found
    return replace(found, said=ticket, attachments=item.attachments)


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


# -- who is who -----------------------------------------------------------------------------


class _Places:
    """Which id each incoming ticket gets, and which are in the desk already."""

    def __init__(self, desk: Iterable[Ticket], taken: Container[str]) -> None:
        self.desk = {ticket.id: ticket for ticket in desk}
        self._by_source = {ticket.source: ticket for ticket in self.desk.values() if ticket.source}
        self._taken = taken
        self._settled: dict[str, tuple[Incoming, Ticket]] = {}
        self._settled_sources: dict[str, tuple[Incoming, Ticket]] = {}
        self._met: dict[str, Incoming] = {}

    def of(self, item: Incoming) -> Ticket | KnownTicket:
        """The item's ticket with its id and source, or the ticket of the desk that it is.

        Raises ValueError with the reason if it can't come in.
        """
        found = self._of(item)
        if isinstance(found, KnownTicket):
            self._met.setdefault(found.id, item)
        return found

    def _of(self, item: Incoming) -> Ticket | KnownTicket:
        ticket = item.ticket
        known = self._by_source.get(ticket.source or "")
        if ticket.opened is None and ticket.source:  # a namesake has its title in its source
            _, by_title, _ = _sources(ticket.source, ticket)
            known = self._by_source.get(by_title, known)
        if known and self._is(known, item):
            return KnownTicket(item.where, known.id)
        if not ticket.id:
            return self._from_source(item, ticket.source or item.where)
        if not self._is_taken(ticket.id):
            return ticket
        if ticket.id in self._settled:
            self._refuse_twin(*self._settled[ticket.id], ticket)
        elif _same(self._healthy(ticket.id), ticket):
            return KnownTicket(item.where, ticket.id)
        return self._from_source(item, ticket.source or f"json:{ticket.id}")

    def settle(self, item: Incoming, ticket: Ticket) -> None:
        """This item becomes this ticket."""
        self._settled[ticket.id] = (item, ticket)
        self._settled_sources[ticket.source or ""] = (item, ticket)

    def _from_source(self, item: Incoming, base: str) -> Ticket | KnownTicket:
        ticket = item.ticket
        for source in _sources(base, ticket):
            if settled := self._settled_sources.get(source):
                self._refuse_twin(*settled, ticket)
            elif (known := self._by_source.get(source)) is None:
                return self._placed(item, source)
            elif self._is(known, item):
                return KnownTicket(item.where, known.id)
        raise ValueError(f"too many different tickets are called {base}")

    def _is(self, known: Ticket, item: Incoming) -> bool:
        """Whether it is that ticket of its source, and not a namesake of one that was met."""
        met = self._met.get(known.id)
        if met and item.ticket.opened is None and met.ticket.title != item.ticket.title:
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

    def _refuse_twin(self, item: Incoming, other: Ticket, ticket: Ticket) -> None:
        if item.ticket.opened == ticket.opened and other.title == ticket.title:
            raise ValueError(f"it is the same as {item.where}")


def _same(known: Ticket, incoming: Ticket) -> bool:
    """Whether two with one name were opened at one time, as far as that is known."""
    return incoming.opened is None or incoming.opened == known.opened


def _sources(base: str, ticket: Ticket) -> Iterator[str]:
    """What the ticket may be called, until nothing else is called so."""
    yield base
    yield f"{base}~{fingerprint(str(ticket.opened or ticket.title))}"
    yield f"{base}~{fingerprint(f'{ticket.opened} {ticket.title}')}"


def _filled(ticket: Ticket, item: Incoming, config: Config, now: datetime) -> Ticket:
    """With a time of opening, unless it is tix's own: the first that it tells of, else now."""
    if item.exact or ticket.opened:
        return ticket
    told = (ticket.since, ticket.resolved, ticket.closed, *(c.at for c in ticket.comments))
    opened = min((when for when in told if when), default=now.replace(microsecond=0))
    done = config.group(ticket.status) is Group.DONE
    return replace(ticket, opened=opened, since=ticket.since or (None if done else opened))


def _kept_as_fields(made: Iterable[tuple[Incoming, Ticket]]) -> list[str]:
    """The names of what other tools' tickets had that tickets here haven't."""
    names = {
        field.name: None
        for item, ticket in made
        if not item.exact
        for field in ticket.team_fields
        if not field.name.startswith("original_")
    }
    return list(names)


# -- links ----------------------------------------------------------------------------------


class _Notes:
    """Notes for people, each once, with all the tickets that it is about."""

    def __init__(self) -> None:
        self._where: dict[str, list[str]] = {}

    def add(self, text: str, where: str) -> None:
        self._where.setdefault(text, []).append(where)

    def say(self, text: str) -> None:
        """Something that holds for all."""
        self._where.setdefault(text, [])

    def all(self) -> tuple[Note, ...]:
        return tuple(Note(text, tuple(where)) for text, where in self._where.items())


class _Index:
    """Which ticket a link means: one that comes with it, else one of the desk."""

    def __init__(
        self,
        made: Sequence[tuple[Incoming, Ticket]],
        there: Iterable[tuple[Incoming, KnownTicket]],
        desk: Mapping[str, Ticket],
    ) -> None:
        self._incoming: dict[str, set[str]] = {}
        self._desk: dict[str, set[str]] = {}
        self._where = {ticket.id: item.where for item, ticket in made}
        for item, ticket in made:
            self._add(self._incoming, item.keys, ticket.id)
        for item, found in there:
            self._add(self._incoming, item.keys, found.id)
        for ticket in desk.values():
            source = (ticket.source or "").partition(":")[2]
            self._add(self._desk, (f"id {ticket.id}", *id_keys(source)[:2]), ticket.id)

    @staticmethod
    def _add(index: dict[str, set[str]], keys: Iterable[str], ident: str) -> None:
        for key in keys:
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


def _linked(item: Incoming, ticket: Ticket, index: _Index, notes: _Notes) -> Ticket:
    """The ticket with its links; what leads nowhere is kept where it can be."""
    links: dict[Link, None] = {}
    kept: dict[tuple[str, str], list[str]] = {}
    for foreign in item.links:
        ident = index.find(foreign)
        if foreign.field is None:
            ident = ident or (foreign.target if is_id(foreign.target) else None)
        elif ident == ticket.id or (
            foreign.kind in SINGLE_LINK_KINDS and any(link.kind == foreign.kind for link in links)
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


def _why(link: ForeignLink, index: _Index) -> str:
    """Why a link isn't one here."""
    found = index.candidates(link)
    if len(found) < 2:
        return f"{link.target} isn't here"
    shown = ", ".join(found[:4]) + (" …" if len(found) > 4 else "")
    return f"{link.target} may be one of {'two' if len(found) == 2 else len(found)} ({shown})"


# -- the summary ----------------------------------------------------------------------------


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _some(where: tuple[str, ...]) -> str:
    return ", ".join(where[:3]) + (f" and {len(where) - 3} more" if len(where) > 3 else "")
