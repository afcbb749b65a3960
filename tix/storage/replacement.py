"""Several files of the desk exchanged for new ones, all or none, also if the run is killed.

Every new file is written beside first. Where there are several, a plan says what goes where, and
whoever comes next brings to its end what a killed run had begun: a ticket and its attachments, or
the tickets of one command, are there together.
"""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from tix.storage.files import WriteFailedError, check_path, read, remove_empty_folders
from tix.values import dataclass, field

_PLAN = "plan"


@dataclass(slots=True)
class Replacement:
    """Several files exchanged for new ones, all or none; ``undo`` brings the old ones back.

    ``scratch`` is a folder on the same file system where the new files are made and the old ones
    wait, so that a killed run leaves nothing in the desk.
    """

    root: Path
    scratch: Path
    _done: list[tuple[Path, Path | None]] = field(default_factory=list)

    def apply(self, changes: Mapping[str, bytes | None]) -> None:
        """Put the new contents (None: no file) in place. Raises WriteFailedError, nothing done."""
        made: dict[str, Path | None] = {}
        path = "the desk"
        try:
            self.scratch.mkdir(parents=True, exist_ok=True)
            for path in changes:
                check_path(self.root, path)
            for path, data in changes.items():
                made[path] = None if data is None else self._written(data)
            for new in made.values():
                if new:
                    _sync(new)  # after all are written: the disk takes several in one go
            self._plan(made)
            for path, new in made.items():
                self._exchange(self.root / path, new)
            self._forget_plan()
        except OSError as error:
            with contextlib.suppress(OSError):
                self._forget_plan()
            self.undo()
            for new in made.values():
                if new:
                    new.unlink(missing_ok=True)
            raise WriteFailedError(path, error) from None

    def _written(self, data: bytes) -> Path:
        path = self._scratch_name()
        try:
            with path.open("xb") as file:
                file.write(data)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        return path

    def _plan(self, made: Mapping[str, Path | None]) -> None:
        """Write down what is to be exchanged, if that is more than one file, for ``resume``."""
        if len(made) < 2 or not _takes_plans(self.root, self.scratch):
            return
        steps = [
            (path, new.name if new else "", _digest(self.root, path)) for path, new in made.items()
        ]
        text = "".join(f"{word}\0" for step in steps for word in step)
        plan = self._written(os.fsencode(text))
        _sync(plan)
        plan.replace(self.scratch / _PLAN)

    def _forget_plan(self) -> None:
        (self.scratch / _PLAN).unlink(missing_ok=True)

    def _scratch_name(self) -> Path:
        return self.scratch / f"{os.getpid()}-{os.urandom(4).hex()}"

    def _exchange(self, target: Path, new: Path | None) -> None:
        old = self._kept(target)
        if new is None:
            target.unlink(missing_ok=True)
        else:
            _put(new, target)
        self._done.append((target, old))

    def _kept(self, target: Path) -> Path | None:
        """What is there now, under another name; None: nothing."""
        old = self._scratch_name()
        try:
            os.link(target, old)
        except FileNotFoundError:
            return None
        except OSError:  # a file system without hard links
            import shutil  # rarely needed, and slow to import

            shutil.copy2(target, old)
        return old

    def undo(self) -> None:
        """Bring back what was there before ``apply``."""
        for target, old in reversed(self._done):
            if old is not None:
                target.parent.mkdir(parents=True, exist_ok=True)
                old.replace(target)
            else:
                target.unlink(missing_ok=True)
                remove_empty_folders(self.root, target.parent)
        self._done.clear()

    def finish(self) -> None:
        """Keep the new files: forget the old ones, and folders that are empty now."""
        for target, old in self._done:
            if old is not None:
                old.unlink(missing_ok=True)
            if not target.exists():
                remove_empty_folders(self.root, target.parent)
        self._done.clear()
        if self.scratch.parent == self.root:  # in the desk only where there is no better place
            remove_empty_folders(self.root, self.scratch)


def scratch_folder(root: Path, git_dir: Path) -> Path:
    """Where files are made: on the desk's own disk, so that they can be renamed from there."""
    if git_dir.stat().st_dev == root.stat().st_dev:
        return git_dir / "tix" / "scratch"
    return root / ".tix-scratch"


def replacement_in(root: Path, git_dir: Path) -> Replacement:
    """One for the files of a desk; what a killed run left where they are made is taken away."""
    scratch = scratch_folder(root, git_dir)
    if scratch.is_dir() and not scratch.is_symlink():
        for leftover in scratch.iterdir():
            leftover.unlink(missing_ok=True)
    return Replacement(root, scratch)


def is_cut_short(root: Path, scratch: Path) -> bool:
    """Whether a run was killed while it exchanged files."""
    return _takes_plans(root, scratch) and (scratch / _PLAN).exists()


def _takes_plans(root: Path, scratch: Path) -> bool:
    """A plan within the desk could come from anybody, with a clone."""
    return scratch.parent != root


def resume(root: Path, scratch: Path) -> None:
    """Exchange the files that a killed run didn't come to, but none that was changed since.

    The clone's lock must be held. Raises OSError.
    """
    plan = scratch / _PLAN
    words = os.fsdecode(plan.read_bytes()).split("\0")[:-1]
    for path, name, old in zip(words[::3], words[1::3], words[2::3], strict=True):
        if _digest(root, path) != old:
            continue  # exchanged already, or changed by somebody
        if not name:
            (root / path).unlink(missing_ok=True)
            remove_empty_folders(root, (root / path).parent)
        elif (new := scratch / name).is_file():
            _put(new, root / path)
    plan.unlink()


def _put(new: Path, target: Path) -> None:
    """Move a new file to its place, with the permissions of what is there."""
    try:
        new.chmod(target.stat().st_mode & 0o666)  # git commits it as not executable
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
    new.replace(target)


def _sync(path: Path) -> None:
    """Wait until a file is on disk."""
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(root: Path, path: str) -> str:
    """A file's content in short; "" if there is no such file, or none that tix would touch."""
    import hashlib  # takes OpenSSL along

    try:
        return hashlib.sha256(read(root, path)).hexdigest()
    except FileNotFoundError:
        return ""
