"""Tickets for programs: the one shape in which every command writes them (``docs/json.md``)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from tix.actions.selection import backlinks
from tix.model.ticket.json import COVERAGE, PROMISE, to_object
from tix.model.ticket.ticket import Link, Ticket
from tix.query.facts import backlinks_of
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.store.attachments import attachments_of
from tix.storage.store.filed import Filed

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


def ticket_objects(workspace: "Workspace", tickets: Sequence[Filed]) -> Iterator[dict[str, Any]]:
    """Each ticket as what ``json`` can write, with the time of its last change from git."""
    from tix.storage.history.last_changed import updated  # most runs ask for none

    if len(tickets) > _FEW:
        found = backlinks(workspace)
    else:
        pointing = (workspace.reader.pointing_at(filed.ticket.id) for filed in tickets)
        found = backlinks_of(ticket for some in pointing for ticket in some)
    idents = [filed.ticket.id for filed in tickets]
    numbers = workspace.reader.nearest_numbers(idents) if workspace.config.promises else ()
    return dated_objects(workspace, tickets, numbers, updated(workspace.desk, tickets), found)


_FEW = 20
"""Up to so many tickets, each is asked for by itself who points at it."""


def dated_objects(
    workspace: "Workspace",
    tickets: Iterable[Filed],
    numbers: Collection[int],
    updated: Mapping[str, datetime],
    backlinks: Mapping[str, Sequence[Link]],
) -> Iterator[dict[str, Any]]:
    """The same, given all their numbers, each ticket's last change, and the links of others to it.

    Where the desk promises anything, how each stands is there, too (P9), and where it has
    customers, whether the contract covers it.
    """
    promises_of = _promises(workspace, numbers)
    coverage_of = _coverage(workspace)
    waiting = iter(tickets)
    while some := list(islice(waiting, _AT_ONCE)):
        told = [workspace.config.with_priority(filed.ticket) for filed in some]
        promises = promises_of(told)
        for filed, ticket in zip(some, told, strict=True):
            yield {
                **to_object(
                    ticket,
                    path=filed.path,
                    updated=updated.get(ticket.id),
                    attachments=attachments_of(workspace.desk, ticket),
                    backlinks=backlinks.get(ticket.id, ()),
                ),
                **next(promises),
                **coverage_of(ticket),
            }


_AT_ONCE = 100
"""Tickets whose promises are looked up at once; their whole texts are kept so long."""


def _promises(
    workspace: "Workspace", numbers: Collection[int]
) -> Callable[[Sequence[Ticket]], Iterator[dict[str, Any]]]:
    """What says of each of some tickets what JSON says of its promise: nothing in a desk without
    any."""
    if not workspace.config.promises:
        return lambda tickets: ({} for _ in tickets)
    from tix.actions.promises import Standings, clocks_and_standing
    from tix.model.promises.json import promise_object

    of_some = Standings(workspace, numbers).of if len(numbers) > 1 else None

    def promises(tickets: Sequence[Ticket]) -> Iterator[dict[str, Any]]:
        [number] = numbers if len(numbers) == len(tickets) == 1 else [None]
        each = (clocks_and_standing(workspace, ticket, number) for ticket in tickets)
        for _, now in of_some(tickets) if of_some else each:
            yield {PROMISE: promise_object(now)}

    return promises


def _coverage(workspace: "Workspace") -> Callable[[Ticket], dict[str, Any]]:
    """What says whether a ticket's customer has a contract that covers it today: nothing in a desk
    without customers."""
    if not workspace.has_customers:
        return lambda _: {}
    from tix.actions.customer_match import why_not_covered  # few desks have any

    customers, known = workspace.customers, dict[tuple[str, str | None], str | None]()

    def coverage(ticket: Ticket) -> dict[str, Any]:
        customer = customers.of(ticket.customer)
        if customer is None:
            return {COVERAGE: {"customer": None, "covered": None, "why": None}}
        asked = customer.id, ticket.type
        if asked not in known:
            known[asked] = why_not_covered(workspace, customer, ticket.type)
        why = known[asked]
        return {COVERAGE: {"customer": customer.id, "covered": why is None, "why": why}}

    return coverage
