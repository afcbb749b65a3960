"""Tidying up the repository, as git does after its own commits: loose objects are packed.

A desk gets six objects with each change, and git's own upkeep is switched off while tix runs
(``environment.py``): nobody waits for it. So a command that has written looks whether it could be
time, and leaves ``git maintenance run --auto`` behind if so. git decides by the user's settings
(``gc.auto``, ``maintenance.auto``), and nothing is deleted that is younger than two weeks: a tix
that runs beside may be about to refer to it.
"""

import contextlib
import os
import time
from pathlib import Path

from tix.errors import TixError
from tix.storage.desk.desk import Desk

_LOOSE = 20
"""Loose objects in one of 256 folders; git itself finds 27 many. [git 2.39: ``builtin/gc.c``]"""
_PACKS = 40
"""Packs; git itself finds 50 many."""
_DEAD = 24 * 3600
"""Seconds after which nobody tidies up any more who has begun."""
_YOUNG = 14 * 24 * 3600
"""Seconds for which an object is kept that nothing refers to."""


def tidy_up(desk: Desk) -> bool:
    """Let git tidy up in the background if it may be time; returns whether it was started."""
    objects = desk.common_dir / "objects"
    if _count(objects / "17") < _LOOSE and _count(objects / "pack", ".pack") < _PACKS:
        return False
    _take_away_stale(objects / "maintenance.lock")
    with contextlib.suppress(TixError):
        if _wanted(desk):
            desk.git.leave(*_keeping(desk), "maintenance", "run", "--auto", "--quiet")
            return True
    return False


def _take_away_stale(lock: Path) -> None:
    """A git that was killed leaves its lock, and no other would ever pack anything again."""
    with contextlib.suppress(OSError):
        if lock.stat().st_mtime < time.time() - _DEAD:
            lock.unlink()


def _count(folder: Path, suffix: str = "") -> int:
    try:
        return sum(name.endswith(suffix) for name in os.listdir(folder))  # noqa: PTH208 (quick)
    except OSError:
        return 0


def _wanted(desk: Desk) -> bool:
    """Whether the user's own settings let it be; of ``gc.auto`` not every git takes notice."""
    *own, _ours = desk.git.line(*_CONFIG, "bool", "--get-all", "maintenance.auto").split("\n")
    *most, _ours = desk.git.line(*_CONFIG, "int", "--get-all", "gc.auto").split("\n")
    return own[-1:] != ["false"] and not (most and int(most[-1]) <= 0)


def _keeping(desk: Desk) -> tuple[str, ...]:
    """The setting that keeps what is young, where the user's own doesn't."""
    until = desk.git.line(*_CONFIG, "expiry-date", "--get", "gc.pruneExpire", codes=(0, 1))
    is_late = until.isdigit() and int(until) > time.time() - _YOUNG
    return ("-c", f"gc.pruneExpire={_YOUNG}.seconds.ago") if is_late else ()


_CONFIG = ("config", "--type")
