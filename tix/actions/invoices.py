"""Invoices: made of what was worked and used, sent, paid, voided by a credit note.

A number is taken like a ticket is claimed: the invoice is made on top of what the remote has and
pushed before anything changes here, so that numbers have no gaps and no doubles, and nothing is
billed twice. Without a remote the branch here is the top.
"""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tix.errors import NeedsPersonError, TixError, UsageError
from tix.frozen import dataclass, replace
from tix.model.record.document import DocumentError, dump
from tix.model.records.asset import ASSET, Asset
from tix.model.records.customer import CUSTOMER, Customer
from tix.model.records.invoice import INVOICE, Invoice
from tix.model.records.kinds import named, path_of
from tix.model.ticket.ticket import Ticket
from tix.model.times import day_of
from tix.model.work.bill import Agreement, Bill, EntryKey, NoRateError, Period, bill, billed
from tix.model.work.billing import next_number
from tix.model.work.invoices import credit_note, new_invoice
from tix.model.work.money import OtherCurrencyError

if TYPE_CHECKING:
    from tix.actions.records import RecordResult
    from tix.actions.workspace import Workspace
    from tix.model.config.config import Config
    from tix.storage.git.commit import Proposal
    from tix.storage.git.process import Git
    from tix.storage.sync.desk_in_commit import DeskInCommit


class NoBillingError(TixError):
    """``tix.yaml`` doesn't say how to bill."""

    def __init__(self) -> None:
        super().__init__(
            "this desk doesn't bill yet",
            hint="say how in tix.yaml: billing: {currency: EUR, rate: 80.00, tax: 23%}",
        )


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
            f"invoice {invoice.number}, made elsewhere, bills that already; nothing was changed",
            hint=f"look at it: tix sync && tix invoice show {invoice.number}",
        )


class AlreadyVoidError(NeedsPersonError):
    """The invoice was voided before."""

    def __init__(self, invoice: Invoice) -> None:
        super().__init__(f"{invoice.number} is void already; nothing was changed")


class CreditNoteError(UsageError):
    """A credit note can't be voided."""

    def __init__(self, invoice: Invoice) -> None:
        super().__init__(
            f"{invoice.number} is the credit note for {invoice.credits}, and can't be voided",
            hint="what it took back is billed by the next tix invoice create",
        )


class UnbillableError(NeedsPersonError):
    """The desk's words about money don't fit together."""


class BrokenInvoiceError(NeedsPersonError):
    """A record can't be read, so nobody knows what is billed."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"a record can't be read, so nothing is billed: {reason}", hint="tix check names it"
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


@dataclass(frozen=True, slots=True)
class _Books:
    """All that an invoice is made of."""

    config: "Config"
    customer: Customer | None
    tickets: tuple[Ticket, ...]
    invoices: tuple[Invoice, ...]
    agreed: Agreement
    doubts: tuple[str, ...] = ()

    def bill(self, period: Period, only: str | None) -> Bill:
        """What is to be billed. Raises UnbillableError."""
        assert self.customer is not None, "an invoice has a customer"
        try:
            return bill(self.customer, self.tickets, self.invoices, self.agreed, period, only)
        except NoRateError as error:
            hint = "rate in tix.yaml's billing, in the plan, or of the customer"
            raise UnbillableError(str(error), hint=hint) from None
        except OtherCurrencyError as error:
            raise UnbillableError(str(error), hint="one desk bills in one currency") from None

    def number(self, today: date) -> str:
        """The next number."""
        numbers = frozenset(invoice.number for invoice in self.invoices)
        return next_number(self.agreed.billing.number, today.year, numbers)


_Make = Callable[[_Books], "tuple[list[Invoice], str]"]
"""Gives invoices to be written, of which the last is new, and the subject of the commit."""


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
    from tix.actions.records import resolve_record

    if workspace.config.billing is None:
        raise NoBillingError
    if since and until and until < since:
        raise WrongPeriodError
    name = resolve_record(workspace, CUSTOMER, customer)
    period, today = Period(since, until), day_of(workspace.now, workspace.config.timezone)
    wanted = _books_here(workspace, name).bill(period, only)
    skipped: tuple[str, ...] = ()

    def make(books: _Books) -> tuple[list[Invoice], str]:
        nonlocal skipped
        _refuse_what_others_billed(wanted.entries, books)
        made = books.bill(period, only)
        skipped = (*made.skipped, *books.doubts)
        if not made.lines:
            raise NothingToBillError(name, skipped)
        assert books.customer is not None, "it was asked for"
        number = books.number(today)
        new = new_invoice(number, books.customer, made, books.agreed.billing, today)
        return [new], f"{named(INVOICE, new.id)}: bill {name}"

    return InvoiceResult(_made(workspace, name, make), skipped)


def void_invoice(workspace: "Workspace", number: str) -> InvoiceResult:
    """Take an invoice back by a credit note, with a number of its own.

    What it billed can be billed again. Raises AlreadyVoidError, CreditNoteError, and what
    ``create_invoice`` does.
    """
    ident = find_invoice(workspace, number).id
    if workspace.config.billing is None:
        raise NoBillingError
    today = day_of(workspace.now, workspace.config.timezone)

    def make(books: _Books) -> tuple[list[Invoice], str]:
        invoice = next(each for each in books.invoices if each.id == ident)
        if invoice.status == "void":
            raise AlreadyVoidError(invoice)
        if invoice.credits is not None:
            raise CreditNoteError(invoice)
        note = credit_note(books.number(today), invoice, today)
        return [replace(invoice, status="void"), note], f"{named(INVOICE, ident)}: void"

    return InvoiceResult(_made(workspace, None, make))


def _refuse_what_others_billed(wanted: frozenset[EntryKey], books: _Books) -> None:
    done = billed(books.invoices)
    for entry in sorted(wanted):
        if entry in done:
            raise AlreadyBilledError(done[entry])


# -- on top of the remote, or here ----------------------------------------------------------------


def _made(workspace: "Workspace", customer: str | None, make: _Make) -> Invoice:
    from tix.storage.sync.remote_choice import NoRemoteError, choose

    try:
        remote = choose(workspace.desk)
    except NoRemoteError:
        return _made_here(workspace, customer, make)
    from tix.actions.sync import requires_signed
    from tix.storage.sync.sync import Rules, sync

    made: list[Invoice] = []

    def on_top(git: "Git", commit: str) -> "Proposal":
        nonlocal made
        from tix.storage.sync.desk_in_commit import DeskInCommit

        desk = DeskInCommit(git, commit, workspace.desk.prefix)
        made, subject = make(_books_in(desk, customer))
        return _proposal(workspace, desk, made, subject)

    workspace.is_synced = True
    with workspace.git_progress() as progress:
        sync(workspace.store, remote, Rules(signed=requires_signed(workspace)), progress, on_top)
    workspace.reread(settings=True)
    return made[-1]


def _made_here(workspace: "Workspace", customer: str | None, make: _Make) -> Invoice:
    from tix.storage.store.record_writer import RecordWriter

    with workspace.transaction() as work:
        workspace.reread()
        made, subject = make(_books_here(workspace, customer))
        writer = RecordWriter(workspace.desk, work, INVOICE)
        for changed in made[:-1]:
            writer.get(changed.id)
            writer.put(changed)
        writer.add(made[-1])
        work.commit(subject, undoable=False)
    workspace.reread()
    return made[-1]


def _books_here(workspace: "Workspace", customer: str | None) -> _Books:
    from tix.query.predicates import Has, Or, Source

    config, reader = workspace.config, workspace.reader
    invoices = workspace.records(INVOICE)
    for broken in invoices.broken:
        raise BrokenInvoiceError(str(broken))
    asked = Or((Has(Source("worked")), Has(Source("used"))))
    return _books(
        config,
        workspace.records(CUSTOMER).get(customer).record if customer else None,
        tuple(filed.ticket for filed in reader.heads(reader.find(asked, config))),
        tuple(filed.record for filed in invoices.heads),
        (f"broken, so it isn't billed: {broken}" for broken in reader.broken()),
        {filed.record.id: filed.record for filed in workspace.records(ASSET).heads},
    )


def _books_in(desk: "DeskInCommit", customer: str | None) -> _Books:
    from tix.storage.store.record_files import NoSuchRecordError

    config = desk.config()
    try:
        found = desk.record(CUSTOMER, customer) if customer else None
        invoices = tuple(document.record for document in desk.records(INVOICE))
        assets = {document.record.id: document.record for document in desk.records(ASSET)}
    except DocumentError as error:
        raise BrokenInvoiceError(str(error)) from None
    if customer and found is None:
        raise NoSuchRecordError(CUSTOMER, customer, iter(()))
    tickets = tuple(desk.tickets_with("worked", "used"))
    doubts = (f"broken, so it isn't billed: {broken}" for broken in desk.broken)
    return _books(config, found.record if found else None, tickets, invoices, doubts, assets)


def _books(
    config: "Config",
    customer: Customer | None,
    tickets: tuple[Ticket, ...],
    invoices: tuple[Invoice, ...],
    doubts: Iterable[str],
    assets: dict[str, Asset],
) -> _Books:
    if config.billing is None:
        raise NoBillingError
    agreed = Agreement(config.billing, config.plans, assets)
    return _Books(config, customer, tickets, invoices, agreed, tuple(doubts))


def _proposal(
    workspace: "Workspace", desk: "DeskInCommit", made: list[Invoice], subject: str
) -> "Proposal":
    """The commit that writes the invoices: those that are there changed, the last one new."""
    from tix.storage.desk.attributes import RECORD_ATTRIBUTES
    from tix.storage.git.commit import Proposal

    who, prefix = workspace.store.who(), workspace.desk.prefix
    files = {}
    for changed in made[:-1]:
        document = desk.record(INVOICE, changed.id)
        assert document is not None, "it was read from there"
        files[path_of(INVOICE, changed.id)] = document.save(changed)
    files[path_of(INVOICE, made[-1].id)] = dump(INVOICE, made[-1])
    attributes = f"{INVOICE.folder}/.gitattributes"
    if not desk.has(attributes):
        files[attributes] = RECORD_ATTRIBUTES
    content = {prefix + path: data for path, data in files.items()}
    author = workspace.author or who.author
    return Proposal(content, f"{subject}\n", author, who.committer)


# -- finding, sending, paying ---------------------------------------------------------------------


def find_invoice(workspace: "Workspace", number: str) -> Invoice:
    """The invoice of a number, or of the name of its file. Raises NoSuchRecordError."""
    from tix.actions.records import resolve_record

    return workspace.records(INVOICE).get(resolve_record(workspace, INVOICE, number)).record


def write_file(path: Path, text: str) -> None:
    """Write an invoice as text into a file, or leave the one that is there as it is."""
    from tix.storage.replacing import replace_file

    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise UnwritableFileError(path, error) from None


class UnwritableFileError(TixError):
    """The file can't be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path} can't be written: {(error.strerror or '').lower()}")


class NotOpenError(NeedsPersonError):
    """The invoice isn't in a state in which that can be."""

    def __init__(self, invoice: Invoice, wanted: str) -> None:
        super().__init__(f"{invoice.number} is {invoice.status}, so it can't be {wanted}")


def mark_sent(workspace: "Workspace", number: str) -> "RecordResult[Invoice]":
    """Note that an invoice was sent. Raises NoSuchRecordError, NotOpenError."""
    return _marked(workspace, number, "sent", ("draft",), None)


def mark_paid(
    workspace: "Workspace", number: str, day: str | None = None
) -> "RecordResult[Invoice]":
    """Note that an invoice was paid, today unless on another day.

    Raises NoSuchRecordError, NotOpenError, BadDayError, FutureDayError.
    """
    from tix.actions.entries import day_from

    return _marked(workspace, number, "paid", ("draft", "sent"), day_from(workspace, day))


def _marked(
    workspace: "Workspace", number: str, status: str, before: tuple[str, ...], paid: date | None
) -> "RecordResult[Invoice]":
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
        writer.put(changed)
        if is_new and status == "paid":
            for ticket in dict.fromkeys(line.ticket for line in invoice.lines):
                if work.reader.is_taken(ticket):
                    work.happened(ticket, "paid")
        outcome = work.commit(f"{named(INVOICE, ident)}: {status}", undoable=is_new)
    return RecordResult(changed, outcome, status, is_changed=is_new)
