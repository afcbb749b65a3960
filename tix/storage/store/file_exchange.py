"""Several files of the desk exchanged for new ones, all or none, also if the run is killed.

Every new file is written beside first, in a folder that is the run's alone: it holds the clone's
lock, and takes away what others left there. Then ``checkout_files`` exchanges them. Where there are
several, a plan says what goes where, and whoever comes next brings to its end what a killed run
had begun: a ticket and its attachments, or the tickets of one command, are there together. A
single file that a killed run had moved aside comes back, and an edit that it had exchanged for its
own is merged.

    scratch/1, 2, …     new files, and the plan while it is written
    scratch/plan        what is to be exchanged
    scratch/found-…     of a single file, the digest of what the command had read
    scratch/aside/      what stood at those paths, until all are exchanged
    scratch/replaced/   and from then on until the commit is made
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from stat import S_ISREG

from tix.frozen import dataclass, field
from tix.storage.desk.files import (
    WriteFailedError,
    check_path,
    check_paths,
    clear,
    make_folders,
    read,
    remove_empty_folders,
)
from tix.storage.desk.paths import PLAN, SCRATCH_IN_DESK, SET_ASIDE, tree_state
from tix.storage.digests import hex_digest
from tix.storage.git.commit import WorkingTreeMovedError
from tix.storage.replacing import replace_file
from tix.storage.store.checkout_files import Change, ExchangedFile, Takeover
from tix.storage.store.new_files import NewFiles

_REPLACED = "replaced"
_FOUND = "found-"


class SavedMeanwhileError(WorkingTreeMovedError):
    """Somebody saved a file just now, and only a person can tell what it should be."""

    def __init__(self, error: WorkingTreeMovedError) -> None:
        super().__init__(f"{error.reason}; nothing was changed", hint="run the command again")


@dataclass(slots=True)
class Replacement:
    """Several files exchanged for new ones, all or none; ``undo`` brings the old ones back.

    ``scratch`` is a folder on the same file system where the new files are made and the old ones
    wait, so that a killed run leaves nothing in the desk. It is empty.
    """

    root: Path
    scratch: Path
    _count: int = 0
    _exchange: Takeover | None = field(default=None)

    def apply(self, changes: Mapping[str, Change]) -> tuple[ExchangedFile, ...]:
        """Exchange the files; what was found and put at each path.

        Raises WriteFailedError, UnsafePathError or SavedMeanwhileError, nothing done.
        """
        made: dict[str, str] = {}
        path = "the desk"
        try:
            self.scratch.mkdir(parents=True, exist_ok=True)
            check_paths(self.root, changes)
            with NewFiles() as files:
                for path, change in changes.items():
                    if change.new is not None:
                        new = self._next_name()
                        files.write(new, change.new)
                        made[path] = new
                files.finish()
            path = "the desk"
            self._plan(changes, made)
            self._exchange = Takeover(self.root, self.scratch / SET_ASIDE, changes, made)
            self._exchange.apply()
            self._exchange.settle(self.scratch / _REPLACED)
            self._forget_plan(changes)
        except BaseException as error:
            with contextlib.suppress(OSError):
                self._forget_plan(changes)
            self.undo()
            for new in made.values():
                with contextlib.suppress(OSError):
                    Path(new).unlink(missing_ok=True)
            raise _told(error, path, made) from None
        return tuple(self._exchange.taken)

    def _next_name(self) -> str:
        self._count += 1
        return f"{self.scratch}/{self._count}"

    def _plan(self, changes: Mapping[str, Change], made: Mapping[str, str]) -> None:
        """Write down what is to be exchanged, if that is more than one file, for ``resume``; of
        a single one, what the command has built on."""
        if len(changes) < 2:
            for change in changes.values():
                self._found(change).touch()
            return
        if not _takes_plans(self.root, self.scratch):
            return
        text = "".join(
            f"{path}\0{made.get(path, '').rpartition('/')[2]}\0{_digest(change.old)}\0"
            for path, change in changes.items()
        )
        beside = Path(self._next_name())
        replace_file(self.scratch / PLAN, os.fsencode(text), beside, to_disk=True)

    def _forget_plan(self, changes: Mapping[str, Change]) -> None:
        (self.scratch / PLAN).unlink(missing_ok=True)
        if len(changes) == 1:
            for change in changes.values():
                self._found(change).unlink(missing_ok=True)

    def _found(self, change: Change) -> Path:
        return self.scratch / f"{_FOUND}{_digest(change.old)}"

    def undo(self) -> None:
        """Bring back what was there before ``apply``."""
        if self._exchange is not None:
            self._exchange.undo()

    def finish(self) -> None:
        """Keep the new files: forget the old ones, and folders that are empty now."""
        if self._exchange is not None:
            self._exchange.finish()
        if self.scratch.parent == self.root:  # in the desk only where there is no better place
            remove_empty_folders(self.root, self.scratch)


def _told(error: BaseException, path: str, made: Mapping[str, str]) -> BaseException:
    """The error to raise for a failure while something for that path was done, or for one of the
    files that are made by then."""
    if isinstance(error, FileExistsError) and error.filename:
        return WriteFailedError(os.fspath(error.filename), error)  # it is in the way itself
    if isinstance(error, OSError):
        of_file = (path for path, new in made.items() if new == error.filename)
        return WriteFailedError(next(of_file, path), error)
    return SavedMeanwhileError(error) if isinstance(error, WorkingTreeMovedError) else error


def scratch_folder(root: Path, git_dir: Path) -> Path:
    """Where files are made: on the desk's own disk, so that they can be renamed from there."""
    if git_dir.stat().st_dev == root.stat().st_dev:
        return tree_state(git_dir).scratch
    return root / SCRATCH_IN_DESK


def replacement_in(root: Path, git_dir: Path) -> Replacement:
    """One for the files of a desk; what a killed run left where they are made is taken away.

    The clone's lock must be held. Raises UnsafePathError for a folder that is a link.
    """
    scratch = scratch_folder(root, git_dir)
    if scratch.parent == root:  # it may have come with a clone
        check_path(root, f"{scratch.name}/{SET_ASIDE}/file")
    if scratch.is_dir():
        with os.scandir(scratch) as leftovers:
            is_clean = next(leftovers, None) is None
        if not is_clean:
            _keep_aside(scratch)
            clear(scratch)
    return Replacement(root, scratch)


def _keep_aside(scratch: Path) -> None:
    """Keep files that a killed run moved aside and that ``resume`` couldn't restore."""
    aside = scratch / SET_ASIDE
    if any(path.is_file() for path in aside.rglob("*")):
        aside.rename(scratch.with_name(f"{scratch.name}-{SET_ASIDE}-{time.time_ns()}"))


def is_cut_short(root: Path, scratch: Path) -> bool:
    """Whether a run was killed while it exchanged files."""
    aside = scratch / SET_ASIDE
    if scratch.is_symlink() or aside.is_symlink():
        return False
    return aside.exists() or (_takes_plans(root, scratch) and (scratch / PLAN).exists())


def _takes_plans(root: Path, scratch: Path) -> bool:
    """A plan within the desk could come from anybody, with a clone."""
    return scratch.parent != root


def resume(root: Path, scratch: Path, committed: Callable[[str], bytes | None]) -> None:
    """Exchange the files that a killed run didn't come to. The clone's lock must be held.

    Each of its steps has been done if the file that it made is gone from where it was made. Else
    its text is merged with what somebody has saved since. ``committed`` gives the branch's version
    of a file. Raises OSError, TixError.
    """
    steps = _steps(scratch / PLAN) if _takes_plans(root, scratch) else {}
    aside = scratch / SET_ASIDE
    _put_back(root, aside, steps, scratch)
    changes, made = {}, dict[str, str]()
    for path, (name, old) in steps.items():
        current, new = _content(root, path), scratch / name
        if not name and current is not None and _digest(current) == old:
            changes[path] = Change(current, None)
        elif name and new.is_file() and current != (text := new.read_bytes()):
            is_edit = current is not None and _digest(current) != old
            changes[path] = Change(None if is_edit else current, text)
            made[path] = str(new)
    for path, change in _edits_aside(root, scratch, steps, committed):
        changes.setdefault(path, change)
    again = Takeover(root, scratch / "again", changes, made)
    again.apply()
    again.finish()
    (scratch / PLAN).unlink(missing_ok=True)
    clear(aside)


def _steps(plan: Path) -> dict[str, tuple[str, str]]:
    """The plan's steps by path: the new file's name ("": none), and the old one's digest."""
    try:
        words = os.fsdecode(plan.read_bytes()).split("\0")[:-1]
    except FileNotFoundError:
        return {}
    return {
        path: (name, old)
        for path, name, old in zip(words[::3], words[1::3], words[2::3], strict=True)
    }


def _put_back(root: Path, aside: Path, steps: Mapping[str, tuple[str, str]], scratch: Path) -> None:
    """Restore files that were moved aside and not replaced, unless a file is there by now."""
    for folder, _, names in os.walk(aside):
        for each in names:
            old = Path(folder, each)
            path = old.relative_to(aside).as_posix()
            name, _ = steps.get(path, ("", ""))
            is_done = path in steps and not (name and (scratch / name).is_file())
            check_path(root, path)
            if each == ".new" or old.is_symlink():
                continue
            if not is_done and not os.path.lexists(root / path):
                make_folders((root / path).parent)
                old.rename(root / path)


def _edits_aside(
    root: Path,
    scratch: Path,
    steps: Mapping[str, tuple[str, str]],
    committed: Callable[[str], bytes | None],
) -> Iterator[tuple[str, Change]]:
    """What somebody saved before a killed run exchanged it, and couldn't give back any more."""
    made = {each.stat().st_ino for each in os.scandir(scratch) if each.is_file()}
    aside = scratch / SET_ASIDE
    for folder, _, names in os.walk(aside):
        for old in (Path(folder, each) for each in names if each != ".new"):
            path = old.relative_to(aside).as_posix()
            status = old.lstat()
            if not S_ISREG(status.st_mode) or status.st_ino in made:
                continue
            edit, current = old.read_bytes(), _content(root, path)
            digest = _digest(edit)
            is_read = (
                steps.get(path, ("", ""))[1] == digest or (scratch / (_FOUND + digest)).exists()
            )
            if current in (None, edit) or is_read:
                continue
            if (base := committed(path)) != edit:
                yield path, Change(base, edit)


def _content(root: Path, path: str) -> bytes | None:
    try:
        return read(root, path)
    except FileNotFoundError:
        return None


def _digest(data: bytes | None) -> str:
    """A digest of a file's content; "" if there is no such file."""
    return "" if data is None else hex_digest("sha256", data)
