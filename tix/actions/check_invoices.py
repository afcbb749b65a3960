"""Checking invoices: nothing billed twice, and every line what it says."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal

from tix.errors import TixError
from tix.model.changes.check import Problem
from tix.model.record.document import Document
from tix.model.records.invoice import Invoice
from tix.model.work.bill import is_work, minutes_of
from tix.model.work.invoices import net_of, problems
from tix.model.work.money import amount_text
from tix.storage.desk.desk import Desk
from tix.storage.store.file_reader import FileReader


def invoice_problems(
    desk: Desk, found: Sequence[tuple[str, Document[Invoice]]]
) -> Iterator[Problem]:
    """What is wrong with invoices, each with its path, and between them."""
    for path, document in found:
        invoice = document.record
        for place, line_ in enumerate(invoice.lines):
            if line_.net != (right := net_of(line_, invoice)):
                text = f"{line_.entry}: the net is {amount_text(right)}, not {line_.net}"
                yield Problem(path, document.line_of("lines", place), "error", text)
    paths = {document.record.id: path for path, document in found}
    for ident, text in problems(document.record for _, document in found):
        yield Problem(paths[ident], 1, "error", text)
    tickets = FileReader(desk)
    for path, document in found:
        if document.record.bills:
            yield from _changed_since(tickets, path, document)


def _changed_since(
    tickets: FileReader, path: str, document: Document[Invoice]
) -> Iterator[Problem]:
    """Entries of which more, or another number, was noted than is billed.

    Commands don't change what is billed, but another clone may have done so before it knew.
    """
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in document.record.lines:
        sums[line.ticket][line.entry] += minutes_of(line) if is_work(line) else line.quantity
    for ident, billed in sums.items():
        with suppress(TixError):  # gone, or broken, which is said of the ticket
            ticket = tickets.get(ident).ticket
            differ = [
                (work.id, f"{work.minutes}m", f"{billed[work.id]}m")
                for work in ticket.worked
                if work.id in billed and work.minutes > billed[work.id]
            ] + [
                (use.id, f"{use.quantity:f}", f"{billed[use.id]:f}")
                for use in ticket.used
                if use.id in billed and use.quantity != billed[use.id]
            ]
            for entry, noted, on_invoice in differ:
                text = f"{entry} of {ident} says {noted} now, but {on_invoice} are billed"
                again = f"tix invoice void {document.record.number}, and create it again"
                yield Problem(path, 1, "warning", f"{text} ({again})")
