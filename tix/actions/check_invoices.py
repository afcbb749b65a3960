"""Checking invoices: nothing billed twice, and every line what it says."""

from collections.abc import Iterator, Sequence

from tix.model.changes.check import Problem
from tix.model.record.document import Document
from tix.model.records.invoice import Invoice
from tix.model.work.invoices import net_of, problems
from tix.model.work.money import amount_text


def invoice_problems(found: Sequence[tuple[str, Document[Invoice]]]) -> Iterator[Problem]:
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
