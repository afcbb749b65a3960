"""Linking tickets."""

from collections.abc import Callable, Sequence

from tix.actions.changing import ChangeResult, change_tickets
from tix.errors import UsageError
from tix.model.changes import changes
from tix.model.changes.circles import WAITING
from tix.model.ticket.link_names import link_kind
from tix.model.ticket.ticket import SINGLE_LINK_KINDS, Link, Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class SelfLinkError(UsageError):
    """A ticket can't link to itself."""

    def __init__(self, ident: str) -> None:
        super().__init__(f"{ident} can't be linked to itself")


class OneLinkError(UsageError):
    """Several links of a kind that a ticket can have only once."""

    def __init__(self, ident: str, kind: str) -> None:
        super().__init__(f"{ident} can have only one link {kind}")


def link(
    workspace: "Workspace", idents: Sequence[str], kind: str, targets: Sequence[str]
) -> ChangeResult:
    """Link each ticket to each of the targets, in one commit.

    ``kind`` may be abbreviated, and may name a link from its other end (``blocked-by``): then the
    targets get the link. Raises SelfLinkError, OneLinkError, LinkCircleError.
    """
    sources, links = _links(idents, kind, targets)
    if len(links) > 1 and links[0].kind in SINGLE_LINK_KINDS:
        raise OneLinkError(sources[0], links[0].kind)
    if any(link.kind in WAITING for link in links):
        workspace.reader  # noqa: B018 (the index is made before others wait for us)
    what = ", ".join(map(str, links))
    return change_tickets(workspace, sources, _each(changes.add_link, links), what)


def unlink(
    workspace: "Workspace", idents: Sequence[str], kind: str, targets: Sequence[str]
) -> ChangeResult:
    """Remove such links. Raises SelfLinkError."""
    sources, links = _links(idents, kind, targets)
    what = f"no longer {', '.join(map(str, links))}"
    return change_tickets(workspace, sources, _each(changes.remove_link, links), what)


def _links(
    idents: Sequence[str], kind: str, targets: Sequence[str]
) -> tuple[Sequence[str], Sequence[Link]]:
    """The tickets that get links, and the links that each of them gets."""
    name, is_seen_from_the_other_end = link_kind(kind)
    for ident in idents:
        if ident in targets:
            raise SelfLinkError(ident)
    if is_seen_from_the_other_end:
        idents, targets = targets, idents
    return idents, [Link(name, target) for target in targets]


def _each(
    change: Callable[[Ticket, Link], Ticket], links: Sequence[Link]
) -> Callable[[Ticket], Ticket]:
    def change_all(ticket: Ticket) -> Ticket:
        for one in links:
            ticket = change(ticket, one)
        return ticket

    return change_all
