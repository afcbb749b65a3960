"""Filling a history file with commits, parents first.

What they did to tickets is told by the names of blobs. Nobody reads the blobs here: few questions
need that, and ``moves`` does it for them.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from tix.model.layout import ARCHIVE, LIVE
from tix.quick_typing import NamedTuple, TypeAlias
from tix.storage.desk.desk import Desk
from tix.storage.index.history.walk import TouchedPath, WalkedCommit, dates, walk

_ROWS = 500

Told = Callable[[int], None]
"""Is told of how many commits are in."""

_Event: TypeAlias = tuple[
    int, int, bytes, int | None, bytes, int | None, bytes, bytes | None, int
]  # fmt: skip
"""A row of ``events``: one commit's change to one ticket."""


class _Merge(NamedTuple):
    """A merge's event: its number, ticket and new blob, the parents, and one path with its blobs
    in them."""

    n: int
    ticket: bytes
    new: bytes
    parents: tuple[bytes, ...]
    path: bytes
    olds: tuple[bytes, ...]


class HistoryFiller:
    """Puts commits into a new history file.

    ``place_of`` finds places of commits that are in older files; ``folders_of`` where those know a
    ticket to have been.
    """

    def __init__(
        self,
        database: sqlite3.Connection,
        desk: Desk,
        place_of: Callable[[bytes], int],
        folders_of: Callable[[bytes], Iterable[bytes]],
    ) -> None:
        self._database = database
        self._desk = desk
        self._place_of = place_of
        self._folders_of = folders_of
        self._places: dict[bytes, int] = {}
        self._authors = _numbers(database, "authors", 2)
        self._folders = _numbers(database, "folders", 1)
        self._commits = _next(database, "commits")
        self._events = _next(database, "events")
        self._unsettled: list[_Merge] = []

    def fill(self, revisions: Sequence[str], told: Told) -> None:
        """Take in the commits of these revisions. Raises GitError and sqlite3.Error."""
        if self._desk.prefix:
            for name, parents, committed in dates(self._desk, revisions):
                self._places[name] = self._place(parents, committed)
            rows = self._places.items()
            self._database.executemany("INSERT INTO places VALUES (?, ?)", rows)
        self._database.executemany(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._taken(walk(self._desk, revisions), told),
        )
        self._insert_named("authors", self._authors)
        self._insert_named("folders", self._folders)

    @property
    def next_event(self) -> int:
        """The number that the next event gets."""
        return self._events + 1

    def settle(self, has: Callable[[Sequence[str]], Sequence[bytes]]) -> None:
        """Find where merges' parents had tickets that one side had moved.

        ``has`` gives the blobs of ``COMMIT:PATH``, b"" for none. To be called when the events have
        their index.
        """
        for merge in self._unsettled:
            befores = self._befores(merge, has)
            shown = not (merge.new and merge.new in befores)
            size = len(merge.parents[0])
            packed = b"".join(before.ljust(size, b"\0") for before in befores)
            self._database.execute(
                "UPDATE events SET befores = ?, shown = ? WHERE n = ?", (packed, shown, merge.n)
            )

    # -- commits --------------------------------------------------------------------------------

    def _taken(self, commits: Iterable[WalkedCommit], told: Told) -> Iterator[_Event]:
        """The events of commits, which are written on the way."""
        rows = []
        for count, commit in enumerate(commits):
            if not self._desk.prefix:
                self._places[commit.name] = self._place(commit.parents, commit.committed)
            self._commits += 1
            first = self._events + 1
            yield from self._of_commit(commit)
            rows.append(self._commit_row(commit, first))
            if len(rows) == _ROWS:
                self._insert_commits(rows)
                rows.clear()
                told(count)
        self._insert_commits(rows)

    def _place(self, parents: Iterable[bytes], committed: int) -> int:
        place = max(0, committed)
        for parent in parents:
            before = self._places.get(parent)
            if before is None:
                before = self._places[parent] = self._place_of(parent)
            if before >= place:
                place = before + 1
        return place

    def _commit_row(self, commit: WalkedCommit, first: int) -> tuple[object, ...]:
        if not commit.touched:
            return (self._commits, commit.name, self._places[commit.name], *[None] * 7)
        who = (commit.author, commit.mail)
        return (
            self._commits,
            commit.name,
            self._places[commit.name],
            b"".join(commit.parents) if len(commit.parents) > 1 else None,
            self._authors.setdefault(who, len(self._authors) + 1),
            commit.authored,
            commit.committed,
            commit.subject,
            first,
            self._events,
        )

    def _insert_commits(self, rows: Iterable[tuple[object, ...]]) -> None:
        self._database.executemany(
            "INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
        )

    def _insert_named(self, table: str, numbers: Mapping[tuple[bytes, ...], int]) -> None:
        for key, n in numbers.items():
            marks = ", ".join("?" * len(key))
            self._database.execute(f"INSERT OR IGNORE INTO {table} VALUES (?, {marks})", (n, *key))

    # -- what they did to tickets ---------------------------------------------------------------

    def _of_commit(self, commit: WalkedCommit) -> Iterator[_Event]:
        if len(commit.touched) == 1:  # as nearly every commit
            [touch] = commit.touched
            yield self._event(commit, _ticket(touch), commit.touched)
            return
        by_ticket: dict[bytes, list[TouchedPath]] = {}
        for touch in commit.touched:
            by_ticket.setdefault(_ticket(touch), []).append(touch)
        for ticket, touches in by_ticket.items():
            event = self._event(commit, ticket, touches)
            yield event
            if len(touches) == 1:
                continue
            told = {event[3], event[5]}
            for touch in touches:
                folder = self._folder(touch.path)
                if folder not in told:  # the same ticket at a third path: touched, no event
                    told.add(folder)
                    yield (self._number(), self._commits, ticket, None, b"", folder, b"", None, 0)

    def _number(self) -> int:
        self._events += 1
        return self._events

    def _event(self, commit: WalkedCommit, ticket: bytes, touches: Sequence[TouchedPath]) -> _Event:
        new = old = None
        for touch in touches:
            if new is None and touch.new:
                new = touch
            if old is None and touch.olds[0]:
                old = touch
        n = self._number()
        if len(commit.parents) > 1:
            chosen = new or touches[0]
            self._unsettled.append(
                _Merge(n, ticket, chosen.new, commit.parents, chosen.path, chosen.olds)
            )
            folder = self._folder(chosen.path)
            return (n, self._commits, ticket, None, b"", folder, chosen.new, b"", 1)
        old_folder = self._folder(old.path) if old else None
        return (
            n,
            self._commits,
            ticket,
            old_folder,
            old.olds[0] if old else b"",
            old_folder if new is old else self._folder(new.path) if new else None,
            new.new if new else b"",
            None,
            int(old is not None or new is not None),
        )

    def _folder(self, path: bytes) -> int:
        key = (path[: path.rfind(b"/")],)
        return self._folders.setdefault(key, len(self._folders) + 1)

    # -- merges ---------------------------------------------------------------------------------

    def _befores(
        self, merge: _Merge, has: Callable[[Sequence[str]], Sequence[bytes]]
    ) -> list[bytes]:
        """The ticket's blob in each parent, wherever that filed it."""
        return [
            old or self._elsewhere(merge, parent, has)
            for parent, old in zip(merge.parents, merge.olds, strict=True)
        ]

    def _elsewhere(
        self, merge: _Merge, parent: bytes, has: Callable[[Sequence[str]], Sequence[bytes]]
    ) -> bytes:
        known = self._database.execute(
            "SELECT path FROM folders JOIN events ON folders.n IN (old_folder, new_folder)"
            " WHERE ticket = ?",
            (merge.ticket,),
        )
        folders = {folder for (folder,) in known} | {*self._folders_of(merge.ticket)}
        paths = {folder + b"/" + merge.ticket + b".md" for folder in folders}
        paths.add(_other_folder(merge.path))
        paths.discard(merge.path)
        start = parent.hex() + ":" + self._desk.prefix
        wanted = [start + os_text(path) for path in sorted(paths, key=os_text)]
        return next(filter(None, has(wanted)), b"")


def _ticket(touch: TouchedPath) -> bytes:
    """The ticket that is, or was, in that file."""
    return touch.path[touch.path.rfind(b"/") + 1 : -3]


def _other_folder(path: bytes) -> bytes:
    """Where the ticket is filed when it is archived, or when it no longer is."""
    here, there = (LIVE, ARCHIVE) if path.startswith(f"{LIVE}/".encode()) else (ARCHIVE, LIVE)
    return there.encode() + path.removeprefix(here.encode())


def os_text(path: bytes) -> str:
    """A path of git's as text."""
    return path.decode(errors="surrogateescape")


def _numbers(
    database: sqlite3.Connection, table: str, columns: int
) -> dict[tuple[bytes, ...], int]:
    rows = database.execute(f"SELECT * FROM {table}")
    return {tuple(row[1 : columns + 1]): row[0] for row in rows}


def _next(database: sqlite3.Connection, table: str) -> int:
    (last,) = database.execute(f"SELECT max(n) FROM {table}").fetchone()
    return last or 0
