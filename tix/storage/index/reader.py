"""A reader that answers from the index. What ``FileReader`` would say, sooner."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from tix.model.config import Config, Group
from tix.model.ids import SHORTEST_PREFIX, as_prefix
from tix.model.tally import Tally
from tix.model.ticket import LINK_KINDS, Ticket
from tix.model.times import due_instant, parse_due, seconds
from tix.query.facts import Facts
from tix.storage.desk import Desk
from tix.storage.index import records
from tix.storage.index.sql import TRUE, Condition, in_group, joined
from tix.storage.reader import Broken, Filed, Scan

if TYPE_CHECKING:  # what most runs don't need is imported where it is used
    from tix.query.predicates import Contains, Leaf, Node
    from tix.storage.file_reader import FileReader
    from tix.storage.index.conditions import Compiler

_CHUNK = 500

_FEW = 100
"""Whole tickets that are read at once; they can be large."""

NO_FACTS = Facts()
_ORDERED = ("opened AS _opened", "id AS _id", "path AS _path")


class IndexReader:
    """Answers about a desk from an index that is as new as the desk.

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
        self._desk = desk
        self.commit = commit
        self._connection = connection
        self._databases = ("main", "delta") if has_delta else ("main",)

    @cached_property
    def _files(self) -> "FileReader":
        from tix.storage.file_reader import FileReader

        return FileReader(self._desk)

    # -- asking both databases at once --------------------------------------------------------

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        return self._connection.execute(sql, parameters).fetchall()

    def _union(
        self, columns: str, condition: Callable[[str], Condition]
    ) -> tuple[str, list[object]]:
        """A SELECT of these columns of all tickets that count and meet a condition."""
        parts, parameters = [], list[object]()
        for database in self._databases:
            asked = condition(database)
            alive = self._alive(database)
            parts.append(f"SELECT {columns} FROM {database}.ticket WHERE {alive}({asked.text})")
            parameters += asked.parameters
        return " UNION ALL ".join(parts), parameters

    def _alive(self, database: str) -> str:
        """What leaves out the base's rows that the delta has replaced."""
        if database == "main" and len(self._databases) > 1:
            return "n NOT IN (SELECT n FROM delta.gone) AND "
        return ""

    def _compiler(self, database: str, facts: Facts = NO_FACTS) -> "Compiler":
        from tix.storage.index.conditions import Compiler

        def numbers(leaf: "Leaf", near: Condition) -> Iterable[int]:
            possible = self._wholes(lambda _: near, (database,))
            return [n for n, filed in possible if leaf(filed.ticket, facts)]

        def begins_id(prefix: str) -> bool:
            sql = f"SELECT 1 FROM {database}.ticket WHERE id >= ? AND id < ? LIMIT 1"
            return bool(self._rows(sql, (prefix, prefix + "\U0010ffff")))

        def texts(field: str) -> list[str]:
            return self._texts(database, field)

        return Compiler(database, facts, numbers, texts, begins_id)

    def _texts(self, database: str, field: str) -> list[str]:
        """The texts that tickets of a database have, or had, in a field."""
        sql = f"SELECT text FROM {database}.word WHERE field = ?"
        return [str(text) for (text,) in self._rows(sql, (field,))]

    def _meant(
        self, root: "Node | None", facts: Facts, to_do: Config | None = None
    ) -> Callable[[str], Condition]:
        """What tickets meet that a query means; with a configuration, they aren't done either."""

        def condition(database: str) -> Condition:
            parts = []
            if root is not None:
                parts.append(self._compiler(database, facts).condition(root))
            if to_do is not None:
                statuses = self._texts(database, "status")
                parts.append(in_group((Group.ACTIVE, Group.WAITING), to_do, statuses))
            return joined(parts, "AND", TRUE)

        return condition

    # -- selecting ----------------------------------------------------------------------------

    def find(
        self, root: "Node | None", config: Config, facts: Facts = NO_FACTS, *, to_do: bool = False
    ) -> list[int]:
        """The numbers of the tickets that a query means, in the usual order.

        None for all; ``to_do`` leaves out what is done.
        """
        return [row[0] for row in self.listed(root, config, facts, to_do=to_do)]

    def listed(
        self,
        root: "Node | None",
        config: Config,
        facts: Facts = NO_FACTS,
        *,
        to_do: bool = False,
        columns: Sequence[str] = (),
    ) -> Iterator[tuple[Any, ...]]:
        """The same, and behind each number columns of the table ``ticket``."""
        day_end = cache(lambda day: _last_second(day, config))
        self._connection.create_function("day_end", 1, day_end, deterministic=True)
        ranks = " ".join(f"WHEN ? THEN {rank}" for rank in range(len(config.priorities)))
        rank = f"CASE priority {ranks} ELSE -1 END" if ranks else "-1"
        due = "CASE WHEN due IS NULL THEN NULL ELSE coalesce(due_at, day_end(due)) END"
        wanted = ", ".join(["n", *columns, f"{rank} AS _rank", f"{due} AS _due", *_ORDERED])
        condition = self._meant(root, facts, config if to_do else None)
        parts, parameters = [], list[object]()
        for database in self._databases:
            asked = condition(database)
            parts.append(
                f"SELECT {wanted} FROM {database}.ticket"
                f" WHERE {self._alive(database)}({asked.text})"
            )
            parameters += [*config.priorities, *asked.parameters]
        order = "_rank DESC, _due NULLS LAST, _opened NULLS LAST, _id, _path"
        sql = f"{' UNION ALL '.join(parts)} ORDER BY {order}"
        end = len(columns) + 1
        return (row[:end] for row in self._connection.execute(sql, parameters))

    def count(self, root: "Node | None", facts: Facts = NO_FACTS) -> int:
        """How many tickets a query means."""
        sql, parameters = self._union("1", self._meant(root, facts))
        [(count,)] = self._connection.execute(f"SELECT count(*) FROM ({sql})", parameters)
        return int(count)

    def best(
        self, root: "Node | None", facts: Facts, terms: "Sequence[Contains]", limit: int | None
    ) -> tuple[list[tuple[int, int]], int]:
        """The tickets that a query means and that fit its words best, of equals the newest.

        Score (``tix.query.ranking.score``) and number of each, at most ``limit``; and how many
        the query means. No term may be a literal.
        """
        from tix.storage.index.scoring import scored  # only a search ranks

        parts, parameters = [], list[object]()
        condition = self._meant(root, facts)
        for database in self._databases:
            compiler, alive = self._compiler(database, facts), self._alive(database)
            is_text = root is not None and compiler.text(root) is not None
            fits = scored(compiler, terms, root if is_text else None)
            if is_text:
                parts.append(
                    f"SELECT score, n, opened, id FROM ({fits.text})"
                    f" JOIN {database}.ticket INDEXED BY ticket_newest USING (n) WHERE {alive} 1"
                )
                parameters += fits.parameters
                continue
            asked = condition(database)
            parts.append(
                f"SELECT coalesce(score, 0) AS score, n, opened, id FROM {database}.ticket"
                f" LEFT JOIN ({fits.text}) USING (n) WHERE {alive} ({asked.text})"
            )
            parameters += [*fits.parameters, *asked.parameters]
        rows = self._connection.execute(
            f"SELECT score, n, count(*) OVER () FROM ({' UNION ALL '.join(parts)})"
            " ORDER BY score DESC, opened DESC NULLS LAST, id LIMIT ?",
            (*parameters, -1 if limit is None else limit),
        ).fetchall()
        return [row[:2] for row in rows], rows[0][2] if rows else 0

    def numbers(self) -> list[int]:
        """The numbers of all tickets."""
        sql, parameters = self._union("n", lambda _: Condition("1"))
        return [number for (number,) in self._connection.execute(sql, parameters)]

    def numbers_of(self, idents: Collection[str]) -> list[int]:
        """The numbers of the tickets with these ids."""
        found: list[int] = []
        waiting = iter(sorted(idents))
        while chunk := list(islice(waiting, _CHUNK)):
            sql, parameters = self._union("n", _with_id(chunk))
            found += (number for (number,) in self._connection.execute(sql, parameters))
        return found

    def origin(self) -> tuple[object, ...]:
        """What the numbers come from: of another first value, they stand for other tickets.

        The rest names the files; while it is the same, nothing has changed.
        """
        [(numbered,)] = self._connection.execute("PRAGMA main.user_version")
        files = self._connection.execute("SELECT file FROM pragma_database_list")
        return (numbered, *(str(file).rpartition("/")[2] for (file,) in files))

    def tallies(self, root: "Node | None", facts: Facts, config: Config) -> list[Tally]:
        """How many of the tickets that a query means are alike in what ``Tally`` tells."""

        condition = self._meant(root, facts)
        columns = "status, type, priority, assignees, resolved IS NULL AND closed IS NULL"
        counted: Counter[tuple[object, ...]] = Counter()
        for database in self._databases:
            asked = condition(database)
            for *key, count in self._connection.execute(
                f"SELECT {columns}, count(*) FROM {database}.ticket"
                f" WHERE {self._alive(database)}({asked.text}) GROUP BY 1, 2, 3, 4, 5",
                asked.parameters,
            ):
                counted[tuple(key)] += count
        return [
            Tally(
                status,  # type: ignore[arg-type]  # as the column has it
                type_,  # type: ignore[arg-type]
                priority,  # type: ignore[arg-type]
                records.items_of(assignees),  # type: ignore[arg-type]
                config.group(status) or (Group.ACTIVE if is_undone else Group.DONE),  # type: ignore[arg-type]
                count,
            )
            for (status, type_, priority, assignees, is_undone), count in counted.items()
        ]

    # -- tickets ------------------------------------------------------------------------------

    def heads(self, numbers: Iterable[int]) -> Iterator[Filed]:
        """These tickets, without their bodies and comments, in this order."""
        for chunk in _chunks(numbers):
            sql, parameters = self._union("n, id, title, fields, path, comments", _among(chunk))
            found = {
                n: Filed(records.head(ident, title, fields), records.path_of(path), count)
                for n, ident, title, fields, path, count in self._connection.execute(
                    sql, parameters
                )
            }
            yield from (found[number] for number in chunk)

    def wholes(self, numbers: Iterable[int]) -> Iterator[Filed]:
        """These tickets, in this order."""
        for chunk in _chunks(numbers, _FEW):
            found = dict(self._wholes(_among(chunk), self._databases))
            yield from (found[number] for number in chunk)

    def _wholes(
        self, condition: Callable[[str], Condition], databases: Iterable[str]
    ) -> Iterator[tuple[int, Filed]]:
        for database in databases:
            asked = condition(database)
            rows = self._connection.execute(
                f"SELECT n, id, title, fields, body, comments, path FROM"
                f" (SELECT n, id, title, fields, path FROM {database}.ticket"
                f"  WHERE {self._alive(database)}({asked.text}))"
                f" JOIN {database}.text USING (n)",
                asked.parameters,
            )
            for number, ident, title, fields, body, comments, path in rows:
                ticket = records.whole(ident, title, fields, body, comments)
                yield number, Filed(ticket, records.path_of(path))

    def columns(self, numbers: Iterable[int], names: Sequence[str]) -> Iterator[tuple[object, ...]]:
        """Columns of the table ``ticket`` for these tickets, in this order."""
        for chunk in _chunks(numbers):
            sql, parameters = self._union(f"n, {', '.join(names)}", _among(chunk))
            found = {row[0]: row[1:] for row in self._connection.execute(sql, parameters)}
            yield from (found[number] for number in chunk)

    def scan(self) -> Scan:
        """Every ticket, live and archived, in the order of their paths."""
        every = (filed for _, filed in self._wholes(lambda _: Condition("1"), self._databases))
        return Scan(tuple(in_order(every)), self.broken())

    def broken(self) -> tuple[Broken, ...]:
        """The files that can't be read, in the order of their paths."""
        return self._broken

    @cached_property
    def _broken(self) -> tuple[Broken, ...]:
        sql = "SELECT path, line, reason FROM main.broken"
        if len(self._databases) > 1:
            sql += (
                " WHERE path NOT IN (SELECT path FROM delta.gone_broken)"
                " UNION ALL SELECT path, line, reason FROM delta.broken"
            )
        found = [
            Broken(records.path_of(path), line, reason)
            for path, line, reason in self._connection.execute(sql)
        ]
        found.sort(key=lambda broken: (broken.path.startswith("archive"), broken.path.split("/")))
        return tuple(found)

    # -- ids ----------------------------------------------------------------------------------

    def ids(self) -> Sequence[str]:
        """Every ticket's id (the names of the files), sorted."""
        sql, parameters = self._union("stem", lambda _: Condition("1"))
        stems = {records.path_of(stem) for (stem,) in self._connection.execute(sql, parameters)}
        return sorted(stems | self._broken_stems())

    def _broken_stems(self) -> set[str]:
        return {records.stem(broken.path) for broken in self._broken if broken.path.endswith(".md")}

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
            from tix.model.nearest import nearest
            from tix.storage.file_reader import NoSuchTicketError

            raise NoSuchTicketError(prefix, nearest(wanted, self.ids()))
        if len(found) > 1 or len(wanted) < SHORTEST_PREFIX:
            from tix.storage.file_reader import AmbiguousIdError

            raise AmbiguousIdError(prefix, found)
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
        for at in range(0, len(stems), _CHUNK):
            found |= self.by_id(stems[at : at + _CHUNK])
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
        """The ticket with that whole id, as its file stands."""
        if not self._files.is_taken(ident):  # its file isn't named like it
            sql, parameters = self._union("path", lambda _: Condition("id = ?", (ident,)))
            for (path,) in self._connection.execute(sql, parameters).fetchmany(1):
                where = records.path_of(path)
                return Filed(self._files.document(where).ticket, where)
        return self._files.get(ident)

    def by_id(self, idents: Collection[str]) -> dict[str, Ticket]:
        """The heads of the tickets with these ids, as far as there are any."""
        sql, parameters = self._union("id, title, fields", _with_id(idents))
        return {
            ident: records.head(ident, title, fields)
            for ident, title, fields in self._connection.execute(sql, parameters)
        }

    def at_paths(self, paths: Collection[str]) -> list[Filed]:
        """The tickets that are filed there, in the order of their paths."""
        stored = [records.stored_path(path) for path in paths]
        found: list[Filed] = []
        for at in range(0, len(stored), _CHUNK):
            chunk = tuple(stored[at : at + _CHUNK])
            test = Condition(f"path IN ({', '.join('?' * len(chunk))})", chunk)
            found += dict(self._wholes(lambda _, test=test: test, self._databases)).values()  # type: ignore[misc]  # bound now
        return in_order(found)

    def pointing_at(self, ident: str) -> list[Ticket]:
        """The heads of the tickets that have a link to that one, in the order of their paths."""
        texts = [f"{kind} {ident}" for kind in LINK_KINDS]
        found = self._with_word("links", texts)
        return [filed.ticket for filed in in_order(found)]

    def with_key(self, key: str) -> list[Ticket]:
        """The heads of the tickets with that key."""
        return [filed.ticket for filed in self._with_word("key", [key])]

    def _with_word(self, field: str, texts: Sequence[str]) -> list[Filed]:
        def condition(database: str) -> Condition:
            marks = ", ".join("?" * len(texts))
            return Condition(
                f"n IN (SELECT n FROM {database}.value WHERE w IN (SELECT w FROM"
                f" {database}.word WHERE field = ? AND text IN ({marks})))",
                (field, *texts),
            )

        sql, parameters = self._union("id, title, fields, path", condition)
        return [
            Filed(records.head(ident, title, fields), records.path_of(path))
            for ident, title, fields, path in self._connection.execute(sql, parameters)
        ]

    # -- the desk's words ---------------------------------------------------------------------

    def words(self, field: str, *, team: bool = False) -> frozenset[str]:
        """What stands in that field of the desk's tickets."""
        return self._words(records.TEAM + field if team else field)

    def people(self) -> frozenset[str]:
        """Everybody whom a built-in field or a comment of a ticket names, as written."""
        return frozenset(text for field in records.PEOPLE for text in self._words(field))

    def team_fields(self) -> frozenset[str]:
        """The names of the team-defined fields that some ticket has."""
        after = records.TEAM[:-1] + chr(ord(records.TEAM[-1]) + 1)
        found = self._used("field >= ? AND field < ?", (records.TEAM, after), "field")
        return frozenset(name.removeprefix(records.TEAM) for name in found)

    def _words(self, field: str) -> frozenset[str]:
        return self._used("field = ?", (field,), "text")

    def _used(self, test: str, parameters: tuple[str, ...], column: str) -> frozenset[str]:
        """A column of the words that tickets have by now."""
        if len(self._databases) == 1:
            rows = self._rows(f"SELECT DISTINCT {column} FROM main.word WHERE {test}", parameters)
            return frozenset(str(text) for (text,) in rows)
        rows = self._rows(
            f"SELECT {column} FROM main.word WHERE {test} AND uses > coalesce("
            "(SELECT u.uses FROM delta.unused AS u WHERE u.w = word.w), 0)"
            f" UNION SELECT {column} FROM delta.word WHERE {test}"
            " AND EXISTS (SELECT 1 FROM delta.value AS v WHERE v.w = word.w)",
            (*parameters, *parameters),
        )
        return frozenset(str(text) for (text,) in rows)

    # -- what only commits tell ---------------------------------------------------------------

    def updated(self, filed: Sequence[Filed]) -> Mapping[str, datetime]:
        """When each ticket last changed: its last commit, or its file if that isn't committed."""
        return self._files.updated(filed)

    def updated_of(self, numbers: Sequence[int]) -> Mapping[str, datetime]:
        """The same of the tickets with these numbers, by their ids."""
        columns = self.columns(numbers, ["path", "id"])
        return self._files.updated_at({records.path_of(path): ident for path, ident in columns})  # type: ignore[arg-type,misc]  # as the columns have it


def in_order(tickets: Iterable[Filed]) -> list[Filed]:
    """Live ones first, each by its path: as files are listed."""
    return sorted(tickets, key=lambda filed: (filed.archived, filed.path.split("/")))


def _among(numbers: Sequence[int]) -> Callable[[str], Condition]:
    text = f"n IN ({','.join(map(str, numbers))})"
    return lambda _: Condition(text)


def _with_id(idents: Collection[str]) -> Callable[[str], Condition]:
    marks = ", ".join("?" * len(idents))
    return lambda _: Condition(f"id IN ({marks})", tuple(idents))


def _chunks(numbers: Iterable[int], size: int = _CHUNK) -> Iterator[list[int]]:
    waiting = iter(numbers)
    while chunk := list(islice(waiting, size)):
        yield chunk


def _last_second(day: str, config: Config) -> int | None:
    try:
        at = seconds(due_instant(parse_due(day), config.timezone))
    except ValueError:
        return None
    return None if at is None else at - 1
