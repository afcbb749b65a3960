"""An invoice as UBL 2.1, as the European norm EN 16931 has it.

https://docs.oasis-open.org/ubl/UBL-2.1.html; the norm's business rules (BR-…) are named where they
decide something. A credit note is a ``CreditNote`` document with positive amounts. Work is given in
minutes, at a price for sixty, so that quantity, price and net of a line agree to the cent.
"""

import re
from decimal import Decimal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from tix.errors import NeedsPersonError
from tix.frozen import dataclass
from tix.model.record.taxes import category_of
from tix.model.records.invoice import Invoice, InvoiceLine
from tix.model.work.bill import is_work, minutes_of
from tix.model.work.countries import country_code, vat_number
from tix.model.work.invoice_words import exemption_text
from tix.model.work.invoices import party, tax_of, totals
from tix.model.work.money import amount_text, digits_of

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CAC = f"{_UBL}CommonAggregateComponents-2"
_CBC = f"{_UBL}CommonBasicComponents-2"
_NORM = "urn:cen.eu:en16931:2017"

_UNITS = {
    "h": "HUR", "kg": "KGM", "g": "GRM", "m": "MTR", "l": "LTR", "km": "KMT", "m2": "MTK",
    "m3": "MTQ", "day": "DAY", "set": "SET",
}  # fmt: skip
"""Units by their codes of UN/ECE Recommendation 20; all others are counted one by one."""
_ONE, _MINUTE = "C62", "MIN"
_CODES = {"AE": "VATEX-EU-AE", "K": "VATEX-EU-IC", "G": "VATEX-EU-G", "O": "VATEX-EU-O"}
"""Why there is no tax, by its category; of what is exempt, the reason may begin with the code."""
_CODE = re.compile(r"VATEX-[A-Z0-9-]+")
_NEEDS_BOTH = ("AE", "K")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?= )")


class MissingInInvoiceError(NeedsPersonError):
    """The invoice lacks what the norm asks for."""

    def __init__(self, number: str, missing: list[str]) -> None:
        super().__init__(
            f"{number} lacks what EN 16931 asks for: {', '.join(missing)}",
            hint="say it in billing.seller, or of the customer; then void it, and bill anew",
        )


@dataclass(frozen=True, slots=True)
class _Tax:
    """The one category of tax of an invoice; ``code`` (of the list VATEX) and ``reason`` are why
    there is none."""

    category: str
    rate: Decimal
    reason: str = ""
    code: str = ""


def as_ubl(invoice: Invoice) -> str:
    """The XML document. Raises MissingInInvoiceError."""
    seller, buyer = _coded(party(invoice.seller)), _coded(party(invoice.buyer))
    tax = _tax(invoice, seller)
    _refuse_incomplete(invoice, seller, buyer, tax)
    is_credit = invoice.credits is not None
    sign = -1 if is_credit else 1
    name = "CreditNote" if is_credit else "Invoice"
    for prefix, space in (("", f"{_UBL}{name}-2"), ("cac", _CAC), ("cbc", _CBC)):
        ElementTree.register_namespace(prefix, space)
    root = Element(f"{{{_UBL}{name}-2}}{name}")
    _head(root, invoice)
    _party(_group(root, "AccountingSupplierParty"), seller, tax, is_seller=True)
    _party(_group(root, "AccountingCustomerParty"), buyer, tax, is_seller=False)
    if tax.category == "K":
        _delivery(root, invoice, buyer)
    _payment(root, invoice, seller)
    _sums(root, invoice, tax, sign)
    for place, line in enumerate(invoice.lines, 1):
        _line(root, invoice, place, line, tax, sign)
    ElementTree.indent(root)
    text: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _tax(invoice: Invoice, seller: dict[str, str]) -> _Tax:
    rate = tax_of(invoice) * 100
    if rate:
        return _Tax("S", rate)
    if invoice.tax_exemption:
        return _exempt(*category_of(invoice.tax_exemption))
    if "tax_id" in seller:
        return _Tax("E", Decimal(0), "Exempt from VAT")
    return _Tax("O", Decimal(0), "Not subject to VAT")


def _exempt(category: str, why: str) -> _Tax:
    code = _CODES.get(category, "")
    if category == "E" and (found := _CODE.match(why)):
        code, why = found[0], why[found.end() :].strip(" :,")
    reason = "" if category == "Z" else why or exemption_text(category)
    return _Tax(category, Decimal(0), reason, code)


def _coded(who: dict[str, str]) -> dict[str, str]:
    """A party whose country is a code of ISO 3166-1 (BR-CL-14), or isn't said."""
    known, code = {**who}, country_code(who.get("country", ""))
    known.pop("country", None)
    return {**known, "country": code} if code else known


def _refuse_incomplete(
    invoice: Invoice, seller: dict[str, str], buyer: dict[str, str], tax: _Tax
) -> None:
    """BR-6 to BR-11, BR-S-2 and its like, BR-AE-2, BR-IC-2, BR-CO-26, BR-DEC-9 to 24."""
    needed = [("seller", seller, "name"), ("seller", seller, "country")]
    needed += [("buyer", buyer, "name"), ("buyer", buyer, "country")]
    if tax.category != "O":
        needed.append(("seller", seller, "tax_id"))
    if tax.category in _NEEDS_BOTH:
        needed.append(("buyer", buyer, "tax_id"))
    missing = [f"the {whose}'s {name}" for whose, has, name in needed if name not in has]
    if not {"tax_id", "registration"} & seller.keys():
        missing.append("the seller's registration")
    if invoice.issued is None:
        missing.append("the day of issue")
    if digits_of(invoice.currency or "") > 2:
        missing.append("amounts of two digits behind the point at the most")
    if missing:
        raise MissingInInvoiceError(invoice.number, missing)


def _head(root: Element, invoice: Invoice) -> None:
    _value(root, "CustomizationID", _NORM)
    _value(root, "ID", invoice.number)
    assert invoice.issued is not None, "it was checked"
    _value(root, "IssueDate", invoice.issued.isoformat())
    if invoice.credits is None:
        if invoice.due:
            _value(root, "DueDate", invoice.due.isoformat())
        _value(root, "InvoiceTypeCode", "380")
    else:
        _value(root, "CreditNoteTypeCode", "381")
    _value(root, "DocumentCurrencyCode", invoice.currency or "")
    if invoice.customer:
        _value(root, "BuyerReference", invoice.customer)
    if invoice.credits is not None:
        reference = _group(_group(root, "BillingReference"), "InvoiceDocumentReference")
        _value(reference, "ID", invoice.credits)


def _party(parent: Element, who: dict[str, str], tax: _Tax, *, is_seller: bool) -> None:
    party_ = _group(parent, "Party")
    address = _group(party_, "PostalAddress")
    if street := who.get("street") or who.get("address"):
        _value(address, "StreetName", street)
    if "city" in who:
        _value(address, "CityName", who["city"])
    if "zip" in who:
        _value(address, "PostalZone", who["zip"])
    _value(_group(address, "Country"), "IdentificationCode", who["country"])
    if "tax_id" in who and tax.category != "O":  # BR-O-2, BR-O-3
        scheme = _group(party_, "PartyTaxScheme")
        _value(scheme, "CompanyID", vat_number(who["tax_id"], who["country"]))  # BR-CO-9
        _value(_group(scheme, "TaxScheme"), "ID", "VAT")
    legal = _group(party_, "PartyLegalEntity")
    _value(legal, "RegistrationName", who["name"])
    if number := who.get("registration") or (
        who.get("tax_id") if is_seller and tax.category == "O" else None
    ):
        _value(legal, "CompanyID", number)
    if "phone" in who or "mail" in who:
        contact = _group(party_, "Contact")
        for name, key in (("Telephone", "phone"), ("ElectronicMail", "mail")):
            if key in who:
                _value(contact, name, who[key])


def _delivery(root: Element, invoice: Invoice, buyer: dict[str, str]) -> None:
    """BR-IC-11, BR-IC-12: when and where to. The day of what was delivered last stands before its
    text."""
    delivery = _group(root, "Delivery")
    days = [found[0] for line in invoice.lines if (found := _DAY.match(line.text))]
    assert invoice.issued is not None, "it was checked"
    _value(delivery, "ActualDeliveryDate", max(days, default=invoice.issued.isoformat()))
    address = _group(_group(delivery, "DeliveryLocation"), "Address")
    _value(_group(address, "Country"), "IdentificationCode", buyer["country"])


def _payment(root: Element, invoice: Invoice, seller: dict[str, str]) -> None:
    if "iban" in seller and invoice.credits is None:
        means = _group(root, "PaymentMeans")
        _value(means, "PaymentMeansCode", "58" if invoice.currency == "EUR" else "30")
        _value(means, "PaymentID", invoice.number)
        account = _group(means, "PayeeFinancialAccount")
        _value(account, "ID", "".join(seller["iban"].split()))
        if "bic" in seller:
            _value(_group(account, "FinancialInstitutionBranch"), "ID", seller["bic"])
    if invoice.credits is not None:  # BR-CO-25: it has no day by which it is due
        _value(_group(root, "PaymentTerms"), "Note", f"Takes back {invoice.credits}")


def _sums(root: Element, invoice: Invoice, tax: _Tax, sign: int) -> None:
    sums = totals(invoice)
    net, taxed, total = sign * sums.net, sign * sums.tax, sign * sums.total
    whole = _group(root, "TaxTotal")
    _amount(whole, "TaxAmount", taxed, invoice)
    part = _group(whole, "TaxSubtotal")
    _amount(part, "TaxableAmount", net, invoice)
    _amount(part, "TaxAmount", taxed, invoice)
    category = _category(_group(part, "TaxCategory"), tax)
    for name, text in (("TaxExemptionReasonCode", tax.code), ("TaxExemptionReason", tax.reason)):
        if text:
            category.insert(len(category) - 1, _made(name, text))
    monetary = _group(root, "LegalMonetaryTotal")
    for name, amount in (
        ("LineExtensionAmount", net),
        ("TaxExclusiveAmount", net),
        ("TaxInclusiveAmount", total),
        ("PayableAmount", total),
    ):
        _amount(monetary, name, amount, invoice)


def _line(
    root: Element, invoice: Invoice, place: int, line: InvoiceLine, tax: _Tax, sign: int
) -> None:
    is_credit = invoice.credits is not None
    element = _group(root, "CreditNoteLine" if is_credit else "InvoiceLine")
    _value(element, "ID", str(place))
    _value(element, "Note", f"{line.ticket} {line.entry}")
    quantity, unit = line.quantity, _UNITS.get(line.unit, _ONE)
    if is_work(line):
        quantity, unit = Decimal(minutes_of(line)), _MINUTE
    if line.price < 0:  # BR-27: less is taken, at a price that isn't below zero
        quantity = -quantity
    name = "CreditedQuantity" if is_credit else "InvoicedQuantity"
    _value(element, name, amount_text(sign * quantity), unitCode=unit)
    _amount(element, "LineExtensionAmount", sign * line.net, invoice)
    item = _group(element, "Item")
    _value(item, "Name", line.text or line.entry)
    _category(_group(item, "ClassifiedTaxCategory"), tax)
    price = _group(element, "Price")
    _amount(price, "PriceAmount", abs(line.price), invoice)
    if is_work(line):
        _value(price, "BaseQuantity", "60", unitCode=unit)


def _category(element: Element, tax: _Tax) -> Element:
    _value(element, "ID", tax.category)
    if tax.category != "O":
        _value(element, "Percent", amount_text(tax.rate.normalize()))
    _value(_group(element, "TaxScheme"), "ID", "VAT")
    return element


def _group(parent: Element, name: str) -> Element:
    return SubElement(parent, f"{{{_CAC}}}{name}")


def _made(name: str, text: str) -> Element:
    element = Element(f"{{{_CBC}}}{name}")
    element.text = text
    return element


def _value(parent: Element, name: str, text: str, **attributes: str) -> None:
    element = SubElement(parent, f"{{{_CBC}}}{name}", attributes)
    element.text = "".join(char for char in text if char.isprintable() or char == "\n")


def _amount(parent: Element, name: str, amount: Decimal, invoice: Invoice) -> None:
    _value(parent, name, amount_text(amount), currencyID=invoice.currency or "")
