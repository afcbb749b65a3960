"""Small texts that must survive a restart, by kind and key, each with a time until which it counts.

Keys of requests, what is left of long lists, and counts that limit how often something may be
done: a table in the database of ``state``. Nothing of it is the desk's.
"""

import sqlite3
import time
from collections.abc import Callable

from tix.web.state import digest

_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
    kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, until REAL NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS kept_until ON kept (until);
"""

_SWEEP = 600.0
"""Seconds after which what no longer counts is thrown away."""


class Kept:
    """The table, in an open database. ``clock`` gives seconds since 1970."""

    def __init__(
        self, database: sqlite3.Connection, clock: Callable[[], float] = time.time
    ) -> None:
        self._database, self._clock = database, clock
        self._swept = 0.0
        database.executescript(_SCHEMA)

    def get(self, kind: str, key: str) -> str | None:
        """The value, if it still counts."""
        row = self._database.execute(
            "SELECT value FROM kept WHERE kind = ? AND key = ? AND until > ?",
            (kind, key, self._clock()),
        ).fetchone()
        return row and str(row[0])

    def put(
        self, kind: str, key: str, value: str, seconds: float, *, most: int | None = None
    ) -> None:
        """Keep a value for so long, in place of any other; of a kind, the ``most`` latest ones."""
        self._sweep()
        self._database.execute(
            "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)",
            (kind, key, value, self._clock() + seconds),
        )
        if most is not None:
            self._database.execute(
                "DELETE FROM kept WHERE kind = ? AND key IN (SELECT key FROM kept WHERE kind = ?"
                " ORDER BY until DESC LIMIT -1 OFFSET ?)",
                (kind, kind, most),
            )

    def allows(self, kind: str, key: str, most: int, seconds: float) -> bool:
        """Whether something may be done once more: at most so often in so many seconds.

        If so, that is counted. Each time is kept by itself, so that the window has no edges. Keys
        are addresses, and kept as hashes.
        """
        key = digest(key) if key else ""
        now = self._clock()
        self._database.execute("BEGIN IMMEDIATE")
        try:
            known = [float(at) for at in (self.get(kind, key) or "").split()]
            times = [at for at in known if at > now - seconds]
            if is_free := len(times) < most:
                value = " ".join(f"{at:.3f}" for at in (*times, now))
                self.put(kind, key, value, seconds)
        finally:
            self._database.execute("COMMIT")
        return is_free

    def _sweep(self) -> None:
        now = self._clock()
        if now - self._swept > _SWEEP:
            self._swept = now
            self._database.execute("DELETE FROM kept WHERE until <= ?", (now,))
