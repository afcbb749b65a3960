"""Deleting tickets; the history keeps them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tix.actions.changing import subject

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.transaction import Outcome


def delete(workspace: "Workspace", idents: Sequence[str]) -> "Outcome":
    """Take tickets and their attachments out of the desk; the commit says what they were."""
    with workspace.transaction() as work:
        tickets = [work.get(ident) for ident in idents]
        for ident in idents:
            work.remove(ident)
        trailers = [("Deleted", f"{ticket.id} {ticket.short_title}") for ticket in tickets]
        return work.commit(subject(idents, "delete"), trailers=trailers)
