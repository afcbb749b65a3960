"""From a desk to a reader of its index, which is made or brought up to date on the way."""

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from tix.storage.desk import Desk
from tix.storage.first_look import FirstLook, WorkTreeState
from tix.storage.git import GitError
from tix.storage.index.reader import IndexReader
from tix.storage.index.shelf import Shelf, Volume

if TYPE_CHECKING:
    from tix.storage.index.building import Progress, State

VERSION = "2"
"""Grows with every change of the tables (``schema``), or of what is put into them."""

_ATTEMPTS = 3
"""How often a file may be gone between reading the pointer and opening it."""


def shelf_of(desk: Desk, kind: str, version: str) -> Shelf:
    """Where this working tree's desk keeps an index; a desk in a subfolder has its own."""
    name = "index"
    if desk.prefix:
        import zlib

        name = f"index-{zlib.crc32(os.fsencode(desk.prefix)):08x}"
    return Shelf(desk.git_dir / "tix" / name, kind, version)


def open_index(desk: Desk, look: FirstLook, progress: "Progress | None" = None) -> IndexReader:
    """A reader that knows the desk as it stands now. Raises GitError, OSError, sqlite3.Error."""
    shelf = shelf_of(desk, "tickets", VERSION)
    opened = _opened(shelf)
    state = look.state()
    if opened is None:
        return _built(desk, shelf, state, look.since, progress)
    volume, connection = opened
    if _is_fresh(volume, state):
        return IndexReader(desk, connection, has_delta=len(volume.files) > 1)
    try:
        reader = _refreshed(desk, shelf, volume, connection, state, look.since)
    except (GitError, sqlite3.Error, OSError, KeyError):  # commits or files that are gone
        reader = None
    if reader is None:
        connection.close()
        return _built(desk, shelf, state, look.since, progress)
    return reader


def _opened(shelf: Shelf) -> tuple[Volume, sqlite3.Connection] | None:
    for _ in range(_ATTEMPTS):
        volume = shelf.read()
        if volume is None:
            return None
        with contextlib.suppress(sqlite3.Error):
            return volume, connect(*volume.files)
    return None


def connect(base: Path, delta: Path | None = None) -> sqlite3.Connection:
    """A database to read, with a delta beside it. Raises sqlite3.Error."""
    connection = sqlite3.connect(_uri(base), uri=True, isolation_level=None)
    connection.execute("PRAGMA mmap_size=1073741824")
    if delta is not None:
        connection.execute("ATTACH ? AS delta", (_uri(delta),))
    return connection


def _uri(place: Path) -> str:
    """``immutable``: SQLite needs no lock and looks for no journal."""
    path = str(place)
    for char in "%?#":  # all that means something in SQLite's URIs
        path = path.replace(char, f"%{ord(char):02x}")
    return f"file:{path}?mode=ro&immutable=1"


def _is_fresh(volume: Volume, state: WorkTreeState) -> bool:
    """Whether nothing has changed, and nothing has to be read to be sure of it."""
    known = volume.state
    return bool(
        known["commit"] == state.commit
        and not (state.changed or state.complaint or known["edited"] or known["watched"])
    )


def _built(
    desk: Desk, shelf: Shelf, state: WorkTreeState, since: int, progress: "Progress | None"
) -> IndexReader:
    from tix.storage.index.building import MEMORY, build

    place = MEMORY
    if not state.complaint:  # else git couldn't look everywhere: good for this run only
        with contextlib.suppress(OSError):
            place = shelf.new_file()
    try:
        connection, made = build(desk, state, since, place, progress)
        if place != MEMORY:
            connection = connect(place)
    except (sqlite3.Error, OSError):
        if place == MEMORY:
            raise
        place.unlink(missing_ok=True)  # a full disk
        connection, made = build(desk, state, since, MEMORY, progress)
        place = MEMORY
    if place != MEMORY and shelf.publish([place], made.as_json(), shelf.read()) is None:
        place.unlink(missing_ok=True)
    return IndexReader(desk, connection, has_delta=False)


def _refreshed(
    desk: Desk,
    shelf: Shelf,
    volume: Volume,
    connection: sqlite3.Connection,
    state: WorkTreeState,
    since: int,
) -> IndexReader | None:
    """The reader with what has changed; None if all is to be read again."""
    from tix.storage.index import refreshing
    from tix.storage.index.building import state_of, to_disk

    if state.complaint:
        return None
    known = state_of(volume.state)
    if refreshing.wasted(known):
        return None
    what = refreshing.changes(desk, known, state, since)
    if what is None:
        return None
    base, *deltas = volume.files
    if not what.found:
        if what.state != known:
            shelf.publish(volume.files, what.state.as_json(), volume)
        return IndexReader(desk, connection, has_delta=bool(deltas))
    place = _writable_place(shelf)
    try:
        old = deltas[0] if deltas else None
        made = refreshing.write_delta(connection, old, place, what)
        to_disk(place)
        connection.close()
        connection = connect(base, place)
        if refreshing.is_too_large(connection):
            _fold(shelf, volume, place, made)
        else:
            shelf.publish([base, place], made.as_json(), volume)
    finally:
        place.unlink(missing_ok=True)  # unless it was published, which gave it another name
    return IndexReader(desk, connection, has_delta=True)


def _writable_place(shelf: Shelf) -> Path:
    try:
        return shelf.new_file()
    except OSError:
        import tempfile  # costs 10 ms

        descriptor, name = tempfile.mkstemp(prefix="tix-index-")
        os.close(descriptor)
        return Path(name)


def _fold(shelf: Shelf, volume: Volume, delta: Path, made: "State") -> None:
    """Let base and delta become a new base; if that fails, both stay as they are."""
    from tix.storage.index.building import to_disk
    from tix.storage.index.refreshing import fold

    try:
        place = shelf.new_file()
    except OSError:
        return
    try:
        fold(volume.files[0], delta, place)
        to_disk(place)
        shelf.publish([place], made.as_json(), volume)
    except (sqlite3.Error, OSError):
        pass
    finally:
        place.unlink(missing_ok=True)
