"""The result of an importer: tickets as another tool had them, and skipped records."""

import re
import sys
from collections.abc import Callable, Container, Iterable
from datetime import datetime
from pathlib import Path

from tix.errors import TixError
from tix.frozen import dataclass, replace
from tix.model.people import Person, parse_person
from tix.model.record.document import FRONT_MATTER_LIMIT
from tix.model.record.values import TeamField
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.json import BESIDE_FIELDS
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from tix.importers.foreign_words import Words

_T = TypeVar("_T")

Progress = Callable[[int, int], None]
"""Told how many are read, and of how many (0: nobody knows yet)."""


class ImportInputError(TixError):
    """The file or folder can't be imported as a whole: what it is called, and why."""

    def __init__(self, where: Path, reason: str, hint: str | None = None) -> None:
        super().__init__(f"{where}: {reason}", hint=hint)


CHILD = "child"
"""The kind of a link to a part. A plan turns it round: the part gets the parent."""


@dataclass(frozen=True, slots=True)
class ForeignLink:
    """A link as the input has it.

    ``keys`` are looked up among the ``keys`` of the other tickets, the surest first. One that
    leads nowhere is kept as it is if tix wrote it (``field`` is None), else its ``target`` in the
    team-defined field ``field``.
    """

    kind: str
    target: str
    keys: tuple[str, ...]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class IncomingAttachment:
    """A file that comes with a ticket; ``name`` is the one in the ticket's ``attachments``."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Former:
    """The source under which a ticket may have come in, and before when it then did."""

    source: str
    before: datetime


@dataclass(frozen=True, slots=True)
class Incoming:
    """A ticket to be.

    ``where`` tells a person which one it is: a file, an issue. ``ticket.id`` is the id that it
    should have if it is free, or empty; ``ticket.source`` is its identifier elsewhere; its links
    are in ``links`` instead. ``exact``: it is tix's own, so that nothing is to be filled in.
    ``waits_until``: it is to wait until then. ``former``: where the desk has none of its own
    source, it is the ticket of that one, and gets its own. ``updated``: when it was last changed
    there, before which it was opened.
    """

    where: str
    ticket: Ticket
    keys: tuple[str, ...] = ()
    links: tuple[ForeignLink, ...] = ()
    attachments: tuple[IncomingAttachment, ...] = ()
    notes: tuple[str, ...] = ()
    exact: bool = False
    waits_until: datetime | None = None
    former: Former | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class SkippedRecord:
    """Something that isn't a ticket, or can't become one: what, and why."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that an importer found, in the order of the input, and what to say of all of it.

    ``names`` are what the input calls all that it has, where somebody chose what is in it; None: it
    has all that there is.
    """

    items: list[Incoming]
    skipped: tuple[SkippedRecord, ...]
    notes: tuple[str, ...] = ()
    names: frozenset[str] | None = None


class Read(Protocol):
    """Reads a file or folder. Raises ImportInputError if nothing in it can be read."""

    def __call__(
        self, path: Path, words: "Words", progress: Progress | None = None, /
    ) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Importer:
    """One format: the word on the command line, what it takes, and how it is read."""

    name: str
    takes: str
    read: Read


_NUMBERED = re.compile(r"(?:([^\W\d_]+)[-_ ]|#)?(\d+(?:\.\d+)*)")
"""``BACK-355.01``, ``#24``, ``24``: a word or none, and a number."""


def id_keys(ident: str) -> tuple[str, ...]:
    """The names by which links may mean the ticket with this id, the surest first.

    ``BACK-355.01`` is found in any case, then without leading zeros (``back-355.1``), then by its
    number alone, because tools let people change the word before it (``task-355.1``). Drafts are
    counted apart.
    """
    ident = ident.strip().casefold()
    match = _NUMBERED.fullmatch(ident)
    if match is None:
        return (f"id {ident}",)
    number = ".".join(part.lstrip("0") or "0" for part in match[2].split("."))
    named = (f"id {ident}", f"numbered {match[1]} {number}")
    return named if match[1] == "draft" else (*named, f"number {number}")


def id_word(ident: str) -> str | None:
    """The word before the number of an id, without case."""
    match = _NUMBERED.fullmatch(ident.strip().casefold())
    return match[1] if match else None


def person(text: str) -> str:
    """A person as tickets write them: ``@login`` and ``login`` become ``login <>``; "" for none."""
    if text.strip().casefold() in _NOBODY:
        return ""
    text = _MAIL_BEHIND.sub(r"\1 <\2>", " ".join(text.split()).removeprefix("@"))
    given = parse_person(text)
    name, mail = (part.translate(_NO_BRACKETS).strip() for part in (given.name, given.mail))
    return sys.intern(str(Person(name, mail)))  # few people, and very many tickets


_NOBODY = ("unassigned", "nobody", "none", "n/a", "null", "-")
_MAIL_BEHIND = re.compile(r"^([^<>()@]+) \(([^\s<>()@]+@[^\s<>()@]+)\)$")
"""``Ana Lima (ana@example.org)``, as HubSpot writes people."""
_NO_BRACKETS = str.maketrans("", "", "<>")

_RESERVED = frozenset((*BY_NAME, *BESIDE_FIELDS, "is", "has", "text", "sort"))


def field_name(name: str, taken: Container[str]) -> str:
    """A name that a team-defined field can have in files and queries, like the given one.

    One that means something else already gets ``original_`` in front.
    """
    clean = re.sub(r"[^\w.-]+", "_", name)[:80].strip("_.-") or "field"
    if clean[0].isdigit():
        clean = f"_{clean}"
    if clean.casefold() in _RESERVED:
        clean = f"original_{clean}"
    free, count = clean, 1
    while free in taken:
        count += 1
        free = f"{clean}_{count}"
    return sys.intern(free)


_ROOM = FRONT_MATTER_LIMIT // 2
"""Bytes of another tool's fields that are kept of a record; the rest is for the ticket's own."""


def left_out(name: str) -> str:
    """What is said of a field for which a ticket has no room."""
    return f"{name}: left out, it is too large for a field"


def made_with_room(make: Callable[[Ticket], _T], ticket: Ticket, notes: list[str]) -> _T:
    """What ``make`` makes of a ticket, or of it without the largest of its team-defined fields.

    ``notes`` gets which: what a ticket has no place for is no reason not to take in the rest.
    Raises ValueError as ``make`` does.
    """
    try:
        return make(ticket)
    except ValueError:
        smaller = _with_room(ticket, notes)
        if smaller is ticket:
            raise
        return make(smaller)


def _with_room(ticket: Ticket, notes: list[str]) -> Ticket:
    """The ticket with fields of others of 32 kB at the most."""
    sizes = {field.name: _bytes_of(field) for field in ticket.team_fields}
    left: list[str] = []
    while sum(sizes.values()) > _ROOM:
        left.append(max(sizes, key=lambda name: sizes[name]))
        del sizes[left[-1]]
    if not left:
        return ticket
    notes += map(left_out, left)
    kept = tuple(field for field in ticket.team_fields if field.name not in left)
    return replace(ticket, team_fields=kept)


def _bytes_of(field: TeamField) -> int:
    values = (field.value,) if isinstance(field.value, str) else field.value
    return sum(len(value.encode()) for value in values)


class TeamFields:
    """Team-defined fields as they come together, after those given: each name once."""

    def __init__(self, fields: Iterable[TeamField] = ()) -> None:
        self._fields = {field.name: field for field in fields}

    def add(self, name: str, value: str | tuple[str, ...]) -> None:
        """Keep a value; nothing is kept of an empty one."""
        if value:
            name = field_name(name, self._fields)
            self._fields[name] = TeamField(name, value)

    def all(self) -> tuple[TeamField, ...]:
        """The fields in the order in which they came."""
        return tuple(self._fields.values())
