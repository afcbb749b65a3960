"""Checking the records of a kind, file by file."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from tix.actions.workspace import Workspace
from tix.errors import TixError
from tix.model.changes.check import Problem, check_record
from tix.model.config.config import Config
from tix.model.layout import LIMIT
from tix.model.record.document import Document, DocumentError, load
from tix.model.record.fields import MONEY
from tix.model.record.kind import RecordKind
from tix.model.records.checks import doubts_of
from tix.model.records.customer import CUSTOMER, Customer
from tix.model.records.invoice import INVOICE, Invoice
from tix.model.records.kinds import looks_like_record, record_at
from tix.model.records.reply import REPLY
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.desk import files
from tix.storage.desk.leavings import is_leaving

if TYPE_CHECKING:  # few desks bill
    from tix.model.work.billing import Billing

NO_PLAIN_FILE = "this is a link, or no plain file; tix doesn't follow it"
NO_FOLDER = "this is no folder, so tix keeps nothing in it"

_WHAT_A_RECORD_IS = "one has a name like acme-ltd.md, and says in its fields what it is called"


def problems_of_records(
    workspace: Workspace,
    kind: RecordKind[Any],
    walked: Iterable[tuple[str, bool]],
    config: Config,
) -> Iterator[Problem]:
    """The problems of these files of a kind's folder, each with whether it is a plain one.

    What else lies there than records may be the code's: it is a warning.
    """
    desk = workspace.desk
    invoices: list[tuple[str, Document[Invoice]]] = []
    for path, plain in walked:
        if is_leaving(path) or path == f"{kind.folder}/.gitattributes":
            continue
        record = record_at(path)
        data = b""
        if plain:
            with suppress(OSError, TixError):
                data = files.read(desk.root, path, LIMIT + 1)
        if path == kind.folder and not (desk.root / path).is_symlink():
            yield Problem(path, 1, "warning", NO_FOLDER)
        elif not plain:
            yield Problem(path, 1, "error", NO_PLAIN_FILE)
        elif record is None or not looks_like_record(kind, data):
            yield Problem(path, 1, "warning", f"this is no {kind.name}: {_WHAT_A_RECORD_IS}")
        else:
            yield from _problems_of(workspace, kind, record[1], path, data, config, invoices)
    if invoices:
        from tix.actions.check_invoices import invoice_problems  # few desks bill

        yield from invoice_problems(desk, invoices)


def _problems_of(
    workspace: Workspace,
    kind: RecordKind[Any],
    name: str,
    path: str,
    data: bytes,
    config: Config,
    invoices: list[tuple[str, Document[Invoice]]],
) -> Iterator[Problem]:
    """What is wrong with a file; one that is an invoice is added to those."""
    try:
        document = load(kind, data, name=name)
    except DocumentError as error:
        yield Problem(path, error.line, "error", error.reason)
        return
    yield from check_record(kind, document, path, config)
    for doubt in doubts_of(kind, document.record):
        line = document.line_of(doubt.field, doubt.item)
        yield Problem(path, line, doubt.severity, doubt.text)
    if config.billing:
        yield from _prices_elsewhere(kind, document, path, config.billing.currency)
        if kind is CUSTOMER:
            yield from _no_tax(document, path, config.billing)
    if kind is INVOICE:
        invoices.append((path, document))
    if kind is REPLY:
        from tix.actions.check_replies import reply_problems  # few desks have any

        yield from reply_problems(workspace, config, document, path)


def _prices_elsewhere(
    kind: RecordKind[Any], document: Document[Any], path: str, currency: str
) -> Iterator[Problem]:
    """Amounts of a record that aren't in the desk's currency: they can't be billed."""
    from tix.model.work.money import OtherCurrencyError, amount_in  # few desks bill

    for field in kind.fields:
        value = field.of(document.record)
        if field.kind is not MONEY or not value:
            continue
        try:
            amount_in(value, currency)
        except OtherCurrencyError as error:
            text = f"{field.name}: {error}, in which this desk bills"
            yield Problem(path, document.line_of(field.name), "error", text)


def _no_tax(document: Document[Customer], path: str, billing: "Billing") -> Iterator[Problem]:
    """A text for a tax that nobody can bill with."""
    from tix.model.work.billing import NoTaxError, tax_for  # few desks bill

    try:
        tax_for(document.record, billing)
    except NoTaxError as error:
        yield Problem(path, document.line_of("tax"), "error", f"{error}; nothing can be billed")
