"""The state of the desk, as ``tix status`` without arguments tells it."""

from tix.commands.session import Session
from tix.model.config import Group
from tix.model.ticket import Ticket
from tix.model.times import due_instant
from tix.storage import history
from tix.values import asdict, dataclass


@dataclass(frozen=True, slots=True)
class DeskState:
    """Where the desk is and what there is to do. Lists hold ids of tickets, or paths.

    ``open`` counts all that aren't done; ``waiting`` are those of them that wait for others.
    """

    desk: str
    name: str
    branch: str
    open: int
    waiting: int
    done: int
    mine: list[str]
    overdue: list[str]
    unassigned: list[str]
    not_committed: list[str]
    broken: list[str]


def desk_state(session: Session) -> DeskState:
    """Look at the desk."""
    config, desk = session.config, session.desk
    scan = session.reader.scan()
    groups: dict[Group, list[Ticket]] = {group: [] for group in Group}
    for filed in scan.tickets:
        groups[config.group_of(filed.ticket)].append(filed.ticket)
    to_do = groups[Group.ACTIVE] + groups[Group.WAITING]
    me = session.me

    def is_mine(ticket: Ticket) -> bool:
        return any(config.canonical_person(person) == me for person in ticket.assignees)

    def is_overdue(ticket: Ticket) -> bool:
        return ticket.due is not None and due_instant(ticket.due, config.timezone) < session.now

    return DeskState(
        desk=str(desk.root),
        name=config.name,
        branch=desk.branch(),
        open=len(to_do),
        waiting=len(groups[Group.WAITING]),
        done=len(groups[Group.DONE]),
        mine=[t.id for t in to_do if me and is_mine(t)],
        overdue=[t.id for t in to_do if is_overdue(t)],
        unassigned=[t.id for t in to_do if not t.assignees],
        not_committed=sorted(history.uncommitted(desk)),
        broken=[str(broken) for broken in scan.broken],
    )


def show_state(session: Session, *, as_json: bool) -> None:
    """Print the state of the desk."""
    state = desk_state(session)
    if as_json:
        from tix.model.ticket_json import json_text

        session.print(json_text(asdict(state)))
        return
    from tix.terminal import safe

    branch = "no branch (HEAD is detached)" if state.branch == "HEAD" else f"branch {state.branch}"
    lines = [f"{state.name or 'desk'}: {state.desk}, on {branch}"]
    waiting = f" ({state.waiting} of them waiting)" if state.waiting else ""
    lines.append(f"{state.open} open{waiting}, {state.done} done")
    for what, idents, query in (
        ("yours", state.mine, "assignee:me"),
        ("overdue", state.overdue, "is:overdue"),
        ("unassigned", state.unassigned, "is:unassigned"),
    ):
        if idents:
            lines.append(f"  {len(idents)} {what}  (tix list {query})")
    if state.not_committed:
        lines.append("edited by hand, not committed yet (goes into the next change of the ticket):")
        lines += [f"  {path}" for path in state.not_committed]
    if state.broken:
        lines.append("broken (mend them in an editor):")
        lines += [f"  {text}" for text in state.broken]
    session.print("\n".join(safe.line(line) for line in lines))
