"""Checking invoices: nothing billed twice, and every line what it says."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import PurePosixPath

from tix.errors import TixError
from tix.model.changes.check import Problem
from tix.model.record.document import Document, DocumentError, load
from tix.model.records.invoice import INVOICE, Invoice
from tix.model.work.bill import is_work, minutes_of
from tix.model.work.invoices import changed_texts, changes_since, net_of, problems
from tix.model.work.money import amount_text
from tix.storage.desk.desk import Desk
from tix.storage.git.objects import batch
from tix.storage.history.records import Version, versions
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
    yield from _changed_since_issued(desk, found)
    paths = {document.record.id: path for path, document in found}
    for ident, text in problems(document.record for _, document in found):
        yield Problem(paths[ident], 1, "error", text)
    tickets = FileReader(desk)
    for path, document in found:
        if document.record.bills:
            yield from _changed_since(tickets, path, document)


def _changed_since_issued(
    desk: Desk, found: Sequence[tuple[str, Document[Invoice]]]
) -> Iterator[Problem]:
    """What isn't as it was issued, by git's history; of credit notes the texts, since what they
    take back tells the rest."""
    documents = dict(found)
    for path, (commit, issued) in issued_versions(desk, [*documents]).items():
        invoice = documents[path].record
        changes = changes_since if invoice.credits is None else changed_texts
        for field, place, text in changes(issued, invoice):
            line = documents[path].line_of(field, place)
            yield Problem(path, line, "error", f"{text} ({_put_back(commit, invoice)})")


def _put_back(commit: str, invoice: Invoice) -> str:
    void = "" if invoice.status == "void" else f": tix invoice void {invoice.number} takes it back"
    return f"put it back as commit {commit[:10]} has it; an issued invoice doesn't change{void}"


def issued_versions(desk: Desk, paths: Sequence[str]) -> dict[str, tuple[str, Invoice]]:
    """Of invoices, as far as git's history tells, the first version that says when it was issued,
    with the commit that has it."""
    if not paths:
        return {}
    every = versions(desk, paths if len(paths) == 1 else [INVOICE.folder])
    wanted = {path: every[path] for path in paths if path in every}
    blobs = dict(batch(desk.git, [each.blob for its in wanted.values() for each in its]))
    found = {path: _as_issued(path, its, blobs) for path, its in wanted.items()}
    return {path: version for path, version in found.items() if version}


def _as_issued(
    path: str, its: Sequence[Version], blobs: Mapping[str, tuple[bytes, bytes] | None]
) -> tuple[str, Invoice] | None:
    """The first version of these that can be read and says when the invoice was issued."""
    for version in its:
        with suppress(DocumentError):
            if there := blobs[version.blob]:
                invoice = load(INVOICE, there[1], name=PurePosixPath(path).stem).record
                if invoice.issued is not None:
                    return version.commit, invoice
    return None


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
