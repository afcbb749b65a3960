"""Where a desk's index is kept, and how its files are opened."""

import os
import sqlite3
from pathlib import Path

from tix.storage.desk.desk import Desk
from tix.storage.index import row_format
from tix.storage.index.folder import index_folder
from tix.storage.index.generations import Generations

VERSION = f"10-{row_format.SHAPE:x}"
"""Grows with every change of the tables (``schema``), or of what is put into them."""


def generations_of(desk: Desk, kind: str, version: str) -> Generations:
    """Where this working tree's desk keeps an index; a desk in a subfolder has its own."""
    return Generations(index_folder(desk), kind, version)


def ticket_generations(desk: Desk) -> Generations:
    """Where what is known of the tickets is kept."""
    return generations_of(desk, "tickets", VERSION)


def live_generations(desk: Desk) -> Generations:
    """Where what is known of the live folder alone is kept, until there is more."""
    return generations_of(desk, "live", VERSION)


def connect(base: Path, delta: Path | None = None) -> sqlite3.Connection:
    """A database to read, with a delta beside it. Raises sqlite3.Error."""
    connection = sqlite3.connect(uri(base), uri=True, isolation_level=None)
    try:
        if delta is not None:
            connection.execute("ATTACH ? AS delta", (uri(delta),))
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def uri(place: Path) -> str:
    """``immutable``: SQLite needs no lock and looks for no journal."""
    path = "".join(chr(c) if c in _PLAIN else f"%{c:02x}" for c in os.fsencode(place))
    return f"file:{path}?mode=ro&immutable=1"


_PLAIN = b"/-._0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Characters that are literal in SQLite's URIs."""
