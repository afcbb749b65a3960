"""Exchanging files of the desk, while people may save them in an editor.

Whoever looks at a file and then replaces it loses what an editor saves in between. Here the old
file and the new one take each other's places in one step (``swap``), and only then the old
one is looked at: if it is an edit, they are exchanged back. Edits, and all files where a system
can't do that, are first moved aside in one step, and then looked at; the new one is put where no
file is. So nothing is overwritten that wasn't read. A file is to go from what it was when somebody
decided what it should be (*old*: that of a commit, or what a command has read) to *new*:

E1. It is the old one: it becomes the new one.
E2. It isn't there, whoever took it away: the new one, as a merge decides (D2).
E3. It is something else, an edit: both are merged.
E4. There is no new one, and this is an edit: it is merged into where the ticket is filed now,
    else it stays where it is.
E5. An editor that had the file open wrote into what was moved aside: as E3, at the end.

What was moved aside is kept in the git folder, under the same path, until the branch has moved:
a run that was killed is taken up again from there (``set_aside`` for a check-out,
``file_exchange.resume`` for a command).
"""

import contextlib
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from stat import S_ISREG

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.ticket.document import is_readable
from tix.storage.crew import for_each
from tix.storage.desk.files import (
    WriteFailedError,
    check_folders,
    check_path,
    clear,
    make_folders,
    read_plain,
    read_with_status,
    remove_empty_folders,
)
from tix.storage.git.commit import WorkingTreeMovedError
from tix.storage.replacing import put_where_none_is, swap
from tix.storage.store.exchange_order import in_order

_PART = 2**20
_TRIES = 100
"""How often to look again at a file that somebody keeps saving."""
_HALF_SAVED = 0.05
"""Seconds to wait for the rest of a file that can't be read: an editor may be writing it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file's old and new content; None: no file. ``mode`` is git's, of the new file."""

    old: bytes | None
    new: bytes | None
    mode: str = "100644"


@dataclass(frozen=True, slots=True)
class ExchangedFile:
    """The content put at a path, and the content found there before (None: no file)."""

    path: str
    found: bytes | None
    put: bytes | None


class Takeover:
    """Replaces files, keeping what editors save meanwhile; paths are from ``root``."""

    def __init__(
        self,
        root: Path,
        aside: Path,
        changes: Mapping[str, Change],
        made: Mapping[str, str] | None = None,
    ) -> None:
        """``aside``: a folder on the same disk, where the old files wait. ``made``: new files
        that are written already."""
        self._root, self._aside, self._changes = root, aside, changes
        self._made = made or {}
        self.taken: list[ExchangedFile] = []
        self._carried: dict[str, tuple[bytes | None, bytes]] = {}
        self._modes: dict[str, int] = {}
        self._folders_aside, self._good_folders = set[str](), set[str]()
        self._can_swap = True
        self._now_at = {_name(path): path for path, each in changes.items() if each.old is None}
        self._was_at = {_name(path): path for path, each in changes.items() if each.new is None}

    def apply(self) -> None:
        """Exchange the files. Raises WorkingTreeMovedError, WriteFailedError with nothing done."""
        path = "the desk"
        try:
            for path in in_order(self._changes, self._now_at.keys() & self._was_at.keys()):
                self._take(path, self._changes[path])
            self._remove_empty_folders()
        except OSError as error:
            self.undo()
            raise WriteFailedError(path, error) from None
        except BaseException:
            self.undo()
            raise

    def settle(self, aside: Path) -> None:
        """Everything is in place: move the old files to another folder, where they wait."""
        self._folders_aside.clear()
        self._good_folders.clear()
        self._made = {}
        with contextlib.suppress(FileNotFoundError):  # nothing was
            self._aside.rename(aside)
        self._aside = aside

    def undo(self) -> None:
        """Restore the old files, merged with what was saved since.

        Files that can't be restored stay aside.
        """
        is_done = True
        for taken in reversed(self.taken):
            try:
                self._undo(taken)
            except OSError:
                is_done = False
        if is_done:
            self.forget()

    def _undo(self, taken: ExchangedFile) -> None:
        place, aside = self._root / taken.path, self._aside / taken.path
        if not _holds(place, taken.put):
            current = _read(place)
            if current and taken.found and taken.put:
                with contextlib.suppress(TixError):
                    before = merged(taken.path, taken.put, current, taken.found)
                    self._take(taken.path, Change(current, before))
        elif taken.found is None:
            place.unlink(missing_ok=True)
            remove_empty_folders(self._root, place.parent)
        else:
            make_folders(place.parent)
            aside.replace(place)

    def finish(self) -> None:
        """Merge late saves (E5), and delete the old files."""
        for_each(os.unlink, self._without_late_saves())
        self.forget()

    def _without_late_saves(self) -> Iterator[str]:
        """The old files that stayed as they were; the others are merged."""
        for taken in [each for each in self.taken if each.found is not None]:
            aside = f"{self._aside}/{taken.path}"
            late = _read(aside)
            if late == taken.found:
                yield aside
            elif late is not None:
                with contextlib.suppress(TixError, OSError):
                    self._take_late(taken, late)

    def _remove_empty_folders(self) -> None:
        """Before git puts anything there: the folder of a submodule is empty, and stays."""
        for taken in self.taken:
            if taken.put is None:
                remove_empty_folders(self._root, (self._root / taken.path).parent)

    def forget(self) -> None:
        """Take away what was moved aside."""
        self.taken.clear()
        self._folders_aside.clear()
        clear(self._aside)

    # -- one file ---------------------------------------------------------------------------

    def _take(self, path: str, change: Change) -> None:
        if self._can_swap and path not in self._carried and self._swap(path, change):
            return
        for _ in range(_TRIES):
            try:
                found = self._move_aside(path, change)
                content = self._content(path, change, found)
                is_there = self._put(path, content, change.mode)
            except BaseException:
                self._put_back(path)
                raise
            if is_there:
                self.taken.append(ExchangedFile(path, found, content))
                return
        raise WorkingTreeMovedError(f"somebody saves {path} again and again")

    def _content(self, path: str, change: Change, found: bytes | None) -> bytes | None:
        """The new content of the path."""
        if change.new is None:
            return self._left_behind(path, change, found)
        base, edit = self._carried.get(path, (change.old, found))
        if edit is None or edit == base:  # E1, E2
            content = change.new
        else:
            content = merged(path, base, edit, change.new)  # E3, E4
        if path in self._carried and found is not None:
            content = merged(path, change.old, found, content)
        return content

    def _left_behind(self, path: str, change: Change, found: bytes | None) -> bytes | None:
        """E4: the content that stays at a path that the new commit doesn't have."""
        if found is None or found == change.old:
            return None
        now_at = self._now_at.get(_name(path))
        if now_at is None:
            return found
        self._carried[now_at] = (change.old, found)
        return None

    def _take_late(self, taken: ExchangedFile, late: bytes) -> None:
        """E5. Where it can't be merged, it stays beside as a file of its own."""
        (self._aside / taken.path).unlink()
        path = taken.path
        if taken.put is None:
            path = self._now_at.get(_name(path), path)
        current = _read(self._root / path)
        content = late if current is None else merged(path, taken.found, late, current)
        if content != current:
            self._take(path, Change(current, content))

    # -- the file system --------------------------------------------------------------------

    def _swap(self, path: str, change: Change) -> bool:
        """E1 in one step; False, with nothing done, if the file isn't the old one, or it can't be.

        The new file has two names until it is known which of them the step has moved.
        """
        old, new = change.old, change.new
        if old is None or new is None:
            return False
        place, aside = f"{self._root}/{path}", self._place_aside(path)
        check_folders(self._root, path, self._good_folders)
        if not self._looks_like(place, old, path):
            return False
        made = self._new_file(path, new)
        self._give_permissions(made, path, change.mode)
        try:
            os.link(made, aside)
        except OSError:  # a file system without hard links, or something waits there already
            return False
        try:
            is_old = self._is_swapped(path, place, aside, old)
        except BaseException:
            self._swap_back(path, made, old)
            raise
        if not is_old:
            self._swap_back(path, made, old)
            return False
        self.taken.append(ExchangedFile(path, old, new))
        with contextlib.suppress(OSError):  # it is in its place; the next command clears up
            os.unlink(made)  # noqa: PTH108 (there may be very many)
        return True

    def _is_swapped(self, path: str, place: str, aside: str, old: bytes) -> bool:
        """Whether it was the old file that came aside."""
        try:
            self._can_swap = swap(aside, place)
        except FileNotFoundError:  # it is gone meanwhile
            return False
        return self._can_swap and read_plain(aside) == old

    def _swap_back(self, path: str, made: str, old: bytes) -> None:
        """Give an edit back; over the new file somebody may have saved another by then."""
        aside = self._aside / path
        if not aside.samefile(made):
            try:
                swap(str(aside), f"{self._root}/{path}")
            except FileNotFoundError:  # somebody took the new file away
                self._put_back(path)
                return
        if not aside.samefile(made):
            self._carried[path] = (old, read_plain(aside))
        aside.unlink()

    def _looks_like(self, place: str, old: bytes, path: str) -> bool:
        """Whether a file may be the old one, which saves a step and a step back if it isn't."""
        try:
            status = os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            return False
        self._modes[path] = status.st_mode
        return S_ISREG(status.st_mode) and status.st_size == len(old)

    def _move_aside(self, path: str, change: Change) -> bytes | None:
        """The bytes of the file that was there, which is aside now."""
        check_path(self._root, path, self._good_folders)
        aside = self._place_aside(path)
        try:
            os.replace(f"{self._root}/{path}", aside)  # noqa: PTH105 (there may be very many)
        except (FileNotFoundError, NotADirectoryError):
            return None
        found, status = read_with_status(aside)
        self._modes[path] = status.st_mode
        if found == change.old:
            return change.old  # held once: there may be very many
        if is_readable(found):
            return found
        time.sleep(_HALF_SAVED)
        return read_plain(aside)

    def _place_aside(self, path: str) -> str:
        """The place where a file waits, in a folder that is made if it isn't there."""
        folder = path.rpartition("/")[0]
        if folder not in self._folders_aside:
            make_folders(self._aside / folder)
            self._folders_aside.add(folder)
        return f"{self._aside}/{path}"

    def _put(self, path: str, content: bytes | None, mode: str) -> bool:
        """Put a file in place; False if there is one by now."""
        if content is None:
            return True
        place = f"{self._root}/{path}"
        new = self._new_file(path, content)
        self._give_permissions(new, path, mode)
        try:
            return put_where_none_is(new, place)
        except FileNotFoundError:
            make_folders((self._root / path).parent)
            return put_where_none_is(new, place)

    def _new_file(self, path: str, content: bytes) -> str:
        """Where the new file is: it is made already, or it is made now."""
        made = self._made.get(path)
        if made is not None and content is self._changes[path].new:
            return made
        beside = self._aside / ".new"
        beside.unlink(missing_ok=True)
        make_folders(beside.parent)
        beside.write_bytes(content)
        return str(beside)

    def _give_permissions(self, new: str, path: str, mode: str) -> None:
        """Keep the permissions of the old file, which may be private."""
        now = os.lstat(new).st_mode & 0o777
        before = self._modes.get(path, self._modes.get(self._was_at.get(_name(path), "")))
        meant = now if before is None else before & 0o666
        if mode == "100755":
            meant |= 0o111
        if meant != now:
            Path(new).chmod(meant)

    def _put_back(self, path: str) -> None:
        aside, place = self._aside / path, self._root / path
        if aside.exists() and not place.exists():
            make_folders(place.parent)
            aside.replace(place)


def merged(path: str, base: bytes | None, ours: bytes, theirs: bytes) -> bytes:
    """The merge of two versions. Raises WorkingTreeMovedError if it needs a person."""
    from tix.model.merge.files import MergeConflictError, merge_files  # hardly ever needed

    try:
        return merge_files(base, ours, theirs).data
    except MergeConflictError as error:
        raise WorkingTreeMovedError(f"{path} {error}") from None


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _holds(place: Path, content: bytes | None) -> bool:
    """Whether a file has these very bytes (None: isn't there), read in parts: what is taken back
    may be large, and memory what ran out."""
    try:
        status = place.lstat()
        if content is None or not S_ISREG(status.st_mode) or status.st_size != len(content):
            return False
        with place.open("rb") as file:
            whole = memoryview(content)
            return all(
                file.read(_PART) == whole[start : start + _PART]
                for start in range(0, len(content), _PART)
            )
    except (FileNotFoundError, NotADirectoryError):
        return content is None


def _read(place: Path | str) -> bytes | None:
    try:
        return read_plain(place)
    except (FileNotFoundError, NotADirectoryError):
        return None
