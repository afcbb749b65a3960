"""Filling a history file with commits.

Commits are taken parents first. The contents of the versions that they made are asked for a group
at a time, and the next group before the last one is looked at, so that git and this process work
at the same time.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from tix.model.layout import ARCHIVE, LIVE
from tix.model.record.document import LIMIT
from tix.model.ticket.status_stamps import Reader, Stamps
from tix.storage.desk.desk import Desk
from tix.storage.git.blob_groups import Blobs
from tix.storage.index.history.walk import TouchedPath, WalkedCommit, dates, walk

_ROWS = 500
_STAMPS_KEPT = 20_000
"""Of how many tickets the last version's stamps are kept, for the next one to be compared with."""

_NOTHING = Stamps(None, None, None, None, None)
Told = Callable[[int], None]
"""Is told of how many commits are in."""


class _Version(NamedTuple):
    """One commit's change to one ticket; ``n`` is the event's number."""

    n: int
    commit_n: int
    ticket: bytes
    old_folder: int | None
    old: bytes
    new_folder: int | None
    new: bytes
    merge: "_Merge | None"


class _Merge(NamedTuple):
    """Of a merge: its parents, and one path with its blobs in them."""

    parents: tuple[bytes, ...]
    path: bytes
    olds: tuple[bytes, ...]


class HistoryFiller:
    """Puts commits into a new history file.

    ``place_of`` finds places of commits that are in older files; ``folders_of`` where those know a
    ticket to have been. ``reads``: whether contents are here to be read.
    """

    def __init__(
        self,
        database: sqlite3.Connection,
        desk: Desk,
        place_of: Callable[[bytes], int],
        folders_of: Callable[[bytes], Iterable[bytes]],
        *,
        reads: bool,
    ) -> None:
        self._database = database
        self._desk = desk
        self._place_of = place_of
        self._folders_of = folders_of
        self._reads = reads
        self._places: dict[bytes, int] = {}
        self._authors = _numbers(database, "authors", 2)
        self._folders = _numbers(database, "folders", 1)
        self._commits = _next(database, "commits")
        self._events = _next(database, "events")
        self._known: dict[bytes, tuple[bytes, Stamps | None]] = {}
        self._aside: Blobs | None = None
        self._unsettled: list[_Version] = []
        self._stamps_in = Reader()

    def fill(self, revisions: Sequence[str], told: Told) -> None:
        """Take in the commits of these revisions. Raises GitError and sqlite3.Error."""
        if self._desk.prefix:
            for name, parents, committed in dates(self._desk, revisions):
                self._places[name] = self._place(parents, committed)
            rows = self._places.items()
            self._database.executemany("INSERT INTO places VALUES (?, ?)", rows)
        blobs = Blobs(self._desk.git, LIMIT + 1) if self._reads else None
        try:
            self._take(self._versions(walk(self._desk, revisions), told), blobs)
        finally:
            for reader in (blobs, self._aside):
                if reader is not None:
                    reader.close()
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
        for version in self._unsettled:
            assert version.merge is not None
            befores = self._befores(version.ticket, version.merge, has)
            shown = not (version.new and version.new in befores)
            size = len(version.merge.parents[0])
            packed = b"".join(before.ljust(size, b"\0") for before in befores)
            self._database.execute(
                "UPDATE events SET befores = ?, shown = ? WHERE n = ?", (packed, shown, version.n)
            )

    # -- commits --------------------------------------------------------------------------------

    def _versions(self, commits: Iterable[WalkedCommit], told: Told) -> Iterator[_Version]:
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

    def _of_commit(self, commit: WalkedCommit) -> Iterator[_Version]:
        if len(commit.touched) == 1:  # as nearly every commit
            [touch] = commit.touched
            yield self._version(commit, _ticket(touch), commit.touched)
            return
        by_ticket: dict[bytes, list[TouchedPath]] = {}
        for touch in commit.touched:
            by_ticket.setdefault(_ticket(touch), []).append(touch)
        for ticket, touches in by_ticket.items():
            version = self._version(commit, ticket, touches)
            yield version
            if len(touches) == 1:
                continue
            told = {version.old_folder, version.new_folder}
            for touch in touches:
                folder = self._folder(touch.path)
                if folder not in told:  # the same ticket at a third path: touched, no event
                    told.add(folder)
                    yield _Version(
                        self._event(), self._commits, ticket, None, b"", folder, b"", None
                    )

    def _event(self) -> int:
        self._events += 1
        return self._events

    def _version(
        self, commit: WalkedCommit, ticket: bytes, touches: Sequence[TouchedPath]
    ) -> _Version:
        new = old = None
        for touch in touches:
            if new is None and touch.new:
                new = touch
            if old is None and touch.olds[0]:
                old = touch
        if len(commit.parents) > 1:
            chosen = new or touches[0]
            merge = _Merge(commit.parents, chosen.path, chosen.olds)
            folder = self._folder(chosen.path)
            return _Version(
                self._event(), self._commits, ticket, None, b"", folder, chosen.new, merge
            )
        old_folder = self._folder(old.path) if old else None
        return _Version(
            self._event(),
            self._commits,
            ticket,
            old_folder,
            old.olds[0] if old else b"",
            old_folder if new is old else self._folder(new.path) if new else None,
            new.new if new else b"",
            None,
        )

    def _folder(self, path: bytes) -> int:
        key = (path[: path.rfind(b"/")],)
        return self._folders.setdefault(key, len(self._folders) + 1)

    # -- and to their status --------------------------------------------------------------------

    def _take(self, versions: Iterator[_Version], blobs: Blobs | None) -> None:
        """Write the events, each with what it did to the status."""
        before: list[_Version] = []
        while True:
            group = list(islice(versions, blobs.group if blobs else _ROWS))
            if blobs is not None:
                blobs.ask(version.new for version in group if version.new)
            self._write(before, blobs)
            if not group:
                return
            before = group

    def _write(self, versions: Sequence[_Version], blobs: Blobs | None) -> None:
        contents: Iterator[bytes | None] = iter(())
        if blobs is not None:
            contents = blobs.answers(sum(1 for version in versions if version.new))
        self._database.executemany(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [self._event_row(version, contents) for version in versions],
        )

    def _event_row(self, version: _Version, contents: Iterator[bytes | None]) -> tuple[object, ...]:
        n, commit_n, ticket, old_folder, old, new_folder, new, merge = version
        shown, unsure = bool(old or new or merge), False
        stamps: Stamps | None = _NOTHING
        changed: Sequence[object] = _NOTHING
        if not self._reads:
            unsure = shown
        else:
            if new:
                data = next(contents)
                stamps = None if data is None else self._stamps_in.stamps_of(data)
            if merge is None:
                before = self._stamps(ticket, old) if old else _NOTHING
                unsure = before is None
                if stamps is not None and before is not None and stamps != before:
                    changed = _changed(before, stamps)
            if new:
                self._keep(ticket, new, stamps)
        befores = None
        if merge is not None:
            self._unsettled.append(version)
            befores = b""
            changed = (*_NOTHING[:4], stamps.opened if stamps else None)
        return (
            n, commit_n, ticket, old_folder, old, new_folder, new, befores, int(shown),
            int(unsure), *changed,
        )  # fmt: skip

    def _keep(self, ticket: bytes, blob: bytes, stamps: Stamps | None) -> None:
        self._known.pop(ticket, None)
        if len(self._known) >= _STAMPS_KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[ticket] = (blob, stamps)

    def _stamps(self, ticket: bytes, blob: bytes) -> Stamps | None:
        """The stamps of an earlier version: nearly always the last one that was read."""
        known = self._known.get(ticket)
        if known is not None and known[0] == blob:
            return known[1]
        if self._aside is None:
            self._aside = Blobs(self._desk.git, LIMIT + 1)
        (data,) = self._aside.read([blob])
        return None if data is None else self._stamps_in.stamps_of(data)

    # -- merges ---------------------------------------------------------------------------------

    def _befores(
        self, ticket: bytes, merge: _Merge, has: Callable[[Sequence[str]], Sequence[bytes]]
    ) -> list[bytes]:
        """The ticket's blob in each parent, wherever that filed it."""
        return [
            old or self._elsewhere(ticket, parent, merge.path, has)
            for parent, old in zip(merge.parents, merge.olds, strict=True)
        ]

    def _elsewhere(
        self,
        ticket: bytes,
        parent: bytes,
        path: bytes,
        has: Callable[[Sequence[str]], Sequence[bytes]],
    ) -> bytes:
        known = self._database.execute(
            "SELECT path FROM folders JOIN events ON folders.n IN (old_folder, new_folder)"
            " WHERE ticket = ?",
            (ticket,),
        )
        folders = {folder for (folder,) in known} | {*self._folders_of(ticket)}
        paths = {folder + b"/" + ticket + b".md" for folder in folders} | {_other_folder(path)}
        start = parent.hex() + ":" + self._desk.prefix
        wanted = [start + os_text(other) for other in sorted(paths, key=os_text) if other != path]
        return next(filter(None, has(wanted)), b"")


def _ticket(touch: TouchedPath) -> bytes:
    """The ticket that is, or was, in that file."""
    return touch.path[touch.path.rfind(b"/") + 1 : -3]


def _changed(before: Stamps, now: Stamps) -> Sequence[object]:
    """The status if it is a new one, with the times that changed; else a new time of opening."""
    opened = now.opened if now.opened != before.opened else None
    if now.status is None or now.status == before.status:
        return (None, None, None, None, opened)
    times = zip(before[1:4], now[1:4], strict=True)
    return (now.status, *(new if new != old else None for old, new in times), opened)


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
