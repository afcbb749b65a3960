"""Invoices that rules make: once the change that set them off is committed.

A number is taken on top of the remote, so an invoice can't be a part of that change.
"""

from typing import TYPE_CHECKING

from tix.actions.invoices import NothingToBillError, create_invoice
from tix.actions.rules import OneRuleError
from tix.errors import TixError
from tix.model.ticket.ticket import Ticket

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class NotBilledError(OneRuleError):
    """A rule couldn't make its invoice; all else of the change is done."""

    def __init__(self, rule: str, ident: str, error: TixError) -> None:
        super().__init__(f"the rule {rule!r} made no invoice for {ident}: {error}", hint=error.hint)


class NoCustomerError(TixError):
    """Nobody says who is to pay."""

    def __init__(self, ident: str) -> None:
        super().__init__(f"{ident} has no customer", hint=f"tix edit {ident} -c NAME")


def bill_ticket(workspace: "Workspace", rule: str, ticket: Ticket) -> None:
    """Bill what was worked and used on a ticket; nothing to bill is no reason to complain."""
    try:
        if ticket.customer is None:
            raise NoCustomerError(ticket.id)
        done = create_invoice(workspace, ticket.customer, only=ticket.id)
        workspace.say(f"invoice {done.invoice.number}: billed {ticket.id}, by a rule")
    except NothingToBillError:
        return
    except TixError as error:
        workspace.rules_left_out(NotBilledError(rule, ticket.id, error))
