"""The remote that a desk syncs with."""

from tix.quick_typing import TYPE_CHECKING
from tix.storage.sync.remote_choice import Remote, choose

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def chosen_remote(
    workspace: "Workspace", named: str | None = None, *, dry_run: bool = False
) -> Remote:
    """The named remote, or the desk's own, once a pipeline's desk is on its branch.

    Raises NoRemoteError, UnknownRemoteError, WhichRemoteError.
    """
    if workspace.desk.ref() == "HEAD" and not dry_run:
        from tix.storage.sync.attach import attach  # in pipelines alone

        attach(workspace.desk)
    return choose(workspace.desk, named)
