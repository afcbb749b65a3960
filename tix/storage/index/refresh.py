"""Updating an index with what has changed since it was made: a delta beside the base.

Files of the live folder that differ from the last commit are read each time (there are few), and
written anew only if they aren't as they were. A delta that has grown too large becomes part of a
new base.
"""

import contextlib
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from tix.frozen import dataclass, replace
from tix.model.layout import LIVE
from tix.model.ticket.paths import is_archived
from tix.model.ticket.ticket import Ticket
from tix.storage.desk.desk import Desk
from tix.storage.git.process import GitError
from tix.storage.index import file_stamps, fill, row_format, source_files
from tix.storage.index.archive_tree import archived_among
from tix.storage.index.build import State, Suspicion
from tix.storage.index.reader import IndexReader
from tix.storage.index.schema import add_indexes, create
from tix.storage.index.source_files import PathState
from tix.storage.store.filed import Broken, Filed
from tix.storage.store.worktree_status import WorkTreeState

LARGEST_DELTA = 1000
"""Tickets; beyond that, copying it whenever something changes costs more than a new base."""

LARGEST_SHARE = 0.3
"""How much of a base may be changed or wasted, before it is cheaper to read everything again."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes for an index: none if ``found`` is empty; ``state`` is its state afterwards.

    ``moved`` are files that aren't where git has just seen them, or are where it saw none, or
    seem to be in the archive as well: somebody moves them just now, and they may be counted twice
    or not at all.
    """

    found: tuple[PathState, ...]
    state: State
    moved: tuple[str, ...] = ()


def changes(
    desk: Desk,
    known: State,
    look: WorkTreeState,
    since: int,
    reader: IndexReader,
    *,
    only_live: bool = False,
) -> Changes | None:
    """The changes; None if there are too many, so that all must be read again. Raises GitError.

    ``only_live``: the index is one of the live folder alone.
    """
    if known.commit != look.commit and not (known.commit and look.commit):
        return None
    listed = file_stamps.of_gits_list(desk)
    is_new = listed is None or listed != known.listed
    asked = (
        source_files.ask_hidden(desk, LIVE) if is_new else None
    )  # while git compares the commits
    between: Mapping[str, str] = {}
    try:
        if known.commit != look.commit:
            folder = LIVE if only_live else ""
            between = source_files.changed_between(desk, known.commit, look.commit, folder)
    except GitError:
        if asked is not None:
            asked.drop()
        raise
    hidden = known.hidden if asked is None else source_files.hidden_of(desk, asked)
    marks = known.edited | known.watched
    refiled = {path: marks.pop(path) for path in [*marks] if is_archived(path)}
    suspects = {*look.changed, *hidden}
    if _is_much(len(between.keys() | (suspects - marks.keys())), known):
        return None
    live = {path for path in between if path.startswith(f"{LIVE}/")} | marks.keys() | suspects
    suspicion = Suspicion(look, since, hidden)
    found, unsure, moved = [], [], []
    deleted = {path: None for path, blob in between.items() if not blob}
    for each in source_files.at(desk, live, deleted | marks, hidden):
        suspicion.note(each)
        is_gone = each.mark is None
        is_known = each.path in marks and each.mark == marks[each.path]
        if not is_known:
            found.append(each)
        if not is_known or each.path in deleted or known.unchecked:
            unsure.append(each)
        if each.path in suspicion.edited or is_gone == (each.path in deleted):
            continue
        if not (is_gone and is_known):
            moved.append(each.path)
            if is_gone:
                suspicion.note_gone(each.path)
    twins = {source_files.archived_twin(each.path): each for each in unsure}
    archive: Collection[str]
    if only_live:
        archive = archived_among(desk, look.commit, twins)
    else:
        filed = reader.at_paths(twins.keys() - between.keys())
        archive = {each.path for each in filed} | {path for path in twins if between.get(path)}
    moved += _between_folders(desk, twins, archive)
    suspicion.note_missing()
    if _is_much(len(found), known):
        return None
    archived = {path: blob for path, blob in between.items() if path not in live}
    if not only_live:
        standing = _refiled(desk, look, refiled, between, reader)
        found += [each for each in standing if not each.is_known]
        refiled_now = {each.path: each.mark for each in standing}
        suspicion.edited |= refiled_now
        back = refiled.keys() - refiled_now.keys()
        archived |= source_files.blobs_at(desk, look.commit, back)
        archived = {path: blob for path, blob in archived.items() if path not in refiled_now}
    found += source_files.committed(desk, archived)
    state = replace(
        known,
        commit=look.commit,
        edited=suspicion.edited,
        watched=suspicion.watched,
        hidden=hidden,
        listed=listed,
        unchecked=False,
        racy=known.racy and not is_new,  # else somebody wrote git's index since
    )
    return Changes(tuple(found), state, tuple(moved))


def _between_folders(
    desk: Desk, twins: Mapping[str, PathState], archive: Collection[str]
) -> Iterator[str]:
    """What in the live folder contradicts that which the last commit says of the archive.

    ``twins``: by the path that it would have there. ``archive``: at which of those something is.
    """
    for twin, each in twins.items():
        is_archived = twin in archive
        if each.mark is not None:
            is_odd = is_archived
        else:
            places = (desk.root / twin, desk.root / each.path)  # it may be back by now
            is_odd = not is_archived and any(os.path.lexists(place) for place in places)
        if is_odd:
            yield each.path


def _refiled(
    desk: Desk,
    look: WorkTreeState,
    known: source_files.Marks,
    between: Mapping[str, str],
    reader: IndexReader,
) -> list[PathState]:
    """What of the archive counts as it stands, for it came from the live folder or went there, and
    that isn't committed. ``known``: those of before, and ``between`` what was committed since."""
    arrived, left = source_files.moved(desk, look)
    had = {filed.path for filed in reader.at_paths(left)}
    had |= {each.path for each in (reader.broken() if left else ())}
    had |= known.keys() | {path for path, blob in between.items() if blob}
    gone = (PathState(path, None, is_known=known.get(path, ()) is None) for path in left & had)
    return [*source_files.at(desk, arrived, known, {}), *gone]


def _is_much(count: int, known: State) -> bool:
    return count > max(LARGEST_DELTA, known.files * LARGEST_SHARE)


def write_delta(base: sqlite3.Connection, new: Path, what: Changes, *, has_old: bool) -> State:
    """Make a delta of the changes, and of what the old one beside the base has; the new state.

    Raises sqlite3.Error, OSError.
    """
    with contextlib.closing(fill.writable(str(new))) as database:
        if has_old:
            base.backup(database, name="delta")  # its file may be gone by now
        else:
            create(database)
            add_indexes(database)
        database.execute("BEGIN")
        paths = [row_format.stored_path(found.path) for found in what.found]
        if has_old:
            _remove(database, paths)
        _leave_out(base, database, paths)
        # A number stands for one content for ever: not for another in the delta of a run that
        # does the same beside this one, or of the next one if this can't be published.
        first = what.state.next_number + int.from_bytes(os.urandom(4))
        tickets = [found.what for found in what.found if isinstance(found.what, Filed)]
        numbered = list(enumerate(tickets, first))
        broken = [found.what for found in what.found if isinstance(found.what, Broken)]
        fill.insert(database, fill.rows_of(numbered, broken))
        _insert_words(database, ((number, filed.ticket) for number, filed in numbered))
        database.execute("COMMIT")
    waste = what.state.waste + len(what.found)
    return replace(what.state, next_number=first + len(numbered), waste=waste)


def _remove(delta: sqlite3.Connection, paths: Iterable[str | bytes]) -> None:
    """Take what stood at these paths out of the delta."""
    numbers = [
        number
        for path in paths
        for (number,) in delta.execute("SELECT n FROM ticket WHERE path = ?", (path,))
    ]
    for table in ("ticket", "text", "value"):  # in one go: value is sorted by words
        delta.execute(
            f"DELETE FROM {table} WHERE n IN (SELECT value FROM json_each(?))",
            (json.dumps(numbers),),
        )
    delta.executemany("DELETE FROM broken WHERE path = ?", ((path,) for path in paths))


def _leave_out(
    base: sqlite3.Connection, delta: sqlite3.Connection, paths: Iterable[str | bytes]
) -> None:
    """Note in the delta that what the base has at these paths doesn't count any more."""
    known = {number for (number,) in delta.execute("SELECT n FROM gone")}
    gone, unused = list[int](), Counter[tuple[str, str]]()
    asked = f"{_WHOLE.format(database='main')} WHERE path = ?"
    for path in paths:
        for number, *rest in base.execute(asked, (path,)):
            if number not in known:
                gone.append(number)
                unused.update(row_format.words_of(row_format.whole(*rest)))
    delta.executemany("INSERT INTO gone VALUES (?)", ((number,) for number in gone))
    delta.executemany("INSERT OR IGNORE INTO gone_broken VALUES (?)", ((path,) for path in paths))
    words = (
        (word, count)
        for key, count in unused.items()
        for (word,) in base.execute("SELECT w FROM word WHERE field = ? AND text = ?", key)
    )
    delta.executemany(
        "INSERT INTO unused VALUES (?, ?)"
        " ON CONFLICT (w) DO UPDATE SET uses = uses + excluded.uses",
        words,
    )


_WHOLE = (
    "SELECT n, id, title, fields, body, x.comments"
    " FROM {database}.ticket JOIN {database}.text AS x USING (n)"
)


def _insert_words(database: sqlite3.Connection, tickets: Iterable[tuple[int, Ticket]]) -> None:
    """Put the words of tickets into ``word`` and ``value``."""
    users: dict[tuple[str, str], list[int]] = {}
    for number, ticket in tickets:
        for key in row_format.words_of(ticket):
            users.setdefault(key, []).append(number)
    known: list[tuple[int, int]] = []
    new: list[tuple[object, ...]] = []
    values: list[tuple[int, int]] = []
    [(last,)] = database.execute("SELECT coalesce(max(w), 0) FROM word")
    for key, numbers in users.items():
        row = database.execute("SELECT w FROM word WHERE field = ? AND text = ?", key).fetchone()
        word = row[0] if row else last + len(new) + 1
        if row:
            known.append((len(numbers), word))
        else:
            new.append((word, *row_format.word_row(*key), len(numbers)))
        values += ((word, number) for number in numbers)
    database.executemany("UPDATE word SET uses = uses + ? WHERE w = ?", known)
    database.executemany("INSERT INTO word VALUES (?, ?, ?, ?, ?, ?)", new)
    database.executemany("INSERT INTO value VALUES (?, ?)", values)


def is_too_large(connection: sqlite3.Connection) -> bool:
    """Whether the ``delta`` beside a base is to become part of it."""
    [(count,)] = connection.execute(
        "SELECT (SELECT count(*) FROM delta.ticket) + (SELECT count(*) FROM delta.gone)"
    )
    return bool(count > LARGEST_DELTA)


def fold(base: Path, delta: Path, new: Path) -> None:
    """Make ``new``, a base that holds what both hold. Raises sqlite3.Error, OSError."""
    import shutil  # 4 ms, and hardly ever needed

    shutil.copyfile(base, new)
    with contextlib.closing(fill.writable(str(new))) as database:
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
    tickets = [(number, row_format.whole(*rest)) for number, *rest in rows]
    fill.insert_fulltext(database, (fill.fulltext_row(*each) for each in tickets))
    _insert_words(database, tickets)
    database.execute("DELETE FROM word WHERE uses = 0")


def wasted(state: State) -> bool:
    """Whether so much of a base is out of date that it is cheaper to make it anew."""
    return state.waste > max(LARGEST_DELTA, state.files * LARGEST_SHARE)
