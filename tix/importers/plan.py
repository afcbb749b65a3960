"""The plan of an import, as a value: new tickets, known ones, and skipped ones with reasons."""

from collections.abc import Container, Iterable
from datetime import datetime
from functools import partial

from tix.frozen import dataclass, field, replace
from tix.importers.again import digest, stamped
from tix.importers.foreign_words import in_order
from tix.importers.incoming import (
    Incoming,
    IncomingAttachment,
    Reading,
    SkippedRecord,
    left_out,
    made_with_room,
)
from tix.importers.links import (
    LinkTargets,
    NamedTicket,
    Note,
    Notes,
    circles_told,
    linked,
    turn_children_round,
)
from tix.importers.places import KnownTicket, Places
from tix.importers.plain_values import EPOCH
from tix.model.changes.priority import unwritten_priority
from tix.model.config.config import Config, Group
from tix.model.ticket.document import dump, load
from tix.model.ticket.paths import new_path
from tix.model.ticket.ticket import Ticket


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
class SourceVersion:
    """What its source says now of a ticket that the desk has, as a file.

    ``digest`` is that of what it says (``again.digest``). None is made of tix's own JSON, of which
    nothing is brought in again.
    """

    id: str
    data: bytes
    digest: int
    attachments: tuple[IncomingAttachment, ...] = ()

    @property
    def ticket(self) -> Ticket:
        """What the source says."""
        return load(self.data).record


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The tickets to make, those that exist already, those left out and why, and notes.

    ``versions`` are to be taken out one by one: there may be very many, and they are large.
    """

    new: tuple[PlannedTicket, ...]
    present: tuple[KnownTicket, ...]
    skipped: tuple[SkippedRecord, ...]
    notes: tuple[Note, ...]
    versions: list[SourceVersion] = field(default_factory=list)

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
            change = "changed" if done == "made" else "would change"
            lines.append(f"{_count(changed, 'ticket')} {change} as the source has")
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
    turn_children_round(reading.items)
    planning = _Planning(Places(desk, taken), config, now, reading)
    reading.items.reverse()
    while reading.items:
        planning.take(reading.items.pop())
    return planning.done()


class _Planning:
    """A plan in the making. What becomes a ticket is kept as its file, unless it has links: what
    they mean is only known when all has been seen."""

    def __init__(self, places: Places, config: Config, now: datetime, reading: Reading) -> None:
        self._places, self._config, self._now = places, config, now
        self._skipped = list(reading.skipped)
        self._new: list[PlannedTicket | _Unlinked] = []
        self._there: list[KnownTicket] = []
        self._versions: list[SourceVersion | _Unlinked] = []
        self._named: list[NamedTicket] = []
        self._kept: dict[str, None] = {}
        self._notes = Notes()
        self._linking: list[Ticket] = []
        for text in reading.notes:
            self._notes.say(text)

    def take(self, item: Incoming) -> None:
        """The next item."""
        item = _waiting(item, self._config, self._now)
        notes: list[str] = []
        try:
            found = self._places.of(item)
            if isinstance(found, KnownTicket):
                self._there.append(found)
                self._named.append(NamedTicket(found.id, item.keys))
                if said := self._said(found, item):
                    self._versions.append(said)
                return
            filled = _filled(found, item, self._config, self._now)
            ticket = unwritten_priority(filled, self._config)
            planned = made_with_room(partial(_planned, item), ticket, notes)
        except ValueError as reason:
            self._skipped.append(SkippedRecord(item.where, str(reason)))
            return
        for text in (*item.notes, *notes):
            self._notes.add(text, item.where)
        self._places.settle(item, ticket)
        self._named.append(NamedTicket(ticket.id, item.keys, item.where))
        self._new.append(_Unlinked(item, ticket) if item.links else planned)
        if not item.exact:
            names = (name for name in _kept_as_fields(ticket) if left_out(name) not in notes)
            self._kept |= dict.fromkeys(names)

    def done(self) -> ImportPlan:
        """The plan, when all items were taken."""
        desk, named = self._places.desk, self._named
        linking = (e.item for e in (*self._new, *self._versions) if isinstance(e, _Unlinked))
        index = LinkTargets(named, desk, linking)
        new = tuple(filter(None, (self._linked(each, index) for each in self._new)))
        circles_told(self._linking, self._notes)
        if self._kept:
            self._notes.say(f"kept as fields of the team's own: {', '.join(self._kept)}")
        versions = [*filter(None, (_joined(each, index) for each in self._versions))]
        there, skipped = tuple(self._there), tuple(self._skipped)
        return ImportPlan(new, there, skipped, self._notes.all(), versions)

    def _said(self, found: KnownTicket, item: Incoming) -> "SourceVersion | _Unlinked | None":
        """What its source says of a known ticket; None where that can't be a ticket."""
        known = self._places.desk.get(found.id)
        if item.exact or known is None or not known.source:
            return None
        is_former = item.former is not None and item.former.source == known.source
        source = item.ticket.source if is_former else known.source
        placed = replace(item.ticket, id=known.id, source=source)
        filled = _filled(placed, item, self._config, known.opened or EPOCH)
        try:
            ticket = unwritten_priority(filled, self._config)
            if item.links:
                return _Unlinked(item, ticket)
            return made_with_room(partial(_version, item), ticket, [])
        except ValueError:
            return None

    def _linked(self, new: "PlannedTicket | _Unlinked", index: LinkTargets) -> PlannedTicket | None:
        if isinstance(new, PlannedTicket):
            return new
        try:
            ticket = linked(new.item, new.ticket, index, self._notes)
            self._linking.append(replace(ticket, body="", comments=()))
            return made_with_room(partial(_planned, new.item), ticket, [])
        except ValueError as reason:  # with what its links say it is too large
            self._skipped.append(SkippedRecord(new.item.where, str(reason)))
            return None


@dataclass(frozen=True, slots=True)
class _Unlinked:
    """A ticket to be made that has links to be looked up."""

    item: Incoming
    ticket: Ticket


def _waiting(item: Incoming, config: Config, now: datetime) -> Incoming:
    """The item, with a status that waits if it still does."""
    waiting = next((s.name for s in config.statuses if s.group is Group.WAITING), None)
    if item.waits_until is None or item.waits_until <= now or waiting is None:
        return item
    return replace(item, ticket=replace(item.ticket, status=waiting))


def _planned(item: Incoming, ticket: Ticket) -> PlannedTicket:
    """Raises ValueError for what no file can hold."""
    is_own = item.exact or item.ticket.id  # tix wrote it
    whole = ticket if is_own else stamped(ticket)
    comments, files = len(ticket.comments), item.attachments
    return PlannedTicket(ticket.id, new_path(ticket), dump(whole), comments, files)


def _joined(said: SourceVersion | _Unlinked, index: LinkTargets) -> SourceVersion | None:
    """A version with its links; they are told of when it comes for the first time."""
    if isinstance(said, SourceVersion):
        return said
    try:
        ticket = linked(said.item, said.ticket, index, Notes())
        return made_with_room(partial(_version, said.item), ticket, [])
    except ValueError:
        return None


def _version(item: Incoming, ticket: Ticket) -> SourceVersion:
    """Raises ValueError for what no file can hold."""
    return SourceVersion(ticket.id, dump(ticket), digest(stamped(ticket)), item.attachments)


def _filled(ticket: Ticket, item: Incoming, config: Config, now: datetime) -> Ticket:
    """With a time of opening, unless it is tix's own: the first that it tells of, or now.

    A comment that nobody knows the time of was written then.
    """
    if item.exact:
        return ticket
    opened = ticket.opened
    if opened is not None:
        ticket = in_order(ticket, opened)
    else:
        now = now.replace(microsecond=0)
        told = (now, item.updated, ticket.since, ticket.resolved, ticket.closed)
        known = (when for when in (*told, *(c.at for c in ticket.comments)) if when != EPOCH)
        opened = min(filter(None, known), default=now)
        done = config.group(ticket.status) is Group.DONE
        since = ticket.since or (None if done else opened)
        ticket = replace(ticket, opened=opened, since=since)
    if all(comment.at != EPOCH for comment in ticket.comments):
        return ticket
    timed = (replace(c, at=opened) if c.at == EPOCH else c for c in ticket.comments)
    return replace(ticket, comments=tuple(sorted(timed, key=lambda each: (each.at, each.id))))


def _kept_as_fields(ticket: Ticket) -> list[str]:
    """The names of what another tool's ticket had that tickets here haven't."""
    names = (field.name for field in ticket.team_fields)
    return [name for name in names if not name.startswith("original_")]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
