"""Selecting tickets by a query, in order, for lists, searches, reports and exports.

Facts that depend on commits or on other tickets are looked up only if something needs them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from tix.frozen import dataclass, replace
from tix.model.config.config import Config
from tix.model.ticket.ticket import Link
from tix.query.facts import Facts, backlinks_of, waits
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.store.filed import Filed

if TYPE_CHECKING:  # reading a query costs 25 ms of imports, which a bare 'tix list' does without
    from tix.actions.workspace import Workspace
    from tix.model.promises.glance import Glance
    from tix.query.order import SortKey
    from tix.query.predicates import Node
    from tix.query.query import Query
    from tix.query.vocabulary import Vocabulary
    from tix.storage.index.reader import IndexReader


@dataclass(frozen=True)
class Selection:
    """The tickets that a query selects, in order; ``numbers`` identify them in the index.

    ``query`` is None if all are wanted; ``facts`` is what is known about them. Everything is
    looked up on demand. *Heads* are tickets without body and comments.
    """

    query: "Query | None"
    facts: Facts
    reader: "IndexReader"
    config: Config
    only_open: bool = False
    keys: tuple["SortKey", ...] = ()

    def __len__(self) -> int:
        return len(self.numbers)

    def first(self, limit: int | None) -> "Selection":
        """The same with at most so many tickets."""
        if limit is None or limit >= len(self.numbers):
            return self
        found = replace(self)
        vars(found)["numbers"] = self.numbers[:limit]
        return found

    @property
    def root(self) -> "Node | None":
        """The query's predicate; None selects all."""
        return self.query.root if self.query else None

    @cached_property
    def numbers(self) -> Sequence[int]:
        """The tickets' numbers, in order."""
        found = self.reader.find(
            self.root, self.config, self.facts, to_do=self.only_open, only_live=self.only_open
        )
        return self._sorted(found) if self.keys else found

    def _sorted(self, numbers: Sequence[int]) -> list[int]:
        from tix.query.order import sort_key

        counts_comments = any(key.field.name == "comment" for key in self.keys)
        tickets = self.reader.wholes(numbers) if counts_comments else self.reader.heads(numbers)
        rank = sort_key(self.keys, self.config, self.facts)
        ranks = {number: rank(filed.ticket) for number, filed in zip(numbers, tickets, strict=True)}
        return sorted(numbers, key=ranks.__getitem__)

    @property
    def ids(self) -> list[str]:
        """Their ids."""
        return [str(row[0]) for row in self.columns(["id"])]

    def columns(self, names: Sequence[str]) -> Iterator[Sequence[Any]]:
        """These columns of the index's table of tickets, one ticket after the other."""
        from tix.storage.index.sql import with_priority  # the reader has it by now

        names = with_priority(names, self.config)
        if self.keys or "numbers" in vars(self):
            yield from self.reader.columns(self.numbers, names)
            return
        rows = self.reader.listed(
            self.root,
            self.config,
            self.facts,
            to_do=self.only_open,
            only_live=self.only_open,
            columns=names,
        )
        numbers = []
        for row in rows:
            numbers.append(row[0])
            yield row[1:]
        vars(self)["numbers"] = numbers

    def heads(self) -> Iterator[Filed]:
        """The tickets without their bodies and comments, one after the other."""
        return self._told(self.reader.heads(self.numbers))

    def wholes(self) -> Iterator[Filed]:
        """The tickets, one after the other."""
        return self._told(self.reader.wholes(self.numbers))

    def uncommented(self) -> Iterator[Filed]:
        """The tickets with their comments only counted, one after the other."""
        return self._told(self.reader.uncommented(self.numbers))

    def _told(self, tickets: Iterator[Filed]) -> Iterator[Filed]:
        """The tickets as whoever reads them sees them: each with the priority that it has."""
        if not self.config.matrix:
            return tickets
        told = self.config.with_priority
        return (replace(filed, ticket=told(filed.ticket)) for filed in tickets)

    def team_fields(self) -> Sequence[str]:
        """The names of the team-defined fields, in the order in which the tickets have them."""
        return self.reader.team_fields_in(self.numbers)

    @property
    def hides_broken(self) -> bool:
        """Whether broken tickets are left out, so that they must be named."""
        return self.query is None or not self.query.wants_broken

    @property
    def done_left_out(self) -> int:
        """How many match but are left out because they are done; -1: nobody has looked."""
        if not self.only_open or (self.query and self.query.says_open(self.config)):
            return 0
        if self.query and _ABOUT_EACH & {need.name.lower() for need in self.query.needs}:
            return -1  # what is known of these is about open tickets
        return self.reader.count(self.root, self.facts) - self._to_do

    @property
    def archived_left_out(self) -> int:
        """How many match and aren't done, but are left out because they lie in the archive; 0
        where the query asks for what is open: nobody has looked."""
        if not self.only_open or (self.query and self.query.says_open(self.config)):
            return 0
        return self._to_do - len(self.numbers)

    @cached_property
    def _to_do(self) -> int:
        return self.reader.count(self.root, self.facts, to_do=self.config)


def vocabulary(workspace: "Workspace") -> "Vocabulary":
    """Everything that a query can name in this desk."""
    from tix.query.vocabulary import Vocabulary

    words = _Words(workspace)
    queries = workspace.user_config.queries
    return Vocabulary(
        workspace.config, workspace.directory, workspace.now, words, queries,
        customers=lambda: workspace.customers,
    )  # fmt: skip


class _Words(Mapping[str, Collection[str]]):
    """The values that tickets have in each field, looked up on demand."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace  # its reader waits for git, which most of a query needn't
        self._known: dict[str, Collection[str]] = {}

    @cached_property
    def _team_fields(self) -> Collection[str]:
        return self._workspace.reader.team_fields()

    def __getitem__(self, name: str) -> Collection[str]:
        if name not in self._known:
            from tix.query.vocabulary import WORD_FIELDS

            is_teams = name not in WORD_FIELDS
            if is_teams and name not in self._team_fields:
                raise KeyError(name)
            self._known[name] = self._workspace.reader.words(name, team=is_teams)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        from tix.query.vocabulary import WORD_FIELDS

        yield from WORD_FIELDS
        yield from (name for name in self._team_fields if name not in WORD_FIELDS)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def select(
    workspace: "Workspace",
    words: Sequence[str] | str,
    *,
    default_open: bool = False,
    sort: str | None = None,
    needs: Iterable[str] = (),
) -> Selection:
    """The tickets that a query selects: one text, or the words of a command line.

    ``default_open`` leaves out what is done unless the query says something about that. ``sort``
    are names of fields, with ``-`` for the other way round. ``needs`` names the parts of ``Facts``
    that the caller looks at. Raises QueryError.
    """
    query = workspace.query(words) if any(word.strip() for word in words) else None
    keys = (*_sort_keys(workspace, sort), *(query.sort if query else ()))
    asked = {need.name.lower() for need in query.needs} if query else set[str]()
    says_more = query and query.says_status and not query.says_open(workspace.config)
    only_open = default_open and not says_more
    if query:
        from tix.storage.index import query_sql  # noqa: F401 (while git looks at the files)
    if _PROMISED & {*asked, *needs}:
        from tix.actions.promises import expect_glances  # few desks promise anything

        expect_glances(workspace)
    facts = _asked_by_query(workspace, asked, only_open=only_open)
    found = Selection(query, facts, workspace.reader, workspace.config, only_open)
    names = {key.field.name for key in keys}
    sorted_by = {need for name, need in _SORTED_BY.items() if name in names}
    later = {*needs, *sorted_by} - asked
    if later:
        facts = gather(workspace, found.numbers, later, facts)
    return replace(found, facts=facts, keys=keys)


_SORTED_BY = {"updated": "updated", "urgency": "urgency", "due-next": "promised"}
"""The parts of ``Facts`` that sorting by a field looks at."""


def _asked_by_query(workspace: "Workspace", needs: set[str], *, only_open: bool) -> Facts:
    """What a query looks at: in a list of what is open, of tickets that can be in it."""
    about = _ABOUT_EACH & needs
    if about and only_open:
        config = workspace.config
        numbers = workspace.reader.find(None, config, to_do=True, only_live=True)
        return gather(workspace, None, needs - about, gather(workspace, numbers, about, Facts()))
    return gather(workspace, None, needs, Facts())


_PROMISED = {"promised", "unanswered"}
_ABOUT_EACH = {*_PROMISED, "updated"}
"""The parts of ``Facts`` that queries need and that say something of each ticket by itself."""


def select_ids(workspace: "Workspace", idents: Sequence[str], needs: Iterable[str]) -> Selection:
    """The tickets with these whole ids, in no particular order. Raises BrokenTicketError."""
    for ident in idents:
        workspace.reader.get(ident)  # a query would leave out what can't be read
    if not idents:
        return select(workspace, []).first(0)
    return select(workspace, [f"id:{','.join(idents)}"], needs=needs)


def gather(
    workspace: "Workspace", about: Sequence[int] | None, needs: Iterable[str], known: Facts
) -> Facts:
    """Add the parts of ``Facts`` that are needed about these tickets to what is known.

    ``about`` are numbers in the index; None stands for all.
    """
    for need in needs:
        match need:
            case "updated":
                known = replace(known, updated=_updated(workspace, about))
            case "blocked":
                pairs = _waits(workspace)
                known = replace(
                    known,
                    blocked=frozenset(waiting for waiting, _ in pairs),
                    blocking=frozenset(first for _, first in pairs),
                )
            case "urgency":
                asked = ("promised",) if known.blocked else ("blocked", "promised")
                known = gather(workspace, about, asked, known)
                known = replace(known, urgency=_urgency(workspace, about, known))
            case "backlinks":
                known = replace(known, backlinks=backlinks(workspace, about))
            case "promised" if workspace.config.promises and not known.promised:
                known = replace(known, promised=_promised(workspace, about))
            case "unanswered" if not known.promised:
                known = replace(known, promised=_promised(workspace, about))
    return known


def _promised(workspace: "Workspace", about: Sequence[int] | None) -> "Mapping[str, Glance]":
    from tix.actions.promises import glances  # few desks promise anything

    return glances(workspace, about)


def _updated(workspace: "Workspace", about: Sequence[int] | None) -> Mapping[str, datetime]:
    from tix.storage.history.last_changed import updated_at  # most runs ask for none

    workspace.expect_history()
    reader = workspace.reader
    numbers = reader.find(None, workspace.config) if about is None else about
    return updated_at(workspace.desk, reader.paths_of(numbers))


def _urgency(
    workspace: "Workspace", about: Sequence[int] | None, known: Facts
) -> Mapping[str, float]:
    """How urgent each of these tickets is; one that is done has no urgency."""
    from tix.query.urgency import urgency, urgency_terms  # few lists go by it

    reader, config, now = workspace.reader, workspace.config, workspace.now
    numbers = reader.find(None, config) if about is None else about
    tickets = (filed.ticket for filed in reader.heads(numbers))
    undone = (ticket for ticket in tickets if not config.is_done(ticket))
    return {t.id: urgency(urgency_terms(t, config, now, known)) for t in undone}


def _waits(workspace: "Workspace") -> frozenset[tuple[str, str]]:
    """Which ticket waits for which, found among those with links and their targets."""
    from tix.query.predicates import Has, Source

    reader, config = workspace.reader, workspace.config
    numbers = reader.find(Has(Source("links")), config, to_do=True, only_live=True)
    linking = [filed.ticket for filed in reader.heads(numbers)]
    targets = {link.id for ticket in linking for link in ticket.links}
    others = reader.by_id(targets - {ticket.id for ticket in linking})
    return waits((*linking, *others.values()), config)


def backlinks(
    workspace: "Workspace", about: Sequence[int] | None = None
) -> Mapping[str, tuple[Link, ...]]:
    """The links of others to each ticket that has some: kinds as stored, with the others' ids.

    ``about``: nobody will ask for others than those of these tickets.
    """
    return backlinks_of(workspace.reader.with_links(workspace.config, about))


def _sort_keys(workspace: "Workspace", sort: str | None) -> tuple["SortKey", ...]:
    if sort is None:
        return ()
    from tix.query.order import parse_sort

    return parse_sort(sort, workspace.vocabulary)
