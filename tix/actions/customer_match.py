"""Matching a ticket's requester to one of the desk's customers, and what the contract covers."""

from tix.frozen import dataclass, replace
from tix.model.config.config import Config
from tix.model.records.customers import Match, not_covered
from tix.model.records.known_by import plain
from tix.model.ticket.ticket import Ticket
from tix.model.times import day_of
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.records.customer import Customer
    from tix.model.records.customers import Customers
    from tix.model.work.billing import Plan

_ASKING = ("requester", "contract", "ip")
"""The fields by which a customer is found."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A ticket, with its customer if one was found now, and what that was found by.

    ``doubt`` says why the customer's contract doesn't cover it, or that a contract is nobody's.
    """

    ticket: Ticket
    match: Match | None = None
    doubt: str | None = None

    @property
    def said(self) -> str | None:
        """Which customer was found, and by what."""
        return f"customer {self.match.customer.id}, {self.match}" if self.match else None


def matched(workspace: "Workspace", ticket: Ticket, before: Ticket | None = None) -> Matched:
    """A ticket with the customer that its requester belongs to.

    ``before`` is what it was before a change: then a new requester finds a new customer. A customer
    that somebody names in the same go stays, by the record's name if it was named by something
    that tells it, such as a telephone number.
    """
    before_it = before.customer if before else None
    match = None
    if ticket.customer != before_it:
        match = customer_told(workspace.customers, ticket.customer)
    elif before is None or any(getattr(before, n) != getattr(ticket, n) for n in _ASKING):
        found = workspace.customers.match(ticket.requester, ticket.contract, ticket.ip)
        if found is not None and found.customer != workspace.customers.of(ticket.customer):
            match = found
    if match:
        ticket = replace(ticket, customer=match.customer.id)
    is_other = before is None or before_it != ticket.customer
    then = f" tix edit {ticket.id} -c {{name}}"
    doubt = doubt_of(workspace, ticket, then) if is_other else None
    if doubt is None and (before is None or before.contract != ticket.contract):
        doubt = _unknown_contract(workspace.customers, ticket)
    return Matched(ticket, match, doubt)


def _unknown_contract(customers: "Customers", ticket: Ticket) -> str | None:
    """That a contract's number is neither that of the ticket's customer, nor tells another."""
    contract, customer = ticket.contract, customers.of(ticket.customer)
    if contract is None or customers.match(None, contract, None):
        return None
    if customer and plain(customer.contract or "") == plain(contract):  # two have it
        return None
    return f"contract {contract!r} tells no customer"


def customer_told(customers: "Customers", text: str | None) -> Match | None:
    """The customer that a text tells which isn't its name."""
    return None if text is None or customers.of(text) else customers.told(text)


def doubt_of(workspace: "Workspace", ticket: Ticket, then: str = "") -> str | None:
    """Why the contract of the ticket's customer doesn't cover it, or whose record was meant, and
    ``then`` what to do about that, with its ``{name}``."""
    customer = workspace.customers.of(ticket.customer)
    if customer is None:
        return unknown_customer(workspace.customers, ticket.customer or "", then)
    why = why_not_covered(workspace, customer, ticket.type)
    return f"{customer.id}: {why}" if why else None


def unknown_customer(customers: "Customers", text: str, then: str = "") -> str | None:
    """Whose record was meant by a text that is only the beginning of its name."""
    near = None if customers.of(text) else customers.meant(text)
    if near is None:
        return None
    return f"no customer is called {text!r}: did you mean {near.id}?{then.format(name=near.id)}"


def why_not_covered(
    workspace: "Workspace", customer: "Customer", type_name: str | None
) -> str | None:
    """Why a customer's contract doesn't cover a ticket of that type today; None: it does."""
    config = workspace.config
    today = day_of(workspace.now, config.timezone)
    plan = agreed_plan(config, customer)
    return not_covered(customer, type_name, today, plan.covers if plan else ())


def agreed_plan(config: Config, customer: "Customer") -> "Plan | None":
    """What ``tix.yaml`` says of the customer's plan."""
    if not config.plans:
        return None
    from tix.model.work.billing import plan_of  # it needs ``decimal``: most desks have no plans

    return plan_of(customer, config.plans)
