"""Connecting tickets."""

from typing import TYPE_CHECKING

from tix.actions.changing import Changed, change_tickets
from tix.errors import UsageError
from tix.model.changes import changes
from tix.model.changes.editing import link_kind
from tix.model.ticket.ticket import Link

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class SelfLinkError(UsageError):
    """A ticket can't point at itself."""

    def __init__(self, ident: str) -> None:
        super().__init__(f"{ident} can't be linked to itself")


def link(workspace: "Workspace", ident: str, kind: str, target: str) -> Changed:
    """Let a ticket point at another; the kind may be the beginning of one. Raises SelfLinkError."""
    wanted = _link(ident, kind, target)
    return change_tickets(
        workspace, [ident], lambda ticket: changes.add_link(ticket, wanted), str(wanted)
    )


def unlink(workspace: "Workspace", ident: str, kind: str, target: str) -> Changed:
    """Take such a link away. Raises SelfLinkError."""
    wanted = _link(ident, kind, target)
    what = f"no longer {wanted}"
    return change_tickets(
        workspace, [ident], lambda ticket: changes.remove_link(ticket, wanted), what
    )


def _link(ident: str, kind: str, target: str) -> Link:
    if ident == target:
        raise SelfLinkError(ident)
    return Link(link_kind(kind), target)
