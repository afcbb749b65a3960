"""Sessions, and tokens that are good once: an SQLite file in the user's state folder (0600).

Only hashes of tokens are stored. The file isn't the desk's: without it, everybody signs in again.
"""

import hashlib
import os
import secrets
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tix.errors import TixError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    hash TEXT PRIMARY KEY, realm TEXT NOT NULL, who TEXT NOT NULL, until REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (
    hash TEXT PRIMARY KEY, purpose TEXT NOT NULL, who TEXT NOT NULL, until REAL NOT NULL
) WITHOUT ROWID;
"""

_PATIENCE = 10.0
"""Seconds to wait for another process that writes."""


class StateError(TixError):
    """The state folder can't be used."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} can't be used: {reason}", hint="XDG_STATE_HOME names another folder for it"
        )


def make(path: Path) -> None:
    """Make the file and its tables, for the user alone. Raises StateError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(connect(path)) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.executescript(_SCHEMA)
    except (OSError, sqlite3.Error) as error:
        raise StateError(path, str(error)) from None


def connect(path: Path) -> sqlite3.Connection:
    """The file, open; what is deleted there is overwritten. Raises sqlite3.Error."""
    database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    database.execute("PRAGMA secure_delete=ON")
    return database


def digest(token: str) -> str:
    """What is stored of a token. Tokens are random, so a plain hash is enough."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


class State:
    """The file, as one process sees it. Used by one thread, which opens it."""

    def __init__(self, path: Path) -> None:
        self.database = connect(path)

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    # -- sessions ---------------------------------------------------------------------------

    def begin_session(self, realm: str, who: str, seconds: float) -> str:
        """A new session of that person; what its cookie says."""
        self.database.execute("DELETE FROM sessions WHERE until < ?", (time.time(),))
        return self._add("sessions", realm, who, seconds)

    def session(self, realm: str, token: str) -> str | None:
        """Whose session of that realm it is; None if there is none, or no longer."""
        row = self.database.execute(
            "SELECT who FROM sessions WHERE hash = ? AND realm = ? AND until > ?",
            (digest(token), realm, time.time()),
        ).fetchone()
        return row and str(row[0])

    def end_session(self, token: str) -> None:
        """End a session."""
        self.database.execute("DELETE FROM sessions WHERE hash = ?", (digest(token),))

    # -- tokens that are good once ------------------------------------------------------------

    def new_token(self, purpose: str, who: str, seconds: float) -> str:
        """A new token, good once, for so many seconds."""
        self.database.execute("DELETE FROM tokens WHERE until < ?", (time.time(),))
        return self._add("tokens", purpose, who, seconds)

    def knows_token(self, purpose: str, token: str) -> bool:
        """Whether a token is still good; it stays so."""
        return self.database.execute(
            "SELECT 1 FROM tokens WHERE hash = ? AND purpose = ? AND until > ?",
            (digest(token), purpose, time.time()),
        ).fetchone() is not None  # fmt: skip

    def take_token(self, purpose: str, token: str) -> str | None:
        """Whose token it is, which is used up with that; None if it isn't good."""
        row = self.database.execute(
            "DELETE FROM tokens WHERE hash = ? AND purpose = ? AND until > ? RETURNING who",
            (digest(token), purpose, time.time()),
        ).fetchone()
        return row and str(row[0])

    def drop_token(self, token: str) -> None:
        """Take away a token that nobody has used."""
        self.database.execute("DELETE FROM tokens WHERE hash = ?", (digest(token),))

    def _add(self, table: str, kind: str, who: str, seconds: float) -> str:
        token = secrets.token_urlsafe(32)
        row = (digest(token), kind, who, time.time() + seconds)
        self.database.execute(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", row)
        return token
