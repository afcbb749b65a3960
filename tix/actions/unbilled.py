"""What was worked and used, and no invoice has yet, of all customers."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from tix.actions.customer_names import desk_customers
from tix.actions.invoice_books import NoBillingError, books_here
from tix.frozen import dataclass
from tix.model.records.customer import Customer
from tix.model.ticket.entries import Use, Work
from tix.model.ticket.ticket import Ticket
from tix.model.times import day_of
from tix.model.work.bill import Agreement, Bill, Billed, NoRateError, Period, bill_theirs
from tix.model.work.money import OtherCurrencyError
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.records.customers import Customers


@dataclass(frozen=True, slots=True)
class Unbilled:
    """What an invoice of a customer would have now: the sum of its lines, without tax, the days of
    its oldest and newest entry, and the tickets."""

    customer: str
    net: Decimal
    currency: str
    first: date
    last: date
    tickets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnbilledWork:
    """What customers would be billed, what can't be billed and why, and the ids of tickets with
    billable work or parts and no customer who could be billed."""

    found: tuple[Unbilled, ...]
    skipped: tuple[str, ...]
    nobodys: tuple[str, ...]


def unbilled(
    workspace: "Workspace", since: date | None = None, until: date | None = None
) -> UnbilledWork:
    """What each customer would be billed from a day until a day, both included, by what is known
    here. A customer of whom that can't be said is skipped.

    Raises NoBillingError, BrokenInvoiceError.
    """
    if workspace.config.billing is None:
        raise NoBillingError
    books = books_here(workspace, None)
    period = Period(since, until or day_of(workspace.now, workspace.config.timezone))
    done = Billed(books.tickets, books.invoices)
    found: list[Unbilled] = []
    skipped: list[str] = []
    theirs, nobodys = _by_customer(desk_customers(workspace), books.tickets)
    for customer, tickets in theirs:
        try:
            made = bill_theirs(customer, tickets, done, books.agreed, period)
        except (NoRateError, OtherCurrencyError) as error:
            skipped.append(f"{customer.id}: {error}")
            continue
        skipped += made.skipped
        if made.lines:
            found.append(_unbilled(customer, tickets, made, books.agreed.billing.currency))
    waiting = (t.id for t in nobodys if _has_billable(t, done, books.agreed, period))
    return UnbilledWork(tuple(found), tuple(skipped), tuple(waiting))


def _by_customer(
    customers: "Customers", tickets: Iterable[Ticket]
) -> tuple[list[tuple[Customer, list[Ticket]]], list[Ticket]]:
    """The tickets of each customer, by their ids, and those of none."""
    theirs: dict[str, tuple[Customer, list[Ticket]]] = {}
    nobodys: list[Ticket] = []
    for ticket in tickets:
        customer = customers.of(ticket.customer)
        if customer is None:
            nobodys.append(ticket)
        else:
            theirs.setdefault(customer.id, (customer, []))[1].append(ticket)
    return [theirs[ident] for ident in sorted(theirs)], nobodys


def _unbilled(customer: Customer, tickets: Iterable[Ticket], made: Bill, currency: str) -> Unbilled:
    days = [
        entry.day for t in tickets for entry in _entries(t)
        if (t.id, entry.id) in made.entries
    ]  # fmt: skip
    net = sum((line.net for line in made.lines), Decimal(0))
    on = tuple(dict.fromkeys(line.ticket for line in made.lines))
    return Unbilled(customer.id, net, currency, min(days), max(days), on)


def _has_billable(ticket: Ticket, done: Billed, agreed: Agreement, period: Period) -> bool:
    """Whether it has what a customer would be billed."""
    return any(
        not done.has(ticket.id, entry.id)
        for entry in _entries(ticket)
        if period.holds(entry.day)
        and (entry.billable if isinstance(entry, Work) else agreed.has_price(entry))
    )


def _entries(ticket: Ticket) -> tuple[Work | Use, ...]:
    return (*ticket.worked, *ticket.used)
