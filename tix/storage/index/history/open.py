"""The history of a desk as the index holds it: made when it is first asked for, kept up to date.

Two files at most: a base, and a delta with the commits since the base's. When HEAD has moved, the
delta is made anew from the base's commit on; a long one is folded into a new base. Where HEAD isn't
made from the base's commit any more (history was rewritten, another branch is checked out), or the
repository has other roots than it had (a shallow clone was deepened), all of it is made anew.
"""

import contextlib
import os
import sqlite3
import time
from binascii import unhexlify
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tix.frozen import dataclass
from tix.storage.desk.desk import Desk
from tix.storage.git.objects import check
from tix.storage.index.databases import connect, generations_of
from tix.storage.index.generations import Generation, Generations
from tix.storage.index.history import schema
from tix.storage.index.history.reader import History
from tix.storage.index.history.state import head_of, is_partial, shape_of

Progress = Callable[[int, int], None]
"""Is told how many commits of how many have been read."""

_FOLDED = 400
"""Events in a delta from which on it becomes a part of the base."""

_QUICK = 0.5
"""Seconds that a build may take before anybody is told how far it is."""


def history_of(desk: Desk, head: str | None = None, progress: Progress | None = None) -> History:
    """The history up to HEAD, from the index, which is made or refreshed if need be.

    ``head`` is HEAD's commit ("" for none) if that is known. Raises GitError.
    """
    return _Keeper(desk, progress).history(head_of(desk) if head is None else head)


def is_there(desk: Desk) -> bool:
    """Whether the index has a history, perhaps of an older HEAD."""
    return generations_of(desk, "history", schema.VERSION).read() is not None


@dataclass(frozen=True, slots=True)
class _Made:
    """A new file, and how many events, or commits, are in it."""

    path: Path
    events: int


class _Keeper:
    """Looks after the files of one desk's history."""

    def __init__(self, desk: Desk, progress: Progress | None) -> None:
        self._desk = desk
        self._progress = progress
        self._generations: Generations = generations_of(desk, "history", schema.VERSION)

    def history(self, head: str) -> History:
        """The history up to that commit."""
        shape = shape_of(self._desk)
        generation = self._generations.read()
        fits = generation is not None and generation.state.get("shape") == shape
        if generation is not None and fits:
            if generation.state["commit"] == head:
                with contextlib.suppress(sqlite3.Error):
                    return self._opened([_read_only(file) for file in generation.files])
                return self._once_more(generation, head)
            if head and self._grew(generation.state["base"], head):
                with contextlib.suppress(OSError, sqlite3.Error):
                    return self._refreshed(generation, head, shape)
        return self._rebuilt(generation, head, shape)

    def _once_more(self, generation: Generation, head: str) -> History:
        """A file was gone, or damaged: the pointer may name others by now."""
        now = self._generations.read()
        if now is not None and now.token != generation.token:
            return self.history(head)
        return self._rebuilt(generation, head, shape_of(self._desk))

    def _grew(self, base: str, head: str) -> bool:
        return base != "" and self._desk.git.succeeds("merge-base", "--is-ancestor", base, head)

    def _opened(self, databases: Sequence[sqlite3.Connection]) -> History:
        return History(self._desk, databases)

    # -- making ---------------------------------------------------------------------------------

    def _rebuilt(self, generation: Generation | None, head: str, shape: str) -> History:
        state = {"base": head, "commit": head, "shape": shape}
        with contextlib.suppress(OSError, sqlite3.Error):  # nothing can be written, a full disk
            made = self._made(head, None, None)
            return self._published([made], [], state, generation)
        database = schema.writable(":memory:", is_new=True)
        self._fill(database, head, None)
        return History(self._desk, [database])

    def _refreshed(self, generation: Generation, head: str, shape: str) -> History:
        """The base, with a new delta behind it or within it. Raises OSError and sqlite3.Error."""
        base, *_ = generation.files
        start = generation.state["base"]
        state = {"base": start, "commit": head, "shape": shape}
        with contextlib.closing(_read_only(base)) as older:
            delta = self._made(head, start, older)
        if delta.events < _FOLDED:
            return self._published([delta], [base], state, generation)
        delta.path.unlink(missing_ok=True)
        whole = self._made(head, start, None, copy_of=base)
        return self._published([whole], [], {**state, "base": head}, generation)

    def _made(
        self,
        head: str,
        since: str | None,
        older: sqlite3.Connection | None,
        copy_of: Path | None = None,
    ) -> _Made:
        """A file with the commits ``since`` one (None: with all). Raises OSError, sqlite3.Error.

        ``older`` has those before; with ``copy_of`` the new file itself begins as a copy of them.
        """
        from tix.storage.index.build import to_disk  # most runs make nothing

        path = self._generations.new_file()
        try:
            if copy_of is not None:
                import shutil  # hardly ever needed

                shutil.copyfile(copy_of, path)
            with contextlib.closing(schema.writable(str(path), is_new=copy_of is None)) as database:
                self._fill(database, head, since, database if copy_of else older)
                (events,) = database.execute(
                    "SELECT max((SELECT count(*) FROM events), (SELECT count(*) FROM commits))"
                ).fetchone()
            to_disk(path)
            return _Made(path, events)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def _fill(
        self,
        database: sqlite3.Connection,
        head: str,
        since: str | None,
        older: sqlite3.Connection | None = None,
    ) -> None:
        from tix.storage.index.history.build import HistoryFiller  # most runs make nothing

        def place_of(name: bytes) -> int:
            return _place(older, name) if older is not None else 0

        def folders_of(ticket: bytes) -> Iterator[bytes]:
            return _folders(older, ticket) if older is not None else iter(())

        filling = HistoryFiller(
            database, self._desk, place_of, folders_of, reads=not is_partial(self._desk)
        )
        first = filling.next_event
        if head and head != since:
            revisions = [head, *([f"^{since}"] if since else [])]
            filling.fill(revisions, self._told(revisions))
        schema.finish(database, first)
        filling.settle(self._blobs_at)
        database.execute("COMMIT")

    def _told(self, revisions: Sequence[str]) -> Callable[[int], None]:
        """A function that passes on the progress; the total is counted once it takes long."""
        progress, start, total = self._progress, time.monotonic(), 0

        def told(done: int) -> None:
            nonlocal total
            if progress is None or time.monotonic() - start < _QUICK:
                return
            if not total:
                total = int(self._desk.git.line("rev-list", "--count", *revisions))
            progress(done, max(done, total))

        return told

    def _blobs_at(self, names: Sequence[str]) -> Sequence[bytes]:
        """The blobs that are at ``COMMIT:PATH``, b"" where there is none."""
        if not names:
            return []
        asked = map(os.fsencode, names)
        found = check(self._desk.git, asked, "%(objectname) %(objecttype)")
        blobs = (line.removesuffix(b" blob") if line else b"" for line in found)
        return [unhexlify(blob) if b" " not in blob else b"" for blob in blobs]

    def _published(
        self,
        made: Sequence[_Made],
        kept: Sequence[Path],
        state: dict[str, Any],
        old: Generation | None,
    ) -> History:
        """Let others have what was made, and read it."""
        files = [*kept, *(one.path for one in made)]
        history = self._opened([_read_only(file) for file in files])  # they may be gone afterwards
        self._generations.publish(files, state, old)
        for one in made:
            one.path.unlink(missing_ok=True)  # if it wasn't published: it is open, that is enough
        return history


def _read_only(file: Path) -> sqlite3.Connection:
    """The database in a file that never changes. Raises sqlite3.Error."""
    database = connect(file)
    database.execute("SELECT count(*) FROM folders").fetchone()
    return database


def _place(database: sqlite3.Connection, name: bytes) -> int:
    """The place of a commit: most often the last one, which HEAD was."""
    for table in ("commits", "places"):
        for where in (f"rowid = (SELECT max(rowid) FROM {table})", "1"):
            question = f"SELECT place FROM {table} WHERE {where} AND name = ?"
            if found := database.execute(question, (name,)).fetchone():
                return int(found[0])
    return 0  # cut off: a shallow clone


def _folders(database: sqlite3.Connection, ticket: bytes) -> Iterator[bytes]:
    rows = database.execute(
        "SELECT DISTINCT path FROM folders JOIN events ON folders.n IN (old_folder, new_folder)"
        " WHERE ticket = ?",
        (ticket,),
    )
    return (path for (path,) in rows)
