"""Taking back what somebody did last in this clone."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tix.errors import TixError
from tix.storage.store import undo as storage
from tix.storage.store.undo import UndoResult

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def undo(workspace: "Workspace", *, with_redactions: bool = False) -> UndoResult:
    """Take back the last command of who acts, as a new commit; what others changed since stays.

    Raises NothingToUndoError, and RedactionError unless ``with_redactions``.
    """
    canonical = _canonical(workspace)
    return storage.undo(workspace.store, canonical, with_redactions=with_redactions)


def _canonical(workspace: "Workspace") -> Callable[[str], str]:
    """What gives a person's key; what they have done is theirs under an old address, too."""
    try:
        return workspace.config.canonical_person
    except TixError:  # whoever mends tix.yaml may want to take something back
        return str
