"""Making a desk that was found fit for use."""

from collections.abc import Callable
from pathlib import Path

from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.desk import Desk
from tix.storage.desk.finding import find, may_be_unfinished
from tix.storage.desk.merge_driver import ensure

if TYPE_CHECKING:
    from tix.storage.desk.ask_remotes import Ask


def healed(desk: Desk, waiting: Callable[[], None] | None = None) -> Desk:
    """A desk, after finishing what a killed run left undone there, and with a merge driver in its
    clone.

    Best effort: nothing happens while somebody else is writing. ``waiting`` is told of a wait.
    """
    ensure(desk.common_dir, desk.git)
    if may_be_unfinished(desk):
        from tix.storage.store.unfinished import heal  # there hardly ever is anything

        if waiting is not None:
            from tix.storage.desk.lock import tell_waiting

            tell_waiting(waiting)
        heal(desk)
    return desk


def found(
    folder: Path, ask: "Callable[[], Ask] | None", waiting: Callable[[], None] | None = None
) -> Desk:
    """The desk at or above a folder, healed; ``ask`` is how remotes are asked for one."""
    return healed(find(folder, ask=ask), waiting)
