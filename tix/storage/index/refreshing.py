"""Taking into an index what has changed since it was made: a delta beside the base.

Files of the live folder that differ from the last commit are read each time (there are few), and
written anew only if they aren't as they were. A delta that has grown too large becomes part of a
new base.
"""

import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from tix.storage.desk import Desk
from tix.storage.first_look import WorkTreeState
from tix.storage.index import reading, records, tables
from tix.storage.index.building import State, Suspicion
from tix.storage.index.reading import LIVE, Found
from tix.storage.index.schema import add_indexes, create
from tix.storage.reader import Broken, Filed
from tix.values import dataclass, replace

LARGEST_DELTA = 1000
"""Tickets; beyond that, copying it whenever something changes costs more than a new base."""

LARGEST_SHARE = 0.3
"""How much of a base may be changed or wasted, before it is cheaper to read everything again."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an index has to take in: nothing if ``found`` is empty; ``state`` is what it is then."""

    found: tuple[Found, ...]
    state: State


def changes(desk: Desk, known: State, look: WorkTreeState, since: int) -> Changes | None:
    """What has changed; None if it is too much, and all is to be read again. Raises GitError."""
    between: Mapping[str, str] = {}
    if known.commit != look.commit:
        if not (known.commit and look.commit):
            return None
        between = reading.changed_between(desk, known.commit, look.commit)
    live = {path for path in between if path.startswith(f"{LIVE}/")}
    live |= known.edited.keys() | known.watched.keys() | set(look.changed)
    if len(between.keys() | live) > max(LARGEST_DELTA, known.files * LARGEST_SHARE):
        return None
    suspicion = Suspicion(look, since)
    found = []
    for path in sorted(live):
        for each in reading.at(desk, path):
            suspicion.note(each)
            if path in between or not _is_as_it_was(each, known):
                found.append(each)
    suspicion.note_missing()
    archived = {path: blob for path, blob in between.items() if path not in live}
    found += reading.committed(desk, archived)
    state = replace(known, commit=look.commit, edited=suspicion.edited, watched=suspicion.watched)
    return Changes(tuple(found), state)


def _is_as_it_was(found: Found, known: State) -> bool:
    before = known.edited if found.path in known.edited else known.watched
    return found.path in before and found.mark == before[found.path]


def write_delta(base: sqlite3.Connection, old: Path | None, new: Path, what: Changes) -> State:
    """Make the delta ``new`` of ``old`` (None: there is none) and the changes; the new state.

    Raises sqlite3.Error, OSError.
    """
    if old is not None:
        shutil.copyfile(old, new)
    database = tables.writable(str(new))
    try:
        if old is None:
            create(database)
            add_indexes(database)
        writer = _Delta(base, database, what.state.next_number)
        database.execute("BEGIN")
        for found in what.found:
            writer.replace(found)
        database.execute("COMMIT")
    finally:
        database.close()
    waste = what.state.waste + len(what.found)
    return replace(what.state, next_number=writer.next_number, waste=waste)


class _Delta:
    """Changes rows of a delta, and notes which of the base's count no more."""

    def __init__(
        self, base: sqlite3.Connection, delta: sqlite3.Connection, next_number: int
    ) -> None:
        self._base = base
        self._delta = delta
        self.next_number = next_number

    def replace(self, found: Found) -> None:
        """Let a path hold what was found there, and nothing else."""
        path = records.stored_path(found.path)
        self._remove(path)
        if isinstance(found.what, Filed):
            number, self.next_number = self.next_number, self.next_number + 1
            tables.insert_tickets(self._delta, [(number, found.what)])
            insert_words(self._delta, number, records.words_of(found.what.ticket))
        elif isinstance(found.what, Broken):
            tables.insert_broken(self._delta, [found.what])

    def _remove(self, path: str | bytes) -> None:
        for (number,) in self._delta.execute("SELECT n FROM ticket WHERE path = ?", (path,)):
            for table in ("ticket", "text", "value"):
                self._delta.execute(f"DELETE FROM {table} WHERE n = ?", (number,))
        self._delta.execute("DELETE FROM broken WHERE path = ?", (path,))
        for row in self._base.execute(
            f"{_WHOLE.format(database='main')} WHERE path = ?", (path,)
        ).fetchall():
            self._forget(row)
        self._delta.execute("INSERT OR IGNORE INTO gone_broken VALUES (?)", (path,))

    def _forget(self, row: tuple[int, str, str, str, str, str]) -> None:
        number, *rest = row
        is_new = self._delta.execute("INSERT OR IGNORE INTO gone VALUES (?)", (number,)).rowcount
        if not is_new:
            return
        for key in records.words_of(records.whole(*rest)):
            [(word,)] = self._base.execute(
                "SELECT w FROM word WHERE field = ? AND text = ?", key
            ).fetchall()
            self._delta.execute(
                "INSERT INTO unused VALUES (?, 1) ON CONFLICT (w) DO UPDATE SET uses = uses + 1",
                (word,),
            )


_WHOLE = (
    "SELECT n, id, title, fields, body, x.comments"
    " FROM {database}.ticket JOIN {database}.text AS x USING (n)"
)


def insert_words(
    database: sqlite3.Connection, number: int, words: Iterable[tuple[str, str]]
) -> None:
    """Put the words of one ticket into ``word`` and ``value``."""
    for key in words:
        database.execute(
            "INSERT INTO word (field, text, folded, person, uses) VALUES (?, ?, ?, ?, 1)"
            " ON CONFLICT (field, text) DO UPDATE SET uses = uses + 1",
            records.word_row(*key),
        )
        database.execute(
            "INSERT INTO value SELECT w, ? FROM word WHERE field = ? AND text = ?",
            (number, *key),
        )


def is_too_large(connection: sqlite3.Connection) -> bool:
    """Whether the ``delta`` beside a base is to become part of it."""
    [(count,)] = connection.execute(
        "SELECT (SELECT count(*) FROM delta.ticket) + (SELECT count(*) FROM delta.gone)"
    )
    return bool(count > LARGEST_DELTA)


def fold(base: Path, delta: Path, new: Path) -> None:
    """Make ``new``, a base that holds what both hold. Raises sqlite3.Error, OSError."""
    shutil.copyfile(base, new)
    database = tables.writable(str(new))
    database.execute("ATTACH ? AS delta", (str(delta),))
    database.execute("BEGIN")
    for table in ("ticket", "text", "value"):
        database.execute(f"DELETE FROM {table} WHERE n IN (SELECT n FROM delta.gone)")
    database.execute("DELETE FROM broken WHERE path IN (SELECT path FROM delta.gone_broken)")
    database.execute(
        "UPDATE word SET uses = uses - coalesce("
        "(SELECT u.uses FROM delta.unused AS u WHERE u.w = word.w), 0)"
    )
    for table in ("ticket", "text", "broken"):
        database.execute(f"INSERT INTO {table} SELECT * FROM delta.{table}")
    rows = database.execute(_WHOLE.format(database="delta")).fetchall()
    for number, ident, title, fields, body, comments in rows:
        ticket = records.whole(ident, title, fields, body, comments)
        tables.insert_fulltext(database, [(number, ticket)])
        insert_words(database, number, records.words_of(ticket))
    database.execute("DELETE FROM word WHERE uses = 0")
    database.execute("COMMIT")
    database.close()


def wasted(state: State) -> bool:
    """Whether so much of a base is out of date that it is cheaper to make it anew."""
    return state.waste > max(LARGEST_DELTA, state.files * LARGEST_SHARE)
