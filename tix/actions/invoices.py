"""Invoices: made of what was worked and used, sent, paid, voided by a credit note.

A number is taken like a ticket is claimed: the invoice is made on top of what the remote has and
pushed before anything changes here, so that numbers have no gaps and no doubles, and nothing is
billed twice. Without a remote the branch here is the top.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tix.actions.invoice_books import (
    Books,
    NoBillingError,
    UnbillableError,
    books_here,
    written,
)
from tix.actions.sent_invoices import SENT_TO
from tix.errors import NeedsPersonError, TixError, UsageError
from tix.frozen import dataclass, replace
from tix.model.config.mail import NoMailAddressError, is_mail_address
from tix.model.record.document import dump
from tix.model.records.customer import CUSTOMER
from tix.model.records.invoice import INVOICE, Invoice
from tix.model.records.kinds import named, path_of
from tix.model.times import day_of
from tix.model.work.bill import EntryKey, Period, billed
from tix.model.work.billing import NoTaxError
from tix.model.work.invoices import credit_note, new_invoice
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.records import RecordResult
    from tix.actions.workspace import Workspace


class NothingToBillError(TixError):
    """All that a customer has had is billed, or there was nothing."""

    def __init__(self, customer: str, skipped: tuple[str, ...] = ()) -> None:
        super().__init__(
            f"there is nothing to bill {customer} for in that time",
            hint=skipped[0] if skipped else "tix list 'has:worked' --columns id,customer,worked",
        )


class AlreadyBilledError(NeedsPersonError):
    """Somebody else has billed the same at the same time."""

    def __init__(self, invoice: Invoice) -> None:
        super().__init__(
            f"invoice {invoice.number} bills that already; nothing was changed",
            hint=f"look at it: tix sync && tix invoice show {invoice.number}",
        )
        self.number = invoice.number


class AlreadyVoidError(NeedsPersonError):
    """The invoice was voided before."""

    def __init__(self, invoice: Invoice) -> None:
        super().__init__(f"{invoice.number} is void already; nothing was changed")


class ChangedInvoiceError(NeedsPersonError):
    """The file of an invoice isn't as it was issued: a credit note would take back what nobody
    was billed."""

    def __init__(self, invoice: Invoice) -> None:
        super().__init__(
            f"{invoice.number} isn't as it was issued; nothing was changed",
            hint="put its file back first: tix check says what was changed and where it is",
        )


class CreditNoteError(UsageError):
    """A credit note can't be voided."""

    def __init__(self, invoice: Invoice) -> None:
        super().__init__(
            f"{invoice.number} is the credit note for {invoice.credits}, and can't be voided",
            hint="what it took back is billed by the next tix invoice create",
        )


class TooLongError(NeedsPersonError):
    """More than the file of an invoice can hold."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"{count} lines are more than one invoice holds; nothing was changed",
            hint="bill a shorter time: --since DAY --until DAY",
        )


class WrongPeriodError(UsageError):
    """It ends before it begins."""

    def __init__(self) -> None:
        super().__init__(
            "the period ends before it begins", hint="--since 2026-11-01 --until 2026-11-30"
        )


@dataclass(frozen=True, slots=True)
class InvoiceResult:
    """A new invoice (a credit note, of a voided one), and what couldn't be billed."""

    invoice: Invoice
    skipped: tuple[str, ...] = ()


def create_invoice(
    workspace: "Workspace",
    customer: str,
    since: date | None = None,
    until: date | None = None,
    *,
    only: str | None = None,
) -> InvoiceResult:
    """Bill a customer for what was worked and used from a day until a day, both included, and
    ``only`` on one ticket.

    Raises NoBillingError, NothingToBillError, AlreadyBilledError, UnbillableError,
    NoSuchRecordError, UnreachableError, PushRejectedError.
    """
    name, period, today = _asked(workspace, customer, since, until)
    wanted = books_here(workspace, name).bill(period, only)
    skipped: tuple[str, ...] = ()

    def make(books: Books) -> tuple[list[Invoice], str]:
        nonlocal skipped
        _refuse_what_others_billed(wanted.entries, books)
        new, skipped = _billed(books, period, only, today)
        return [new], f"{named(INVOICE, new.id)}: bill {name}"

    return InvoiceResult(written(workspace, name, make), skipped)


def preview_invoice(
    workspace: "Workspace", customer: str, since: date | None = None, until: date | None = None
) -> InvoiceResult:
    """The invoice that would be made, by what is known here. Raises what ``create_invoice`` does,
    but for what the remote would say."""
    name, period, today = _asked(workspace, customer, since, until)
    return InvoiceResult(*_billed(books_here(workspace, name), period, None, today))


def _billed(
    books: Books, period: Period, only: str | None, today: date
) -> tuple[Invoice, tuple[str, ...]]:
    """The invoice of what isn't billed yet, and what can't be."""
    assert books.customer is not None, "it was asked for"
    made = books.bill(period, only)
    skipped = (*made.skipped, *books.doubts)
    if not made.lines:
        raise NothingToBillError(books.customer.id, skipped)
    number = books.number(today)
    try:
        new = new_invoice(number, books.customer, made, books.agreed.billing, today)
    except NoTaxError as error:
        hint = f"tix customer edit {books.customer.id} --set tax=23%, or --set tax= for the desk's"
        raise UnbillableError(str(error), hint=hint) from None
    _refuse_too_long(new)
    return new, skipped


def _asked(
    workspace: "Workspace", customer: str, since: date | None, until: date | None
) -> tuple[str, Period, date]:
    """The customer's name, the period, and today. Raises what ``create_invoice`` does."""
    from tix.actions.records import resolve_record

    if workspace.config.billing is None:
        raise NoBillingError
    if since and until and until < since:
        raise WrongPeriodError
    name = resolve_record(workspace, CUSTOMER, customer)
    return name, Period(since, until), day_of(workspace.now, workspace.config.timezone)


def void_invoice(workspace: "Workspace", number: str) -> InvoiceResult:
    """Take an invoice back by a credit note, with a number of its own.

    What it billed can be billed again. Raises AlreadyVoidError, CreditNoteError,
    ChangedInvoiceError, and what ``create_invoice`` does.
    """
    found = find_invoice(workspace, number)
    ident = found.id
    if workspace.config.billing is None:
        raise NoBillingError
    _refuse_changed(workspace, found)
    today = day_of(workspace.now, workspace.config.timezone)

    def make(books: Books) -> tuple[list[Invoice], str]:
        invoice = next(each for each in books.invoices if each.id == ident)
        if invoice.status == "void":
            raise AlreadyVoidError(invoice)
        if invoice.credits is not None:
            raise CreditNoteError(invoice)
        note = credit_note(books.number(today), invoice, today)
        return [replace(invoice, status="void"), note], f"{named(INVOICE, ident)}: void"

    return InvoiceResult(written(workspace, None, make))


def _refuse_changed(workspace: "Workspace", invoice: Invoice) -> None:
    from tix.actions.check_invoices import issued_versions
    from tix.model.work.invoices import changes_since

    for _, issued in issued_versions(workspace.desk, [path_of(INVOICE, invoice.id)]).values():
        if any(changes_since(issued, invoice)):
            raise ChangedInvoiceError(invoice)


def _refuse_too_long(invoice: Invoice) -> None:
    try:
        dump(INVOICE, invoice)
    except ValueError:
        raise TooLongError(len(invoice.lines)) from None


def _refuse_what_others_billed(wanted: frozenset[EntryKey], books: Books) -> None:
    done = billed(books.invoices)
    for entry in sorted(wanted):
        if entry in done:
            raise AlreadyBilledError(done[entry])


# -- finding, sending, paying ---------------------------------------------------------------------


def find_invoice(workspace: "Workspace", number: str) -> Invoice:
    """The invoice of a number, or of the name of its file. Raises NoSuchRecordError."""
    from tix.actions.records import resolve_record

    return workspace.records(INVOICE).get(resolve_record(workspace, INVOICE, number)).record


def write_file(path: Path, text: str) -> None:
    """Write an invoice as text into a file, or leave the one that is there as it is."""
    from tix.actions.output_file import write_named

    write_named(path, text.encode())


class NotOpenError(NeedsPersonError):
    """The invoice isn't in a state in which that can be."""

    def __init__(self, invoice: Invoice, wanted: str) -> None:
        super().__init__(f"{invoice.number} is {invoice.status}, so it can't be {wanted}")


class NobodyToSendToError(NeedsPersonError):
    """Nobody knows the customer's mail address."""

    def __init__(self, invoice: Invoice) -> None:
        known = f"tix customer edit {invoice.customer} --add contacts=MAIL"
        super().__init__(
            f"nobody knows where to send {invoice.number}: {invoice.customer} has no contact",
            hint=f"--to MAIL, or --by-hand; {known}",
        )


def mark_sent(
    workspace: "Workspace", number: str, to: Sequence[str] = ()
) -> "RecordResult[Invoice]":
    """Note that an invoice was sent; ``to`` are addresses that the next tick sends it to.

    One that was sent before goes to none of them. Raises NoSuchRecordError, NotOpenError,
    NoMailAddressError.
    """
    _refuse_no_address(to)
    return _marked(workspace, number, "sent", ("draft",), None, to)


def send_also(workspace: "Workspace", number: str, to: Sequence[str]) -> "RecordResult[Invoice]":
    """Let the next tick send an invoice to addresses of which ``not_sent_to`` says that it didn't
    go there, and note that. Of a draft it is ``mark_sent``, and raises the same."""
    _refuse_no_address(to)
    return _marked(workspace, number, "sent", ("draft",), None, to, also=True)


def _refuse_no_address(to: Sequence[str]) -> None:
    for address in to:
        if not is_mail_address(address):
            raise NoMailAddressError(address, "--to jo@acme.example")


def sends_mail(workspace: "Workspace") -> bool:
    """Whether the desk has an address to send from."""
    mail = workspace.config.mail
    return mail is not None and bool(mail.address)


def addresses_for(workspace: "Workspace", number: str) -> tuple[str, ...]:
    """Where an invoice is sent: the buyer's own address, else that of the customer's first contact.

    Raises NoSuchRecordError, NobodyToSendToError.
    """
    from tix.model.people import parse_person
    from tix.model.work.invoices import party

    invoice = find_invoice(workspace, number)
    if mail := party(invoice.buyer).get("mail"):
        return (mail,)
    customer = workspace.customers.of(invoice.customer) if invoice.customer else None
    for contact in customer.contacts if customer else ():
        if mail := parse_person(contact).mail:
            return (mail,)
    raise NobodyToSendToError(invoice)


def mark_paid(
    workspace: "Workspace", number: str, day: str | None = None
) -> "RecordResult[Invoice]":
    """Note that an invoice was paid, today unless on another day.

    Raises NoSuchRecordError, NotOpenError, BadDayError, FutureDayError.
    """
    from tix.actions.entries import day_from

    return _marked(workspace, number, "paid", ("draft", "sent"), day_from(workspace, day))


def _marked(
    workspace: "Workspace", number: str, status: str, before: tuple[str, ...], paid: date | None,
    to: Sequence[str] = (), *, also: bool = False,
) -> "RecordResult[Invoice]":  # fmt: skip
    from tix.actions.comment import commented
    from tix.actions.records import RecordResult
    from tix.storage.store.record_writer import RecordWriter

    ident = find_invoice(workspace, number).id
    with workspace.transaction() as work:
        writer = RecordWriter(workspace.desk, work, INVOICE)
        invoice = writer.get(ident)
        if invoice.status not in (*before, status):
            raise NotOpenError(invoice, status)
        is_new = invoice.status != status
        changed = replace(invoice, status=status, paid=paid) if is_new else invoice
        is_more = also and not is_new and bool(to)
        if is_more:
            said = f"Sent to {', '.join(to)}, too."
            changed = commented(workspace, changed, workspace.user, said, internal=True)
        writer.put(changed)
        if is_new and status == "paid":
            for ticket in dict.fromkeys(line.ticket for line in invoice.lines):
                if work.reader.is_taken(ticket):
                    work.happened(ticket, "paid")
        outcome = work.commit(
            f"{named(INVOICE, ident)}: {status}", undoable=is_new and not to,
            trailers=[(SENT_TO, f"{ident} {address}") for address in to],
        )  # fmt: skip
    return RecordResult(changed, outcome, status, is_changed=is_new or is_more)


def language_of(workspace: "Workspace", invoice: Invoice) -> str | None:
    """The language of an invoice's customer; None if that isn't known."""
    customer = workspace.customers.of(invoice.customer) if invoice.customer else None
    return customer.language if customer else None
