"""A folder of database files that are written once, and a pointer that says which ones count.

A file gets its name when it is made, is finished before the pointer names it, and never changes
afterwards. So readers need no lock, a run that is killed leaves a stray file and no damage, and a
file that was changed from outside, or copied from elsewhere, is known by its stamps: the pointer
remembers size, times and inode of each. What isn't as it was written isn't used.
"""

import contextlib
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tix.errors import TixError
from tix.values import dataclass

_MAKING, _FINISHED = ".making", ".db"

_ABANDONED = 3600.0
"""Seconds after which a file in the making is one that a killed run left."""

_PATIENCE = 1.0
"""Seconds to wait for another run that is moving the pointer."""


@dataclass(frozen=True, slots=True)
class Volume:
    """Database files that belong together, oldest first, and what they were made from.

    ``state`` holds what JSON can. ``token`` names this state of the shelf.
    """

    files: tuple[Path, ...]
    state: Mapping[str, Any]
    token: str


class Shelf:
    """The files of one kind in a folder. ``version`` names what is in them: others aren't read."""

    def __init__(self, folder: Path, kind: str, version: str) -> None:
        self.folder = folder
        self._kind = kind
        self._version = f"{version} {sys.version_info.major}.{sys.version_info.minor}"
        self._pointer = folder / f"{kind}.json"

    def read(self) -> Volume | None:
        """What the pointer names; None if there is nothing, or not as it was written."""
        try:
            text = self._pointer.read_text("utf-8")
            known = json.loads(text)
            if known["version"] != self._version:
                return None
            files = tuple(self.folder / name for name, _ in known["files"])
            if any(_stamp(f) != s for f, (_, s) in zip(files, known["files"], strict=True)):
                return None
            return Volume(files, known["state"], known["token"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def new_file(self) -> Path:
        """Where a new file is to be made. Raises OSError if nothing can be written here."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"{self._kind}-{os.getpid()}-{os.urandom(6).hex()}{_MAKING}"

    def publish(
        self, files: Sequence[Path], state: Mapping[str, Any], instead_of: Volume | None
    ) -> Volume | None:
        """Let the pointer name these files, unless it has left ``instead_of`` meanwhile.

        New ones get their final names. None if somebody else was quicker, or where nothing can be
        written: the new files are of no more use then than to who has them open.
        """
        from tix.storage.lock import exclusive  # most runs publish nothing

        token = os.urandom(8).hex()
        try:
            with exclusive(self.folder / f"{self._kind}.lock", patience=_PATIENCE):
                now = self.read()
                if now is not None and (instead_of is None or now.token != instead_of.token):
                    return None
                finished = tuple(_finished(file) for file in files)
                self._point(Volume(finished, state, token))
                self._tidy({file.name for file in finished})
        except (OSError, TixError):
            return None
        return Volume(finished, state, token)

    def _point(self, volume: Volume) -> None:
        known = {
            "version": self._version,
            "token": volume.token,
            "files": [(file.name, _stamp(file)) for file in volume.files],
            "state": volume.state,
        }
        beside = self._pointer.with_suffix(f".{os.getpid()}{_MAKING}")
        beside.write_text(json.dumps(known), "utf-8")
        beside.replace(self._pointer)

    def _tidy(self, named: set[str]) -> None:
        """Take away the files that the pointer doesn't name, but for those in the making."""
        for entry in os.scandir(self.folder):
            if not entry.name.startswith((f"{self._kind}-", f"{self._kind}.")):
                continue
            with contextlib.suppress(OSError):
                is_old = time.time() - entry.stat().st_mtime > _ABANDONED
                if entry.name.endswith(_MAKING):
                    if is_old:
                        Path(entry.path).unlink()
                elif entry.name.endswith(_FINISHED) and entry.name not in named:
                    Path(entry.path).unlink()


def _finished(file: Path) -> Path:
    if file.suffix == _FINISHED:
        return file
    return file.rename(file.with_suffix(_FINISHED))


def _stamp(file: Path) -> list[int]:
    found = file.stat()
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
