"""Invoices as values: made of a bill, credited, added up, and as JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from tix.frozen import dataclass, replace
from tix.model.record.taxes import percent
from tix.model.records.customer import Customer
from tix.model.records.invoice import Invoice, InvoiceLine
from tix.model.records.kinds import name_for
from tix.model.work.bill import Bill, is_work, minutes_of
from tix.model.work.billing import Billing, tax_for
from tix.model.work.countries import country_code
from tix.model.work.money import amount_text, rounded
from tix.model.work.taken_texts import is_taken_from
from tix.quick_typing import Any


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of an invoice: without tax, the tax, and both."""

    net: Decimal
    tax: Decimal
    total: Decimal


def totals(invoice: Invoice) -> Totals:
    """The sums of an invoice."""
    currency = invoice.currency or ""
    net = rounded(sum((line.net for line in invoice.lines), Decimal(0)), currency)
    tax = rounded(net * tax_of(invoice), currency)
    return Totals(net, tax, net + tax)


def tax_of(invoice: Invoice) -> Decimal:
    """The rate of the tax, as a part of one."""
    return percent(invoice.tax_rate or "") or Decimal(0)


def new_invoice(
    number: str, customer: Customer, made: Bill, billing: Billing, issued: date
) -> Invoice:
    """The invoice of a bill."""
    tax = tax_for(customer, billing)
    return Invoice(
        name_for(number),
        number,
        customer=customer.id,
        status="draft",
        issued=issued,
        due=issued + timedelta(days=billing.due),
        currency=billing.currency,
        lines=made.lines,
        tax_rate=f"{(tax.rate * 100).normalize():f}%",
        tax_exemption=tax.exemption,
        seller=tuple(f"{name}: {text}" for name, text in billing.seller),
        buyer=_buyer(customer),
    )


def credit_note(number: str, invoice: Invoice, issued: date) -> Invoice:
    """The invoice that takes back all of another one."""
    return replace(
        invoice,
        id=name_for(number),
        number=number,
        status="draft",
        issued=issued,
        due=None,
        paid=None,
        lines=tuple(map(_negated, invoice.lines)),
        credits=invoice.number,
        redacted=(),
        team_fields=(),
        body="",
        comments=(),
    )


def _negated(line: InvoiceLine) -> InvoiceLine:
    return replace(line, quantity=0 - line.quantity, net=0 - line.net)


def _buyer(customer: Customer) -> tuple[str, ...]:
    said = {
        "name": customer.name,
        "address": customer.address,
        "country": _country(customer),
        "tax_id": customer.tax_id,
    }
    return tuple(f"{name}: {' '.join(text.split())}" for name, text in said.items() if text)


def _country(customer: Customer) -> str | None:
    """The customer's country as said, by its two letters if that is a code of them; else by those
    with which the address ends, or the tax number begins."""
    said = customer.team_field("country")
    if isinstance(said, str) and said.strip():
        return country_code(said) or said
    *_, last = (customer.address or "").replace(",", " ").split() or [""]
    codes = (country_code(text) for text in (last, (customer.tax_id or "")[:2]) if text.isupper())
    return next((code for code in codes if code), None)


def net_of(line: InvoiceLine, invoice: Invoice) -> Decimal:
    """What a line comes to: its quantity at its price, in whole units of the currency."""
    currency = invoice.currency or ""
    if is_work(line):
        return rounded(line.price * minutes_of(line) / 60, currency)
    return rounded(line.price * line.quantity, currency)


def party(texts: Iterable[str]) -> dict[str, str]:
    """What an invoice says of the seller or the buyer, by name."""
    pairs = (text.partition(": ") for text in texts)
    return {name: text for name, _, text in pairs if text}


def as_object(invoice: Invoice) -> dict[str, Any]:
    """The invoice as JSON; amounts are texts."""
    sums = totals(invoice)
    return {
        "number": invoice.number,
        "customer": invoice.customer,
        "status": invoice.status,
        "issued": invoice.issued and invoice.issued.isoformat(),
        "due": invoice.due and invoice.due.isoformat(),
        "paid": invoice.paid and invoice.paid.isoformat(),
        "credits": invoice.credits,
        "currency": invoice.currency,
        "lines": [
            {
                "ticket": line.ticket,
                "entry": line.entry,
                "text": line.text,
                "quantity": amount_text(line.quantity),
                "unit": line.unit,
                "price": amount_text(line.price),
                "net": amount_text(line.net),
            }
            for line in invoice.lines
        ],
        "net": amount_text(sums.net),
        "tax": amount_text(sums.tax),
        "total": amount_text(sums.total),
        "tax_rate": invoice.tax_rate,
        "seller": party(invoice.seller),
        "buyer": party(invoice.buyer),
        "tax_exemption": invoice.tax_exemption,
    }


# -- checking -------------------------------------------------------------------------------------


def _wrong_with_note(
    note: Invoice, invoice: Invoice | None, credited: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """What is wrong with a credit note; ``credited`` tells which note takes which invoice back."""
    assert note.credits is not None
    if invoice is None:
        yield note.id, f"it credits {note.credits}, which isn't there"
        return
    if (other := credited.setdefault(note.credits, note.number)) != note.number:
        yield note.id, f"{note.credits} is credited by {other} as well"
    if invoice.status != "void":
        yield invoice.id, f"{note.number} credits it, but its status is {invoice.status}, not void"
    if _amounts(note) != _amounts(replace(invoice, lines=tuple(map(_negated, invoice.lines)))):
        text = f"it isn't what {note.number} takes back: one of both was changed (git log has both)"
        yield invoice.id, text


def _amounts(invoice: Invoice) -> Any:
    """What is billed, without texts: of these a secret may have been taken out."""
    return sorted(map(_billed, invoice.lines)), invoice.customer, invoice.currency, tax_of(invoice)


def _billed(line: InvoiceLine) -> Any:
    return line.ticket, line.entry, line.unit, line.quantity, line.price, line.net


def changes_since(issued: Invoice, invoice: Invoice) -> Iterator[tuple[str, int | None, str]]:
    """What of an invoice isn't as it was issued: the field, the place in it, and a sentence.

    How far it is, its comments and the team's fields may change. Of people's texts a secret or a
    person may have been taken out.
    """
    for field in _SETTLED:
        before, now = getattr(issued, field), getattr(invoice, field)
        is_text = field in _PEOPLES_TEXTS and before is not None and now is not None
        if before != now and not (is_text and is_taken_from(now, before)):
            yield field, None, f"{field} was {before or 'not set'} when it was issued"
    yield from changed_texts(issued, invoice)
    left = Counter(map(_billed, issued.lines))
    for place, line in enumerate(invoice.lines):
        if left[_billed(line)]:
            left[_billed(line)] -= 1
        else:
            yield "lines", place, f"{_told(line)}: no line said so when it was issued"
    gone = Counter(map(_billed, issued.lines)) - Counter(map(_billed, invoice.lines))
    for line in issued.lines:
        if gone[_billed(line)]:
            gone[_billed(line)] -= 1
            yield "lines", None, f"when it was issued, a line said {_told(line)}"


def changed_texts(issued: Invoice, invoice: Invoice) -> Iterator[tuple[str, int | None, str]]:
    """What an invoice says of seller, buyer and lines in other words than when it was issued."""
    for field in ("seller", "buyer"):
        before, now = ("\n".join(getattr(each, field)) for each in (issued, invoice))
        if not is_taken_from(now, before):
            said = before.replace("\n", ", ") or "not set"
            yield field, None, f"{field} was {said} when it was issued"
    texts: dict[Any, list[str]] = {}
    for line in issued.lines:
        texts.setdefault(_billed(line), []).append(line.text)
    for place, line in enumerate(invoice.lines):
        said_of_it = texts.get(_billed(line))
        if not said_of_it:
            continue
        same = next((each for each in said_of_it if is_taken_from(line.text, each)), None)
        said_of_it.remove(said_of_it[0] if same is None else same)
        if same is None:
            yield "lines", place, f"{line.entry}: its text was another one when it was issued"


_SETTLED = (
    "number",
    "customer",
    "issued",
    "due",
    "currency",
    "tax_rate",
    "tax_exemption",
    "credits",
)
_PEOPLES_TEXTS = ("customer", "tax_exemption")
"""Those of them that may name a person."""


def _told(line: InvoiceLine) -> str:
    quantity, price = amount_text(line.quantity), amount_text(line.price)
    what = f"{line.entry} of {line.ticket}"
    return f"{what}, {quantity} {line.unit} at {price}, net {amount_text(line.net)}"


def problems(invoices: Iterable[Invoice]) -> list[tuple[str, str]]:
    """What is wrong between invoices: the name of one, and a sentence (B1: nothing twice)."""
    every = sorted(invoices, key=lambda invoice: invoice.id)
    numbered = {invoice.number: invoice for invoice in every}
    credited: dict[str, str] = {}
    first: dict[tuple[str, str], str] = {}
    found: list[tuple[str, str]] = []
    for invoice in every:
        if invoice.credits is not None:
            found += _wrong_with_note(invoice, numbered.get(invoice.credits), credited)
    for invoice in every:
        if invoice.status == "void" and invoice.number not in credited:
            text = "it is void, and no credit note takes it back (tix invoice void makes one)"
            found.append((invoice.id, text))
        if not invoice.bills:
            continue
        for entry in {(line.ticket, line.entry): None for line in invoice.lines}:
            if (other := first.setdefault(entry, invoice.number)) != invoice.number:
                ticket, ident = entry
                found.append((invoice.id, f"{ident} of {ticket} is billed by {other} as well"))
    return found
