"""An invoice as a letter: the words of the reply ``invoice``, a page to print, and UBL."""

from collections.abc import Callable
from contextlib import suppress

from tix.actions.invoices import language_of
from tix.actions.reply import ReplyText, rendered
from tix.errors import NeedsPersonError, TixError
from tix.mail.outgoing.mime import File
from tix.mail.outgoing.replies import default_reply, reply_for
from tix.model.records.invoice import Invoice
from tix.model.text.template import TemplateError, Values
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class InvoiceReplyError(NeedsPersonError):
    """The reply can't be filled in."""

    def __init__(self, name: str, part: str, error: TemplateError) -> None:
        super().__init__(f"the reply {name}: {error.reason} (its {part})")


def invoice_text(
    workspace: "Workspace", invoice: Invoice, desk: str, warn: Callable[[str], None]
) -> ReplyText:
    """What the letter says; tix's own words where the desk's can't be."""
    customer = workspace.customers.of(invoice.customer) if invoice.customer else None
    language = language_of(workspace, invoice)
    values = {"invoice": _values(invoice), "desk": Values("desk", {"name": desk})}
    if customer is not None:
        values["customer"] = Values("customer", {"name": customer.name}, customer.name)
    reply = default_reply("invoice", language)

    def refusal(part: str, error: TemplateError) -> TixError:
        return InvoiceReplyError(reply.id, part, error)

    try:
        reply = reply_for(workspace, "invoice", language)
        return rendered(reply, values, refusal)
    except TixError as error:
        warn(f"{invoice.number}: {error}; tix's own words went out instead")
        reply = default_reply("invoice", language)
        return rendered(reply, values, refusal)


def _values(invoice: Invoice) -> Values:
    from tix.model.work.invoices import totals
    from tix.model.work.money import amount_text

    return Values(
        "invoice",
        {
            "number": invoice.number,
            "issued": invoice.issued.isoformat() if invoice.issued else None,
            "due": invoice.due.isoformat() if invoice.due else None,
            "total": f"{amount_text(totals(invoice).total)} {invoice.currency or ''}".strip(),
            "currency": invoice.currency,
        },
        invoice.number,
    )


def invoice_files(workspace: "Workspace", invoice: Invoice) -> list[File]:
    """A page to print in the customer's language, and UBL where the invoice says all that needs."""
    from tix.exporters.invoice_texts import as_html
    from tix.exporters.invoice_ubl import as_ubl

    page = as_html(invoice, language_of(workspace, invoice))
    files = [File(f"{invoice.id}.html", page.encode())]
    with suppress(TixError):  # the seller's or the buyer's country or tax number isn't known
        files.append(File(f"{invoice.id}.xml", as_ubl(invoice).encode()))
    return files
