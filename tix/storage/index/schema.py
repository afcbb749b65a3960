"""The tables of an index file; base and delta have the same.

``ticket``: one row each, ``n`` is its number: unique over base and delta, never used again.
``text``: body and comments, apart from it because most questions don't look at them.
``word``: each text that some ticket has in a field; ``value``: which ticket has which.
``fulltext``: the tokens of all text (``tix.query.tokens``); it keeps no text of its own.
``broken``: files that can't be read.
In a delta, ``gone`` are the base's tickets that are no more, or are here anew; ``unused`` counts
how often the base's words stood in those.
An index of the live folder alone has in ``archived`` the paths of the archive's files in the commit
of that name, each ended by NUL but the last.
"""

import os
import sqlite3
from collections.abc import Sequence

from tix.query.columns import COLUMNS
from tix.storage.index import row_format

_TABLES = f"""
CREATE TABLE ticket (
    n INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    stem TEXT NOT NULL,
    id TEXT NOT NULL,
    archived INTEGER NOT NULL,
    title TEXT NOT NULL,
    {", ".join(f"{column.name} {column.declared}" for column in row_format.COLUMNS)},
    comments INTEGER NOT NULL,
    has_body INTEGER NOT NULL,
    fields TEXT NOT NULL
);
CREATE TABLE text (n INTEGER PRIMARY KEY, body TEXT NOT NULL, comments TEXT NOT NULL);
CREATE TABLE word (
    w INTEGER PRIMARY KEY,
    field TEXT NOT NULL,
    text TEXT NOT NULL,
    folded TEXT NOT NULL,
    person TEXT NOT NULL,
    uses INTEGER NOT NULL
);
CREATE TABLE value (w INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (w, n)) WITHOUT ROWID;
CREATE TABLE broken (path TEXT PRIMARY KEY, stem TEXT, line INTEGER, reason TEXT) WITHOUT ROWID;
CREATE TABLE gone (n INTEGER PRIMARY KEY);
CREATE TABLE gone_broken (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE unused (w INTEGER PRIMARY KEY, uses INTEGER NOT NULL);
CREATE VIRTUAL TABLE fulltext USING fts5(
    {", ".join(COLUMNS)}, content='', columnsize=0, tokenize='ascii'
);
"""

_INDEXES = """
CREATE UNIQUE INDEX ticket_path ON ticket (path);
CREATE INDEX ticket_stem ON ticket (stem);
CREATE INDEX ticket_id ON ticket (id);
CREATE INDEX ticket_live ON ticket (n) WHERE NOT archived;
CREATE INDEX ticket_newest ON ticket (n, opened, id);
CREATE INDEX ticket_tally
    ON ticket (status, type, priority, assignees, resolved IS NULL AND closed IS NULL);
CREATE UNIQUE INDEX word_text ON word (field, text);
CREATE INDEX word_folded ON word (field, folded);
"""

_ARCHIVED = (
    "CREATE TABLE archived (name TEXT NOT NULL, count INTEGER NOT NULL, paths BLOB NOT NULL)"
)


def create(database: sqlite3.Connection) -> None:
    """Make the tables."""
    database.executescript(_TABLES)


def add_indexes(database: sqlite3.Connection) -> None:
    """Make what finds rows quickly: at the end, because that is cheaper."""
    database.executescript(_INDEXES)


def add_archived(database: sqlite3.Connection, commit: str, paths: Sequence[str]) -> None:
    """Put in the paths of the archive's files in a commit."""
    database.execute(_ARCHIVED)
    joined = os.fsencode("\0".join(paths))  # one value: a row each would take half a second
    database.execute("INSERT INTO archived VALUES (?, ?, ?)", (commit, len(paths), joined))
