"""Opening the index of a desk, which is made or updated first."""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from tix.errors import TixError
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.desk import Desk
from tix.storage.git.process import GitError
from tix.storage.index import file_stamps
from tix.storage.index.databases import connect, live_generations, ticket_generations, uri
from tix.storage.index.folder import mark_misnamed
from tix.storage.index.generations import Generation, Generations
from tix.storage.index.reader import IndexReader
from tix.storage.store.worktree_status import WorkTreeQuery, WorkTreeState

if TYPE_CHECKING:
    from tix.storage.index.build import Progress, State
    from tix.storage.index.refresh import Changes

_PATIENCE = 2.0
"""Seconds to wait for a writer that moves tickets between the folders just now."""

_ATTEMPTS = 10
"""How often others may change something during an attempt."""


def erase(desk: Desk) -> None:
    """Take away all of a desk's index, with what its pages and terms still hold. Raises OSError."""
    ticket_generations(desk).erase()


def open_index(desk: Desk, look: WorkTreeQuery, progress: "Progress | None" = None) -> IndexReader:
    """A reader that knows the desk as it stands now. Raises GitError, OSError, sqlite3.Error."""
    return _opened_by(_Opener(desk, ticket_generations(desk), progress), desk, look)


def open_live_first(
    desk: Desk,
    look: WorkTreeQuery,
    progress: "Progress | None",
    whole: Callable[[], IndexReader],
) -> IndexReader:
    """The same, but of a desk whose large archive isn't indexed yet: that is done by ``whole``,
    when something asks for it."""
    if ticket_generations(desk).read() is not None:
        return open_index(desk, look, progress)
    from tix.storage.index.archive_tree import has_large_archive  # where little is known yet

    generations = live_generations(desk)
    if generations.read() is None and not has_large_archive(desk):
        return open_index(desk, look, progress)
    return _opened_by(_OpeningLive(desk, generations, progress, whole), desk, look)


def _opened_by(opening: "_Opener", desk: Desk, look: WorkTreeQuery) -> IndexReader:
    reader = opening.attempt(look)
    while reader is None:
        reader = opening.attempt(WorkTreeQuery(desk))
    return reader


def _opened(generations: Generations) -> tuple[Generation, sqlite3.Connection] | None:
    for _ in range(_ATTEMPTS):
        generation = generations.read()
        if generation is None:
            return None
        with contextlib.suppress(sqlite3.Error, TypeError, ValueError):  # gone by now, or damaged
            return generation, connect(*generation.files)
    return None


class _Opener:
    """Opens a reader in one attempt or a few: others may write meanwhile."""

    only_live = False

    def __init__(self, desk: Desk, generations: Generations, progress: "Progress | None") -> None:
        self._desk = desk
        self._progress = progress
        self._generations = generations
        self._left = _ATTEMPTS
        self._moved: tuple[str, tuple[str, ...]] = ("", ())

    def attempt(self, look: WorkTreeQuery) -> IndexReader | None:
        """A reader; None if something was moving, and it is to be tried with a new look."""
        self._left -= 1
        opened = _opened(self._generations)
        state = look.state()
        if opened is None:
            return self._built(state, look.since, None)
        generation, connection = opened
        if _is_fresh(self._desk, generation, state):
            if generation.state.get("racy"):
                from tix.storage.index import git_index_times

                git_index_times.refresh_once(self._desk, self._generations, generation)
            return self._reader(connection, state, has_delta=len(generation.files) > 1)
        is_kept = False
        try:
            if not is_blind(state) and (known := _known(generation)) is not None:
                reader = self._refreshed(generation, known, connection, state, look.since)
                is_kept = reader is not None
                return reader
        except _TooMuchError:
            pass
        except (GitError, sqlite3.Error, OSError):
            pass  # commits that are gone, or a full disk
        finally:
            if not is_kept:
                connection.close()
        return self._built(state, look.since, generation)

    def _reader(
        self, connection: sqlite3.Connection, state: WorkTreeState, *, has_delta: bool
    ) -> IndexReader:
        return IndexReader(self._desk, connection, has_delta=has_delta, commit=state.commit)

    def _built(
        self, state: WorkTreeState, since: int, instead_of: Generation | None
    ) -> IndexReader | None:
        """Read everything. None if that is published now, and can be brought up to date."""
        from tix.storage.index.build import MEMORY

        if not is_blind(state):  # else git couldn't look everywhere: good for this run only
            with (
                contextlib.suppress(sqlite3.Error, OSError),  # a full disk, a read-only one
                _removed(self._generations.new_file()) as place,
            ):
                _, made = self._build(state, since, place)
                if instead_of is None:
                    from tix.storage.index.git_index_times import refreshed

                    made = refreshed(self._desk, made)
                connection = connect(place)
                self._note_misnamed(connection, "main")
                self._generations.publish([place], made.as_json(), instead_of)
                if self._left > 0 and self._has_changed_since(instead_of):
                    connection.close()
                    return None
                return self._checked(connection, made)
        connection, made = self._build(state, since, MEMORY)
        if is_blind(state):
            return self._reader(connection, state, has_delta=False)
        return self._checked(connection, made)

    def _build(
        self, state: WorkTreeState, since: int, place: Path
    ) -> "tuple[sqlite3.Connection, State]":
        from tix.storage.index.build import build  # hardly ever needed

        return build(self._desk, state, since, place, self._progress, only_live=self.only_live)

    def _checked(self, connection: sqlite3.Connection, made: "State") -> IndexReader | None:
        """A reader of what isn't published, with what has changed while it was made.

        None if something was moving. Of what is published that is seen when it is opened.
        """
        from tix.storage.index import refresh

        look = WorkTreeQuery(self._desk)
        state = look.state()
        reader = self._reader(connection, state, has_delta=False)
        if self._left <= 0 or is_blind(state):
            return reader
        try:
            what = refresh.changes(
                self._desk, made, state, look.since, reader, only_live=self.only_live
            )
        except GitError:  # a commit that is gone
            what = None
        if what is None or self._is_moving(state, what):
            connection.close()
            return None
        if not what.found:
            return reader
        with _removed(_temporary_file()) as place:
            _attach_delta(connection, place, what, has_old=False)
        return self._reader(connection, state, has_delta=True)

    def _is_moving(self, state: WorkTreeState, what: "Changes") -> bool:
        """Whether a writer moves something just now: wait, and look again."""
        moved = (state.commit, what.moved)
        if not what.moved or moved == self._moved or self._left <= 0:
            return False
        if _waited_for_writer(self._desk):
            self._moved = moved  # what is still so when nobody writes was done by hand
        return True

    def _has_changed_since(self, before: Generation | None) -> bool:
        """Whether something new is published, by this run or by another that was quicker."""
        now = self._generations.read()
        return now is not None and (before is None or now.token != before.token)

    def _refreshed(
        self,
        generation: Generation,
        known: "State",
        connection: sqlite3.Connection,
        state: WorkTreeState,
        since: int,
    ) -> IndexReader | None:
        """The reader with what has changed; None if something was moving. Raises _TooMuchError."""
        from tix.storage.index import refresh

        if refresh.wasted(known):
            raise _TooMuchError
        has_delta = len(generation.files) > 1
        before = self._reader(connection, state, has_delta=has_delta)
        what = refresh.changes(self._desk, known, state, since, before, only_live=self.only_live)
        if what is None:
            raise _TooMuchError
        if self._is_moving(state, what):
            return None
        if what.found:
            self._add_delta(generation, connection, what)
            has_delta = True
        elif what.state != known:
            self._generations.publish(generation.files, what.state.as_json(), generation)
        return self._reader(connection, state, has_delta=has_delta)

    def _add_delta(
        self, generation: Generation, connection: sqlite3.Connection, what: "Changes"
    ) -> None:
        """Put a new delta beside the base that is open, and publish it if there is room for it."""
        from tix.storage.index.refresh import is_too_large

        has_old = len(generation.files) > 1
        try:
            with _removed(self._generations.new_file()) as place:
                made = _attach_delta(connection, place, what, has_old=has_old)
                self._note_misnamed(connection, "delta")
                if not (is_too_large(connection) and self._fold(generation, place, made)):
                    self._generations.publish(
                        [generation.files[0], place], made.as_json(), generation
                    )
        except (OSError, sqlite3.Error):
            with _removed(_temporary_file()) as place:
                _attach_delta(connection, place, what, has_old=has_old)

    def _note_misnamed(self, connection: sqlite3.Connection, database: str) -> None:
        """Let ``last_known`` know, before others see these tickets. Raises OSError."""
        found = connection.execute(f"SELECT 1 FROM {database}.ticket WHERE stem <> id LIMIT 1")
        if found.fetchone():
            mark_misnamed(self._generations.folder)

    def _fold(self, generation: Generation, delta: Path, made: "State") -> bool:
        """Let base and delta become a new base; if that fails, both stay as they are."""
        from tix.storage.index.build import to_disk
        from tix.storage.index.refresh import fold

        with (
            contextlib.suppress(sqlite3.Error, OSError),
            _removed(self._generations.new_file()) as place,
        ):
            fold(generation.files[0], delta, place)
            to_disk(place)
            return self._generations.publish([place], made.as_json(), generation) is not None
        return False


class _OpeningLive(_Opener):
    """Opens a reader of the live folder."""

    only_live = True

    def __init__(
        self,
        desk: Desk,
        generations: Generations,
        progress: "Progress | None",
        whole: Callable[[], IndexReader],
    ) -> None:
        super().__init__(desk, generations, progress)
        self._whole = whole

    def _reader(
        self, connection: sqlite3.Connection, state: WorkTreeState, *, has_delta: bool
    ) -> IndexReader:
        from tix.storage.index.live_first import LiveFirstReader

        return LiveFirstReader(self._desk, connection, self._whole, has_delta=has_delta, look=state)


def _waited_for_writer(desk: Desk) -> bool:
    """Let a tix that is writing now finish; False if it is still at it."""
    from tix.storage.desk.lock import LockedError, exclusive

    try:
        with exclusive(desk.lock, patience=_PATIENCE):
            return True
    except LockedError:
        return False
    except (TixError, OSError):  # nothing can be locked here, so nobody can write
        return True


def _attach_delta(
    connection: sqlite3.Connection, place: Path, what: "Changes", *, has_old: bool
) -> "State":
    """Make a delta of the old one and the changes, and let it be the one beside the base."""
    from tix.storage.index.build import to_disk
    from tix.storage.index.refresh import write_delta

    made = write_delta(connection, place, what, has_old=has_old)
    to_disk(place)
    if has_old:
        connection.execute("DETACH delta")
    connection.execute("ATTACH ? AS delta", (uri(place),))
    return made


class _TooMuchError(Exception):
    """So much has changed that everything is to be read again."""


def _known(generation: Generation) -> "State | None":
    """The state that a generation was made from, if it is well-formed."""
    from tix.storage.index.build import state_of

    try:
        return state_of(generation.state)
    except (KeyError, TypeError):
        return None


def _is_fresh(desk: Desk, generation: Generation, state: WorkTreeState) -> bool:
    """Whether nothing has changed, and nothing has to be read to be sure of it."""
    known = generation.state
    return bool(
        known.get("commit") == state.commit
        and not (state.changed or is_blind(state))
        and known.get("edited") == known.get("watched") == {}
        and known.get("hidden") == {}
        and known.get("listed") == file_stamps.of_gits_list(desk)
    )


def is_blind(state: WorkTreeState) -> bool:
    """Whether git couldn't look at everything, by what it complained of.

    A file of rules that it can't read (the user's ``ignore``, for one) hides no ticket.
    """
    lines = state.complaint.splitlines()
    return any(line.startswith(_COULD_NOT) for line in lines)


_COULD_NOT = ("warning: could not open directory", "error:", "fatal:")


@contextlib.contextmanager
def _removed(place: Path) -> Iterator[Path]:
    """A file in the making, which is gone afterwards unless it has got another name."""
    try:
        yield place
    finally:
        with contextlib.suppress(OSError):
            place.unlink()


def _temporary_file() -> Path:
    import tempfile  # costs 10 ms

    descriptor, name = tempfile.mkstemp(prefix="tix-index-")
    os.close(descriptor)
    return Path(name)
