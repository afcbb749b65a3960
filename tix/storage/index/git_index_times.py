"""git's own index after a quick clone: its entries are as old as the files.

A file that was changed in the second in which git wrote its index could differ without git's seeing
it by its times; so git reads all those files, in each ``git status``, until something writes the
index anew. An ordinary ``git status`` does that; those of tix, which take no lock, don't.
"""

from contextlib import suppress

from tix.errors import TixError
from tix.storage.desk.desk import Desk
from tix.storage.desk.lock import exclusive
from tix.storage.git.index_copy import PrivateIndex
from tix.storage.git.process import OWN_GROUP
from tix.storage.git.status import GLANCE, LOOK_SETTINGS


def refresh_git_index(desk: Desk) -> None:
    """Let git write its index anew, if its entries are so young; nothing but their times changes.

    In a copy, so that a git that is killed leaves no lock. Where that can't be done, or somebody
    else writes it just now, it stays as it is.
    """
    with suppress(TixError, OSError), exclusive(desk.lock, patience=0):
        index = PrivateIndex(desk.git_dir, desk.tree_state.folder)
        if not index.take():
            return
        try:
            environment = {**index.environment, "GIT_OPTIONAL_LOCKS": "1"}
            git = desk.git.start(*LOOK_SETTINGS, *GLANCE, environment=environment, group=OWN_GROUP)
            git.communicate()
            if git.returncode == 0:
                index.keep()
        finally:
            index.drop()
            index.forget_before()
