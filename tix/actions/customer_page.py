"""All that one wants to see of a customer while the phone rings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from tix.actions.customer_match import agreed_plan, why_not_covered
from tix.frozen import dataclass, replace
from tix.model.records.asset import ASSET, Asset
from tix.model.records.customer import Customer
from tix.model.ticket.ticket import Ticket
from tix.model.times import Due, day_of, moment
from tix.model.work.customer_figures import CustomerFigures, figures_of
from tix.query.predicates import OneOf, Or, Source
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.records.invoice import Invoice
    from tix.model.work.billing import Plan
    from tix.query.clusters import Cluster

_CUSTOMER = Source("customer")

_LATELY = timedelta(days=365)
"""How far back problems count as told again."""

_MOST = 500
"""How many of the latest tickets are looked at for that."""


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """What the desk knows of a customer, beside its record.

    ``covered`` are the types that its contract covers today, ``why_not`` why it covers none.
    ``open`` tickets come the most urgent first, ``done`` ones the latest first. ``repeated`` are
    problems that were told more than once within a year. ``due`` is when what was promised next (or
    the ticket, by its date) is due, by ticket; ``plan`` what ``tix.yaml`` says of the customer's
    plan. ``unpaid`` invoices come those first that are due first.
    """

    covered: tuple[str, ...]
    why_not: str | None
    open: tuple[Ticket, ...]
    done: tuple[Ticket, ...]
    repeated: "tuple[Cluster, ...]"
    figures: CustomerFigures
    assets: tuple[Asset, ...]
    due: Mapping[str, Due]
    plan: "Plan | None"
    unpaid: "tuple[Invoice, ...]"


def customer_page(workspace: "Workspace", customer: Customer) -> CustomerPage:
    """What the desk knows of a customer."""
    from tix.query.clusters import clusters  # nothing else that runs then needs it
    from tix.query.order import sort_key

    config = workspace.config
    found = _tickets_of(workspace, customer)
    urgent = sort_key((), config)
    to_do = sorted((t for t in found if not config.is_done(t)), key=urgent)
    done = sorted((t for t in found if config.is_done(t)), key=_age)
    since = workspace.now - _LATELY
    told = sorted((t for t in found if t.opened and t.opened >= since), key=_age)[:_MOST]
    return CustomerPage(
        *coverage(workspace, customer),
        tuple(to_do),
        tuple(done),
        tuple(clusters(told)),
        figures_of(found, config.is_done, config.canonical_person, today(workspace)),
        assets_of(workspace, customer),
        _due(workspace, customer, to_do) if config.promises else _set_by_hand(to_do),
        agreed_plan(config, customer),
        _unpaid(workspace, customer) if config.billing else (),
    )


def coverage(workspace: "Workspace", customer: Customer) -> tuple[tuple[str, ...], str | None]:
    """The types that a customer's contract covers today, and why it covers none."""
    every = {name: why_not_covered(workspace, customer, name) for name in workspace.config.types}
    covered = tuple(name for name, why in every.items() if why is None)
    return covered, None if covered else next(iter(every.values()), None)


def _unpaid(workspace: "Workspace", customer: Customer) -> "tuple[Invoice, ...]":
    from tix.model.records.invoice import INVOICE  # few desks bill

    heads = (filed.record for filed in workspace.records(INVOICE).heads)
    found = (each for each in heads if each.customer == customer.id and each.is_unpaid)
    return tuple(sorted(found, key=lambda each: (each.due or date.max, each.id)))


def _set_by_hand(tickets: Iterable[Ticket]) -> Mapping[str, Due]:
    """When those are due that have a date, where nothing is promised."""
    return {ticket.id: ticket.due for ticket in tickets if ticket.due is not None}


def _due(
    workspace: "Workspace", customer: Customer, tickets: Sequence[Ticket]
) -> Mapping[str, datetime]:
    """When what was promised next is due, of each ticket of which something is."""
    from tix.actions.promises import glances  # few desks promise anything
    from tix.query.facts import Facts
    from tix.query.promised import due_next

    texts = workspace.customers.texts_of([customer])
    numbers = workspace.reader.find(OneOf(_CUSTOMER, texts), workspace.config, to_do=True)
    facts = replace(Facts(), promised=glances(workspace, numbers))
    found = {ticket.id: moment(due_next(ticket, facts, workspace.config)) for ticket in tickets}
    return {ident: when for ident, when in found.items() if when is not None}


def assets_of(workspace: "Workspace", customer: Customer) -> tuple[Asset, ...]:
    """The assets that a customer has."""
    records = (filed.record for filed in workspace.records(ASSET).heads)
    texts = workspace.customers.texts_of([customer])
    return tuple(each for each in records if (each.customer or "").strip().casefold() in texts)


def figures_by_customer(
    workspace: "Workspace", customers: Iterable[Customer]
) -> Mapping[str, CustomerFigures]:
    """The figures of each customer, by its name."""
    known = workspace.customers
    found: dict[str, list[Ticket]] = {each.id: [] for each in customers}
    texts = known.texts_of(each for each in known.all if each.id in found)
    for ticket in _with(workspace, OneOf(_CUSTOMER, texts)):
        customer = known.of(ticket.customer)
        if customer is not None and customer.id in found:
            found[customer.id].append(ticket)
    day, config = today(workspace), workspace.config
    return {
        name: figures_of(tickets, config.is_done, config.canonical_person, day)
        for name, tickets in found.items()
    }


def today(workspace: "Workspace") -> date:
    """The day where the desk is."""
    return day_of(workspace.now, workspace.config.timezone)


def tickets_about(workspace: "Workspace", asset: str) -> tuple[Ticket, ...]:
    """The tickets that name or use an asset, the latest first, those to be done before others."""
    names = frozenset((asset,))
    either = Or(tuple(OneOf(Source(name), names) for name in ("assets", "used")))
    found = _with(workspace, either)
    is_done = workspace.config.is_done
    return tuple(sorted(found, key=lambda ticket: (is_done(ticket), _age(ticket))))


def _tickets_of(workspace: "Workspace", customer: Customer) -> Sequence[Ticket]:
    texts = workspace.customers.texts_of([customer])
    return _with(workspace, OneOf(_CUSTOMER, texts))


def _with(workspace: "Workspace", node: OneOf | Or) -> list[Ticket]:
    reader = workspace.reader
    return [filed.ticket for filed in reader.heads(reader.find(node, workspace.config))]


def _age(ticket: Ticket) -> tuple[float, str]:
    """The latest first."""
    return -ticket.opened.timestamp() if ticket.opened else 0.0, ticket.id
