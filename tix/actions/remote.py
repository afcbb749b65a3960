"""The remote that a desk syncs with, and whether that has unsigned commits."""

from tix.errors import TixError
from tix.model.config.config import Config
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


def requires_signed(workspace: "Workspace") -> bool:
    """Whether all commits must be signed."""
    return settled_config(workspace).require_signed


def settled_config(workspace: "Workspace") -> Config:
    """The desk's configuration; if ``tix.yaml`` is broken, the last committed one."""
    try:
        return workspace.config
    except TixError:
        from tix.storage.desk.config import committed_config

        return committed_config(workspace.desk)
