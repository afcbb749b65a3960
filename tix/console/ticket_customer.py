"""What a ticket's page says of its customer."""

from collections.abc import Iterator, Sequence

from tix.actions.customer_match import why_not_covered
from tix.actions.duplicates import alike
from tix.console.session import Session
from tix.model.records.customer import Customer
from tix.model.ticket.ticket import Ticket
from tix.query.predicates import OneOf, Source
from tix.query.similar import WORTH_A_LOOK

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
    found = [each.ticket for each in alike(session, ticket, which, WORTH_A_LOOK)]
    earlier = [each for each in found if each.id != ticket.id and _is_before(each, ticket)]
    yield "earlier", [f"{t.id} {t.title} ({t.status or 'no status'})" for t in earlier[:_FEW]]


def _agreed(customer: Customer) -> list[str]:
    until = f" until {customer.contract_until}" if customer.contract_until else ""
    contract = f"contract {customer.contract or ''}".rstrip() + until
    return [
        *([f"plan {customer.plan}"] if customer.plan else []),
        *([contract] if customer.contract or until else []),
        *([f"covers {', '.join(customer.covers)}"] if customer.covers else []),
    ]


def _is_before(other: Ticket, ticket: Ticket) -> bool:
    return None in (other.opened, ticket.opened) or str(other.opened) <= str(ticket.opened)
