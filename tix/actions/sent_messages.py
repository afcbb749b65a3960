"""What has left the desk about a ticket, as the ledger of this clone knows it."""

from typing import TYPE_CHECKING

from tix.storage.outbox.ledger import REF, Ledger

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.notices.stored import Sent


def sent_about(workspace: "Workspace", ident: str) -> "list[Sent]":
    """The messages about a ticket that were decided, the latest first; none without a ledger."""
    from tix.storage.git.commit import tip_of

    git = workspace.desk.git
    return Ledger(git, tip_of(git, REF)).sent_about(ident)
