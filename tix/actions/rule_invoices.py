"""Invoices that rules make: once the change that set them off is committed.

A number is taken on top of the remote, so an invoice can't be a part of that change.
"""

from tix.actions.invoices import (
    NothingToBillError,
    addresses_for,
    create_invoice,
    mark_sent,
    sends_mail,
)
from tix.actions.rules import OneRuleError
from tix.errors import TixError
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class NotBilledError(OneRuleError):
    """A rule couldn't make its invoice; all else of the change is done."""

    def __init__(self, rule: str, ident: str, error: TixError) -> None:
        super().__init__(f"the rule {rule!r} made no invoice for {ident}: {error}", hint=error.hint)


class NotSentError(OneRuleError):
    """A rule couldn't send the invoice that it has made."""

    def __init__(self, rule: str, number: str, error: TixError) -> None:
        super().__init__(
            f"the rule {rule!r} didn't send invoice {number}: {error}", hint=error.hint
        )


class NoCustomerError(TixError):
    """Nobody says who is to pay."""

    def __init__(self, ident: str) -> None:
        super().__init__(f"{ident} has no customer", hint=f"tix edit {ident} -c NAME")


def bill_ticket(
    workspace: "Workspace", rule: str, ticket: Ticket, *, is_sent: bool = False
) -> None:
    """Bill what was worked and used on a ticket, and send that to the customer by mail if it
    ``is_sent``; nothing to bill is no reason to complain."""
    try:
        if ticket.customer is None:
            raise NoCustomerError(ticket.id)
        done = create_invoice(workspace, ticket.customer, only=ticket.id)
        number = done.invoice.number
        workspace.say(f"invoice {number}: billed {ticket.id}, by a rule")
    except NothingToBillError:
        return
    except TixError as error:
        workspace.rules_left_out(NotBilledError(rule, ticket.id, error))
        return
    try:
        if is_sent and sends_mail(workspace):
            mark_sent(workspace, number, addresses_for(workspace, number))
    except TixError as error:
        workspace.rules_left_out(NotSentError(rule, number, error))
