"""Changing several tickets in one transaction and one commit."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.ticket.ticket import Ticket
from tix.model.times import due_instant, format_due, format_time
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:  # actions that only read do without the store
    from tix.actions.workspace import Workspace
    from tix.storage.store.outcome import Outcome
    from tix.storage.store.transaction import Transaction

Change = Callable[[Ticket], Ticket]

Setting = tuple[str, str]
"""A field's name and a text for it, as people type them."""


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """The result of changing tickets.

    ``before`` has the tickets that changed, as they were. ``what`` describes the change (``assign
    to ana``), ``unchanged`` the case in which there was nothing to do. ``named`` has the ids of all
    tickets that were to be changed. ``doubts`` says what the user may not have meant, ``notes``
    what else was done.
    """

    before: tuple[Ticket, ...]
    outcome: "Outcome"
    what: str
    unchanged: str
    named: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def change_tickets(
    workspace: "Workspace",
    idents: Sequence[str],
    change: Change,
    what: str,
    write_more: "Callable[[Transaction, Ticket], Ticket] | None" = None,
    *,
    force: bool = False,
) -> ChangeResult:
    """Apply one change to every ticket in one commit; ``write_more`` writes files beside each.

    ``force``: also against the workflow. Nothing at all is written if one of the tickets can't be
    changed. Raises LinkCircleError, WorkflowError, ReopenedTooLateError.
    """
    with workspace.transaction() as work:
        before = work.get_all(idents)
        after = [change(ticket) for ticket in before]
        if any(old.links != new.links for old, new in zip(before, after, strict=True)):
            from tix.actions.links import refuse_circles  # most changes touch no links

            refuse_circles(workspace, before, after)
        trailers: Sequence[tuple[str, str]] = ()
        moves = (old.status != new.status for old, new in zip(before, after, strict=True))
        if workspace.config.guards_statuses and any(moves):
            from tix.actions.workflow import allow  # few desks do

            trailers = allow(workspace, before, after, work.author.person, force=force)
        if write_more:
            after = [write_more(work, ticket) for ticket in after]
        for ticket in after:
            work.put(ticket)
        return commit_changes(work, before, what, trailers=trailers)


def commit_changes(
    work: "Transaction",
    before: Sequence[Ticket],
    what: str,
    unchanged: str = "",
    trailers: Sequence[tuple[str, str]] = (),
) -> ChangeResult:
    """Commit the changed tickets, with any edits made to them by hand."""
    from tix.storage.git.commit_message import BY_HAND

    changed = [old for old in before if work.get(old.id) != old]
    named, said = (changed, what) if changed else (before, BY_HAND)
    outcome = work.commit(subject([ticket.id for ticket in named], said), trailers=trailers)
    idents = tuple(ticket.id for ticket in before)
    return ChangeResult(tuple(changed), outcome, what, unchanged or what, idents)


def time_doubts(
    tickets: Sequence[Ticket], workspace: "Workspace", given: Collection[str] = ("due", "occurred")
) -> tuple[str, ...]:
    """That a due date has passed already, or that what has occurred lies ahead, of tickets that
    have just been ``given`` these fields."""
    config, now = workspace.config, workspace.now
    passed = [
        f"due {format_due(ticket.due)} is in the past"
        for ticket in tickets
        if "due" in given and ticket.due and not config.is_done(ticket)
        and due_instant(ticket.due, config.timezone) < now
    ]  # fmt: skip
    ahead = [
        f"occurred {format_time(ticket.occurred)} lies ahead"
        for ticket in tickets
        if "occurred" in given and ticket.occurred and ticket.occurred > now
    ]
    return (*passed[:1], *ahead[:1])


def asset_doubts(names: Iterable[str], workspace: "Workspace") -> tuple[str, ...]:
    """That there are no assets of these names."""
    if not (wanted := list(names)):
        return ()
    from tix.model.records.asset import ASSET
    from tix.model.records.kinds import is_name
    from tix.model.text.nearest import did_you_mean

    assets = workspace.records(ASSET)
    unknown = [name for name in wanted if not (is_name(ASSET, name) and assets.has(name))]
    known = assets.names() if unknown else []
    add = "tix asset add TITLE makes one"
    return tuple(
        f"there is no asset {name!r} ({did_you_mean(name, known) if known else add})"
        for name in unknown
    )


def subject(idents: Sequence[str], what: str) -> str:
    """The first line of a commit: which tickets, and what was done."""
    if len(idents) == 1:
        return f"{idents[0]}: {what}"
    return f"{len(idents)} tickets: {what}"


def settled_edits(workspace: "Workspace") -> Callable[[Ticket, Ticket], Ticket]:
    """What follows from edits by hand: a new requester has another customer."""

    def settle(before: Ticket, ticket: Ticket) -> Ticket:
        if before.requester == ticket.requester or not workspace.has_customers:
            return ticket
        from tix.actions.customer_match import matched  # most desks have none

        with suppress(TixError):  # a broken tix.yaml is no reason to leave an edit behind
            return matched(workspace, ticket, before).ticket
        return ticket

    return settle


def refuse_unknown(workspace: "Workspace", settings: Iterable[tuple[str, str]]) -> None:
    """Raise NotFoundError if fields are to be set to links with ids that no ticket has: about all
    of them at once."""
    from tix.model.changes.typed_text import split_list
    from tix.model.ticket.link_names import known_kind

    items = [item for name, text in settings if known_kind(name) for item in split_list(text)]
    if len(items) > 1:
        workspace.ids(items)
