"""Invoices that rules make: once the change that set them off is committed.

A number is taken on top of the remote, so an invoice can't be a part of that change. It is owed
from before that is committed; what keeps it from being made keeps it owed, and the next sync or
tick of this clone makes it, unless the change was undone, or it can't ever be made.
"""

from collections.abc import Sequence

from tix.actions.invoice_books import NoBillingError
from tix.actions.invoices import (
    AlreadyBilledError,
    NothingToBillError,
    addresses_for,
    create_invoice,
    mark_sent,
    sends_mail,
)
from tix.actions.rules import OneRuleError, desk_rules
from tix.errors import NeedsPersonError, NotFoundError, TixError
from tix.model.records.invoice import INVOICE, Invoice
from tix.model.records.kinds import path_of
from tix.model.rules.rule import CreateInvoice, OnRule
from tix.model.rules.trailers import RULE, rules_in
from tix.model.ticket.ticket import Ticket
from tix.model.times import day_of
from tix.quick_typing import TYPE_CHECKING
from tix.storage.desk.owed_invoices import OwedInvoice, owe, owed_invoices, settle
from tix.storage.git.commit import tip_of
from tix.storage.git.commit_trailers import trailers_of
from tix.storage.sync.remotes import UnreachableError

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class NotBilledError(OneRuleError):
    """A rule couldn't make its invoice; all else of the change is done."""

    def __init__(self, rule: str, ident: str, error: TixError) -> None:
        super().__init__(f"the rule {rule!r} made no invoice for {ident}: {error}", hint=error.hint)


class NotBilledYetError(OneRuleError):
    """The remote is away, or something has to be mended, so a rule's invoice waits for it."""

    def __init__(self, owed: OwedInvoice, error: TixError) -> None:
        hint = "the next tix sync or tick that reaches it makes the invoice"
        if not isinstance(error, UnreachableError):
            first = f"{error.hint}; " if error.hint else ""
            hint = f"{first}after that the next tix sync or tick makes the invoice"
        super().__init__(
            f"the rule {owed.rule!r} made no invoice for {owed.ticket} yet: {error}", hint=hint
        )


class NotSentError(OneRuleError):
    """A rule couldn't send the invoice that it has made."""

    def __init__(self, rule: str, number: str, error: TixError) -> None:
        super().__init__(
            f"the rule {rule!r} didn't send invoice {number}: {error}", hint=error.hint
        )


class RuleBilledError(NeedsPersonError):
    """Taking back a change would leave the invoice that a rule made because of it."""

    def __init__(self, ident: str, number: str) -> None:
        super().__init__(
            f"a rule made invoice {number} for {ident} because of that; nothing was changed",
            hint=f"take the invoice back first: tix invoice void {number} && tix undo",
        )


class NoCustomerError(TixError):
    """Nobody says who is to pay."""

    def __init__(self, ident: str) -> None:
        super().__init__(f"{ident} has no customer", hint=f"tix edit {ident} -c NAME")


def owe_ticket(
    workspace: "Workspace", rule: str, ticket: Ticket, after: str, *, is_sent: bool = False
) -> OwedInvoice:
    """Note that a rule asks for an invoice of a ticket, by a commit to be made ``after`` another;
    it is sent to the customer by mail, too, if it ``is_sent``."""
    today = day_of(workspace.now, workspace.config.timezone)
    owed = OwedInvoice(rule, ticket.id, after, today, is_sent)
    owe(workspace.desk, owed)
    return owed


def bill_ticket(workspace: "Workspace", owed: OwedInvoice, ticket: Ticket) -> None:
    """Bill what was worked and used on a ticket, now that the commit is made that asks for it;
    nothing to bill is no reason to complain."""
    try:
        is_owed = _bill(workspace, owed, ticket)
    except UnreachableError as error:
        workspace.rules_left_out(NotBilledYetError(owed, error))
        return
    if not is_owed:
        settle(workspace.desk, owed)


def bill_owed(workspace: "Workspace") -> bool:
    """Make the invoices that are owed; whether that has changed anything here."""
    desk = workspace.desk
    before = tip_of(desk.git, desk.ref())
    for each in owed_invoices(desk):
        is_owed = False
        try:
            if _is_asked_for(workspace, each):
                is_owed = _bill(workspace, each, workspace.reader.get(each.ticket).ticket)
        except UnreachableError as error:
            workspace.rules_left_out(NotBilledYetError(each, error))
            break
        except NotFoundError as error:
            workspace.rules_left_out(NotBilledError(each.rule, each.ticket, error))
        except TixError as error:
            workspace.rules_left_out(NotBilledYetError(each, error))
            is_owed = True
        if not is_owed:
            settle(desk, each)
    return tip_of(desk.git, desk.ref()) != before


def refuse_billed_by_rule(workspace: "Workspace", commit: str, ident: str) -> None:
    """Raise RuleBilledError if an invoice was made for a ticket after a commit, by a rule that this
    had set off, and still bills."""
    desk = workspace.desk
    said = trailers_of(desk.git, [commit], RULE).get(commit, ())
    ran = rules_in([(RULE, each) for each in said], ident)
    if not ran or not any(rule.name in ran and _bills(rule) for rule in _rules(workspace)):
        return
    for invoice in _invoices_of(workspace, ident):
        if _is_made_since(workspace, invoice, commit):
            raise RuleBilledError(ident, invoice.number)


def _rules(workspace: "Workspace") -> Sequence[OnRule]:
    """The desk's rules on events; none if they can't be read."""
    try:
        return desk_rules(workspace).on
    except TixError:
        return ()


def _bills(rule: OnRule) -> bool:
    return any(isinstance(effect, CreateInvoice) for effect in rule.then)


def _is_asked_for(workspace: "Workspace", owed: OwedInvoice) -> bool:
    """Whether there is a commit that asks for an invoice and wasn't undone. One that somebody is
    just making is waited for."""
    if _has_commit(workspace, owed):
        return True
    with workspace.transaction():
        return _has_commit(workspace, owed)


def _has_commit(workspace: "Workspace", owed: OwedInvoice) -> bool:
    git, since = workspace.desk.git, _since(workspace, owed.after)
    found = git.run(
        "log", "--format=%H", f"--grep=^Ticket: {owed.ticket}$", f"--grep=^Rule: .*{owed.ticket}",
        since,
    )  # fmt: skip
    of_ticket = found.decode().split()
    said = trailers_of(git, of_ticket, RULE) if of_ticket else {}
    asked = [
        commit for commit, values in said.items()
        if owed.rule in rules_in([(RULE, value) for value in values], owed.ticket)
    ]  # fmt: skip
    return not all(_is_undone(workspace, commit, since) for commit in asked)


def _is_undone(workspace: "Workspace", commit: str, since: str) -> bool:
    """Whether a later commit undoes it. That names it as it was before a rebase: then it is told by
    its author's time and its message, which stay."""
    git, tip = workspace.desk.git, workspace.desk.ref()
    later = git.run("log", "--format=%H", "--grep=^Undoes: ", since).decode().split()
    said = trailers_of(git, later, "Undoes").values() if later else ()

    def told(name: str) -> bytes:
        return git.run("log", "-1", "--format=%at%n%B", name, "--", codes=(0, 128))

    return any(
        undone == commit
        or (
            not git.succeeds("merge-base", "--is-ancestor", undone, tip)
            and told(undone) == told(commit)
        )
        for values in said
        for undone in values
    )


def _since(workspace: "Workspace", commit: str) -> str:
    """The commits here after another one, for git; that may have been rebased since."""
    git, tip = workspace.desk.git, workspace.desk.ref()
    base = git.line("merge-base", commit, tip, codes=(0, 1, 128)) if commit else ""
    return f"{base}..{tip}" if base else tip


def _bill(workspace: "Workspace", owed: OwedInvoice, ticket: Ticket) -> bool:
    """Make an invoice; whether it is owed still: another clone has just billed some of that, or
    what prevents it, which is said, can be mended. Raises UnreachableError."""
    try:
        if ticket.customer is None:
            raise NoCustomerError(ticket.id)
        done = create_invoice(workspace, ticket.customer, until=owed.day, only=ticket.id)
        number = done.invoice.number
        workspace.say(f"invoice {number}: billed {ticket.id}, by a rule")
    except NothingToBillError:
        _send(workspace, owed, _unsent(workspace, owed))
        return False
    except AlreadyBilledError as error:
        workspace.say(f"invoice {error.number} of another clone bills {ticket.id}: tix sync")
        return True
    except UnreachableError:
        raise
    except (NoCustomerError, NotFoundError, NoBillingError) as error:
        workspace.rules_left_out(NotBilledError(owed.rule, ticket.id, error))
        return False
    except TixError as error:
        workspace.rules_left_out(NotBilledYetError(owed, error))
        return True
    _send(workspace, owed, [number])
    return False


def _send(workspace: "Workspace", owed: OwedInvoice, numbers: Sequence[str]) -> None:
    """Send invoices that were made, if that is asked for, too."""
    if not owed.is_sent or not sends_mail(workspace):
        return
    for number in numbers:
        try:
            mark_sent(workspace, number, addresses_for(workspace, number))
        except TixError as error:
            workspace.rules_left_out(NotSentError(owed.rule, number, error))


def _unsent(workspace: "Workspace", owed: OwedInvoice) -> list[str]:
    """The numbers of drafts of just that ticket that were made since: by a run that was killed
    before it sent them."""
    return [
        invoice.number
        for invoice in _invoices_of(workspace, owed.ticket)
        if owed.is_sent
        and invoice.status == "draft"
        and all(line.ticket == owed.ticket for line in invoice.lines)
        and _is_made_since(workspace, invoice, owed.after)
    ]


def _invoices_of(workspace: "Workspace", ident: str) -> list[Invoice]:
    """Those that bill something of a ticket."""
    return [
        filed.record
        for filed in workspace.records(INVOICE).heads
        if filed.record.bills and any(line.ticket == ident for line in filed.record.lines)
    ]


def _is_made_since(workspace: "Workspace", invoice: Invoice, commit: str) -> bool:
    path = workspace.desk.prefix + path_of(INVOICE, invoice.id)
    since = _since(workspace, commit)
    return bool(workspace.desk.git.run("log", "-1", "--diff-filter=A", since, "--", path))
