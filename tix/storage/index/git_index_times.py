"""git's own index after a quick clone: its entries are as old as the files.

A file that was changed in the second in which git wrote its index could differ without git's seeing
it by its times; so git reads all those files, in each ``git status``, until something writes the
index anew. An ordinary ``git status`` does that; those of tix, which take no lock, don't.
"""

from contextlib import suppress

from tix.errors import TixError
from tix.storage.desk.desk import Desk
from tix.storage.git.status import GLANCE, LOOK_SETTINGS


def refresh_git_index(desk: Desk) -> None:
    """Let git write its index anew, if its entries are so young; nothing but their times changes.

    Where that can't be done, or somebody else writes it just now, it stays as it is.
    """
    with suppress(TixError):
        locking = {"GIT_OPTIONAL_LOCKS": "1"}
        desk.git.start(*LOOK_SETTINGS, *GLANCE, environment=locking).communicate()
