"""Lines at the top of a mail that order something: ``#status resolved``, ``#internal``,
``#assign ana``. They count for people of the desk who were vouched for (M3)."""

import re
from collections.abc import Callable

from tix.errors import TixError
from tix.frozen import dataclass, replace
from tix.model.people import Person
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace

_ORDER = re.compile(r"^#(status|internal|assign)(?:[ \t]+(.*\S))?[ \t]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ordered:
    """A ticket as somebody ordered it, the text without these lines, and what couldn't be done."""

    ticket: Ticket
    text: str
    is_internal: bool = False
    problems: tuple[str, ...] = ()


def carry_out(workspace: "Workspace", ticket: Ticket, text: str, who: Person) -> Ordered:
    """Do what the lines at the top of a text say. What can't be done stays in the text."""
    lines = text.split("\n")
    result = Ordered(ticket, text)
    kept: list[str] = []
    rest = len(lines)
    for at, line in enumerate(lines):
        match = _ORDER.match(line.strip())
        if match is None and line.strip():
            rest = at
            break
        if match is None:
            continue
        name, value = match[1].casefold(), match[2] or ""
        if name == "internal":
            result = replace(result, is_internal=True)
            continue
        try:
            done = _ORDERS[name](workspace, result.ticket, value, who)
            result = replace(result, ticket=done)
        except TixError as error:
            kept.append(line)
            result = replace(result, problems=(*result.problems, f"{line.strip()}: {error}"))
    return replace(result, text="\n".join([*kept, *lines[rest:]]).strip("\n"))


def _status(workspace: "Workspace", ticket: Ticket, value: str, who: Person) -> Ticket:
    from tix.model.changes import changes

    status = workspace.field_editor(()).status(value)
    new = changes.set_status(ticket, status, workspace.config, workspace.now)
    if workspace.config.guards_statuses:
        from tix.actions.workflow import allow

        allow(workspace, [ticket], [new], who)
    return new


def _assign(workspace: "Workspace", ticket: Ticket, value: str, _: Person) -> Ticket:
    return workspace.field_editor((ticket,)).set(ticket, "assignees", value)


_ORDERS: dict[str, Callable[["Workspace", Ticket, str, Person], Ticket]] = {
    "status": _status,
    "assign": _assign,
}
