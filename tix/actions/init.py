"""Making a desk, and taking tix out of a clone. There is no workspace yet, or none any more."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tix.errors import TixError
from tix.model.layout import BESIDE_CODE
from tix.storage.desk.desk import Desk
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
    must_be_new: bool = False,
) -> InitResult:
    """Make a desk for a folder, or find an existing one.

    ``is_new``: the folder was named by the user, so it becomes the desk even inside another
    repository. ``tell`` is called with each remote's name before it is asked for a desk. Raises
    OtherDeskError if an existing desk isn't the one that is meant, and with ``must_be_new``
    NotANewDeskError if there is one.
    """
    made = storage.init(folder, in_tree=in_tree, branch=branch, new=is_new, now=now, tell=tell)
    desk = made.desk
    is_another = (in_tree and desk.root.name == BESIDE_CODE) or branch not in (None, desk.branch())
    if made.place is None and is_another:
        raise OtherDeskError(desk.root, desk.branch())
    if must_be_new and made.place is None:
        raise NotANewDeskError(desk.root)
    return made


class NotANewDeskError(TixError):
    """A ready desk was asked for where there is a desk already."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            f"there is a desk already: {root}; nothing was changed",
            hint="--template is for a new one: tix init NEW-FOLDER --template …",
        )


def fill(desk: Desk, name: str, now: datetime | None = None) -> tuple[str, ...]:
    """Put the files of a ready desk into a new one; the paths of those that were there already,
    which stay as they are."""
    from tix.model.config.reader import load_config
    from tix.model.layout import CONFIG_FILE
    from tix.model.text.scalars import dump_scalar
    from tix.model.times import format_time
    from tix.ready_desks import files_of
    from tix.storage.store.store import Store

    store = Store(desk, now)
    with store.transaction() as work:
        fresh = work.reader.content(CONFIG_FILE) or b""
        who = work.author.person
        values = {
            "NAME": dump_scalar(load_config(fresh.decode()).name),
            "ME": dump_scalar(str(who)),
            "MAIL": dump_scalar(who.mail, flow=True),
            "NOW": format_time(store.now),
        }
        kept = []
        for path, data in files_of(name, values).items():
            if path == CONFIG_FILE:
                work.put_file(path, data, seen=fresh)
            elif (desk.root / path).exists():
                kept.append(path)
            else:
                work.put_file(path, data)
        work.commit(f"Begin with the desk for {name}", undoable=False)
    return tuple(kept)


def remove_tix(folder: Path) -> Removal | None:
    """Take tix out of the clone that a folder is in; None if there is nothing of it."""
    removal = remove.plan(folder)
    if removal is None or removal.is_empty:
        return None
    remove.apply(removal)
    return removal
