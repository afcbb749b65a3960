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
from itertools import chain

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
from tix.model.ticket.document import dump, load
from tix.model.ticket.paths import new_path
from tix.model.ticket.ticket import SINGLE_LINK_KINDS, Link, Ticket


@dataclass(frozen=True, slots=True)
class PlannedTicket:
    """A ticket to be made, as its file, with those to be kept in ``attachments/<id>/``.

    There may be very many, and a file takes a fraction of the memory that its values take.
    """

    id: str
    path: str
    data: bytes
    comments: int = 0
    attachments: tuple[IncomingAttachment, ...] = ()

    @property
    def ticket(self) -> Ticket:
        """What the file says."""
        return load(self.data).record


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
        comments = sum(planned.comments for planned in self.new)
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
    ticket files, broken ones too; ``now`` is the time of opening where nobody knows it. The items
    are taken out of ``reading``: they are large, and no longer needed.
    """
    planning = _Planning(_Places(desk, taken), config, now, reading)
    reading.items.reverse()
    while reading.items:
        planning.take(reading.items.pop())
    return planning.done()


class _Planning:
    """A plan in the making. What becomes a ticket is kept as its file, unless it has links: what
    they mean is only known when all has been seen."""

    def __init__(self, places: "_Places", config: Config, now: datetime, reading: Reading) -> None:
        self._places, self._config, self._now = places, config, now
        self._skipped = list(reading.skipped)
        self._new: list[PlannedTicket | _Unlinked] = []
        self._there: list[tuple[Incoming, KnownTicket]] = []
        self._named: list[_Named] = []
        self._kept: dict[str, None] = {}
        self._notes = _Notes()
        for text in reading.notes:
            self._notes.say(text)

    def take(self, item: Incoming) -> None:
        """The next item."""
        try:
            found = self._places.of(item)
            if isinstance(found, KnownTicket):
                self._there.append((item, found))
                self._named.append(_Named(found.id, item.keys))
                return
            filled = _filled(found, item, self._config, self._now)
            ticket = unwritten_priority(filled, self._config)
            planned = _planned(item, ticket)
        except ValueError as reason:
            self._skipped.append(SkippedRecord(item.where, str(reason)))
            return
        for text in item.notes:
            self._notes.add(text, item.where)
        self._places.settle(item, ticket)
        self._named.append(_Named(ticket.id, item.keys, item.where))
        self._new.append(_Unlinked(item, ticket) if item.links else planned)
        if not item.exact:
            self._kept |= dict.fromkeys(_kept_as_fields(ticket))

    def done(self) -> ImportPlan:
        """The plan, when all items were taken."""
        desk, named = self._places.desk, self._named
        unlinked = (each.item for each in self._new if isinstance(each, _Unlinked))
        index = _Index(named, desk, chain(unlinked, (item for item, _ in self._there)))
        new = tuple(filter(None, (self._linked(each, index) for each in self._new)))
        present = tuple(
            _said(found, item, desk, self._config, index) for item, found in self._there
        )
        if self._kept:
            self._notes.say(f"kept as fields of the team's own: {', '.join(self._kept)}")
        return ImportPlan(new, present, tuple(self._skipped), self._notes.all())

    def _linked(self, new: "PlannedTicket | _Unlinked", index: "_Index") -> PlannedTicket | None:
        if isinstance(new, PlannedTicket):
            return new
        try:
            return _planned(new.item, _linked(new.item, new.ticket, index, self._notes))
        except ValueError as reason:  # with what its links say it is too large
            self._skipped.append(SkippedRecord(new.item.where, str(reason)))
            return None


@dataclass(frozen=True, slots=True)
class _Unlinked:
    """A ticket to be made that has links to be looked up."""

    item: Incoming
    ticket: Ticket


def _planned(item: Incoming, ticket: Ticket) -> PlannedTicket:
    """Raises ValueError for what no file can hold."""
    is_own = item.exact or item.ticket.id  # tix wrote it
    whole = ticket if is_own else stamped(ticket)
    comments, files = len(ticket.comments), item.attachments
    return PlannedTicket(ticket.id, new_path(ticket), dump(whole), comments, files)


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
        self._settled: dict[str, _Settled] = {}
        self._settled_sources: dict[str, _Settled] = {}
        self._met: dict[str, str] = {}  # the title of each

    def of(self, item: Incoming) -> Ticket | KnownTicket:
        """The item's ticket with its id and source, or the ticket of the desk that it is.

        Raises ValueError with the reason if it can't come in.
        """
        found = self._of(item)
        if isinstance(found, KnownTicket):
            self._met.setdefault(found.id, item.ticket.title)
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
            self._refuse_twin(self._settled[ticket.id], ticket)
        elif _same(self._healthy(ticket.id), ticket):
            return KnownTicket(item.where, ticket.id)
        return self._from_source(item, ticket.source or f"json:{ticket.id}")

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
        if met is not None and item.ticket.opened is None and met != item.ticket.title:
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
            raise ValueError(f"it is the same as {settled.where}")


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


def _filled(ticket: Ticket, item: Incoming, config: Config, now: datetime) -> Ticket:
    """With a time of opening, unless it is tix's own: the first that it tells of, else now."""
    if item.exact or ticket.opened:
        return ticket
    told = (ticket.since, ticket.resolved, ticket.closed, *(c.at for c in ticket.comments))
    opened = min((when for when in told if when), default=now.replace(microsecond=0))
    done = config.group(ticket.status) is Group.DONE
    return replace(ticket, opened=opened, since=ticket.since or (None if done else opened))


def _kept_as_fields(ticket: Ticket) -> list[str]:
    """The names of what another tool's ticket had that tickets here haven't."""
    names = (field.name for field in ticket.team_fields)
    return [name for name in names if not name.startswith("original_")]


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


@dataclass(frozen=True, slots=True)
class _Named:
    """What links may call an incoming ticket; ``where`` is "" for one that the desk has."""

    id: str
    keys: tuple[str, ...]
    where: str = ""


class _Index:
    """Which ticket a link means: one that comes with it, else one of the desk.

    Of the names that tickets go by, it has those that a link asks for: few or none.
    """

    def __init__(
        self,
        named: Sequence[_Named],
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


def _linked(item: Incoming, ticket: Ticket, index: _Index, notes: _Notes) -> Ticket:
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
