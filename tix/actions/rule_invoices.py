"""Invoices that rules make: once the change that set them off is committed.

A number is taken on top of the remote, so an invoice can't be a part of that change. While the
remote is away it is owed, and made by the next sync of this clone, unless the change was undone.
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
from tix.model.times import day_of
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.owed_invoices import OwedInvoice, owe, owed_invoices, settle
from tix.storage.git.commit import tip_of
from tix.storage.sync.remotes import UnreachableError

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class NotBilledError(OneRuleError):
    """A rule couldn't make its invoice; all else of the change is done."""

    def __init__(self, rule: str, ident: str, error: TixError) -> None:
        super().__init__(f"the rule {rule!r} made no invoice for {ident}: {error}", hint=error.hint)


class NotBilledYetError(OneRuleError):
    """The remote is away, so a rule's invoice waits for it."""

    def __init__(self, owed: OwedInvoice, error: TixError) -> None:
        super().__init__(
            f"the rule {owed.rule!r} made no invoice for {owed.ticket} yet: {error}",
            hint="the next tix sync or tick that reaches it makes the invoice",
        )


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
    ``is_sent``; nothing to bill is no reason to complain. While the remote is away it is owed."""
    desk = workspace.desk
    today = day_of(workspace.now, workspace.config.timezone)
    owed = OwedInvoice(rule, ticket.id, tip_of(desk.git, desk.ref()), today, is_sent)
    try:
        _bill(workspace, owed, ticket)
    except UnreachableError as error:
        owe(desk, owed)
        workspace.rules_left_out(NotBilledYetError(owed, error))


def bill_owed(workspace: "Workspace") -> bool:
    """Make the invoices that are owed, now that the remote is there; whether any was."""
    desk = workspace.desk
    owed = owed_invoices(desk)
    for each in owed:
        try:
            if not _is_undone(workspace, each):
                _bill(workspace, each, workspace.reader.get(each.ticket).ticket)
        except UnreachableError as error:
            workspace.rules_left_out(NotBilledYetError(each, error))
            break
        except TixError as error:
            workspace.rules_left_out(NotBilledError(each.rule, each.ticket, error))
        settle(desk, each)
    return bool(owed)


def _is_undone(workspace: "Workspace", owed: OwedInvoice) -> bool:
    """Whether the commit that asked for an invoice was undone, or is no part of the branch."""
    git, tip = workspace.desk.git, workspace.desk.ref()
    if not git.succeeds("merge-base", "--is-ancestor", owed.commit, tip):
        return True
    asked = f"--grep=^Undoes: {owed.commit}$"
    return bool(git.run("log", "-1", "--format=%H", asked, f"{owed.commit}..{tip}").strip())


def _bill(workspace: "Workspace", owed: OwedInvoice, ticket: Ticket) -> None:
    """Make an invoice. Raises UnreachableError; what else prevents it is said."""
    try:
        if ticket.customer is None:
            raise NoCustomerError(ticket.id)
        done = create_invoice(workspace, ticket.customer, until=owed.day, only=ticket.id)
        number = done.invoice.number
        workspace.say(f"invoice {number}: billed {ticket.id}, by a rule")
    except NothingToBillError:
        return
    except UnreachableError:
        raise
    except TixError as error:
        workspace.rules_left_out(NotBilledError(owed.rule, ticket.id, error))
        return
    try:
        if owed.is_sent and sends_mail(workspace):
            mark_sent(workspace, number, addresses_for(workspace, number))
    except TixError as error:
        workspace.rules_left_out(NotSentError(owed.rule, number, error))
