"""git's own index after a quick clone: its entries are as old as the files.

A file that was changed in the second in which git wrote its index could differ without git's seeing
it by its times; so git reads all those files, in each ``git status``, until something writes the
index anew. An ordinary ``git status`` does that; those of tix, which take no lock, don't. It helps
only once that second is over: in it, the new index is as young as the files, too.
"""

import time
from contextlib import suppress
from pathlib import Path

from tix.errors import TixError
from tix.frozen import replace
from tix.storage.desk.desk import Desk
from tix.storage.desk.lock import exclusive
from tix.storage.git.index_copy import PrivateIndex
from tix.storage.git.process import OWN_GROUP
from tix.storage.git.status import GLANCE, LOOK_SETTINGS
from tix.storage.index import file_stamps
from tix.storage.index.build import State, state_of
from tix.storage.index.generations import Generation, Generations
from tix.storage.index.source_files import Mark

_SECOND = 1_000_000_000
"""In nanoseconds: git compares whole ones."""

_MANY = 50
"""Files, of some 100 bytes each in git's index: to read fewer takes less than to mend it."""


def refreshed(desk: Desk, made: State) -> State:
    """What an index was made from, after git has written its own index anew if that is so young.

    Nothing but its times changes, so what was found in the old one is true of the new one; not so
    if somebody else wrote it since. It is written in a copy, so that a git that is killed leaves no
    lock. Where that can't be done, or somebody else writes it just now, it stays as it is.
    """
    before = made.listed
    if before is None:
        return made
    with suppress(TixError, OSError), exclusive(desk.lock, patience=0):
        index = PrivateIndex(desk.git_dir, desk.tree_state.folder)
        if not index.take():
            return made
        is_known = _is_same(file_stamps.of_gits_list(desk), before)
        try:
            written = _written(desk, index)
        finally:
            index.drop()
            index.forget_before()
        now = file_stamps.of_gits_list(desk)
        if is_known and now is not None and _is_same(now, written):
            is_young = not _is_same(now, before) and _second(now) == _second(before)
            return replace(made, listed=now, racy=is_young and now[0] > _MANY * 100)
    return made


def refresh_once(desk: Desk, generations: Generations, generation: Generation) -> None:
    """Do it for an index that was made within that second, if it is over by now; never again."""
    known = state_of(generation.state)
    if known.listed is None or time.time_ns() // _SECOND <= _second(known.listed):
        return
    once = replace(known, racy=False)
    noted = generations.publish(generation.files, once.as_json(), generation)
    if noted is not None and (now := refreshed(desk, once)) != once:
        generations.publish(generation.files, now.as_json(), noted)


def _written(desk: Desk, index: PrivateIndex) -> Mark | None:
    """Let git look at the files in the copy and put it in place; its stamp. Raises OSError."""
    environment = {**index.environment, "GIT_OPTIONAL_LOCKS": "1"}
    git = desk.git.start(*LOOK_SETTINGS, *GLANCE, environment=environment, group=OWN_GROUP)
    git.communicate()
    if git.returncode != 0:
        return None
    written = file_stamps.stamp(Path(index.environment["GIT_INDEX_FILE"]))
    index.keep()
    return written


def _is_same(one: Mark | None, other: Mark | None) -> bool:
    """Whether two stamps are of one file: its time of change tells of new names, too."""
    if one is None or other is None:
        return False
    size, modified, _, inode = one
    return [size, modified, inode] == [other[0], other[1], other[3]]


def _second(mark: Mark) -> int:
    return mark[1] // _SECOND
