"""Moving tickets that are done out of the live folder."""

from collections.abc import Sequence
from datetime import timedelta

from tix.quick_typing import TYPE_CHECKING
from tix.storage.store import archive as archiving
from tix.storage.store.archive import ArchiveResult

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

USUAL = timedelta(days=90)
"""How long a ticket has been done before it is archived, unless the user or the desk says."""


def archive(
    workspace: "Workspace", idents: Sequence[str], *, dry_run: bool = False
) -> ArchiveResult:
    """Archive these tickets, whatever their age; all of them, or none if NotDoneError is raised."""
    return archiving.archive(workspace.store, workspace.config, idents, dry_run=dry_run)


def archive_old(
    workspace: "Workspace", after: timedelta | None = None, *, dry_run: bool = False
) -> ArchiveResult:
    """Archive what has been done for that long (None: as long as the desk says)."""
    config = workspace.config
    age = config.archive_after or USUAL if after is None else after
    return archiving.archive_old(workspace.store, config, workspace.now, age, dry_run=dry_run)
