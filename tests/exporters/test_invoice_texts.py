"""Invoices as text: nothing of what somebody wrote gets out of its place."""

import csv
import io
from datetime import date

import pytest

from tests.exporters.test_invoice_ubl import CREDIT, INVOICE
from tix.exporters.invoice_texts import as_csv, as_html, as_markdown, as_text
from tix.frozen import replace
from tix.model.records.invoice import LINES

EVIL = replace(
    INVOICE,
    lines=(LINES.parse("w-aaaaaa · k7f3qz · 1 h · 1.00 · 1.00 · =cmd() <script>|*x*"),),
    buyer=("name: <b>Acme</b>",),
)


def test_plain_text_has_lines_and_sums() -> None:
    text = as_text(INVOICE)
    assert text.startswith("Invoice 2026-0001\n\nCustomer:   acme-ltd\nStatus:     sent\n")
    assert "Net:        35.67 EUR\nTax 23%:     8.20 EUR\nTotal:      43.87 EUR\n" in text
    assert as_text(CREDIT).startswith("Credit note 2026-0002\n")
    assert "Takes back: 2026-0001" in as_text(CREDIT)
    assert "Total:      0.00 EUR" in as_text(replace(INVOICE, lines=()))


def test_a_spreadsheet_calculates_nothing_that_somebody_wrote() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(EVIL))))
    assert rows[0]["text"].lstrip("'") != rows[0]["text"]
    assert [row["net"] for row in csv.DictReader(io.StringIO(as_csv(INVOICE)))] == [
        "0.00", "26.67", "13.50", "-4.50",
    ]  # fmt: skip


def test_markup_is_shown_as_it_was_written() -> None:
    page = as_html(EVIL)
    assert "<script>" not in page and "&lt;script&gt;" in page and "<b>" not in page
    assert "http" not in page
    assert r"\<script\>\|\*x\*" in as_markdown(EVIL)


def test_a_page_has_both_sides_and_the_days() -> None:
    page = as_html(INVOICE)
    for text in ("Harbour Lda<br>Rua 1<br>1000-001 Lisboa<br>PT<br>Tax no. 501964843", "Acme Ltd."):
        assert text in page
    buyer = ("name: Acme", "address: Quay 1, Dublin, IE", "country: IE")
    assert "Acme<br>Quay 1, Dublin, IE</address>" in as_html(replace(INVOICE, buyer=buyer))
    assert "<dt>Due</dt><dd>2026-12-30</dd>" in page
    assert "sent" not in page and "acme-ltd" not in page  # is for the desk
    void = as_html(replace(INVOICE, status="void", buyer=()))
    assert "<dd>void</dd>" in void and "<dd>acme-ltd</dd>" in void
    assert "<dt>Paid</dt><dd>2026-12-01</dd>" in as_html(replace(INVOICE, paid=date(2026, 12, 1)))


@pytest.mark.parametrize(
    ("exemption", "said", "auf_deutsch"),
    [
        ("AE", "Reverse charge", "Steuerschuldnerschaft des Leistungsempfängers"),
        ("AE § 13b UStG", "Reverse charge: § 13b UStG",
         "Steuerschuldnerschaft des Leistungsempfängers: § 13b UStG"),
        ("E § 19 UStG", "§ 19 UStG", "§ 19 UStG"),
        ("O", "Not subject to VAT", "Nicht steuerbar"),
    ],
)  # fmt: skip
def test_why_there_is_no_tax_is_said(exemption: str, said: str, auf_deutsch: str) -> None:
    free = replace(INVOICE, tax_rate="0%", tax_exemption=exemption)
    assert f"\n{said}\nEach line" in as_text(free)
    assert f"\n\n{said}\n" in as_markdown(free).replace("\\", "")
    assert f"<p>{said}</p>" in as_html(free)
    assert f"<p>{auf_deutsch}</p>" in as_html(free, "de")


def test_a_page_is_in_the_customers_language() -> None:
    page = as_html(INVOICE, "pt-PT")
    for text in ('lang="pt"', "<h1>Fatura 2026-0001</h1>", "<dt>Vencimento</dt>", "NIF 501964843"):
        assert text in page
    assert "<h1>Gutschrift 2026-0002</h1>" in as_html(CREDIT, "de")
    assert as_html(INVOICE, "xx") == as_html(INVOICE)
