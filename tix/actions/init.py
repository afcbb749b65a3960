"""Making a desk, and taking tix out of a clone. There is no workspace yet, or none any more."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tix.errors import TixError
from tix.model.layout import BESIDE_CODE
from tix.storage.store import init as storage
from tix.storage.store import remove
from tix.storage.store.init import InitResult
from tix.storage.store.remove import Removal


class OtherDeskError(TixError):
    """There is a desk already, and it isn't the one that was asked for."""

    def __init__(self, root: Path, branch: str) -> None:
        super().__init__(
            f"there is another desk already: {root}, on branch {branch}; nothing was changed",
            hint="tix init --remove takes tix out of this clone; the tickets stay",
        )


def make_desk(
    folder: Path,
    *,
    in_tree: bool = False,
    branch: str | None = None,
    is_new: bool = False,
    now: datetime | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> InitResult:
    """Make a desk for a folder, or find an existing one.

    ``is_new``: the folder was named by the user, so it becomes the desk even inside another
    repository. ``tell`` is called with each remote's name before it is asked for a desk. Raises
    OtherDeskError if an existing desk isn't the one that is meant.
    """
    made = storage.init(folder, in_tree=in_tree, branch=branch, new=is_new, now=now, tell=tell)
    desk = made.desk
    is_another = (in_tree and desk.root.name == BESIDE_CODE) or branch not in (None, desk.branch())
    if made.place is None and is_another:
        raise OtherDeskError(desk.root, desk.branch())
    return made


def remove_tix(folder: Path) -> Removal | None:
    """Take tix out of the clone that a folder is in; None if there is nothing of it."""
    removal = remove.plan(folder)
    if removal is None or removal.is_empty:
        return None
    remove.apply(removal)
    return removal
