"""What a ticket's page says of its customer, and of the parts that it names."""

from collections.abc import Iterator, Sequence

from tix.actions.customer_match import why_not_covered
from tix.actions.duplicates import earlier_alike
from tix.console.session import Session
from tix.model.records.customer import Customer
from tix.model.ticket.ticket import Ticket
from tix.query.predicates import OneOf, Source
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.model.work.stock import Stock

_FEW = 3
"""Earlier tickets that are named."""


def customer_rows(session: Session, ticket: Ticket) -> Iterator[tuple[str, Sequence[str]]]:
    """Names and texts of rows: what the customer has agreed on, and what it told before."""
    customer = session.customers.of(ticket.customer)
    if customer is None:
        return
    if agreed := _agreed(customer):
        yield "agreed", [" · ".join(agreed)]
    if why := why_not_covered(session, customer, ticket.type):
        yield "not covered", [why]
    which = OneOf(Source("customer"), session.customers.texts_of([customer]))
    earlier = earlier_alike(session, ticket, which)
    yield "earlier", [f"{t.id} {t.title} ({t.status or 'no status'})" for t in earlier[:_FEW]]


def stock_rows(session: Session, ticket: Ticket) -> Iterator[tuple[str, Sequence[str]]]:
    """What is in stock of the assets that the ticket has, has used, or names in its text."""
    from tix.actions.parts import stocks  # only where there are assets
    from tix.model.records.asset import ASSET

    counted = [f.record for f in session.records(ASSET).heads if f.record.counted is not None]
    listed = {*ticket.assets, *(use.asset for use in ticket.used)}
    said = {word.strip(".,;:!?()\"'") for word in f"{ticket.title} {ticket.body}".split()}
    named = [asset for asset in counted if asset.id in listed or asset.id in said]
    left = stocks(session, named)
    yield "stock", [f"{name}: {each}{_low(each)}" for name, each in left.items()]


def _low(left: "Stock") -> str:
    return f", fewer than {left.minimum or 0:f}" if left.is_low else ""


def _agreed(customer: Customer) -> list[str]:
    until = f" until {customer.contract_until}" if customer.contract_until else ""
    contract = f"contract {customer.contract or ''}".rstrip() + until
    return [
        *([f"plan {customer.plan}"] if customer.plan else []),
        *([contract] if customer.contract or until else []),
        *([f"covers {', '.join(customer.covers)}"] if customer.covers else []),
    ]
