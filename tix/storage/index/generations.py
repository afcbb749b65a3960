"""A folder of database files that are written once, and a pointer that says which ones count.

A file gets its name when it is made, is finished before the pointer names it, and never changes
afterwards. So readers need no lock, a run that is killed leaves a stray file and no damage, and a
file that was changed from outside, or copied from elsewhere, is known by its stamps: the pointer
remembers size, times and inode of each. What isn't as it was written isn't used.

The folder may be anything by the time it is looked at. Nothing is read, written or taken away
through a symbolic link or a path that the pointer names; what stands where its own files
belong, and isn't one, gives way.
"""

import contextlib
import os
import stat
import sys
import time
from binascii import crc32
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.text.quick_json import loads
from tix.quick_typing import Any
from tix.storage.index.file_stamps import stamp

_MAKING, _FINISHED = ".making", ".db"

_ABANDONED = 3600.0
"""Seconds after which a file in the making is one that a killed run left."""

_SILENT = 10.0
"""Seconds after which it is, if its maker runs no more (as far as is seen from this container)."""

_LARGEST_POINTER = 64_000_000
"""Bytes; no pointer is that long, but what stands in its place may never end."""


@dataclass(frozen=True, slots=True)
class Generation:
    """Database files that belong together, oldest first, and what they were made from.

    ``state`` holds what JSON can. ``token`` names this generation, as no other is named.
    """

    files: tuple[Path, ...]
    state: Mapping[str, Any]
    token: str


class Generations:
    """The files of one kind in a folder, of which the last generation counts.

    ``version`` names what is in them: others aren't read.
    """

    def __init__(self, folder: Path, kind: str, version: str) -> None:
        self.folder = folder
        self._kind = kind
        self._version = f"{version} {sys.version_info.major}.{sys.version_info.minor}"
        self._pointer = folder / f"{kind}.json"

    def read(self) -> Generation | None:
        """The generation that the pointer names; None if there is none, or it is damaged."""
        try:
            if not self._is_own_folder():
                return None
            known = _signed(_content(self._pointer))
            if known["version"] != self._version or not known["files"]:
                return None
            if not isinstance(known["state"], dict) or not isinstance(known["token"], str):
                return None
            if not all(self._is_own(name) for name, _ in known["files"]):
                return None
            files = tuple(self.folder / name for name, _ in known["files"])
            if any(stamp(f) != s for f, (_, s) in zip(files, known["files"], strict=True)):
                return None
            return Generation(files, known["state"], known["token"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def new_file(self) -> Path:
        """An empty file, to be filled. Raises OSError if nothing can be written here."""
        self._make_room()
        self._tidy()
        place = self.folder / f"{self._kind}-{os.getpid()}-{os.urandom(6).hex()}{_MAKING}"
        place.touch(exist_ok=False)
        return place

    def publish(
        self, files: Sequence[Path], state: Mapping[str, Any], instead_of: Generation | None
    ) -> Generation | None:
        """Let the pointer name these files, if it still names those of ``instead_of``.

        New ones get their final names. None if somebody else was quicker, or is at it right now,
        or something was damaged meanwhile, or where nothing can be written: the new files are of
        no more use then than to who has them open.
        """
        from tix.storage.desk.lock import exclusive  # most runs publish nothing

        final = {file: file.with_suffix(_FINISHED) for file in files}
        generation = Generation(tuple(final.values()), state, os.urandom(8).hex())
        try:
            lock = self.folder / f"{self._kind}.turn"
            _give_way(lock, stat.S_ISREG)
            with exclusive(lock, patience=0):
                now = self.read()
                if (now and now.token) != (instead_of and instead_of.token):
                    return None
                with _renamed({old: new for old, new in final.items() if old != new}):
                    self._point(generation)
                self._tidy({file.name for file in generation.files})
        except (OSError, TixError):
            return None
        return generation

    def publish_state(self, state: Mapping[str, Any], instead_of: Generation | None) -> None:
        """The same of an empty file: the pointer itself holds what little there is."""
        with contextlib.suppress(OSError):
            place = self.new_file()
            try:
                self.publish([place], state, instead_of)
            finally:
                place.unlink(missing_ok=True)

    def drop(self) -> None:
        """Forget what is of this kind, which nobody needs any more. Who has it open goes on."""
        with contextlib.suppress(OSError):
            if self._is_own_folder():
                _take_away(self._pointer)
                self._tidy(())

    def clear(self) -> bool:
        """Forget what is in the folder, of all kinds: something in it turned out to be damaged.

        False if there is nothing to forget, or that can't be done.
        """
        found = False
        with contextlib.suppress(OSError):
            if self._is_own_folder():
                for pointer in self.folder.glob("*.json"):
                    _take_away(pointer)
                    found = True
        return found

    def erase(self) -> None:
        """Take away all files in the folder, of all kinds: something must not be in them any more.

        A reader that has them open goes on. Raises OSError.
        """
        with contextlib.suppress(FileNotFoundError):
            if self._is_own_folder():
                for place in self.folder.iterdir():
                    with contextlib.suppress(FileNotFoundError):
                        _take_away(place)

    def _point(self, generation: Generation) -> None:
        import json

        from tix.storage.replacing import replace_file

        known = {
            "version": self._version,
            "token": generation.token,
            "files": [(file.name, stamp(file)) for file in generation.files],
            "state": generation.state,
        }
        _give_way(self._pointer, stat.S_ISREG)
        replace_file(self._pointer, _with_sum(json.dumps(known)).encode(), self.new_file())

    def _tidy(self, named: Collection[str] | None = None) -> None:
        """Delete what killed runs left, and files that aren't ``named`` (None: any may be)."""
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if not entry.name.startswith(f"{self._kind}-"):
                    continue
                is_old = named is not None and entry.name not in named
                with contextlib.suppress(OSError, ValueError):
                    if _is_abandoned(entry) or (is_old and entry.name.endswith(_FINISHED)):
                        _take_away(Path(entry.path))

    def _is_own(self, name: str) -> bool:
        """Whether that is how files of this kind are named: nothing that leads elsewhere."""
        return name.startswith(f"{self._kind}-") and name.endswith(_FINISHED) and "/" not in name

    # -- what stands where our own belongs --------------------------------------------------

    def _is_own_folder(self) -> bool:
        """Whether the folder, and the one that holds it, are folders themselves and no links."""
        return all(
            stat.S_ISDIR(place.lstat().st_mode) for place in (self.folder.parent, self.folder)
        )

    def _make_room(self) -> None:
        """Make the folder if needed. Raises OSError."""
        parent = self.folder.parent
        parent.mkdir(parents=True, exist_ok=True)
        if not stat.S_ISDIR(parent.lstat().st_mode):
            raise NotADirectoryError(20, "is a symbolic link", str(parent))
        _give_way(self.folder, stat.S_ISDIR)
        self.folder.mkdir(exist_ok=True)


def _content(place: Path) -> str:
    """A plain file's text. Raises OSError, UnicodeDecodeError."""
    descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, encoding="utf-8") as file:  # noqa: PTH123 (a descriptor)
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST_POINTER:
            raise OSError(22, "not a pointer")
        return file.read()


def _give_way(place: Path, is_right: Callable[[int], bool]) -> None:
    """Take away what isn't of the right kind; a link itself, never what it leads to."""
    with contextlib.suppress(FileNotFoundError):
        if not is_right(place.lstat().st_mode):
            _take_away(place)


def _take_away(place: Path) -> None:
    """Remove a file, a link itself, or a whole folder. Raises OSError."""
    if not stat.S_ISDIR(place.lstat().st_mode):
        place.unlink()
        return
    import shutil  # costs milliseconds, and hardly ever happens

    shutil.rmtree(place)


def _is_abandoned(entry: os.DirEntry[str]) -> bool:
    """Whether a file is in the making, and who made it is gone. Raises OSError, ValueError."""
    if not entry.name.endswith(_MAKING):
        return False
    age = time.time() - entry.stat(follow_symlinks=False).st_mtime
    return age > _ABANDONED or (age > _SILENT and not _is_running(int(entry.name.split("-")[1])))


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # somebody else's
        return True
    return True


def _with_sum(text: str) -> str:
    return f"{crc32(text.encode()):08x} {text}"


def _signed(content: str) -> Any:
    """The inverse of ``_with_sum``. Raises ValueError if a byte has changed."""
    text = content[9:]
    if _with_sum(text) != content:
        raise ValueError("changed from outside")
    return loads(text)


@contextlib.contextmanager
def _renamed(names: Mapping[Path, Path]) -> Iterator[None]:
    """Files under other names; under the old ones again if something goes wrong."""
    done = {}
    try:
        for old, new in names.items():
            done[old] = old.rename(new)
        yield
    except BaseException:
        for old, new in done.items():
            with contextlib.suppress(OSError):
                new.rename(old)
        raise
