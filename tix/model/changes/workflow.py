"""Whether the desk's workflow lets a ticket change its status, and what is missing if not.

Each reason comes with the command that removes it. Nothing here refuses: who lets people change
tickets does, a merge never does, and ``check`` tells what a merge made of it.
"""

from collections.abc import Sequence

from tix.frozen import dataclass, replace
from tix.model.config.config import Config, Group
from tix.model.config.workflow import CHILDREN_DONE, INVOICE_PAID, Workflow
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import Protocol


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a ticket can't get a status, in a few words, and the command that removes it; several
    stand with ``;`` between them."""

    text: str
    command: str


class Surroundings(Protocol):
    """What the desk says of a ticket outside its file."""

    def open_children(self, ticket: Ticket) -> Sequence[str]:
        """The ids of the tickets that are a part of it and aren't done."""

    def unpaid(self, ticket: Ticket) -> Reason | None:
        """Why its work isn't paid; None if it is."""


def workflow_of(ticket: Ticket, config: Config) -> Workflow | None:
    """The workflow of a ticket's type, if it has one."""
    return next((flow for flow in config.workflow if flow.type == ticket.type), None)


def reopened_status(ticket: Ticket, config: Config) -> str:
    """An active status that a done ticket may get again: the first, or one that is allowed."""
    first = config.first_status(Group.ACTIVE)
    flow = workflow_of(ticket, config)
    allowed = flow.leads_to(ticket.status) if flow else None
    if allowed is None or first in allowed:
        return first
    return next((s for s in allowed if config.group(s) is Group.ACTIVE), first)


def reasons_against(
    before: Ticket | None, after: Ticket, config: Config, around: Surroundings
) -> tuple[Reason, ...]:
    """Why a ticket can't become what it would be, by its workflow; () if it can.

    ``before`` is None for a new ticket, which may begin anywhere.
    """
    flow = workflow_of(after, config)
    if flow is None or (before is not None and before.status == after.status):
        return ()
    detour = _detour(before, after, flow, config, around) if before is not None else None
    return (detour,) if detour else unmet(after, flow, config, around)


def unmet(
    ticket: Ticket, flow: Workflow, config: Config, around: Surroundings
) -> tuple[Reason, ...]:
    """What a ticket lacks of what its status needs."""
    found = []
    for need in flow.needed_for(ticket.status):
        if need == INVOICE_PAID:
            found.append(around.unpaid(ticket))
        elif need == CHILDREN_DONE:
            found.append(_children(around.open_children(ticket)))
        elif not _has(ticket, need):
            text = f"no {_shown(need)}{_choices(need, config)}"
            found.append(Reason(text, _command(ticket, need, config)))
    return tuple(reason for reason in found if reason)


def _has(ticket: Ticket, need: str) -> bool:
    field = BY_NAME.get(need.casefold())
    value = ticket.team_field(need) if field is None else field.of(ticket)
    return bool(value)


def _shown(need: str) -> str:
    field = BY_NAME.get(need.casefold())
    name = need if field is None or not field.many else (*field.other_names, field.name)[0]
    return name.replace("_", " ")


def _children(ids: Sequence[str]) -> Reason | None:
    if not ids:
        return None
    parts = "a part that isn't" if len(ids) == 1 else f"{len(ids)} parts that aren't"
    return Reason(f"{parts} done ({', '.join(ids[:5])})", f"tix close {' '.join(ids)}")


def _detour(
    before: Ticket, after: Ticket, flow: Workflow, config: Config, around: Surroundings
) -> Reason | None:
    """That a status doesn't lead to another one, and the first step of the way there, with what
    that step needs."""
    allowed = flow.leads_to(before.status)
    if allowed is None or after.status in allowed:
        return None
    step = _first_step(flow, before.status, after.status, config)
    text = f"{before.status} leads to {' or '.join(allowed)} only" if allowed else "it is final"
    first = step or next(iter(allowed), None)
    if first is None:
        return Reason(text, f"tix show {before.id}")
    lacking = unmet(replace(after, status=first), flow, config, around)
    if lacking:
        text += f" (for {first}: {', '.join(reason.text for reason in lacking)})"
    commands = (f"tix status {before.id} {first}", *(reason.command for reason in lacking))
    return Reason(text, "; ".join(commands))


def _first_step(flow: Workflow, start: str | None, end: str | None, config: Config) -> str | None:
    """The first step of the shortest way from one status to another; None if there is none.

    A way over statuses that say where they lead goes before one over those that lead anywhere, and
    one whose first step is of the group that is wanted before others: who wants a done ticket open
    needn't do first what closing it takes.
    """
    steps = flow.leads_to(start) or ()
    ordered = sorted(steps, key=lambda step: config.group(step) is not config.group(end))
    named, anywhere = (_way(flow, ordered, end, anywhere=each) for each in (False, True))
    return named or anywhere


def _way(flow: Workflow, steps: Sequence[str], end: str | None, *, anywhere: bool) -> str | None:
    firsts: dict[str, str] = {to: to for to in steps}
    waiting = list(firsts)
    while waiting:
        status = waiting.pop(0)
        leads = flow.leads_to(status)
        if end in (leads or ()) or (leads is None and anywhere):
            return firsts[status]
        for to in leads or ():
            if to not in firsts:
                firsts[to] = firsts[status]
                waiting.append(to)
    return None


_COMMANDS = {
    "resolution": "tix status {id} {status} --resolution TEXT",
    "resolution_code": "tix status {id} {status} --resolution-code CODE",
    "assignees": "tix assign {id} WHO",
    "labels": "tix edit {id} -l LABEL",
    "attachments": "tix attach {id} FILE",
    "watchers": "tix watch {id}",
    "links": "tix link {id} KIND OTHER",
    "worked": "tix work {id} 30m",
    "used": "tix use {id} PART 1",
    "ratings": "tix rate {id} 5",
    "signatures": "tix sign {id} --name NAME",
}
"""The commands that supply fields, where it isn't ``tix edit --set``."""


_VALUES = {"date": "DAY", "number": "NUMBER", "url": "URL", "user": "WHO"}
"""What stands for the value of a team's field in a command, by its type."""

_WHEN_DONE = ("resolution", "resolution_code")


def _command(ticket: Ticket, need: str, config: Config) -> str:
    field = BY_NAME.get(need.casefold())
    name = field.name if field else need
    is_done = config.group(ticket.status) is Group.DONE
    if (command := _COMMANDS.get(name)) and (is_done or name not in _WHEN_DONE):
        return command.format(id=ticket.id, status=ticket.status)
    many = field is not None and field.many
    declared = config.team_field_type(need)
    value = (
        "WORD" if _choices(need, config) else _VALUES.get(declared.type if declared else "", "TEXT")
    )
    return f"tix edit {ticket.id} {'--add' if many else '--set'} {name}={value}"


def _choices(need: str, config: Config) -> str:
    """The words that a field can have, in parentheses; "" if any text will do."""
    field, declared = BY_NAME.get(need.casefold()), config.team_field_type(need)
    words = declared.choices if declared else config.words_of(field.name) if field else None
    if not words:
        return ""
    return f" ({', '.join(words[:_TOLD])}{' …' if len(words) > _TOLD else ''})"


_TOLD = 8
"""Words of a field that a reason names."""
