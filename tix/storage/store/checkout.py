"""Moving the desk's branch to another commit, with its working tree and index.

The files come first and the branch last. What is to be done is noted before, so that a run which
was killed in between is finished by the next that writes (``finish_check_out``): until then the
files are newer than the branch and look like edits by hand, which they aren't.

Tickets are exchanged one by one (``checkout_files``), for people edit them; all else by git, also
what is too large for a ticket. So are new tickets where a file gives way to a folder, or a folder
to a file: nobody can have edited them.
"""

import contextlib
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path

from tix.errors import TixError
from tix.model.layout import LIMIT
from tix.model.merge.path_clashes import folders
from tix.model.ticket.paths import is_ticket_path
from tix.storage.desk.desk import Desk
from tix.storage.desk.files import UnsafePathError, WriteFailedError, is_inside, is_too_long, read
from tix.storage.desk.lock import exclusive
from tix.storage.git.commit import BranchMovedError, WorkingTreeMovedError, move, tip_of
from tix.storage.git.diff import Changes, changed_entries
from tix.storage.git.entry import Entry
from tix.storage.git.index_copy import PrivateIndex
from tix.storage.git.locks import unlocked
from tix.storage.git.objects import blob_name, contents, larger
from tix.storage.git.process import OWN_GROUP, Git, GitError
from tix.storage.replacing import replace_file
from tix.storage.store.checkout_files import Change, Takeover
from tix.storage.store.git_index import IndexRefresh
from tix.storage.store.set_aside import (
    aside_folder,
    forget_aside,
    is_anything_aside,
    keep_aside,
    put_back_aside,
)

_PATIENCE = 2.0
"""Seconds to wait for another git that holds the index."""
_DEEPEST = 100
"""In so many folders may a ticket be that is exchanged on its own."""
_PLAIN = ("100644", "100755")


def check_out_commit(desk: Desk, ours: str, target: str) -> None:
    """Move the branch from ``ours`` to ``target``. Edits of tickets stay edits.

    Raises WorkingTreeMovedError or WriteFailedError with branch and files as they were.
    """
    with exclusive(desk.lock):
        if tip_of(Git(desk.top), desk.ref()) != ours:
            raise WorkingTreeMovedError("there is a new commit")
        _CheckOut(desk, ours, target).run()


def catch_up(desk: Desk, ours: str, target: str) -> None:
    """Update files and index from ``ours`` to ``target``, where the branch is already.

    Edits of tickets stay edits. The clone's lock is held. Raises as ``check_out_commit``.
    """
    _CheckOut(desk, ours, target, is_there=True).run()


def finish_check_out(desk: Desk) -> None:
    """Finish what a killed run began. The clone's lock is held.

    Best effort: where that can't be done, the files stay as they are.
    """
    note = _note(desk)
    try:
        ours, target, *more = note.read_text().split()
    except (OSError, ValueError):
        return
    is_there = more == [_IS_THERE]
    with contextlib.suppress(TixError, OSError):
        tip = tip_of(Git(desk.top), desk.ref())
        check_out = _CheckOut(desk, ours, target, is_there=is_there)
        if tip == target and not is_there:
            forget_aside(desk)
        else:
            put_back_aside(desk, check_out.tickets)
        if tip == (target if is_there else ours):
            check_out.run(is_again=True)
        note.unlink(missing_ok=True)


_IS_THERE = "followed"
"""In the note: the branch was there first."""


def _note(desk: Desk) -> Path:
    return desk.tree_state.checking_out


class _CheckOut:
    def __init__(self, desk: Desk, ours: str, target: str, *, is_there: bool = False) -> None:
        """``is_there``: the branch stands at the target already."""
        self._desk, self._git = desk, Git(desk.top)
        self._ours, self._target, self._is_there = ours, target, is_there
        self._changed = changed_entries(self._git, ours, target)
        self._filed = self._tickets_among(self._changed)
        self.tickets = self._changes()

    def run(self, *, is_again: bool = False) -> None:
        note = _note(self._desk)
        keep_aside(self._desk)
        try:
            note.parent.mkdir(exist_ok=True)
            more = f" {_IS_THERE}" if self._is_there else ""
            replace_file(note, f"{self._ours} {self._target}{more}\n".encode())
        except OSError as error:
            raise WriteFailedError(str(note), error) from None
        files = Takeover(self._desk.root, aside_folder(self._desk), self.tickets)
        try:
            files.apply()
            self._take_in(files, is_again=is_again)
        except Exception:
            if not is_anything_aside(self._desk):
                note.unlink(missing_ok=True)
            raise
        files.finish()
        note.unlink(missing_ok=True)

    def _take_in(self, files: Takeover, *, is_again: bool) -> None:
        """Update index and branch to the files; if that fails, restore the files."""
        try:
            if is_again:
                self._take_back_parts()
            done = self._there_already() if is_again else {}
            with self._index(self._ours) as environment:
                self._read_tree(environment, self._ours, self._target, done)
        except Exception:
            files.undo()
            raise
        try:
            self._move()
        except Exception:
            files.undo()
            with contextlib.suppress(TixError, OSError), self._index(self._target) as environment:
                self._read_tree(environment, self._target, self._ours, {})
            raise

    # -- the tickets ------------------------------------------------------------------------

    def _tickets_among(self, changed: Changes) -> Changes:
        """The tickets, except for new ones whose place was taken by something else, and for what
        is too large to be one."""
        before = [path for path, (old, _) in changed.items() if old]
        above = set().union(*map(folders, before))
        going = {path for path in before if changed[path][1] is None}
        found = {
            path: (old, new)
            for path, (old, new) in changed.items()
            if self._is_ticket(path, (old, new))
            and (old or (path not in above and going.isdisjoint(folders(path))))
        }
        names = (entry.name for pair in found.values() for entry in pair if entry)
        if large := larger(self._git, names, LIMIT):
            return {
                path: pair
                for path, pair in found.items()
                if large.isdisjoint(entry.name for entry in pair if entry)
            }
        return found

    def _is_ticket(self, path: str, pair: tuple[Entry | None, Entry | None]) -> bool:
        inside = path.removeprefix(self._desk.prefix)
        return (
            path.startswith(self._desk.prefix)
            and is_ticket_path(inside)
            and is_inside(inside)
            and inside.count("/") <= _DEEPEST
            and not is_too_long(path)
            and all(entry is None or entry.mode in _PLAIN for entry in pair)
        )

    def _changes(self) -> dict[str, Change]:
        names = [entry.name for pair in self._filed.values() for entry in pair if entry]
        blobs = contents(self._git, names)
        start = len(self._desk.prefix)
        return {
            path[start:]: Change(
                blobs[old.name] if old else None,
                blobs[new.name] if new else None,
                new.mode if new else "",
            )
            for path, (old, new) in self._filed.items()
        }

    # -- the index and all else -------------------------------------------------------------

    def _read_tree(
        self,
        environment: dict[str, str],
        old: str,
        new: str,
        done: Mapping[str, Entry | None],
    ) -> None:
        """Let the index, which has the commit ``old``, have ``new``, and take over what isn't
        tickets nor ``done`` if those files are as in ``old``.

        What has too long a path for a file system isn't checked out, and so stops nobody.
        """
        side = 1 if new == self._target else 0
        done = {path: pair[side] for path, pair in self._filed.items()} | dict(done)
        too_long = {path: pair[side] for path, pair in self._changed.items() if is_too_long(path)}
        done |= too_long
        nothing = "0" * len(new)
        lines = [
            f"{entry.mode} {entry.name}\t{path}" if entry else f"0 {nothing}\t{path}"
            for path, entry in done.items()
        ]
        listing = "".join(f"{line}\0" for line in lines).encode(errors="surrogateescape")
        try:
            if lines:
                self._run(environment, "update-index", "-z", "--index-info", stdin=listing)
            if left_out := "".join(f"{path}\0" for path, entry in too_long.items() if entry):
                self._run(
                    environment, "update-index", "-z", "--skip-worktree", "--stdin",
                    stdin=left_out.encode(errors="surrogateescape"),
                )  # fmt: skip
            self._refresh(environment)
            if rest := self._changed.keys() - done.keys():
                with self._same_permissions(rest), self._all_or_none(rest, side):
                    self._run(environment, "read-tree", "-m", "-u", old, new)
        except GitError as error:
            raise WorkingTreeMovedError(error.complaint.strip().split("\n")[0]) from None

    @contextmanager
    def _same_permissions(self, paths: Iterable[str]) -> Iterator[None]:
        """Restore the permissions of files that git made anew, readable for everybody."""
        before = {path: mode for path in paths if (mode := self._permissions(path)) is not None}
        yield
        for path, mode in before.items():
            now = self._permissions(path)
            if now is not None and (now ^ mode) & 0o666:
                (self._desk.top / path).chmod((mode & 0o666) | (now & 0o111))

    def _permissions(self, path: str) -> int | None:
        """The permissions of a plain file."""
        with contextlib.suppress(OSError):
            mode = (self._desk.top / path).lstat().st_mode
            return stat.S_IMODE(mode) if stat.S_ISREG(mode) else None
        return None

    @contextmanager
    def _all_or_none(self, paths: AbstractSet[str], side: int) -> Iterator[None]:
        """Restore what git has changed of these files if it is killed, or the disk is full: it
        writes one after the other, and a part would look like an edit."""
        before = {path: self._stamp(path) for path in paths}
        try:
            yield
        except GitError:
            for path in paths:
                if self._stamp(path) != before[path]:
                    self._take_back(path, *self._changed[path][:: 1 if side else -1])
            raise

    def _take_back(self, path: str, old: Entry | None, new: Entry | None) -> None:
        """Restore a plain file that is gone, or that is the new one or its beginning."""
        place = self._desk.top / path
        with contextlib.suppress(OSError, TixError):
            if place.exists() and not (new and self._begins(path, new)):
                return
            if old is None:
                place.unlink()
            elif old.mode.startswith("100"):
                replace_file(place, contents(self._git, [old.name])[old.name])
                place.chmod(place.stat().st_mode | (0o111 if old.mode == "100755" else 0))

    def _begins(self, path: str, new: Entry) -> bool:
        """Whether a file is the new one, or git had come so far with it. Raises as ``read``."""
        if not new.mode.startswith("100"):
            return False
        return contents(self._git, [new.name])[new.name].startswith(read(self._desk.top, path))

    def _take_back_parts(self) -> None:
        """Restore the files other than tickets that a killed git had written a part of."""
        there = self._there_already()
        for path, (old, new) in self._changed.items():
            if path not in self._filed and path not in there and new is not None:
                place = self._desk.top / path
                if place.is_file() and not place.is_symlink():
                    self._take_back(path, old, new)

    def _stamp(self, path: str) -> tuple[int, int, int] | None:
        """What tells a file from another one that is put in its place."""
        with contextlib.suppress(OSError):
            status = (self._desk.top / path).lstat()
            return status.st_ino, status.st_size, status.st_mtime_ns
        return None

    def _run(self, environment: dict[str, str], *args: str, stdin: bytes | None = None) -> None:
        self._git.run(*args, stdin=stdin, environment=environment, group=OWN_GROUP)

    def _refresh(self, environment: dict[str, str]) -> None:
        """Update the files' times in the index; changed files don't matter here."""
        self._git.run(
            "update-index", "-q", "--refresh",
            codes=(0, 1, 128), environment=environment, group=OWN_GROUP,
        )  # fmt: skip

    def _there_already(self) -> dict[str, Entry | None]:
        """The files other than tickets that are as in the new commit already."""
        found: dict[str, Entry | None] = {}
        for path, (_, new) in self._changed.items():
            if path not in self._filed and new is not None:
                with contextlib.suppress(OSError, UnsafePathError):
                    data = read(self._desk.top, path)
                    if blob_name(data, len(new.name)) == new.name:
                        found[path] = new
        return found

    @contextmanager
    def _index(self, old: str) -> Iterator[dict[str, str]]:
        """The environment of a git that changes the index, or a copy of it.

        A copy serves where the index stays locked (a git that was killed): it has the commit
        ``old``, as the index itself may lag. That follows as soon as it is possible.
        """
        index = PrivateIndex(self._desk.git_dir, self._desk.tree_state.folder)
        until = time.monotonic() + _PATIENCE
        while not index.take():
            if index.is_held_for_long(until):
                with self._copy(old) as environment:
                    yield environment
                return
            time.sleep(0.02)
        try:
            yield index.environment
        except BaseException:
            index.drop()
            raise
        index.keep()

    @contextmanager
    def _copy(self, old: str) -> Iterator[dict[str, str]]:
        copy = self._desk.tree_state.checked_out_index
        environment = {"GIT_INDEX_FILE": str(copy)}
        with contextlib.suppress(FileNotFoundError):  # there is no index yet
            shutil.copyfile(self._desk.git_dir / "index", copy)
        try:
            self._run(environment, "read-tree", "--reset", old)
            yield environment
        finally:
            copy.unlink(missing_ok=True)
        refresh = IndexRefresh(self._desk)
        start = len(self._desk.prefix)
        refresh.begin(path[start:] for path in self._changed)
        refresh.settle()

    # -- the branch -------------------------------------------------------------------------

    def _move(self) -> None:
        while not self._is_there:
            try:
                move(self._git, self._desk.ref(), self._ours, self._target)
                return
            except BranchMovedError as error:
                raise WorkingTreeMovedError(str(error)) from None
            except GitError as error:
                if not unlocked(error, self._git.folder):
                    raise
