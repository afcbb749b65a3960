"""The first index of a desk: every ticket, read once."""

import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tix.frozen import dataclass
from tix.model.layout import ARCHIVE, LIVE
from tix.quick_typing import Any
from tix.storage.desk import files
from tix.storage.desk.desk import Desk
from tix.storage.index import file_stamps, fill, source_files
from tix.storage.index.source_files import PathState
from tix.storage.store.filed import Broken, Filed
from tix.storage.store.worktree_status import WorkTreeState

Progress = Callable[[int, int], None]
"""Called with the number of files read and the total."""

MEMORY = Path(":memory:")


@dataclass(frozen=True, slots=True)
class State:
    """The state of the desk that an index was made from.

    ``commit``: the last one that it knows. ``edited``: the live files that differed from it, as
    they stood then (None: there was no plain file). ``watched``: others that changed so late that
    they have to be read again. ``hidden``: paths at which git doesn't look, as its list of files
    had them when it had the stamp ``listed``. ``next_number``: of a new ticket. ``files``: how
    many the base was made of; ``waste``: how many rows of it have been replaced. ``unchecked``:
    whether nobody has looked yet if somebody moves what was edited just now. ``racy``: whether
    git's index was as young as the files and is to be written anew (``git_index_times.py``).
    """

    commit: str
    edited: dict[str, source_files.Mark | None]
    watched: dict[str, source_files.Mark | None]
    hidden: dict[str, str]
    listed: source_files.Mark | None
    next_number: int
    files: int
    waste: int
    unchecked: bool
    racy: bool = False

    def as_json(self) -> dict[str, Any]:
        """For the pointer."""
        return {
            "commit": self.commit,
            "edited": self.edited,
            "watched": self.watched,
            "hidden": self.hidden,
            "listed": self.listed,
            "next": self.next_number,
            "files": self.files,
            "waste": self.waste,
            "unchecked": self.unchecked,
            "racy": self.racy,
        }


def state_of(known: Any) -> State:
    """The inverse of ``as_json``. Raises KeyError or TypeError for other data."""
    for name, kind in (("commit", str), ("edited", dict), ("watched", dict), ("hidden", dict),
                       ("next", int), ("files", int), ("waste", int),
                       ("unchecked", bool)):  # fmt: skip
        if not isinstance(known[name], kind):
            raise TypeError(name)
    return State(
        known["commit"], known["edited"], known["watched"], known["hidden"], known["listed"],
        known["next"], known["files"], known["waste"], known["unchecked"],
        known.get("racy") is True,
    )  # fmt: skip


_SECOND = 1_000_000_000


def _is_late(mark: source_files.Mark, since: int) -> bool:
    """Whether a file may have changed when git looked or later (nanoseconds), or changes unseen.

    git compares whole seconds. A change in the second of the one before is seen nevertheless, by
    the time of modification; not so if somebody sets that back, as archivers and some editors do.
    """
    _, modified, changed, *_ = mark
    grain = 20_000_000 if changed % _SECOND else 2 * _SECOND  # some count whole seconds
    if modified // _SECOND != changed // _SECOND:
        since -= since % _SECOND
    return changed >= since - grain


def _is_invisible(mark: source_files.Mark) -> bool:
    """Whether git never tells of what stands there: a pipe, a socket, a device."""
    is_special = len(mark) == source_files.SPECIAL
    return is_special and not (stat.S_ISLNK(mark[0]) or stat.S_ISREG(mark[0]))


class Suspicion:
    """Which files have to be read again, because git's look may not have told of their content.

    ``since`` is the time (in nanoseconds) when git began to look, ``hidden`` where it never does.
    """

    def __init__(self, look: WorkTreeState, since: int, hidden: Iterable[str]) -> None:
        self._edited = frozenset((*look.changed, *hidden))
        self._folders = tuple(path for path in self._edited if path.endswith("/"))
        self._since = since
        self.edited: dict[str, source_files.Mark | None] = {}
        self.watched: dict[str, source_files.Mark | None] = {}

    def note(self, found: PathState) -> None:
        """Remember the file if it has to be looked at again."""
        path, mark = found.path, found.mark
        if path in self._edited or path.startswith(self._folders):
            self.edited[path] = mark
        elif mark is not None and (self.is_late(found) or _is_invisible(mark)):
            self.watched[path] = mark

    def is_late(self, found: PathState) -> bool:
        """Whether what is there may have come since git looked."""
        return found.mark is not None and _is_late(found.mark, self._since)

    def note_gone(self, path: str) -> None:
        """Remember a path where no file is, although git seems to have seen one."""
        if path not in self._edited and path not in self.edited:
            self.watched[path] = None

    def note_missing(self) -> None:
        """Edited paths that aren't there."""
        for path in self._edited - self.edited.keys():
            self.edited[path] = None


LIVE_NUMBERS = 1 << 48
"""The first number of a ticket in an index of the live folder alone: no other index has those."""


def build(
    desk: Desk,
    look: WorkTreeState,
    since: int,
    place: Path,
    progress: Progress | None,
    *,
    only_live: bool = False,
) -> tuple[sqlite3.Connection, State]:
    """Read the whole desk into a new database; one on disk is whole then, and closed.

    ``only_live``: the live folder, and the names of the files in the archive. Raises
    sqlite3.Error, OSError, GitError.
    """
    listed = file_stamps.of_gits_list(desk)
    hidden = source_files.hidden(desk, LIVE)
    folders = (LIVE,) if only_live else (LIVE, ARCHIVE)
    from tix.storage.index import second_process  # whoever only changes an index is here, too

    reading = _Reading(desk, look, since, hidden, folders, LIVE_NUMBERS if only_live else 1)
    if reading.is_much and second_process.is_worthwhile():
        try:
            made = second_process.made_beside(reading.parts)
            database, counts, marks = _written(reading, made, place, progress)
        except second_process.SecondProcessError:
            if place != MEMORY:
                place.unlink(missing_ok=True)
            database, counts, marks = _written(reading, reading.parts(), place, progress)
    else:
        database, counts, marks = _written(reading, reading.parts(), place, progress)
    edited, watched = marks
    number, read = counts.next_number, counts.files
    state = State(look.commit, edited, watched, hidden, listed, number, read, 0, unchecked=True)
    if place != MEMORY:
        database.close()
        to_disk(place)
    return database, state


@dataclass(frozen=True, slots=True)
class _Reading:
    """All that there is to be read, ``since`` when git looked."""

    desk: Desk
    look: WorkTreeState
    since: int
    hidden: dict[str, str]
    folders: Sequence[str]
    first_number: int

    @property
    def is_much(self) -> bool:
        """Whether there are so many files that another process is begun sooner than they are read;
        git's list of them has some 100 bytes for each."""
        try:
            return (self.desk.git_dir / "index").stat().st_size > _MANY * 100
        except OSError:
            return False

    def parts(self) -> Iterator[tuple[Any, ...]]:
        """The rows of all files, some at a time, and at last what has to be read again:
        ``State.edited`` and ``State.watched``."""
        suspicion = Suspicion(self.look, self.since, self.hidden)
        found = _all(self.desk, self.look, suspicion, self.hidden, self.folders)
        yield from map(tuple, fill.rows(found, self.first_number))
        suspicion.note_missing()
        yield suspicion.edited, suspicion.watched


_MANY = 1000
"""Files; to read so many takes a fifth of a second."""


def _written(
    reading: _Reading, made: Iterable[tuple[Any, ...]], place: Path, progress: Progress | None
) -> tuple[sqlite3.Connection, fill.Counts, tuple[Any, ...]]:
    """A new database of what ``_Reading.parts`` gives, what was counted, and the last of them."""
    last: list[tuple[Any, ...]] = []

    def rows() -> Iterator[fill.Rows]:
        for part in made:
            if len(part) == len(fill.Rows._fields):
                yield fill.Rows(*part)
            else:
                last.append(part)

    desk, folders = reading.desk, reading.folders
    database = fill.writable(str(place))
    try:
        # Numbers are handed out anew: what was found out about the old ones is of no use.
        database.execute(f"PRAGMA user_version = {int.from_bytes(os.urandom(4)) >> 1}")
        told = _counted(rows(), desk, progress, folders)
        counts = fill.fill(database, told, reading.first_number)
        if ARCHIVE not in folders:
            from tix.storage.index.archive_tree import archived_names
            from tix.storage.index.schema import add_archived

            commit = reading.look.commit
            add_archived(database, commit, [*archived_names(desk, commit)])
    except BaseException:
        database.close()
        raise
    return database, counts, last[0]


def to_disk(place: Path) -> None:
    """Wait until a file's content is on disk, before the pointer names it."""
    descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _all(
    desk: Desk,
    look: WorkTreeState,
    suspicion: Suspicion,
    hidden: Mapping[str, str],
    folders: Sequence[str],
) -> Iterator[Filed | Broken]:
    missing = source_files.names_in(desk, look.commit, *folders) if look.commit else set[str]()
    for found in source_files.everything(desk, LIVE):
        missing.discard(found.path)
        suspicion.note(found)
        if found.what is not None:
            yield found.what
    for found in source_files.left_out(desk, missing, hidden, {}):
        suspicion.note(found)
        if found.what is not None:
            yield found.what
    for path in missing:
        if path.startswith(f"{LIVE}/"):
            suspicion.note_gone(path)
    if look.commit and ARCHIVE in folders:
        yield from _archived(desk, look, suspicion, missing)


def _archived(
    desk: Desk, look: WorkTreeState, suspicion: Suspicion, missing: set[str]
) -> Iterator[Filed | Broken]:
    """What a commit has in the archive: nearly all of it is quickest read from the files. But what
    has moved since counts as it stands."""
    commit = look.commit
    arrived, left = source_files.moved(desk, look)
    others = {*source_files.hidden(desk, ARCHIVE), *source_files.archive_changes(desk, commit)}
    folders = tuple(path for path in others if path.endswith("/"))
    for found in source_files.everything(desk, ARCHIVE):
        missing.discard(found.path)
        if found.path in arrived:
            suspicion.edited[found.path] = found.mark
            yield from source_files.all_of([found])
            continue
        if found.path.startswith(folders):
            continue
        if suspicion.is_late(found):
            others.add(found.path)
        elif found.what is not None and found.path not in others:
            yield found.what
    others |= {path for path in missing if path.startswith(f"{ARCHIVE}/")}
    suspicion.edited |= dict.fromkeys(left & missing)
    blobs = source_files.blobs_at(desk, commit, others - arrived - left)
    yield from source_files.all_of(source_files.committed(desk, blobs))


def _counted(
    made: Iterator[fill.Rows],
    desk: Desk,
    progress: Progress | None,
    folders: Sequence[str],
) -> Iterator[fill.Rows]:
    """The same, and after a second a word about how far it is."""
    start, number, total = time.monotonic(), 0, 0
    for each in made:
        yield each
        number += len(each.tickets) + len(each.broken)
        if progress is not None and time.monotonic() - start > 1:
            total = total or sum(1 for f in folders for _ in files.walk(desk.root, f))
            progress(number, max(total, number))
