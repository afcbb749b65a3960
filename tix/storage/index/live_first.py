"""A reader of a desk whose archive isn't indexed yet: it answers from the index of the live folder.

What that can't tell of the archive git's tree tells, or the archive's outline; what only an index
of everything knows is waited for. So every answer is what it always is, and only sooner.
"""

import os
import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import groupby

from tix.errors import NotFoundError
from tix.model.config.config import Config
from tix.model.ids import as_prefix
from tix.model.layout import ARCHIVE
from tix.model.people import person_key
from tix.model.ticket.paths import is_archived, stem
from tix.model.ticket.ticket import LINK_KINDS, Link, Ticket
from tix.query.facts import Facts
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.desk.desk import Desk
from tix.storage.index import source_files
from tix.storage.index.archive_tree import FEW, archived_at, archived_names
from tix.storage.index.build import LIVE_NUMBERS
from tix.storage.index.live_first_words import LiveFirstWords
from tix.storage.index.reader import IndexReader, in_order
from tix.storage.index.row_format import PEOPLE, TEAM, words_of
from tix.storage.index.select import NO_FACTS
from tix.storage.index.sql import TRUE, Condition, nameless
from tix.storage.store.filed import Broken, Filed, Scan
from tix.storage.store.worktree_status import WorkTreeState

if TYPE_CHECKING:
    from tix.model.history.tally import Tally
    from tix.query.predicates import Contains, Node
    from tix.query.ranking import Text
    from tix.storage.index.archive_outline import ArchiveOutline
    from tix.storage.index.archive_search import ArchiveSearch
    from tix.storage.index.archive_words import ArchiveWords


class LiveFirstReader(IndexReader):
    """Answers about a desk from an index of its live folder, and from others where it must.

    ``whole`` makes the index of everything. A ticket's number tells which of the two knows it.
    """

    def __init__(
        self,
        desk: Desk,
        connection: sqlite3.Connection,
        whole: Callable[[], IndexReader],
        *,
        has_delta: bool,
        look: WorkTreeState,
    ) -> None:
        super().__init__(desk, connection, has_delta=has_delta, commit=look.commit)
        self._make_whole = whole
        self._look = look

    @cached_property
    def _whole(self) -> IndexReader:
        from tix.storage.index.archive_words import words_generations
        from tix.storage.index.databases import live_generations, ticket_generations

        whole = self._make_whole()
        if ticket_generations(self._desk).read() is not None:
            live_generations(self._desk).drop()
            words_generations(self._desk).drop()
        return whole

    @cached_property
    def _outline(self) -> "ArchiveOutline":
        from tix.storage.index.archive_outline import ArchiveOutline

        return ArchiveOutline(self._desk, self.commit or "")

    # -- which tickets ------------------------------------------------------------------------

    def listed(
        self,
        root: "Node | None",
        config: Config,
        facts: Facts = NO_FACTS,
        *,
        to_do: bool = False,
        only_live: bool = False,
        columns: Sequence[str] = (),
        among: Condition = TRUE,
    ) -> Iterator[tuple[Any, ...]]:
        listed = super().listed if only_live else self._whole.listed
        return listed(root, config, facts, to_do=to_do, columns=columns, among=among)

    def count(
        self,
        root: "Node | None",
        facts: Facts = NO_FACTS,
        *,
        to_do: Config | None = None,
        only_live: bool = False,
    ) -> int:
        if only_live:
            return super().count(root, facts, to_do=to_do, only_live=True)
        archived = self._archive_search.meant(root, facts)
        if archived is None:
            return self._whole.count(root, facts, to_do=to_do)
        counted = [f for f in archived if to_do is None or not to_do.is_done(f.ticket)]
        return super().count(root, facts, to_do=to_do) + len(counted)

    @cached_property
    def _archive_search(self) -> "ArchiveSearch":
        from tix.storage.index.archive_search import ArchiveSearch

        return ArchiveSearch(self._desk, self.commit or "", lambda: self._archive_words)

    def roughly(self, term: "Contains", *, only_live: bool = False, most: int | None = None) -> int:
        roughly = super().roughly if only_live else self._whole.roughly
        return roughly(term, most=most)

    def best(
        self, root: "Node | None", facts: Facts, terms: "Sequence[Contains]", limit: int | None
    ) -> tuple[list[tuple[int, int]], int]:
        return self._whole.best(root, facts, terms, limit)

    def numbers(self) -> list[int]:
        return self._whole.numbers()

    def numbers_of(self, idents: Collection[str]) -> list[int]:
        return self._whole.numbers_of(idents)

    def texts_by_number(self, field: str) -> dict[int, tuple[str, ...]]:
        return self._whole.texts_by_number(field)

    def nearest_numbers(self, idents: Collection[str]) -> list[int]:
        found = super().numbers_of(idents)
        return found if len(found) >= len({*idents}) else self._whole.numbers_of(idents)

    def numbering(self, numbers: Collection[int]) -> list[object]:
        found = [super().origin()[0]] if any(n >= LIVE_NUMBERS for n in numbers) else []
        others = [n for n in numbers if n < LIVE_NUMBERS]
        return [*found, *(self._whole.numbering(others) if others else ())]

    def origin(self) -> tuple[object, ...]:
        return self._whole.origin()

    def tallies(self, root: "Node | None", facts: Facts, config: Config) -> list["Tally"]:
        return self._whole.tallies(root, facts, config)

    def pressing(
        self, root: "Node | None", facts: Facts, config: Config, now: datetime, oldest: int
    ) -> tuple[Condition, int]:
        return self._whole.pressing(root, facts, config, now, oldest)

    # -- tickets by their numbers -------------------------------------------------------------

    def heads(self, numbers: Iterable[int]) -> Iterator[Filed]:
        for is_live, some in _runs(numbers):
            yield from super().heads(some) if is_live else self._whole.heads(some)

    def wholes(self, numbers: Iterable[int]) -> Iterator[Filed]:
        for is_live, some in _runs(numbers):
            yield from super().wholes(some) if is_live else self._whole.wholes(some)

    def texts(self, numbers: Iterable[int]) -> Iterator[tuple[str, str, Iterator["Text"]]]:
        for is_live, some in _runs(numbers):
            yield from super().texts(some) if is_live else self._whole.texts(some)

    def uncommented(self, numbers: Iterable[int]) -> Iterator[Filed]:
        for is_live, some in _runs(numbers):
            yield from super().uncommented(some) if is_live else self._whole.uncommented(some)

    def columns(self, numbers: Iterable[int], names: Sequence[str]) -> Iterator[tuple[object, ...]]:
        for is_live, some in _runs(numbers):
            known = super().columns(some, names) if is_live else self._whole.columns(some, names)
            yield from known

    # -- how many, and the broken -------------------------------------------------------------

    def filed(self) -> int:
        named_in, count, _ = self._stored
        archived = count if named_in == self.commit else len(self._archived)
        return super().count(None) + archived

    def broken(self) -> tuple[Broken, ...]:
        return self._whole.broken()

    def broken_live(self) -> tuple[Broken, ...]:
        return super().broken()

    # -- the archive's names ------------------------------------------------------------------

    @cached_property
    def _archived(self) -> Mapping[str, str]:
        """The stem of each file in the archive, by its path."""
        named_in, count, stored = self._stored
        if not (named_in and self.commit):
            known = list(archived_names(self._desk, self.commit or ""))
            return {path: stem(path) for path in known}
        known = os.fsdecode(stored).split("\0") if count else []
        names = {path: stem(path) for path in known}
        if named_in == self.commit:
            return names
        between = source_files.changed_between(self._desk, named_in, self.commit, ARCHIVE)
        for path, blob in between.items():
            if blob:
                names[path] = stem(path)
            else:
                names.pop(path, None)
        return names

    @cached_property
    def _stored(self) -> tuple[str, int, bytes]:
        """The commit whose archive the index knows the paths of, their number, and all of them."""
        rows = self._connection.execute("SELECT name, count, paths FROM main.archived")
        [(named_in, count, paths)] = rows
        return named_in, count, paths

    @cached_property
    def _paths(self) -> Mapping[str, Sequence[str]]:
        """Where in the archive files of each name are."""
        paths: dict[str, list[str]] = {}
        for path, name in self._archived.items():
            paths.setdefault(name, []).append(path)
        return paths

    def ids(self) -> Sequence[str]:
        return sorted({*super().ids(), *self._paths})

    def _stems_from(self, prefix: str) -> list[str]:
        found = {stem for stem in self._paths if stem.startswith(prefix)}
        return sorted({*super()._stems_from(prefix), *found})

    def prefix_lengths(self, idents: Iterable[str]) -> dict[str, int]:
        from tix.model.ids import shortest_prefixes  # at a terminal only

        every, asked = self.ids(), set(idents)
        near: set[str] = set(asked)
        for ident in asked:
            place = bisect_left(every, ident)
            near.update(every[max(0, place - 1) : place + 2])
        lengths = shortest_prefixes(sorted(near))
        return {ident: lengths[ident] for ident in asked}

    def resolve(self, prefix: str) -> str:
        wanted = as_prefix(prefix)
        if not wanted or self._stems_from(wanted) or not self._outline.with_id(wanted):
            return super().resolve(prefix)
        return wanted

    # -- tickets of the archive, read from its files ------------------------------------------

    def by_id(self, idents: Collection[str]) -> dict[str, Ticket]:
        found = super().by_id(idents) if idents else {}
        if not (missing := set(idents) - found.keys()):
            return found
        paths = [path for ident in missing for path in self._paths.get(ident, ())]
        if len(paths) > FEW:
            return self._whole.by_id(idents)
        for filed in archived_at(self._desk, self.commit or "", paths):
            if filed.ticket.id in missing:
                found[filed.ticket.id] = filed.ticket
        for ident in missing - found.keys():
            found |= {filed.ticket.id: filed.ticket for filed in self._outline.with_id(ident)}
        return found

    def paths_with(self, ident: str) -> list[str]:
        paths = self._paths.get(ident, ())
        named = archived_at(self._desk, self.commit or "", paths)
        return [
            *super().paths_with(ident),
            *(filed.path for filed in named if filed.ticket.id == ident),
            *(filed.path for filed in self._outline.with_id(ident)),
        ]

    def get(self, ident: str) -> Filed:
        found = self._outline.with_id(ident) if not self._files.is_taken(ident) else ()
        for filed in found:
            if not super().paths_with(ident):
                return Filed(self._files.document(filed.path).record, filed.path)
        try:
            return super().get(ident)
        except NotFoundError:
            if ident not in self._paths:
                raise
        return self._whole.get(ident)  # the commit has its file, and the working tree doesn't

    def at_paths(self, paths: Collection[str]) -> list[Filed]:
        archived = {path for path in paths if is_archived(path)}
        if len(archived) > FEW:
            return self._whole.at_paths(paths)
        found = super().at_paths([path for path in paths if path not in archived])
        return in_order([*found, *archived_at(self._desk, self.commit or "", archived)])

    def concerning(self, paths: Collection[str], is_meant: Callable[[str], bool]) -> list[str]:
        people = [text for field in PEOPLE for text in self._words(field)]
        found = self._concerning(paths, [person for person in people if is_meant(person)])
        archived = {path for path in paths if is_archived(path)}
        for filed in in_order(archived_at(self._desk, self.commit or "", archived)):
            if any(is_meant(who) for field, who in words_of(filed.ticket) if field in PEOPLE):
                found.append(filed.ticket.id)
        return found

    def linking(self, links: Collection[Link]) -> list[Ticket]:
        archived = in_order(self._outline.linking(frozenset(links)))
        return [*super().linking(links), *(filed.ticket for filed in archived)]

    def with_links(
        self, config: Config, to: Sequence[int] | None = None, *, only_live: bool = False
    ) -> Iterable[Ticket]:
        near = super().with_links(config, only_live=True)
        if only_live:
            return near
        if to is None or any(number < LIVE_NUMBERS for number in to):
            return self._whole.with_links(config, to)
        idents = [str(ident) for (ident,) in self.columns(to, ["id"])]
        archived = self._outline.linking(frozenset(Link(k, i) for k in LINK_KINDS for i in idents))
        return (*near, *(filed.ticket for filed in archived))

    def with_key(self, key: str) -> list[Filed]:
        return [*super().with_key(key), *self._outline.with_key(key)]

    # -- the desk's words ---------------------------------------------------------------------

    @cached_property
    def _archive_words(self) -> "ArchiveWords | None":
        """What the archive's tickets have in their fields; None where the index of everything
        has to tell."""
        from tix.storage.index.archive_words import archive_words

        is_moving = any(map(len, source_files.moved(self._desk, self._look)))
        if is_moving or "_whole" in vars(self):
            return None
        return archive_words(self._desk, self.commit or "")

    def _every_word(self, field: str) -> frozenset[str]:
        from tix.storage.index.archive_words import has_words_of

        if not has_words_of(field) or self._archive_words is None:
            return self._whole._words(field)
        return self._words(field).union(self._archive_words.texts.get(field, ()))

    def _every_team_field(self) -> Collection[str]:
        if self._archive_words is None:
            return self._whole.team_fields()
        teams = (
            name.removeprefix(TEAM) for name in self._archive_words.texts if name.startswith(TEAM)
        )
        return self._team_fields().union(teams)

    def words(self, field: str, *, team: bool = False) -> Collection[str]:
        name = TEAM + field if team else field
        return LiveFirstWords(self._words(name), lambda: self._every_word(name))

    def people(self) -> frozenset[str]:
        return frozenset(text for field in PEOPLE for text in self._every_word(field))

    def named(self, keys: Collection[str]) -> frozenset[str]:
        near = super().named(keys)
        if not (missing := nameless(keys, near)):
            return near
        named = (text for text in self.people() if "<" in text)
        return near.union(text for text in named if person_key(text) in missing)

    def people_about(self, part: str, team_fields: Sequence[str] = ()) -> frozenset[str]:
        from tix.model.config.directory import about  # whoever asks has it

        fields = (*PEOPLE, *(TEAM + name for name in team_fields))
        return frozenset(about(part, {text for f in fields for text in self._every_word(f)}))

    def team_fields(self) -> Collection[str]:
        return LiveFirstWords(self._team_fields(), self._every_team_field)

    # -- what only the index of everything knows ----------------------------------------------

    def with_messages(self, message_ids: Sequence[str]) -> list[Filed]:
        return self._whole.with_messages(message_ids)

    def scan(self) -> Scan:
        return self._whole.scan()

    def newest_assigned(self) -> dict[str, datetime]:
        return self._whole.newest_assigned()

    def team_fields_in(self, numbers: Iterable[int]) -> Sequence[str]:
        found: dict[str, None] = {}
        for is_live, some in _runs(numbers):
            fields = super().team_fields_in(some) if is_live else self._whole.team_fields_in(some)
            found |= dict.fromkeys(fields)
        return tuple(found)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[bool, list[int]]]:
    """The numbers in their order: those of the live folder's index, and those of the other."""
    for is_live, some in groupby(numbers, lambda number: number >= LIVE_NUMBERS):
        yield is_live, list(some)
