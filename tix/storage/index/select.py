"""Which tickets of an index a query means: their numbers, how many they are, which fit best."""

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache, partial
from itertools import islice

from tix.model.config.config import Config, Group
from tix.model.ticket.ticket import Ticket
from tix.query.facts import Facts
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.index import row_format
from tix.storage.index.sql import (
    TRUE,
    Condition,
    in_group,
    joined,
    last_second,
    priority_column,
    with_priority,
)
from tix.storage.store.filed import Filed

if TYPE_CHECKING:  # what most runs don't need is imported where it is used
    from tix.model.history.tally import Tally
    from tix.query.predicates import Contains, Leaf, Node
    from tix.storage.index.query_sql import Compiler
    from tix.storage.index.tallies import OpenGroup

CHUNK = 500
"""Rows that are asked for at once."""

NO_FACTS = Facts()
_LIVE = Condition("NOT archived")
_ASSIGNED = Condition("assignees IS NOT NULL AND opened IS NOT NULL")
_ORDERED = ("opened AS _opened", "id AS _id", "path AS _path")


class TicketSelector:
    """Answers from a base, and (``has_delta``) from the delta beside it in the same connection."""

    def __init__(self, connection: sqlite3.Connection, *, has_delta: bool) -> None:
        self._connection = connection
        self._databases = ("main", "delta") if has_delta else ("main",)
        self._ranges: dict[str, tuple[int | None, int | None, bool]] = {}

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

    def _alive(self, database: str, number: str = "n") -> str:
        """The condition that excludes the base's rows that the delta has replaced."""
        if database == "main" and len(self._databases) > 1:
            return f"{number} NOT IN (SELECT n FROM delta.gone) AND "
        return ""

    def _compiler(self, database: str, facts: Facts = NO_FACTS) -> "Compiler":
        from tix.storage.index.query_sql import Compiler

        def numbers(leaf: "Leaf", near: Condition) -> Iterable[int]:
            possible = self._wholes(lambda _: near, (database,))
            return [n for n, filed in possible if leaf(filed.ticket, facts)]

        def begins_id(prefix: str) -> bool:
            sql = f"SELECT 1 FROM {database}.ticket WHERE id >= ? AND id < ? LIMIT 1"
            return bool(self._rows(sql, (prefix, prefix + "\U0010ffff")))

        return Compiler(
            database, facts, numbers, lambda field: self._texts(database, field), begins_id
        )

    def _texts(self, database: str, field: str) -> list[str]:
        """The texts that tickets of a database have, or had, in a field."""
        sql = f"SELECT text FROM {database}.word WHERE field = ?"
        return [str(text) for (text,) in self._rows(sql, (field,))]

    def _meant(
        self,
        root: "Node | None",
        facts: Facts,
        to_do: Config | None = None,
        *,
        only_live: bool = False,
        among: Condition = TRUE,
    ) -> Callable[[str], Condition]:
        """What tickets meet that a query means; with a configuration, they aren't done either."""

        def condition(database: str) -> Condition:
            parts = [] if among is TRUE else [among]
            if root is not None:
                parts.append(self._compiler(database, facts).condition(root))
            if to_do is not None:
                statuses = self._texts(database, "status")
                parts.append(in_group((Group.ACTIVE, Group.WAITING), to_do, statuses))
            if only_live:
                parts.append(_LIVE)
            return joined(parts, "AND", TRUE)

        return condition

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

    # -- selecting ----------------------------------------------------------------------------

    def find(
        self,
        root: "Node | None",
        config: Config,
        facts: Facts = NO_FACTS,
        *,
        to_do: bool = False,
        only_live: bool = False,
    ) -> list[int]:
        """The numbers of the tickets that a query means, in the usual order.

        None for all; ``only_live`` leaves out the archive, ``to_do`` what is done.
        """
        found = self.listed(root, config, facts, to_do=to_do, only_live=only_live)
        return [row[0] for row in found]

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
        """The same of the rows that meet a condition, and behind each number columns of theirs."""
        day_end = cache(lambda day: last_second(day, config.timezone))
        self._connection.create_function("day_end", 1, day_end, deterministic=True)
        ranks = " ".join(f"WHEN ? THEN {rank}" for rank in range(len(config.priorities)))
        rank = f"CASE {priority_column(config)} {ranks} ELSE -1 END" if ranks else "-1"
        due = "CASE WHEN due IS NULL THEN NULL ELSE coalesce(due_at, day_end(due)) END"
        shown = ["n", *(f"_{place}" for place in range(len(columns)))]
        named = [f"{column} AS _{place}" for place, column in enumerate(columns)]
        wanted = ", ".join(["n", *named, f"{rank} AS _rank", f"{due} AS _due", *_ORDERED])
        to_do_by = config if to_do else None
        condition = self._meant(root, facts, to_do_by, only_live=only_live, among=among)
        parts, parameters = [], list[object]()
        for database in self._databases:
            asked = condition(database)
            parts.append(
                f"SELECT {wanted} FROM {database}.ticket"
                f" WHERE {self._alive(database)}({asked.text})"
            )
            parameters += [*config.priorities, *asked.parameters]
        order = "_rank DESC, _due NULLS LAST, _opened NULLS LAST, _id, _path"
        # Around it, so that Python gets none of what the order is by.
        sql = f"SELECT {', '.join(shown)} FROM ({' UNION ALL '.join(parts)}) ORDER BY {order}"
        return self._connection.execute(sql, parameters)

    def open_glances(
        self, root: "Node | None", config: Config, facts: Facts = NO_FACTS, among: Condition = TRUE
    ) -> Iterator[Ticket]:
        """The tickets that a query means and that aren't done, each with what a glance tells
        (``row_format.GLANCE``), in the usual order; of them those that meet a condition."""
        columns = with_priority(row_format.GLANCE, config)
        found = self.listed(root, config, facts, to_do=True, columns=columns, among=among)
        return (row_format.glance(row[1:]) for row in found)

    def live_times(self, column: str, first: int, last: int) -> list[tuple[int, int]]:
        """Each time in that column of a ticket of the live folder, from ``first`` to ``last``, and
        the ticket's number; sorted."""
        between = Condition(f"NOT archived AND {column} BETWEEN ? AND ?", (first, last))
        sql, parameters = self._union(f"{column}, n", lambda _: between)
        return self._connection.execute(f"{sql} ORDER BY 1, 2", parameters).fetchall()

    def live_texts(self, column: str) -> list[tuple[str, int]]:
        """Each text in that column of a ticket of the live folder, and the ticket's number."""
        there = Condition(f"NOT archived AND {column} IS NOT NULL")
        sql, parameters = self._union(f"{column}, n", lambda _: there)
        return self._connection.execute(sql, parameters).fetchall()

    def matching(self, root: "Node", facts: Facts, numbers: Collection[int]) -> set[int]:
        """Those of the tickets with these numbers that a query means."""
        few = len(numbers) <= CHUNK
        among = Condition(f"n IN ({','.join(map(str, numbers))})") if few else _LIVE
        meant = self._meant(root, facts)
        sql, parameters = self._union(
            "n", lambda database: joined([among, meant(database)], "AND", TRUE)
        )
        found = {int(n) for (n,) in self._connection.execute(sql, parameters)}
        return found if few else found.intersection(numbers)

    def count(
        self,
        root: "Node | None",
        facts: Facts = NO_FACTS,
        *,
        to_do: Config | None = None,
        only_live: bool = False,
    ) -> int:
        """How many tickets a query means; with a configuration, of those that aren't done."""
        sql, parameters = self._union("1", self._meant(root, facts, to_do, only_live=only_live))
        [(count,)] = self._connection.execute(f"SELECT count(*) FROM ({sql})", parameters)
        return int(count)

    def roughly(self, term: "Contains", *, only_live: bool = False, most: int | None = None) -> int:
        """About how many tickets a term of the full text means; ``most``: counted up to that."""
        from tix.storage.index.rough_counts import sampled  # titles are compared by it

        asked = {name: self._compiler(name).text(term) for name in self._databases}
        if None in asked.values():
            return self.count(term, only_live=only_live)
        row, live = "fulltext.rowid", _LIVE.text if only_live else None
        how = partial(sampled, self._connection, self._ranges, test=live, only=most)
        return sum(how(n, str(text), self._alive(n, row)) for n, text in asked.items())

    def best(
        self, root: "Node | None", facts: Facts, terms: "Sequence[Contains]", limit: int | None
    ) -> tuple[list[tuple[int, int]], int]:
        """The tickets that a query means and that fit its words best, of equals the newest.

        Score (``tix.query.ranking.score``) and number of each, at most ``limit``; and how many
        the query means. No term may be a literal.
        """
        from tix.storage.index.score_sql import scored  # only a search ranks

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
        while chunk := list(islice(waiting, CHUNK)):
            sql, parameters = self._union("n", with_id(chunk))
            found += (number for (number,) in self._connection.execute(sql, parameters))
        return found

    def live_naming(self, field: str, keys: Collection[str]) -> set[int]:
        """The numbers of the tickets of the live folder that have somebody with one of these keys
        in a field; others may be among them."""
        marks = ", ".join("?" * len(keys))
        rows = " UNION ALL ".join(
            f"SELECT n FROM {database}.value WHERE w IN (SELECT w FROM {database}.word"
            f" WHERE field = ? AND person IN ({marks}))"
            for database in self._databases
        )
        asked = (field, *keys) * len(self._databases)
        return {number for (number,) in self._connection.execute(rows, asked)}

    def live_in(self, statuses: Collection[str]) -> set[int]:
        """The numbers of the tickets of the live folder that have one of these statuses."""
        marks = ", ".join("?" * len(statuses))
        asked = Condition(f"NOT archived AND status IN ({marks})", tuple(statuses))
        sql, parameters = self._union("n", lambda _: asked)
        return {number for (number,) in self._connection.execute(sql, parameters)}

    def texts_by_number(self, field: str) -> dict[int, tuple[str, ...]]:
        """The texts that tickets have in a field whose values are words, by their numbers."""
        from tix.storage.index.many_rows import texts_by_number  # for reports

        alive = {name: self._alive(name) for name in self._databases}
        return texts_by_number(self._connection, field, alive)

    def nearest_numbers(self, idents: Collection[str]) -> list[int]:
        """The same, without a look at the archive where the live folder has them all."""
        return self.numbers_of(idents)

    def numbering(self, numbers: Collection[int]) -> list[object]:
        """What these numbers come from: of another one, they stand for other tickets."""
        return [self.origin()[0]]

    def origin(self) -> tuple[object, ...]:
        """What the numbers come from: of another first value, they stand for other tickets.

        The rest names the files; while it is the same, nothing has changed.
        """
        [(numbered,)] = self._connection.execute("PRAGMA main.user_version")
        # As bytes: the folders that they are in needn't be UTF-8.
        files = self._connection.execute("SELECT CAST(file AS BLOB) FROM pragma_database_list")
        names = (os.fsdecode(file or b"").rpartition("/")[2] for (file,) in files)
        # Without what stands behind the dot: one that is just being made gets another there.
        return (numbered, *(name.partition(".")[0] for name in names))

    def tallies(self, root: "Node | None", facts: Facts, config: Config) -> list["Tally"]:
        """How many of the tickets that a query means are alike in what ``Tally`` tells."""
        from tix.storage.index.tallies import tallies  # most runs count nothing

        return tallies(self._connection, self._tables(self._meant(root, facts)), config)

    def pressing(
        self, root: "Node | None", facts: Facts, config: Config, now: datetime, oldest: int
    ) -> "tuple[Condition, int]":
        """What ``tallies.pressing`` tells of the unfinished tickets that a query means."""
        from tix.storage.index.tallies import pressing

        tables = self._tables(self._meant(root, facts, config))
        return pressing(self._connection, [*tables], now, oldest)

    def open_groups(self, config: Config) -> "list[OpenGroup]":
        """How many of the unfinished tickets of the live folder are alike in what ``OpenGroup``
        tells."""
        from tix.storage.index.tallies import open_groups

        meant = self._meant(None, NO_FACTS, config, only_live=True)
        return open_groups(self._connection, self._tables(meant))

    def newest_assigned(self) -> dict[str, datetime]:
        """When the newest of the tickets that somebody is to work on was opened, for each who has
        any, as tickets write them."""
        from tix.storage.index.tallies import newest_assigned

        return newest_assigned(self._connection, self._tables(lambda _: _ASSIGNED))

    def _tables(self, condition: Callable[[str], Condition]) -> Iterator[Condition]:
        """For each database what stands behind FROM, for all tickets that meet a condition."""
        for name in self._databases:
            asked = condition(name)
            text = f"{name}.ticket WHERE {self._alive(name)}({asked.text})"
            yield Condition(text, asked.parameters)

    # -- tickets, for who asks here --------------------------------------------------------------

    def _wholes(
        self, condition: Callable[[str], Condition], databases: Iterable[str]
    ) -> Iterator[tuple[int, Filed]]:
        rows = self._with_text("id, title, fields, path", condition, databases)
        for number, ident, title, fields, path, body, comments in rows:
            ticket = row_format.whole(ident, title, fields, body, comments)
            yield number, Filed(ticket, row_format.path_of(path))

    def _with_text(
        self, columns: str, condition: Callable[[str], Condition], databases: Iterable[str]
    ) -> Iterator[tuple[Any, ...]]:
        """The number, these columns, body and comments of the tickets that a condition means."""
        for database in databases:
            asked = condition(database)
            yield from self._connection.execute(
                f"SELECT n, {columns}, body, comments FROM"
                f" (SELECT n, {columns} FROM {database}.ticket"
                f"  WHERE {self._alive(database)}({asked.text}))"
                f" JOIN {database}.text USING (n)",
                asked.parameters,
            )


def with_id(idents: Collection[str]) -> Callable[[str], Condition]:
    marks = ", ".join("?" * len(idents))
    return lambda _: Condition(f"id IN ({marks})", tuple(map(row_format.stored_path, idents)))
