"""Refusing changes of status that the desk's workflow doesn't allow, unless they are forced."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import chain

from tix.errors import NeedsPersonError
from tix.model.changes.reopening import is_too_late, shown_length
from tix.model.config.config import Group
from tix.model.people import Person
from tix.model.ticket.ticket import Link, Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.changes.workflow import Reason

FORCED = "Forced"
"""The trailer of a commit that went against the workflow: a ticket's id, then what was missing."""

Trailers = Sequence[tuple[str, str]]

_TOLD = 3
"""Tickets of which a refusal tells."""


class WorkflowError(NeedsPersonError):
    """The workflow doesn't let tickets change their status like that."""

    def __init__(
        self, refused: Sequence[tuple[Ticket, Sequence["Reason"]]], *, are_new: bool = False
    ) -> None:
        self.told = {ticket.id: _sentence(ticket, reasons) for ticket, reasons in refused}
        """What is said of each ticket."""
        told = list(self.told.values())[:_TOLD]
        if len(refused) > _TOLD:
            told.append(f"{len(refused) - _TOLD} more like that")
        asked = [reason.command for _, reasons in refused[:_TOLD] for reason in reasons]
        commands = chain.from_iterable(each.split("; ") for each in asked)
        hint = f"{'; '.join(_joined(commands))}; or --force"
        super().__init__(
            f"{'; '.join(told)}; nothing was changed",
            hint="give it along (--set FIELD=VALUE), or open it without a status"
            if are_new
            else hint,
        )


class ReopenedTooLateError(NeedsPersonError):
    """Who asked wants to reopen a ticket that has been done for too long."""

    def __init__(self, ticket: Ticket, within: timedelta) -> None:
        super().__init__(
            f"{ticket.id} has been done for more than {shown_length(within)}, too long for who"
            " asked to reopen it; nothing was changed",
            hint=f"tix open TITLE --relates-to {ticket.id}",
        )


def _joined(commands: Iterable[str]) -> list[str]:
    """The commands as they can be typed one after the other: what changes the status comes last,
    and what differs in its options only is one, since each alone would be refused again."""
    found: dict[str, list[str]] = {}
    for command in sorted(commands, key=lambda each: each.startswith("tix status ")):
        start, dashes, options = command.partition(" --")
        given = found.setdefault(start, [])
        if dashes + options not in given:
            given.append(dashes + options)
    return [start + "".join(options) for start, options in found.items()]


def _sentence(ticket: Ticket, reasons: Sequence["Reason"]) -> str:
    texts = [reason.text for reason in reasons]
    why = texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
    return f"{ticket.id} can't be {ticket.status} yet: {why}"


def allow(
    workspace: "Workspace",
    before: Sequence[Ticket | None],
    after: Sequence[Ticket],
    who: Person,
    *,
    force: bool = False,
) -> Trailers:
    """Let these tickets change as they would, of those that change their status.

    ``before`` has None for a new ticket. With ``force`` everything goes, and the trailers tell of
    what was missing. Raises WorkflowError, ReopenedTooLateError.
    """
    config = workspace.config
    moves = [
        (old, new)
        for old, new in zip(before, after, strict=True)
        if (old is None and new.status != config.first_status(Group.ACTIVE))
        or (old is not None and old.status != new.status)
    ]
    if not moves:
        return ()
    late = [(FORCED, f"{t.id} {why}") for t, why in _reopened_late(workspace, moves, who, force)]
    if not config.workflow:
        return late
    from tix.model.changes.workflow import reasons_against  # few desks have a workflow

    around = _Desk(workspace, {ticket.id: ticket for ticket in after})
    found = [(new, reasons_against(old, new, config, around)) for old, new in moves]
    refused = [(ticket, reasons) for ticket, reasons in found if reasons]
    if refused and not force:
        raise WorkflowError(refused, are_new=None in before)
    return late + [
        (FORCED, f"{ticket.id} {', '.join(reason.text for reason in reasons)}")
        for ticket, reasons in refused
    ]


def _reopened_late(
    workspace: "Workspace",
    moves: Sequence[tuple[Ticket | None, Ticket]],
    who: Person,
    force: bool,
) -> Iterator[tuple[Ticket, str]]:
    """Tickets that somebody of the asking side reopens later than they can, by force."""
    config, within = workspace.config, workspace.config.reopen_within
    if within is None:
        return
    for old, new in moves:
        if old is None or not config.is_done(old) or config.is_done(new):
            continue
        if is_too_late(old, config, workspace.now) and asks(workspace, old, who):
            if not force:
                raise ReopenedTooLateError(old, within)
            yield new, f"done for more than {shown_length(within)}"


def asks(workspace: "Workspace", ticket: Ticket, who: Person) -> bool:
    """Whether somebody is on the asking side of a ticket (P3)."""
    from tix.model.promises.sides import Side, Sides  # only who reopens late is asked for

    config = workspace.config
    staff = (member for team in config.teams for member in team.members)
    sides = Sides(config.canonical_person, staff, config.robots)
    customer = workspace.customers.of(ticket.customer) if workspace.has_customers else None
    return sides.side(who, sides.asker(ticket), customer) is Side.ASKING


class _Desk:
    """What the desk says of tickets outside their files, as it will be after the change."""

    def __init__(self, workspace: "Workspace", after: Mapping[str, Ticket]) -> None:
        self._workspace = workspace
        self._after = after

    def open_children(self, ticket: Ticket) -> Sequence[str]:
        link, config = Link("parent", ticket.id), self._workspace.config
        children = {child.id: child for child in self._workspace.reader.linking({link})}
        known = {ident: self._after.get(ident, child) for ident, child in children.items()}
        return [ident for ident, child in known.items() if not config.is_done(child)]

    def unpaid(self, ticket: Ticket) -> "Reason | None":
        from tix.model.changes.billed import unpaid  # few workflows end with a bill
        from tix.model.records.invoice import INVOICE

        invoices = [filed.record for filed in self._workspace.records(INVOICE).heads]
        return unpaid(ticket, invoices)
