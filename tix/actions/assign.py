"""Assigning tickets to people, and watching them."""

from collections.abc import Sequence

from tix.actions.changing import ChangeResult, change_tickets
from tix.frozen import replace
from tix.model.changes import changes
from tix.model.people import person_key
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

How = Literal["set", "add", "remove"]

_VERBS = {"set": "assign to", "add": "assign also to", "remove": "take away from"}


def assign(
    workspace: "Workspace", idents: Sequence[str], who: Sequence[str], how: How = "set"
) -> ChangeResult:
    """Set, extend or reduce the assignees of tickets.

    ``who`` are names, aliases or addresses, or beginnings of them. Raises UnknownPersonError.
    """
    people = tuple(dict.fromkeys(workspace.directory.resolve(name) for name in who))

    def change(ticket: Ticket) -> Ticket:
        if how == "remove":
            keys = {person_key(person) for person in people}
            kept = tuple(p for p in ticket.assignees if person_key(p) not in keys)
            return replace(ticket, assignees=kept)
        if how == "add":
            return replace(ticket, assignees=changes.with_items(ticket.assignees, people))
        return replace(ticket, assignees=people)

    names = ", ".join(workspace.names.label(person) for person in people)
    return change_tickets(workspace, idents, change, f"{_VERBS[how]} {names or 'nobody'}")


def watch(workspace: "Workspace", idents: Sequence[str], who: str = "me") -> ChangeResult:
    """Notify somebody when tickets change."""
    person = workspace.directory.resolve(who)
    return change_tickets(
        workspace,
        idents,
        lambda t: replace(t, watchers=changes.with_items(t.watchers, [person])),
        f"watch for {workspace.names.label(person)}",
    )


def unwatch(workspace: "Workspace", idents: Sequence[str], who: str = "me") -> ChangeResult:
    """Stop notifying them."""
    person = workspace.directory.resolve(who)
    return change_tickets(
        workspace,
        idents,
        lambda t: replace(t, watchers=changes.without_items(t.watchers, [person])),
        f"unwatch for {workspace.names.label(person)}",
    )
