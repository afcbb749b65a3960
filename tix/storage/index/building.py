"""The first index of a desk: every ticket, read once."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tix.storage import files
from tix.storage.desk import Desk
from tix.storage.first_look import WorkTreeState
from tix.storage.index import reading, tables
from tix.storage.index.reading import ARCHIVE, LIVE, Found
from tix.storage.reader import Broken, Filed
from tix.values import dataclass

Progress = Callable[[int, int], None]
"""Is told how many files of how many have been read."""

MEMORY = Path(":memory:")


@dataclass(frozen=True, slots=True)
class State:
    """What an index was made from.

    ``commit``: the last one that it knows. ``edited``: the live files that differed from it, as
    they stood then (None: there was no plain file). ``watched``: others that changed so late that
    they have to be read again. ``next_number``: of a new ticket. ``files``: how many the base was
    made of; ``waste``: how many rows of it have been replaced.
    """

    commit: str
    edited: dict[str, reading.Mark | None]
    watched: dict[str, reading.Mark | None]
    next_number: int
    files: int
    waste: int

    def as_json(self) -> dict[str, Any]:
        """For the shelf's pointer."""
        return {
            "commit": self.commit,
            "edited": self.edited,
            "watched": self.watched,
            "next": self.next_number,
            "files": self.files,
            "waste": self.waste,
        }


def state_of(known: Any) -> State:
    """What ``as_json`` gave. Raises KeyError or TypeError for anything else."""
    return State(
        known["commit"], known["edited"], known["watched"], known["next"], known["files"],
        known["waste"],
    )  # fmt: skip


def _is_late(changed: int, since: int) -> bool:
    """Whether a file changed at or after a time (nanoseconds), as far as its clock tells."""
    grain = 20_000_000 if changed % 1_000_000_000 else 2_000_000_000  # some count whole seconds
    return changed >= since - grain


class Suspicion:
    """Which files changed so late that git, which looked before, may have seen something else.

    ``since`` is the time (in nanoseconds) when git began to look.
    """

    def __init__(self, look: WorkTreeState, since: int) -> None:
        self._edited = frozenset(look.changed)
        self._since = since
        self.edited: dict[str, reading.Mark | None] = {}
        self.watched: dict[str, reading.Mark | None] = {}

    def note(self, found: Found) -> None:
        """Remember the file if it has to be looked at again."""
        if found.path in self._edited:
            self.edited[found.path] = found.mark
        elif found.mark is not None and _is_late(found.mark[2], self._since):
            self.watched[found.path] = found.mark

    def note_missing(self) -> None:
        """Edited paths that aren't there."""
        for path in self._edited - self.edited.keys():
            self.edited[path] = None


def build(
    desk: Desk, look: WorkTreeState, since: int, place: Path, progress: Progress | None
) -> tuple[sqlite3.Connection, State]:
    """Read the whole desk into a new database; one on disk is whole then, and closed.

    Raises sqlite3.Error, OSError, GitError.
    """
    suspicion = Suspicion(look, since)
    database = tables.writable(str(place))
    # Numbers are handed out anew: what was found out about the old ones is of no use.
    database.execute(f"PRAGMA user_version = {int.from_bytes(os.urandom(4)) >> 1}")
    found = _counted(_all(desk, look, suspicion), desk, progress)
    counts = tables.fill(database, found, 1)
    suspicion.note_missing()
    state = State(
        look.commit, suspicion.edited, suspicion.watched, counts.next_number, counts.files, 0
    )
    if place != MEMORY:
        database.close()
        to_disk(place)
    return database, state


def to_disk(place: Path) -> None:
    """Wait until a file's content is on disk: the pointer that will name it must not be first."""
    descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _all(desk: Desk, look: WorkTreeState, suspicion: Suspicion) -> Iterator[Filed | Broken]:
    for found in reading.everything(desk, LIVE):
        suspicion.note(found)
        if found.what is not None:
            yield found.what
    others = reading.archive_changes(desk, look.commit) if look.commit else {}
    for found in reading.everything(desk, ARCHIVE):
        if found.path not in others and found.what is not None:
            yield found.what
    yield from reading.all_of(reading.committed(desk, others))


def _counted(
    found: Iterator[Filed | Broken], desk: Desk, progress: Progress | None
) -> Iterator[Filed | Broken]:
    """The same, and after a second a word about how far it is."""
    if progress is None:
        yield from found
        return
    start, total = time.monotonic(), 0
    for number, each in enumerate(found, 1):
        yield each
        if number % 100 == 0 and time.monotonic() - start > 1:
            total = total or sum(1 for f in (LIVE, ARCHIVE) for _ in files.walk(desk.root, f))
            progress(number, max(total, number))
