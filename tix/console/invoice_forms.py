"""How ``tix invoice show`` writes an invoice, by the name of the form."""

from collections.abc import Callable

from tix.model.records.invoice import Invoice


def _as_json(invoice: Invoice) -> str:
    from tix.model.record.json import json_text
    from tix.model.work.invoices import as_object

    return f"{json_text(as_object(invoice))}\n"


def _as_ubl(invoice: Invoice) -> str:
    from tix.exporters.invoice_ubl import as_ubl  # few desks need XML

    return as_ubl(invoice)


def _as(name: str) -> Callable[[Invoice], str]:
    def write(invoice: Invoice) -> str:
        from tix.exporters import invoice_texts

        text: str = getattr(invoice_texts, name)(invoice)
        return text

    return write


INVOICE_FORMS: dict[str, Callable[[Invoice], str]] = {
    "table": _as("as_text"),
    "json": _as_json,
    "csv": _as("as_csv"),
    "markdown": _as("as_markdown"),
    "ubl": _as_ubl,
}
