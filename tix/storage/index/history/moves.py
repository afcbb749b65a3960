"""What the versions in a history file did to the status of tickets: its table ``moves``.

It is filled when somebody first asks for it. Contents of blobs are asked for a group at a time,
and the next group before the last one is looked at, so that git and this process work at the same
time.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from tix.model.record.document import LIMIT
from tix.model.ticket.status_stamps import Reader, Stamps
from tix.quick_typing import TypeAlias
from tix.storage.desk.desk import Desk
from tix.storage.git.blob_groups import Blobs
from tix.storage.index.history.schema import finish_moves, read_up_to

_STAMPS_KEPT = 20_000
"""Of how many tickets the last version's stamps are kept, for the next one to be compared with."""

_NOTHING = Stamps(None, None, None, None, None)

_Version: TypeAlias = tuple[int, bytes, bytes, bytes, int]
"""An event's number, its ticket, the blobs before and after it (b"" for none), and whether it is a
merge's."""

Told = Callable[[int], None]
"""Is told of how many versions have been read."""


def read_moves(database: sqlite3.Connection, desk: Desk, told: Told) -> None:
    """Read the versions that nobody has read yet. Needs a transaction to be open.

    Raises GitError and sqlite3.Error.
    """
    versions = database.execute(
        "SELECT n, ticket, old, new, befores NOTNULL FROM events WHERE n > ? ORDER BY n",
        (read_up_to(database),),
    )
    reader = _VersionReader(desk)
    try:
        for rows in reader.moves(versions, told):
            database.executemany("INSERT INTO moves VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    finally:
        reader.close()
    finish_moves(database)


class _VersionReader:
    """Reads versions in the order of their events."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._blobs = Blobs(desk.git, LIMIT + 1)
        self._aside: Blobs | None = None
        self._known: dict[bytes, tuple[bytes, Stamps | None]] = {}
        self._stamps_in = Reader()

    def close(self) -> None:
        """End git."""
        for blobs in (self._blobs, self._aside):
            if blobs is not None:
                blobs.close()

    def moves(self, versions: Iterator[_Version], told: Told) -> Iterator[list[tuple[object, ...]]]:
        """The rows of ``moves``, group by group."""
        before: list[_Version] = []
        count = 0
        while group := list(islice(versions, self._blobs.group)):
            self._blobs.ask(new for _, _, _, new, _ in group if new)
            yield self._rows(before)
            count += len(before)
            told(count)
            before = group
        yield self._rows(before)

    def _rows(self, versions: Sequence[_Version]) -> list[tuple[object, ...]]:
        contents = self._blobs.answers(sum(1 for _, _, _, new, _ in versions if new))
        rows = (self._row(version, contents) for version in versions)
        return [row for row in rows if row is not None]

    def _row(
        self, version: _Version, contents: Iterator[bytes | None]
    ) -> tuple[object, ...] | None:
        """What the event did to the status; None for nothing."""
        n, ticket, old, new, is_merge = version
        stamps: Stamps | None = _NOTHING
        if new:
            data = next(contents)
            stamps = None if data is None else self._stamps_in.stamps_of(data)
        if is_merge:
            is_unsure, changed = False, _NOTHING._replace(opened=stamps and stamps.opened)
        else:
            before = self._stamps(ticket, old) if old else _NOTHING
            is_unsure, changed = before is None, _changed(before, stamps)
        if new:
            self._keep(ticket, new, stamps)
        return (n, int(is_unsure), *changed) if is_unsure or changed != _NOTHING else None

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


def _changed(before: Stamps | None, now: Stamps | None) -> Stamps:
    """The status if it is a new one, with the times that changed; else a new time of opening."""
    if before is None or now is None or now == before:
        return _NOTHING
    opened = now.opened if now.opened != before.opened else None
    if now.status is None or now.status == before.status:
        return _NOTHING._replace(opened=opened)
    since, resolved, closed = (
        new if new != old else None for old, new in zip(before[1:4], now[1:4], strict=True)
    )
    return Stamps(now.status, since, resolved, closed, opened)
