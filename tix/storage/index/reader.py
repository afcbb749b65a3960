"""A reader that answers from the index: like ``FileReader``, but faster."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice

from tix.model.config.config import Config
from tix.model.ids import SHORTEST_PREFIX, as_prefix
from tix.model.layout import ARCHIVE
from tix.model.ticket.paths import is_archived, is_ticket_name, stem
from tix.model.ticket.ticket import LINK_KINDS, Link, Ticket
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.desk import Desk
from tix.storage.index import row_format
from tix.storage.index.select import CHUNK, TicketSelector, with_id
from tix.storage.index.sql import Condition, named, naming, numbered
from tix.storage.store.filed import Broken, Filed, Scan

if TYPE_CHECKING:
    from tix.query.ranking import Text
    from tix.storage.store.file_reader import FileReader

_FEW = 100
"""Whole tickets that are read at once; they can be large."""


_TITLE = 60
"""Characters of a title that stand beside an id which could be meant."""


class IndexReader(TicketSelector):
    """Answers questions about a desk from an up-to-date index.

    ``has_delta``: the connection has a second database, ``delta``, beside ``main``. ``commit`` is
    the one that HEAD was ("" if there was none yet), None if nobody has looked.
    """

    def __init__(
        self,
        desk: Desk,
        connection: sqlite3.Connection,
        *,
        has_delta: bool,
        commit: str | None = None,
    ) -> None:
        super().__init__(connection, has_delta=has_delta)
        self._desk = desk
        self.commit = commit

    @cached_property
    def _files(self) -> "FileReader":
        from tix.storage.store.file_reader import FileReader  # most runs don't need it

        return FileReader(self._desk)

    # -- tickets ------------------------------------------------------------------------------

    def heads(self, numbers: Iterable[int]) -> Iterator[Filed]:
        """These tickets, without their bodies and comments, in this order."""
        for chunk in _chunks(numbers):
            sql, parameters = self._union("n, id, title, fields, path, comments", numbered(chunk))
            found = {
                n: Filed(row_format.head(ident, title, fields), row_format.path_of(path), count)
                for n, ident, title, fields, path, count in self._connection.execute(
                    sql, parameters
                )
            }
            yield from (found[number] for number in chunk)

    def wholes(self, numbers: Iterable[int]) -> Iterator[Filed]:
        """These tickets, in this order."""
        for chunk in _chunks(numbers, _FEW):
            found = dict(self._wholes(numbered(chunk), self._databases))
            yield from (found[number] for number in chunk)

    def texts(self, numbers: Iterable[int]) -> Iterator[tuple[str, str, Iterator["Text"]]]:
        """Id, title and texts of these tickets, in this order."""
        for chunk in _chunks(numbers, _FEW):
            found = {
                n: (ident, title, row_format.texts_of(body, comments, resolution))
                for n, ident, title, resolution, body, comments in self._with_text(
                    "id, title, resolution", numbered(chunk), self._databases
                )
            }
            yield from (found[number] for number in chunk)

    def uncommented(self, numbers: Iterable[int]) -> Iterator[Filed]:
        """These tickets without their comments, which are only counted, in this order."""
        columns = "n, id, title, fields, path, comments"
        for chunk in _chunks(numbers):
            rows, parameters = self._union(columns, numbered(chunk))
            bodies = " UNION ALL ".join(
                f"SELECT n, body FROM {database}.text WHERE n IN ({','.join(map(str, chunk))})"
                for database in self._databases
            )
            sql = f"SELECT * FROM ({rows}) JOIN ({bodies}) USING (n)"
            found = {
                n: Filed(
                    row_format.whole(ident, title, fields, body, ""),
                    row_format.path_of(path),
                    count,
                )
                for n, ident, title, fields, path, count, body in self._connection.execute(
                    sql, parameters
                )
            }
            yield from (found[number] for number in chunk)

    def columns(self, numbers: Iterable[int], names: Sequence[str]) -> Iterator[tuple[object, ...]]:
        """Columns of the table ``ticket`` for these tickets, in this order."""
        for chunk in _chunks(numbers):
            sql, parameters = self._union(f"n, {', '.join(names)}", numbered(chunk))
            found = {row[0]: row[1:] for row in self._connection.execute(sql, parameters)}
            yield from map(found.__getitem__, chunk)

    def team_fields_in(self, numbers: Iterable[int]) -> Sequence[str]:
        """The names of the team-defined fields of these tickets, in the order in which they have
        them."""
        found: dict[str, None] = {}
        missing = len(self._team_fields())
        for (fields,) in self.columns(numbers, [row_format.WITH_TEAM_FIELDS]) if missing else ():
            if fields is not None:
                found |= dict.fromkeys(row_format.team_fields_of(str(fields)))
                if len(found) == missing:  # nobody has another one
                    break
        return tuple(found)

    def scan(self) -> Scan:
        """Every ticket, live and archived, in the order of their paths."""
        every = (filed for _, filed in self._wholes(lambda _: Condition("1"), self._databases))
        return Scan(tuple(in_order(every)), self.broken())

    def broken(self) -> tuple[Broken, ...]:
        """The files that can't be read, in the order of their paths."""
        return self._broken

    def broken_live(self) -> tuple[Broken, ...]:
        """Those of them that are in the live folder."""
        return tuple(broken for broken in self._broken if not is_archived(broken.path))

    def filed(self) -> int:
        """How many tickets there are: of the live folder those that can be read, and the files
        of the archive, whatever is in them."""
        broken = (each.path for each in self._broken if is_archived(each.path))
        return self.count(None) + sum(map(is_ticket_name, broken))

    @cached_property
    def _broken(self) -> tuple[Broken, ...]:
        sql = "SELECT path, line, reason FROM main.broken"
        if len(self._databases) > 1:
            sql += (
                " WHERE path NOT IN (SELECT path FROM delta.gone_broken)"
                " UNION ALL SELECT path, line, reason FROM delta.broken"
            )
        found = [
            Broken(row_format.path_of(path), line, reason)
            for path, line, reason in self._connection.execute(sql)
        ]
        found.sort(key=lambda broken: (broken.path.startswith(ARCHIVE), broken.path.split("/")))
        return tuple(found)

    # -- ids ----------------------------------------------------------------------------------

    def ids(self) -> Sequence[str]:
        """Every ticket's id (the names of the files), sorted."""
        sql, parameters = self._union("stem", lambda _: Condition("1"))
        stems = {row_format.path_of(stem) for (stem,) in self._connection.execute(sql, parameters)}
        return sorted(stems | self._broken_stems())

    def _broken_stems(self) -> set[str]:
        return {stem(broken.path) for broken in self._broken if broken.path.endswith(".md")}

    def resolve(self, prefix: str) -> str:
        """The one id that begins with what a person typed."""
        wanted = as_prefix(prefix).encode(errors="replace").decode()  # bytes that aren't UTF-8
        found = self._stems_from(wanted) if wanted else []
        if wanted in found:
            return wanted
        if not found and wanted:
            sql, parameters = self._union("id", lambda _: Condition("id = ?", (wanted,)))
            found = sorted({str(ident) for (ident,) in self._rows(sql, parameters)})
        if not found and wanted:  # perhaps in the archive, and not committed yet
            found = [ident for ident in self._files.ids() if ident.startswith(wanted)]
        if not found:
            from tix.model.text.nearest import nearest
            from tix.storage.store.file_reader import NoSuchTicketError

            raise NoSuchTicketError(prefix, nearest(wanted, self.ids()))
        if len(found) > 1 or len(wanted) < SHORTEST_PREFIX:
            from tix.storage.store.file_reader import AmbiguousIdError

            known = self.by_id(found[: AmbiguousIdError.SHOWN])
            titles = {
                ident: known[ident].title[:_TITLE] if ident in known else "" for ident in found
            }
            raise AmbiguousIdError(prefix, titles)
        return found[0]

    def _stems_from(self, prefix: str) -> list[str]:
        """The files' names that begin so, sorted."""
        test = Condition("stem >= ? AND stem < ?", (prefix, prefix + "\U0010ffff"))
        sql, parameters = self._union("stem", lambda _: test)
        found = {str(stem) for (stem,) in self._rows(sql, parameters)}
        found |= {stem for stem in self._broken_stems() if stem.startswith(prefix)}
        return sorted(found)

    def beginning_with(self, prefix: str) -> dict[str, Ticket | None]:
        """The heads of the tickets whose ids begin so; None for one that is broken."""
        stems = self._stems_from(prefix)
        found: dict[str, Ticket | None] = dict.fromkeys(stems)
        for at in range(0, len(stems), CHUNK):
            found |= self.by_id(stems[at : at + CHUNK])
        return found

    def prefix_lengths(self, idents: Iterable[str]) -> dict[str, int]:
        """For each id, how many of its first characters name it and no other."""
        from tix.model.ids import shortest_prefixes

        lengths = {}
        for ident in idents:
            neighbours = [ident]
            for sign, order in (("<", "DESC"), (">", "ASC")):
                test = Condition(f"stem {sign} ?", (ident,))
                sql, parameters = self._union("stem", lambda _, test=test: test)  # type: ignore[misc]  # bound now
                rows = self._rows(
                    f"SELECT stem FROM ({sql}) ORDER BY stem {order} LIMIT 1", parameters
                )
                neighbours += (str(stem) for (stem,) in rows)
            lengths[ident] = shortest_prefixes(sorted({*neighbours, *self._broken_stems()}))[ident]
        return lengths

    def get(self, ident: str) -> Filed:
        """The ticket with that whole id, as its file stands. Raises SharedIdError, too."""
        ident = self._files.own_id(ident, self.paths_with)
        if not self._files.is_taken(ident):  # its file isn't named like it
            sql, parameters = self._union("path", with_id([ident]))
            for (path,) in self._connection.execute(sql, parameters).fetchmany(1):
                where = row_format.path_of(path)
                return Filed(self._files.document(where).record, where)
        return self._files.get(ident)

    def paths_with(self, ident: str) -> list[str]:
        """The files that say they are the ticket with that id."""
        sql, parameters = self._union("path", with_id([ident]))
        return [row_format.path_of(path) for (path,) in self._connection.execute(sql, parameters)]

    def by_id(self, idents: Collection[str]) -> dict[str, Ticket]:
        """The heads of the tickets with these ids, as far as there are any."""
        found: dict[str, Ticket] = {}
        wanted = list(idents)
        for at in range(0, len(wanted), CHUNK):
            sql, parameters = self._union("id, title, fields", with_id(wanted[at : at + CHUNK]))
            rows = self._connection.execute(sql, parameters)
            found |= {row[0]: row_format.head(*row) for row in rows}
        return found

    def at_paths(self, paths: Collection[str]) -> list[Filed]:
        """The tickets that are filed there, in the order of their paths."""
        stored = [row_format.stored_path(path) for path in paths]
        found: list[Filed] = []
        for at in range(0, len(stored), CHUNK):
            chunk = tuple(stored[at : at + CHUNK])
            test = Condition(f"path IN ({', '.join('?' * len(chunk))})", chunk)
            found += dict(self._wholes(lambda _, test=test: test, self._databases)).values()  # type: ignore[misc]  # bound now
        return in_order(found)

    def concerning(self, paths: Collection[str], is_meant: Callable[[str], bool]) -> list[str]:
        """The ids of the tickets filed there in which such a person is named or has commented,
        in the order of their paths."""
        if not paths:
            return []
        return self._concerning(paths, [person for person in self.people() if is_meant(person)])

    def _concerning(self, paths: Collection[str], meant: Sequence[str]) -> list[str]:
        if not paths:
            return []
        import json  # most runs have nothing to ask

        people = json.dumps(meant)
        stored = [row_format.stored_path(path) for path in paths]
        found: dict[str, str] = {}
        for at in range(0, len(stored), CHUNK):
            condition = partial(naming, tuple(stored[at : at + CHUNK]), row_format.PEOPLE, people)
            sql, parameters = self._union("path, id", condition)
            rows = self._connection.execute(sql, parameters)
            found |= {row_format.path_of(path): ident for path, ident in rows}
        return [found[path] for path in sorted(found, key=_file_order)]

    def pointing_at(self, ident: str) -> list[Ticket]:
        """The heads of the tickets that have a link to that one, in the order of their paths."""
        return self.linking({Link(kind, ident) for kind in LINK_KINDS})

    def linking(self, links: Collection[Link]) -> list[Ticket]:
        """The heads of the tickets that have one of these links, in the order of their paths."""
        texts = sorted(map(str, links))
        found = {
            filed.path: filed
            for at in range(0, len(texts), CHUNK)
            for filed in self._with_word("links", texts[at : at + CHUNK])
        }
        return [filed.ticket for filed in in_order(found.values())]

    def with_links(
        self, config: Config, to: Sequence[int] | None = None, *, only_live: bool = False
    ) -> Iterable[Ticket]:
        """The heads of the tickets with links; ``to``: at least of those with links to these."""
        from tix.query.predicates import Has, Source

        numbers = self.find(Has(Source("links")), config, only_live=only_live)
        return (filed.ticket for filed in self.heads(numbers))

    def with_key(self, key: str) -> list[Filed]:
        """The heads of the tickets with that key."""
        return self._with_word("key", [key])

    def with_messages(self, message_ids: Sequence[str]) -> list[Filed]:
        """The heads of the tickets that one of these mails became a part of."""
        return self._with_word("messages", message_ids)

    def _with_word(self, field: str, texts: Sequence[str]) -> list[Filed]:
        def condition(database: str) -> Condition:
            marks = ", ".join("?" * len(texts))
            return Condition(
                f"n IN (SELECT n FROM {database}.value WHERE w IN (SELECT w FROM"
                f" {database}.word WHERE field = ? AND text IN ({marks})))",
                (field, *map(row_format.stored_path, texts)),
            )

        sql, parameters = self._union("id, title, fields, path", condition)
        return [
            Filed(row_format.head(ident, title, fields), row_format.path_of(path))
            for ident, title, fields, path in self._connection.execute(sql, parameters)
        ]

    # -- the desk's words ---------------------------------------------------------------------

    def words(self, field: str, *, team: bool = False) -> Collection[str]:
        """The values of that field in the desk's tickets, each once."""
        return self._words(row_format.TEAM + field if team else field)

    def people(self) -> frozenset[str]:
        """Everybody named in a built-in field or a comment of a ticket, as written."""
        return frozenset(text for field in row_format.PEOPLE for text in self._words(field))

    def named(self, keys: Collection[str]) -> frozenset[str]:
        """How tickets write the people with these keys where they write a name, too: those of the
        live folder, and of the archive for whom no live one names."""
        alive = {name: self._alive(name, "t.n") for name in self._databases}
        return named(self._connection, row_format.PEOPLE, keys, alive)

    def people_about(self, part: str, team_fields: Sequence[str] = ()) -> frozenset[str]:
        """What ``tix.model.config.directory.about`` says of the people in tickets, and in these
        team-defined fields."""
        fields = (*row_format.PEOPLE, *(row_format.TEAM + name for name in team_fields))
        among = f"field IN ({', '.join('?' * len(fields))})"
        keys = " UNION ".join(
            f"SELECT person FROM {database}.word WHERE {among} AND instr(folded, ?)"
            for database in self._databases
        )
        part = part.encode(errors="replace").decode()  # bytes that aren't UTF-8
        parameters = (*fields, *(*fields, part) * len(self._databases))
        return self._used(f"{among} AND person IN ({keys})", parameters, "text")

    def team_fields(self) -> Collection[str]:
        """The names of the team-defined fields that some ticket has, each once."""
        return self._team_fields()

    def _team_fields(self) -> frozenset[str]:
        after = row_format.TEAM[:-1] + chr(ord(row_format.TEAM[-1]) + 1)
        found = self._used("field >= ? AND field < ?", (row_format.TEAM, after), "field")
        return frozenset(name.removeprefix(row_format.TEAM) for name in found)

    def _words(self, field: str) -> frozenset[str]:
        return self._used("field = ?", (field,), "text")

    def paths_of(self, numbers: Sequence[int]) -> Mapping[str, str]:
        """The ids of the tickets with these numbers, by their paths."""
        columns = self.columns(numbers, ["path", "id"])
        return {row_format.path_of(path): ident for path, ident in columns}  # type: ignore[arg-type,misc]  # as the columns have it


def in_order(tickets: Iterable[Filed]) -> list[Filed]:
    """Live ones first, each by its path: as files are listed."""
    return sorted(tickets, key=lambda filed: _file_order(filed.path))


def _file_order(path: str) -> tuple[bool, list[str]]:
    return path.startswith(f"{ARCHIVE}/"), path.split("/")


def _chunks(numbers: Iterable[int], size: int = CHUNK) -> Iterator[list[int]]:
    waiting = iter(numbers)
    while chunk := list(islice(waiting, size)):
        yield chunk
