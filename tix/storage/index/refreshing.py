"""Taking into an index what has changed since it was made: a delta beside the base.

Files of the live folder that differ from the last commit are read each time (there are few), and
written anew only if they aren't as they were. A delta that has grown too large becomes part of a
new base.
"""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tix.storage.desk import Desk
from tix.storage.first_look import WorkTreeState
from tix.storage.git import GitError
from tix.storage.index import reading, records, stamps, tables
from tix.storage.index.building import State, Suspicion
from tix.storage.index.reader import IndexReader
from tix.storage.index.reading import ARCHIVE, LIVE, Found
from tix.storage.index.schema import add_indexes, create
from tix.storage.reader import Broken, Filed
from tix.values import dataclass, replace

LARGEST_DELTA = 1000
"""Tickets; beyond that, copying it whenever something changes costs more than a new base."""

LARGEST_SHARE = 0.3
"""How much of a base may be changed or wasted, before it is cheaper to read everything again."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an index has to take in: nothing if ``found`` is empty; ``state`` is what it is then.

    ``moved`` are files that aren't where git has just seen them, or are where it saw none, or
    seem to be in the archive as well: somebody moves them just now, and they may be counted twice
    or not at all.
    """

    found: tuple[Found, ...]
    state: State
    moved: tuple[str, ...] = ()


def changes(
    desk: Desk, known: State, look: WorkTreeState, since: int, reader: IndexReader
) -> Changes | None:
    """What has changed; None if it is too much, and all is to be read again. Raises GitError."""
    if known.commit != look.commit and not (known.commit and look.commit):
        return None
    listed = stamps.of_gits_list(desk)
    is_new = listed is None or listed != known.listed
    asked = reading.ask_hidden(desk, LIVE) if is_new else None  # while git compares the commits
    between: Mapping[str, str] = {}
    try:
        if known.commit != look.commit:
            between = reading.changed_between(desk, known.commit, look.commit)
    except GitError:
        if asked is not None:
            asked.drop()
        raise
    hidden = known.hidden if asked is None else list(reading.hidden_of(desk, asked))
    marks = known.edited | known.watched
    suspects = {*look.changed, *hidden}
    if _is_much(len(between.keys() | (suspects - marks.keys())), known):
        return None
    live = {path for path in between if path.startswith(f"{LIVE}/")} | marks.keys() | suspects
    suspicion = Suspicion(look, since, hidden)
    found, unsure, moved = [], [], []
    deleted = {path: None for path, blob in between.items() if not blob}
    for each in reading.at(desk, live, deleted | marks):
        suspicion.note(each)
        is_gone = each.mark is None
        is_known = each.path in marks and each.mark == marks[each.path]
        if not is_known:
            found.append(each)
        if not is_known or each.path in deleted:
            unsure.append(each)
        if each.path in suspicion.edited or is_gone == (each.path in deleted):
            continue
        if not (is_gone and is_known):
            moved.append(each.path)
            if is_gone:
                suspicion.note_gone(each.path)
    moved += _between_folders(desk, unsure, between, reader)
    suspicion.note_missing()
    if _is_much(len(found), known):
        return None
    archived = {path: blob for path, blob in between.items() if path not in live}
    found += reading.committed(desk, archived)
    state = replace(
        known,
        commit=look.commit,
        edited=suspicion.edited,
        watched=suspicion.watched,
        hidden=hidden,
        listed=listed,
    )
    return Changes(tuple(found), state, tuple(moved))


def _between_folders(
    desk: Desk, found: Iterable[Found], between: Mapping[str, str], reader: IndexReader
) -> Iterator[str]:
    """What in the live folder contradicts that which the last commit says of the archive."""
    twins = {ARCHIVE + each.path.removeprefix(LIVE): each for each in found}
    known = {filed.path for filed in reader.at_paths(twins.keys() - between.keys())}
    for twin, each in twins.items():
        is_archived = bool(between.get(twin)) or twin in known
        if each.mark is not None:
            is_odd = is_archived
        else:
            places = (desk.root / twin, desk.root / each.path)  # it may be back by now
            is_odd = not is_archived and any(os.path.lexists(place) for place in places)
        if is_odd:
            yield each.path


def _is_much(count: int, known: State) -> bool:
    return count > max(LARGEST_DELTA, known.files * LARGEST_SHARE)


def write_delta(base: sqlite3.Connection, new: Path, what: Changes, *, has_old: bool) -> State:
    """Make a delta of the changes, and of what the old one beside the base has; the new state.

    Raises sqlite3.Error, OSError.
    """
    with contextlib.closing(tables.writable(str(new))) as database:
        if has_old:
            base.backup(database, name="delta")  # its file may be gone by now
        else:
            create(database)
            add_indexes(database)
        # A number stands for one content for ever: not for another in the delta of a run that
        # does the same beside this one, or of the next one if this can't be published.
        first = what.state.next_number + int.from_bytes(os.urandom(4))
        writer = _Delta(base, database, first)
        database.execute("BEGIN")
        for found in what.found:
            writer.replace(found)
        database.execute("COMMIT")
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
    with contextlib.closing(tables.writable(str(new))) as database:
        database.execute("ATTACH ? AS delta", (str(delta),))
        database.execute("BEGIN")
        _take_in(database)
        database.execute("COMMIT")


def _take_in(database: sqlite3.Connection) -> None:
    """Change a copy of the base to what the ``delta`` beside it says."""
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


def wasted(state: State) -> bool:
    """Whether so much of a base is out of date that it is cheaper to make it anew."""
    return state.waste > max(LARGEST_DELTA, state.files * LARGEST_SHARE)
