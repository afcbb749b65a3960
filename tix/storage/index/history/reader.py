"""Reading the history in the index: events, newest first, and when tickets last changed.

The rows tell which commit changed which ticket, and the blobs before and after it; what the change
was is worked out of those few blobs that are asked for.
"""

import heapq
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from operator import itemgetter

from tix.model.history.events import Change, Event, Merge, Move, changes_between, moves
from tix.model.history.merge_decisions import Decision, decisions
from tix.model.merge.clashes import new_id
from tix.model.people import Person
from tix.model.record.document import LIMIT, DocumentError
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Ticket
from tix.model.times import moment, seconds
from tix.quick_typing import Any
from tix.storage.desk.desk import Desk
from tix.storage.git.blob_groups import Blobs
from tix.storage.index.history.rows import COLUMNS, FROM, Row, moment_of, row_of, text_of
from tix.storage.index.history.schema import read_up_to

_GROUP = 48
"""Events whose blobs are asked for at once."""

Keeps = Callable[[Person, datetime], bool]
"""Whether events of that author and time are asked for."""

_TICKETS_KEPT = 400
_MANY = 500
"""Tickets that are asked for in one statement."""

_MOVES = """
    SELECT ticket, unsure, place, committed, name, authored, status, since, resolved, closed, opened
    FROM events CROSS JOIN moves ON moves.n = events.n CROSS JOIN commits ON commits.n = commit_n
    WHERE (unsure OR shown AND status NOT NULL)
"""
_OPENED = """
    SELECT ticket FROM events WHERE n > ?
    UNION SELECT ticket FROM moves CROSS JOIN events ON events.n = moves.n WHERE unsure
    UNION SELECT ticket FROM moves CROSS JOIN events ON events.n = moves.n WHERE opened = ?
"""


class History:
    """The history in some databases, the newest last. ``close`` ends what it has started."""

    def __init__(
        self,
        desk: Desk,
        databases: Sequence[sqlite3.Connection],
        complete: Callable[[Sequence[sqlite3.Connection]], Sequence[sqlite3.Connection]],
    ) -> None:
        """``complete`` gives databases that have all that is in these, and the moves of all events
        as far as they can be read here."""
        self._desk = desk
        self._databases = databases
        self._complete = complete
        self._is_complete = False
        self._replaced: list[sqlite3.Connection] = []
        self._versions = _Versions(desk)

    def close(self) -> None:
        """Release all resources."""
        self._versions.close()
        for database in (*self._databases, *self._replaced):
            database.close()

    # -- events ---------------------------------------------------------------------------------

    def events(
        self,
        ids: Collection[str] | None = None,
        *,
        limit: int | None = None,
        since: datetime | None = None,
        keeps: Keeps | None = None,
    ) -> Iterator[Event]:
        """The events of these tickets (None: of all), newest first.

        At most ``limit`` of them; only of commits made ``since`` then, and of those whose author
        and author's time ``keeps`` is content with. Raises GitError.
        """
        shown = islice(self.rows(ids, keeps, since), limit)
        while group := list(islice(shown, _GROUP)):
            self._versions.fetch(blob for row in group for blob in _blobs(row))
            for row in group:
                yield self._event(row)

    def rows(
        self, ids: Collection[str] | None, keeps: Keeps | None, since: datetime | None = None
    ) -> Iterator[Row]:
        """The rows of ``events``, whose versions nobody has read."""
        rows = self._rows_of(ids) if ids is not None else self._all_rows(since)
        if ids is not None and since is not None:
            rows = (row for row in rows if row.committed >= since.timestamp())
        return (row for row in rows if row.shown and (not keeps or keeps(row.author, row.authored)))

    def count(self, ids: Collection[str] | None = None) -> int:
        """How many events there are of these tickets (None: of all)."""
        if ids is None:
            return sum(self._numbers("SELECT count(*) FROM events WHERE shown"))
        return sum(
            sum(self._numbers(f"SELECT count(*) FROM events WHERE shown AND {where}", *asked))
            for where, asked in _these(ids)
        )

    def tickets(self) -> set[str]:
        """The ids of all tickets that any commit touched."""
        return {os.fsdecode(t) for t in self._numbers("SELECT DISTINCT ticket FROM latest")}

    def _numbers(self, question: str, *asked: object) -> Iterator[Any]:
        for database in self._databases:
            yield from (found for (found,) in database.execute(question, asked))

    def _all_rows(self, since: datetime | None) -> Iterator[Row]:
        """All of them; newest first, and no more than are asked for in memory."""
        limits, asked = "", list[float]()
        if since is not None:  # no commit's place is before its time
            limits, asked = "WHERE place >= ? AND committed >= ?", [since.timestamp()] * 2
        question = (
            f"SELECT {COLUMNS} FROM commits CROSS JOIN events ON events.n BETWEEN first AND last"
            " LEFT JOIN authors ON authors.n = author"
            " LEFT JOIN folders AS folder_old ON folder_old.n = old_folder"
            " LEFT JOIN folders AS folder_new ON folder_new.n = new_folder"
            f" {limits} ORDER BY place DESC, committed DESC, commits.name DESC, events.n"
        )
        found = [map(row_of, database.execute(question, asked)) for database in self._databases]
        return heapq.merge(*found, key=lambda row: row.order, reverse=True)

    def _rows_of(self, ids: Collection[str]) -> Iterator[Row]:
        rows = [
            row_of(found)
            for database in self._databases
            for where, asked in _these(ids)
            for found in database.execute(f"SELECT {COLUMNS} FROM {FROM} WHERE {where}", asked)
        ]
        rows.sort(key=lambda row: row.order, reverse=True)
        return iter(rows)

    # -- what happened --------------------------------------------------------------------------

    def _event(self, row: Row) -> Event:
        changes: tuple[Change, ...] = ()
        merge, mended = None, False
        if row.befores is not None:
            merge = Merge(row.parents, self._decisions(row, row.befores))
        else:
            changes, mended = self._changes(row)
        commit = row.commit.hex()
        return Event(
            row.ticket, row.authored, row.author, commit, row.subject, changes, merge, mended
        )

    def _changes(self, row: Row) -> tuple[tuple[Change, ...], bool]:
        """A commit's changes, and whether the version before it couldn't be read."""
        old, new = self._versions.ticket(row.old), self._versions.ticket(row.new)
        mended = row.old != b"" and old is None
        changes: tuple[Change, ...] = ()
        if new is not None or not row.new:
            changes = changes_between(self._readable_before(row) if mended else old, new)
        if row.old and row.new and row.old_path != row.new_path:
            changes += (Change("path", (row.old_path,), (row.new_path,)),)
        return changes, mended

    def _readable_before(self, row: Row) -> Ticket | None:
        """The last version before it that could be read."""
        for before in self._rows_of([row.ticket]):
            if before.order < row.order and before.new:
                self._versions.fetch([before.new])
                if ticket := self._versions.ticket(before.new):
                    return ticket
        return None

    def _decisions(self, row: Row, befores: Sequence[bytes]) -> tuple[Decision, ...]:
        new = self._versions.ticket(row.new)
        if row.new and new is None:
            return (Decision("broken", "id", (), (row.ticket,)),)
        return decisions([self._versions.ticket(b) for b in befores], new, self._origin)

    def _origin(self, ticket: Ticket) -> str | None:
        """The id that a ticket had before a merge, which found another of that id, renamed it."""
        for blob in self._versions_opened(ticket):
            self._versions.fetch([blob])
            old = self._versions.ticket(blob)
            if old is None or old.opened != ticket.opened or old.id == ticket.id:
                continue
            if new_id(old) == ticket.id:
                return old.id
        return None

    def _versions_opened(self, ticket: Ticket) -> Iterator[bytes]:
        """The versions of tickets that were opened when this one was, or may have been."""
        at = seconds(ticket.opened)
        found = set[bytes]()
        for database in self._with_moves():
            read = -1 if at is None else read_up_to(database)
            found.update(candidate for (candidate,) in database.execute(_OPENED, (read, at)))
        for candidate in sorted(found):
            yield from self._numbers(
                "SELECT DISTINCT new FROM events WHERE ticket = ? AND new != x''", candidate
            )

    # -- status ---------------------------------------------------------------------------------

    def moves(self, ids: Collection[str]) -> Mapping[str, Sequence[Move]]:
        """The changes of status of each of these tickets, oldest first. Raises GitError."""
        found: dict[str, list[list[Any]]] = {}
        unsure: set[str] = set()
        databases = self._with_moves()
        for where, asked in _these(ids):
            for database in databases:
                for ticket, is_unsure, *row in database.execute(f"{_MOVES} AND {where}", asked):
                    if is_unsure:
                        unsure.add(text_of(ticket))
                    else:
                        found.setdefault(text_of(ticket), []).append(row)
                unread = f"SELECT ticket FROM events WHERE n > {read_up_to(database)} AND {where}"
                unsure.update(text_of(ticket) for (ticket,) in database.execute(unread, asked))
        told = {ident: _in_order(rows) for ident, rows in found.items() if ident not in unsure}
        return told | {ident: moves(list(self.events([ident]))) for ident in unsure}

    def _with_moves(self) -> Sequence[sqlite3.Connection]:
        """The databases, with the moves of all events as far as versions can be read here."""
        if not self._is_complete:
            before, self._databases = self._databases, self._complete(self._databases)
            self._is_complete = True
            # what has rows to come of the old ones goes on with them
            self._replaced += [one for one in before if one not in self._databases]
        return self._databases

    def last_event(self, ident: str) -> datetime:
        """The latest author's time of the ticket's events."""
        question = (
            "SELECT authored FROM events JOIN commits ON commits.n = commit_n"
            " WHERE shown AND ticket = ?"
        )
        return max(map(moment_of, self._numbers(question, os.fsencode(ident))))

    # -- when tickets last changed --------------------------------------------------------------

    def updated(self, paths: Collection[str]) -> Mapping[str, datetime]:
        """The committer time of the last commit that touched each path, as far as one did."""
        found: dict[bytes, tuple[int, int, bytes]] = {}
        wanted = {os.fsencode(path): path for path in paths}
        for path, *when in self._latest(paths):
            if path in wanted:
                found[path] = max(found.get(path, (-1, 0, b"")), (when[0], when[1], when[2]))
        return {wanted[path]: moment_of(committed) for path, (_, committed, _) in found.items()}

    def _latest(self, paths: Collection[str]) -> Iterator[tuple[Any, ...]]:
        question = (
            "SELECT CAST(path || '/' || ticket || '.md' AS BLOB), place, committed, name"
            " FROM latest JOIN folders ON folders.n = folder JOIN commits ON commits.n = commit_n"
        )
        groups: Iterable[tuple[str, Sequence[bytes]]] = [("1", ())]
        if len(paths) <= _MANY:
            groups = _these({path.rpartition("/")[2].removesuffix(".md") for path in paths})
        for database in self._databases:
            for where, asked in groups:
                yield from database.execute(f"{question} WHERE {where}", asked)


def _these(ids: Collection[str]) -> list[tuple[str, Sequence[bytes]]]:
    """Conditions for the rows of these tickets, not too many in each."""
    names = sorted({os.fsencode(ident) for ident in ids})
    groups = [names[start : start + _MANY] for start in range(0, len(names), _MANY)]
    return [(f"ticket IN ({', '.join('?' * len(group))})", group) for group in groups]


def _in_order(rows: list[list[Any]]) -> Sequence[Move]:
    rows.sort(key=itemgetter(0, 1, 2))
    return [
        Move(moment_of(at), status, moment(since), moment(resolved), moment(closed), moment(opened))
        for _, _, _, at, status, since, resolved, closed, opened in rows
    ]


def _blobs(row: Row) -> Iterator[bytes]:
    yield from filter(None, (row.old, row.new, *(row.befores or ())))


class _Versions:
    """The tickets in blobs, read a group at a time; the last ones are kept."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._blobs: Blobs | None = None
        self._kept: dict[bytes, Ticket | None] = {}

    def fetch(self, blobs: Iterable[bytes]) -> None:
        """Read what isn't there yet."""
        wanted = dict.fromkeys(blobs)
        missing = [blob for blob in wanted if blob not in self._kept]
        if not missing:
            return
        for old in [blob for blob in self._kept if blob not in wanted][:-_TICKETS_KEPT]:
            del self._kept[old]
        if self._blobs is None:
            self._blobs = Blobs(self._desk.git, LIMIT + 1)
        for blob, data in zip(missing, self._blobs.read(missing), strict=True):
            self._kept[blob] = None if data is None else _parsed(data)

    def ticket(self, blob: bytes) -> Ticket | None:
        """The ticket in a blob that was fetched; None if it is broken or there is none."""
        return self._kept[blob] if blob else None

    def close(self) -> None:
        if self._blobs is not None:
            self._blobs.close()
            self._blobs = None


def _parsed(data: bytes) -> Ticket | None:
    try:
        return load(data).record
    except DocumentError:
        return None
