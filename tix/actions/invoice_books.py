"""The books: all that an invoice is made of, here or as the remote has it, and writing one.

The invoice is made on top of what the remote has, and pushed before anything changes here: the
remote takes one of two pushes, and who loses looks again. Without a remote the branch here is the
top.
"""

from collections.abc import Callable, Iterable
from datetime import date

from tix.errors import NeedsPersonError, TixError
from tix.frozen import dataclass
from tix.model.record.document import DocumentError, dump
from tix.model.records.asset import ASSET, Asset
from tix.model.records.customer import CUSTOMER, Customer
from tix.model.records.invoice import INVOICE, Invoice
from tix.model.records.kinds import path_of
from tix.model.ticket.ticket import Ticket
from tix.model.work.bill import Agreement, Bill, NoRateError, Period, bill
from tix.model.work.billing import next_number
from tix.model.work.money import OtherCurrencyError
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
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


class UnbillableError(NeedsPersonError):
    """The desk's words about money don't fit together."""


class BrokenInvoiceError(NeedsPersonError):
    """A record can't be read, so nobody knows what is billed."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"a record can't be read, so nothing is billed: {reason}", hint="tix check names it"
        )


@dataclass(frozen=True, slots=True)
class Books:
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


Make = Callable[[Books], "tuple[list[Invoice], str]"]
"""Gives invoices to be written, of which the last is new, and the subject of the commit."""


def written(workspace: "Workspace", customer: str | None, make: Make) -> Invoice:
    from tix.storage.sync.remote_choice import NoRemoteError, choose

    try:
        remote = choose(workspace.desk)
    except NoRemoteError:
        return _made_here(workspace, customer, make)
    from tix.actions.remote import requires_signed
    from tix.storage.sync.remotes import UnreachableError
    from tix.storage.sync.sync import Rules, sync

    made: list[Invoice] = []

    def on_top(git: "Git", commit: str) -> "Proposal":
        nonlocal made
        from tix.storage.sync.desk_in_commit import DeskInCommit

        desk = DeskInCommit(git, commit, workspace.desk.prefix)
        made, subject = make(_books_in(desk, customer))
        return _proposal(workspace, desk, made, subject)

    workspace.is_synced = True
    rules = Rules(signed=requires_signed(workspace))
    try:
        with workspace.git_progress() as progress:
            sync(workspace.store, remote, rules, progress, on_top)
    except UnreachableError as error:
        error.hint = (
            "no invoice has changed; invoices need the remote: again when it is there; tix invoice"
            " unbilled shows what waits"
        )
        raise
    workspace.reread(settings=True)
    return made[-1]


def _made_here(workspace: "Workspace", customer: str | None, make: Make) -> Invoice:
    from tix.storage.store.record_writer import RecordWriter

    with workspace.transaction() as work:
        workspace.reread()
        made, subject = make(books_here(workspace, customer))
        writer = RecordWriter(workspace.desk, work, INVOICE)
        for changed in made[:-1]:
            writer.get(changed.id)
            writer.put(changed)
        writer.add(made[-1])
        work.commit(subject, undoable=False)
    workspace.reread()
    return made[-1]


def books_here(workspace: "Workspace", customer: str | None) -> Books:
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


def _books_in(desk: "DeskInCommit", customer: str | None) -> Books:
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
) -> Books:
    if config.billing is None:
        raise NoBillingError
    agreed = Agreement(config.billing, config.plans, assets)
    return Books(config, customer, tickets, invoices, agreed, tuple(doubts))


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
