"""The history of a desk as the index holds it: made when it is first asked for, kept up to date.

Two files at most: a base, and a delta with the commits since the base's. When HEAD has moved, the
delta is made anew from the base's commit on; a long one is folded into a new base. Where HEAD isn't
made from the base's commit any more (history was rewritten, another branch is checked out), or the
repository has other roots than it had (a shallow clone was deepened), all of it is made anew.
A file's ``moves`` are read when they are first asked for; a copy that has them takes its place.
"""

import contextlib
import os
import sqlite3
import time
from binascii import unhexlify
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from tix.quick_typing import Any
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
                    databases = [_read_only(file) for file in generation.files]
                    return self._opened(databases, generation)
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

    def _opened(
        self, databases: Sequence[sqlite3.Connection], generation: Generation | None
    ) -> History:
        return History(self._desk, databases, partial(self._with_moves, generation))

    # -- making ---------------------------------------------------------------------------------

    def _rebuilt(self, generation: Generation | None, head: str, shape: str) -> History:
        state = {"base": head, "commit": head, "shape": shape}
        with contextlib.suppress(OSError, sqlite3.Error):  # nothing can be written, a full disk
            made = self._made(partial(self._fill, head=head))
            return self._published([made], state, generation)
        database = schema.writable(":memory:")
        self._fill(database, head)
        return self._opened([database], None)

    def _refreshed(self, generation: Generation, head: str, shape: str) -> History:
        """The base, with a new delta behind it or within it. Raises OSError and sqlite3.Error."""
        base, *_ = generation.files
        start = generation.state["base"]
        state = {"base": start, "commit": head, "shape": shape}
        with contextlib.closing(_read_only(base)) as older:
            fill = partial(self._fill, head=head, since=start, older=older)
            delta = self._made(fill)
            with contextlib.closing(_read_only(delta)) as made:
                is_short = _size(made) < _FOLDED
            if is_short:
                return self._published([base, delta], state, generation)
            delta.unlink(missing_ok=True)
            whole = self._made(fill, copy_of=older)
        return self._published([whole], {**state, "base": head}, generation)

    def _made(
        self,
        fill: Callable[[sqlite3.Connection], None],
        copy_of: sqlite3.Connection | None = None,
    ) -> Path:
        """A new file that was filled. Raises OSError, GitError, sqlite3.Error."""
        from tix.storage.index.build import to_disk  # most runs make nothing

        path = self._generations.new_file()
        try:
            with contextlib.closing(schema.writable(str(path), copy_of)) as database:
                fill(database)
            to_disk(path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def _fill(
        self,
        database: sqlite3.Connection,
        head: str,
        since: str | None = None,
        older: sqlite3.Connection | None = None,
    ) -> None:
        """Put the commits ``since`` one (None: all) into a file. ``older`` has those before."""
        from tix.storage.index.history.build import HistoryFiller  # most runs make nothing

        def place_of(name: bytes) -> int:
            return _place(older, name) if older is not None else 0

        def folders_of(ticket: bytes) -> Iterator[bytes]:
            return _folders(older, ticket) if older is not None else iter(())

        filling = HistoryFiller(database, self._desk, place_of, folders_of)
        first = filling.next_event
        if head and head != since:
            revisions = [head, *([f"^{since}"] if since else [])]
            git = self._desk.git
            total = lambda: int(git.line("rev-list", "--count", *revisions))  # noqa: E731 (short)
            filling.fill(revisions, self._told(total))
        schema.finish(database, first)
        filling.settle(self._blobs_at)
        database.execute("COMMIT")

    def _with_moves(
        self, generation: Generation | None, databases: Sequence[sqlite3.Connection]
    ) -> Sequence[sqlite3.Connection]:
        """Databases with all that is in these, and with what was done to the status.

        The same ones where nothing is missing, or contents aren't here to be read. They are kept
        for the next run, in place of the generation that ``databases`` are.
        """
        if is_partial(self._desk) or all(map(schema.is_read, databases)):
            return databases
        if generation is not None:
            with contextlib.suppress(OSError, sqlite3.Error):
                files = [
                    file if schema.is_read(known) else self._made(self._read, copy_of=known)
                    for file, known in zip(generation.files, databases, strict=True)
                ]
                return self._kept(files, generation.state, generation)[0]
        found = []
        for known in databases:
            found.append(schema.writable(":memory:", copy_of=known))
            self._read(found[-1])
        return found

    def _read(self, database: sqlite3.Connection) -> None:
        """Read what nobody has read yet of the versions in a file."""
        from tix.storage.index.history.moves import read_moves  # few questions need them

        read_moves(database, self._desk, self._told(lambda: _size(database)))
        database.execute("COMMIT")

    def _told(self, count: Callable[[], int]) -> Callable[[int], None]:
        """A function that passes on the progress; the total is counted once it takes long."""
        progress, start, total = self._progress, time.monotonic(), 0

        def told(done: int) -> None:
            nonlocal total
            if progress is None or time.monotonic() - start < _QUICK:
                return
            if not total:
                total = count()
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
        self, files: Sequence[Path], state: Mapping[str, Any], old: Generation | None
    ) -> History:
        """Let others have what was made, and read it."""
        return self._opened(*self._kept(files, state, old))

    def _kept(
        self, files: Sequence[Path], state: Mapping[str, Any], old: Generation | None
    ) -> tuple[Sequence[sqlite3.Connection], Generation | None]:
        """The databases in files, of which others know from now on; None if they don't."""
        databases = [_read_only(file) for file in files]  # they may be gone afterwards
        published = self._generations.publish(files, state, old)
        for file in {*files} - {*(old.files if old else ())}:
            file.unlink(missing_ok=True)  # if it wasn't published: it is open, that is enough
        return databases, published


def _read_only(file: Path) -> sqlite3.Connection:
    """The database in a file that never changes. Raises sqlite3.Error."""
    database = connect(file)
    database.execute("SELECT count(*) FROM folders").fetchone()
    return database


def _size(database: sqlite3.Connection) -> int:
    """How many events, or commits, are in a file: whichever are more."""
    question = "SELECT max((SELECT count(*) FROM events), (SELECT count(*) FROM commits))"
    return int(database.execute(question).fetchone()[0])


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
