"""Whether the work on a ticket has been billed and paid."""

from collections.abc import Iterable

from tix.model.changes.workflow import Reason
from tix.model.records.invoice import Invoice
from tix.model.ticket.ticket import Ticket


def unpaid(ticket: Ticket, invoices: Iterable[Invoice]) -> Reason | None:
    """Why a ticket's work isn't paid, and what to do; None if all of it is.

    What counts are invoices that name the ticket, and bill it.
    """
    billing = [each for each in invoices if each.bills and _names(each, ticket.id)]
    if owed := [invoice.number for invoice in billing if invoice.status != "paid"]:
        return Reason(f"invoice {owed[0]} isn't paid", f"tix invoice paid {owed[0]}")
    billed = {
        line.entry for invoice in billing for line in invoice.lines if line.ticket == ticket.id
    }
    entries = [entry for entry in ticket.worked if entry.billable and entry.id not in billed]
    if billing and not entries:
        return None
    days = sorted(entry.day.isoformat() for entry in entries)
    since, until = (days[0], days[-1]) if days else ("DAY", "DAY")
    command = (
        f"tix invoice create --customer {ticket.customer or 'NAME'} --since {since} --until {until}"
    )
    if not entries:
        command = f"tix work {ticket.id} 1h; {command}"
    return Reason("no invoice for its work", command)


def _names(invoice: Invoice, ident: str) -> bool:
    return any(line.ticket == ident for line in invoice.lines)
