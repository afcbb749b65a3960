"""The nodes of a query: plain frozen values, each of which says yes or no to a ticket.

Everything in a node is resolved: dates are bounds in UTC, people are sets of keys, words of text
are tokens, and others in lower case (``str.casefold``). Nothing here depends on a clock, so a tree
can be carried out by other means (SQL) and these predicates tell what the right answer is.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo

from tix.frozen import dataclass
from tix.model.config.config import Config, Group
from tix.model.people import person_key
from tix.model.record import notes
from tix.model.record.values import words_of
from tix.model.ticket.ticket import Link, Ticket
from tix.model.times import Due, due_instant, parse_due
from tix.query.columns import COLUMNS, column_of
from tix.query.facts import Facts
from tix.query.numbers import parse_number
from tix.query.promised import DueNextIn, DueSoon, Missed, Promised, Unanswered
from tix.query.within import Within as Within  # what times and dates are held against
from tix.query.words import Words
from tix.quick_typing import TypeAlias

TEXT = "text"
"""Where a word without a field is looked for: everywhere."""

SHORTEST_ID_IN_TEXT = 3
"""A bare word finds a ticket by the beginning of its id from this length on."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a ticket holds a value: an attribute of it, or (``team``) a team-defined field."""

    name: str
    team: bool = False

    def texts(self, ticket: Ticket) -> tuple[str, ...]:
        """The text, or texts, of a field that holds text; () where it is absent."""
        value = ticket.team_field(self.name) if self.team else getattr(ticket, self.name)
        if not value:
            return ()
        return (value,) if isinstance(value, str) else words_of(value)

    def is_present(self, ticket: Ticket) -> bool:
        """Whether the ticket has a value there, of whatever type."""
        value = ticket.team_field(self.name) if self.team else getattr(ticket, self.name)
        return value not in (None, "", ())


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts; true if there are none."""

    parts: tuple["Node", ...]

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return all(part(ticket, facts) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the parts."""

    parts: tuple["Node", ...]

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return any(part(ticket, facts) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """Not that part."""

    part: "Node"

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return not self.part(ticket, facts)


@dataclass(frozen=True, slots=True)
class Contains:
    """The words stand, one after the other, in a passage of text (``tix.query.words``).

    ``where`` is one of ``tix.query.columns.COLUMNS``, ``attachments``, ``occurrences``, or
    ``text`` for all columns and the beginning of the id.
    """

    where: str
    words: Words

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        if self.where != TEXT:
            return self.is_in_column(ticket, self.where)
        return self.begins_id(ticket.id) or any(self.is_in_column(ticket, c) for c in COLUMNS)

    def is_in_column(self, ticket: Ticket, column: str) -> bool:
        """Whether a passage of that column has the words."""
        return any(self.words.is_in(passage) for passage in column_of(ticket, column))

    def begins_id(self, ident: str) -> bool:
        """Whether an id begins so; ``id_prefix`` says what it has to begin with."""
        return (prefix := self.id_prefix) is not None and ident.startswith(prefix)

    @property
    def id_prefix(self) -> str | None:
        """The beginning of an id that a single word in ``text`` can be, too."""
        if self.where != TEXT or len(self.words.tokens) != 1:
            return None
        [token] = self.words.tokens
        return token if len(token) >= SHORTEST_ID_IN_TEXT else None


@dataclass(frozen=True, slots=True)
class OneOf:
    """A text there is one of the words."""

    source: Source
    words: frozenset[str]

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return any(text.casefold() in self.words for text in self.source.texts(ticket))


@dataclass(frozen=True, slots=True)
class Like:
    """A text there is ``text`` with anything before (``open_start``) or behind it."""

    source: Source
    text: str
    open_start: bool
    open_end: bool

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return any(self.is_like(text.casefold()) for text in self.source.texts(ticket))

    def is_like(self, text: str) -> bool:
        """Whether a text, in lower case, is so."""
        if self.open_start and self.open_end:
            return self.text in text
        return text.endswith(self.text) if self.open_start else text.startswith(self.text)


@dataclass(frozen=True, slots=True)
class PersonIn:
    """Somebody there has one of these keys (``tix.model.people.person_key``)."""

    source: Source
    keys: frozenset[str]

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return any(person_key(text) in self.keys for text in self.source.texts(ticket))


@dataclass(frozen=True, slots=True)
class TimeIn:
    """The time of a built-in field (``opened``, ``since``, ``resolved``, ``closed``)."""

    field: str
    within: Within

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return self.within.holds(getattr(ticket, self.field))


@dataclass(frozen=True, slots=True)
class UpdatedIn:
    """The time of the last change."""

    within: Within

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return self.within.holds(facts.updated.get(ticket.id))


@dataclass(frozen=True, slots=True)
class DateIn:
    """A day or time (``due`` or a team-defined date); a day counts as its last second in a zone."""

    source: Source
    within: Within
    zone: tzinfo

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return any(self.within.holds(m) for m in moments_of(self.source, ticket, self.zone))

    def holds_text(self, text: str) -> bool:
        """Whether a text, as a ticket has it there, is a date in it."""
        return any(self.within.holds(moment) for moment in _moments((text,), self.zone))


def moments_of(source: Source, ticket: Ticket, zone: tzinfo) -> Iterator[datetime]:
    """The dates there, as the last second of each; a text that is no date is left out."""
    if not source.team:
        due: Due | None = getattr(ticket, source.name)
        if due is not None:
            yield _last_second(due, zone)
        return
    yield from _moments(source.texts(ticket), zone)


def _moments(texts: Iterable[str], zone: tzinfo) -> Iterator[datetime]:
    for text in texts:
        try:
            yield _last_second(parse_due(text), zone)
        except ValueError:
            continue


def _last_second(due: Due, zone: tzinfo) -> datetime:
    if isinstance(due, datetime):
        return due
    return due_instant(due, zone) - timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class NumberIn:
    """A number between two bounds; None is open, ``without_…`` leaves it out."""

    source: Source
    low: float | None
    high: float | None
    without_low: bool = False
    without_high: bool = False

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return any(self.holds_text(text) for text in self.source.texts(ticket))

    def holds_text(self, text: str) -> bool:
        """Whether a text, as a ticket has it there, is a number between them."""
        return self._holds(parse_number(text))

    def _holds(self, number: float | None) -> bool:
        if number is None:
            return False
        below = self.low is not None and number < self.low
        if below or (self.high is not None and number > self.high):
            return False
        at_low = self.without_low and number == self.low
        return not at_low and not (self.without_high and number == self.high)


@dataclass(frozen=True, slots=True)
class IdStarts:
    """The ticket's id begins so."""

    prefix: str

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return ticket.id.startswith(self.prefix)


@dataclass(frozen=True, slots=True)
class LinkTo:
    """A link of this kind (None: of any) points at an id that begins so."""

    kind: str | None
    prefix: str

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return any(
            self.kind in (None, link.kind) and link.id.startswith(self.prefix)
            for link in ticket.links
        )


@dataclass(frozen=True, slots=True)
class LinkedFrom:
    """A link of this kind at another ticket, whose id begins so, points at this one."""

    kind: str
    prefix: str

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return self.is_among(facts.backlinks.get(ticket.id, ()))

    def is_among(self, links: Iterable[Link]) -> bool:
        """Whether one of the links of others (``Facts.backlinks``) is so."""
        return any(k.kind == self.kind and k.id.startswith(self.prefix) for k in links)


@dataclass(frozen=True, slots=True)
class Has:
    """There is a value."""

    source: Source

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return self.source.is_present(ticket)


@dataclass(frozen=True, slots=True)
class Noted:
    """A merge set a value aside in a comment, and nobody has decided about it."""

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return any(comment.author.key == notes.AUTHOR.key for comment in ticket.comments)


@dataclass(frozen=True, slots=True)
class InGroup:
    """The status is in one of the groups (``Config.group_of``)."""

    groups: frozenset[Group]
    config: Config

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return self.config.group_of(ticket) in self.groups


@dataclass(frozen=True, slots=True)
class Overdue:
    """Not done, and due before ``now``."""

    now: datetime
    config: Config

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return is_overdue(ticket, self.config, self.now)


def is_overdue(ticket: Ticket, config: Config, now: datetime) -> bool:
    """Whether the ticket isn't done and its due date is over."""
    if ticket.due is None or config.is_done(ticket):
        return False
    return due_instant(ticket.due, config.timezone) < now


@dataclass(frozen=True, slots=True)
class Blocked:
    """Another ticket has to be done first."""

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return ticket.id in facts.blocked


@dataclass(frozen=True, slots=True)
class Archived:
    """The ticket is archived."""

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return ticket.id in facts.archived


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that can't be read as a ticket: true of no ticket (``Query.wants_broken``)."""

    def __call__(self, ticket: Ticket, facts: Facts) -> bool:
        return False


Leaf: TypeAlias = (
    Contains
    | OneOf
    | Like
    | PersonIn
    | TimeIn
    | UpdatedIn
    | DateIn
    | NumberIn
    | IdStarts
    | LinkTo
    | LinkedFrom
    | Has
    | Noted
    | InGroup
    | Overdue
    | Blocked
    | Archived
    | Missed
    | DueSoon
    | Unanswered
    | Promised
    | DueNextIn
    | Broken
)
Node: TypeAlias = And | Or | Not | Leaf
"""Each is called with a ticket and the facts, and says whether the ticket is meant."""


def leaves(node: Node, positive: bool = True) -> Iterator[tuple[Leaf, bool]]:
    """Every leaf from left to right, and whether it is asked for (True) or ruled out."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part, positive)
        case Not(part):
            yield from leaves(part, not positive)
        case _:
            yield node, positive
