"""The tables of a history file; base and delta have the same. Texts of git's are bytes.

``commits``: those that the history is made of. ``place`` orders them: a commit's time, or one
second after the latest of its parents' places if that is later (the corrected commit date of git's
``commit-graph``), so that no commit stands before one that it is made from, and the order is the
same however the file was made. Commits of one place stand by their times, then by their names.
What isn't needed to order them is null for commits that touched no ticket. ``first`` to ``last``:
its rows in ``events``. ``places``: of all commits, where the desk is a part of a repository and
``commits`` doesn't have all.
``events``: what a commit did to a ticket, by the blobs before and after it. ``befores`` are a
merge's, of each parent (names one after another, zeros for none). ``shown`` is 0 where a commit
touched a file and it is no event: a merge that took one side's version, say.
``moves``: what events did to the status, as far as versions have been read: those of events up to
the number that ``read_up_to`` gives. Most files are made with none read, because most questions
need none. ``status`` and the times behind it are there if the event changed the status: seconds
since 1970, of those that it changed as well (``opened`` whenever it changed, and of every merge).
``unsure``: that takes reading the versions whole.
``latest``: of each file the last commit that touched it.
"""

import sqlite3

VERSION = "3"
"""Grows with every change of the tables, or of what is put into them."""

_TABLES = """
CREATE TABLE commits (
    n INTEGER PRIMARY KEY,
    name BLOB NOT NULL,
    place INTEGER NOT NULL,
    parents BLOB,
    author INTEGER,
    authored INTEGER,
    committed INTEGER,
    subject BLOB,
    first INTEGER,
    last INTEGER
);
CREATE TABLE places (name BLOB NOT NULL, place INTEGER NOT NULL);
CREATE TABLE authors (n INTEGER PRIMARY KEY, name BLOB NOT NULL, mail BLOB NOT NULL);
CREATE TABLE folders (n INTEGER PRIMARY KEY, path BLOB NOT NULL);
CREATE TABLE events (
    n INTEGER PRIMARY KEY,
    commit_n INTEGER NOT NULL,
    ticket BLOB NOT NULL,
    old_folder INTEGER,
    old BLOB NOT NULL,
    new_folder INTEGER,
    new BLOB NOT NULL,
    befores BLOB,
    shown INTEGER NOT NULL
);
CREATE TABLE moves (
    n INTEGER PRIMARY KEY,
    unsure INTEGER NOT NULL,
    status TEXT,
    since INTEGER, resolved INTEGER, closed INTEGER, opened INTEGER
);
CREATE TABLE latest (
    ticket BLOB NOT NULL,
    folder INTEGER NOT NULL,
    commit_n INTEGER NOT NULL,
    PRIMARY KEY (ticket, folder)
) WITHOUT ROWID;
"""

_INDEXES = (
    "CREATE INDEX IF NOT EXISTS events_ticket ON events (ticket)",
    "CREATE INDEX IF NOT EXISTS commits_place ON commits (place, committed, name)",
)

_INDEXES_OF_MOVES = (
    "CREATE INDEX IF NOT EXISTS moves_unsure ON moves (n) WHERE unsure",
    "CREATE INDEX IF NOT EXISTS moves_opened ON moves (opened) WHERE opened IS NOT NULL",
)

_LATEST = """
INSERT INTO latest SELECT ticket, folder, commit_n FROM (
    SELECT ticket, folder, commit_n,
        max(printf('%020d%020d', place, max(committed, 0)) || hex(name)) FROM (
        SELECT ticket, new_folder AS folder, commit_n FROM events WHERE new_folder IS NOT NULL
        UNION ALL
        SELECT ticket, old_folder, commit_n FROM events
        WHERE old_folder IS NOT NULL AND old_folder IS NOT new_folder
    ) JOIN commits ON commits.n = commit_n WHERE {tickets} GROUP BY ticket, folder
)
"""

_WRITING = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
PRAGMA locking_mode=EXCLUSIVE;
PRAGMA cache_size=-8000;
"""


def writable(path: str, copy_of: sqlite3.Connection | None = None) -> sqlite3.Connection:
    """A new database to be filled, ``:memory:`` too; nobody else has it yet.

    It is empty but for its tables, or has all that is in another. Raises sqlite3.Error.
    """
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript(_WRITING)
    if copy_of is None:
        database.executescript(_TABLES)
    else:
        copy_of.backup(database)
    database.execute("BEGIN")
    return database


def finish(database: sqlite3.Connection, first_event: int) -> None:
    """Make what finds rows quickly: at the end, because that is cheaper. It needs a COMMIT.

    ``first_event``: the first one that is new.
    """
    for index in _INDEXES:
        database.execute(index)
    tickets = "1"
    if first_event > 1:
        tickets = f"ticket IN (SELECT ticket FROM events WHERE n >= {first_event})"
        database.execute(f"DELETE FROM latest WHERE {tickets}")
    database.execute(_LATEST.format(tickets=tickets))


def read_up_to(database: sqlite3.Connection) -> int:
    """The number of the last event whose versions are in ``moves``; 0 for none."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def is_read(database: sqlite3.Connection) -> bool:
    """Whether the versions of all events are."""
    return read_up_to(database) >= _last_event(database)


def finish_moves(database: sqlite3.Connection) -> None:
    """Say that the versions of all events are in ``moves``, and make what finds its rows."""
    for index in _INDEXES_OF_MOVES:
        database.execute(index)
    database.execute(f"PRAGMA user_version = {_last_event(database)}")


def _last_event(database: sqlite3.Connection) -> int:
    return int(database.execute("SELECT ifnull(max(n), 0) FROM events").fetchone()[0])
