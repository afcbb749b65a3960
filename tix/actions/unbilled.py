"""What was worked and used, and no invoice has yet, of all customers."""

from datetime import date
from decimal import Decimal

from tix.actions.customer_names import desk_customers
from tix.actions.invoice_books import NoBillingError, books_here
from tix.frozen import dataclass, replace
from tix.model.times import day_of
from tix.model.work.bill import Period
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


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
    billable work and no customer who could be billed."""

    found: tuple[Unbilled, ...]
    skipped: tuple[str, ...]
    nobodys: tuple[str, ...]


def unbilled(
    workspace: "Workspace", since: date | None = None, until: date | None = None
) -> UnbilledWork:
    """What each customer would be billed from a day until a day, both included, by what is known
    here.

    Raises NoBillingError, BrokenInvoiceError, UnbillableError.
    """
    if workspace.config.billing is None:
        raise NoBillingError
    books = books_here(workspace, None)
    customers = desk_customers(workspace)
    period = Period(since, until or day_of(workspace.now, workspace.config.timezone))
    days = {(t.id, work.id): work.day for t in books.tickets for work in t.worked}
    days |= {(t.id, use.id): use.day for t in books.tickets for use in t.used}
    whose = {ticket.id: customers.of(ticket.customer) for ticket in books.tickets}
    found: list[Unbilled] = []
    skipped: list[str] = []
    for customer in sorted({c.id: c for c in whose.values() if c}.values(), key=lambda c: c.id):
        made = replace(books, customer=customer).bill(period, None)
        skipped += made.skipped
        if made.lines:
            on = [days[entry] for entry in made.entries]
            net = sum((line.net for line in made.lines), Decimal(0))
            tickets = tuple(dict.fromkeys(line.ticket for line in made.lines))
            found.append(
                Unbilled(customer.id, net, books.agreed.billing.currency, min(on), max(on), tickets)
            )
    nobodys = tuple(
        t.id for t in books.tickets
        if whose[t.id] is None and any(w.billable and period.holds(w.day) for w in t.worked)
    )  # fmt: skip
    return UnbilledWork(tuple(found), tuple(skipped), nobodys)
