"""A parsed query: its predicate, its order, and what commands need to know about it."""

from enum import Enum, auto

from tix.frozen import dataclass
from tix.model.config.config import Group
from tix.model.ticket.ticket import Ticket
from tix.query.columns import COLUMNS
from tix.query.facts import Facts
from tix.query.predicates import (
    TEXT,
    And,
    Archived,
    Blocked,
    Broken,
    Contains,
    Has,
    InGroup,
    Leaf,
    Like,
    LinkedFrom,
    Node,
    Not,
    OneOf,
    Or,
    Source,
    TimeIn,
    UpdatedIn,
    leaves,
)
from tix.query.promised import DueNextIn, DueSoon, Missed, Promised, Unanswered
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:  # few queries ask for an order
    from tix.model.config.config import Config
    from tix.query.order import SortKey

_SAYS_STATUS = ("status", "resolved", "closed", "resolution")

MAX_RANKED = 32
"""How many words of a query rank and stand out: thousands would make slow what no person reads."""


class Need(Enum):
    """A part of ``Facts`` that costs something to find out."""

    UPDATED = auto()
    BLOCKED = auto()
    ARCHIVED = auto()
    BACKLINKS = auto()
    PROMISED = auto()
    UNANSWERED = auto()


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. ``text`` is the query as one line.

    ``warnings`` are sentences about labels and people that nothing in the desk has.
    """

    text: str
    root: Node
    sort: "tuple[SortKey, ...]" = ()
    warnings: tuple[str, ...] = ()

    def matches(self, ticket: Ticket, facts: Facts) -> bool:
        """Whether the ticket is meant; ``facts`` have to hold what ``needs`` names."""
        return self.root(ticket, facts)

    @property
    def needs(self) -> frozenset[Need]:
        """Which parts of ``Facts`` matching and sorting look at."""
        needs = {_NEEDS[type(leaf)] for leaf, _ in leaves(self.root) if type(leaf) in _NEEDS}
        needs |= {_SORTED_BY[k.field.name] for k in self.sort if k.field.name in _SORTED_BY}
        return frozenset(needs)

    @property
    def says_status(self) -> bool:
        """Whether it mentions the status in some way, so that ``list`` doesn't add ``is:open``.

        Also by what only tickets that are done have, like ``closed:2026-11``, or ``is:archived``.
        """
        return any(_says_status(leaf) for leaf, _ in leaves(self.root))

    def says_open(self, config: "Config") -> bool:
        """Whether all that it says of the status is that it isn't done, as ``list`` says itself."""
        said = [leaf for leaf, _ in leaves(self.root) if _says_status(leaf)]
        parts = self.root.parts if isinstance(self.root, And) else (self.root,)
        match said:
            case [InGroup(groups) as only]:
                return Group.DONE not in groups and any(part is only for part in parts)
            case [OneOf(Source("status", team=False), words) as only]:
                known = {_letters(status.name): status.group for status in config.statuses}
                asked = {known.get(_letters(word), Group.DONE) for word in words}
                return Group.DONE not in asked and any(part is only for part in parts)
        return False

    @property
    def says_assignee(self) -> bool:
        """Whether it mentions the assignees in some way."""
        sources = (getattr(leaf, "source", None) for leaf, _ in leaves(self.root))
        return any(isinstance(s, Source) and s == Source("assignees") for s in sources)

    @property
    def wants_broken(self) -> bool:
        """Whether it asks for files that can't be read (``is:broken``, and nothing they lack).

        ``-is:broken`` doesn't, nor does a query that says nothing about it.
        """
        asks = any(isinstance(leaf, Broken) and positive for leaf, positive in leaves(self.root))
        return asks and _is_true_of_broken(self.root)

    @property
    def text_terms(self) -> tuple[Contains, ...]:
        """The words and phrases that are looked for in text, each once; the first of very many.

        These rank what is found, and stand out in it.
        """
        found = {
            leaf: None
            for leaf, positive in leaves(self.root)
            if positive and isinstance(leaf, Contains) and leaf.where in (TEXT, *COLUMNS)
        }
        return tuple(found)[:MAX_RANKED]


_NEEDS: dict[type[Leaf], Need] = {
    UpdatedIn: Need.UPDATED,
    Blocked: Need.BLOCKED,
    Archived: Need.ARCHIVED,
    LinkedFrom: Need.BACKLINKS,
    **dict.fromkeys((Missed, DueSoon, Promised, DueNextIn), Need.PROMISED),
    Unanswered: Need.UNANSWERED,
}

_SORTED_BY = {"updated": Need.UPDATED, "due-next": Need.PROMISED}


def _says_status(leaf: Leaf) -> bool:
    match leaf:
        case InGroup() | Archived():
            return True
        case OneOf(source=source) | Like(source=source) | Has(source=source):
            return source.name in _SAYS_STATUS and not source.team
        case TimeIn(field=name) | Contains(where=name):
            return name in _SAYS_STATUS
    return False


def _letters(word: str) -> str:
    """A status without what is spelled in several ways (``in-progress``)."""
    return "".join(filter(str.isalnum, word.casefold()))


def _is_true_of_broken(node: Node) -> bool:
    """The answer for a file of which nothing is known but that it is broken."""
    match node:
        case And(parts):
            return all(map(_is_true_of_broken, parts))
        case Or(parts):
            return any(map(_is_true_of_broken, parts))
        case Not(part):
            return not _is_true_of_broken(part)
    return isinstance(node, Broken)
