"""Taxes as people write them: rates, and why there is none."""

from decimal import Decimal

import pytest

from tix.model.record.taxes import CATEGORIES, Tax, parse_tax
from tix.model.work.invoice_words import exemption_text


@pytest.mark.parametrize(
    ("text", "tax"),
    [
        ("23%", Tax(Decimal("0.23"))),
        ("0 %", Tax()),
        ("AE", Tax(exemption="AE")),
        ("ae", Tax(exemption="AE")),
        ("Reverse charge", Tax(exemption="AE")),
        ("reverse  charge: § 13b UStG", Tax(exemption="AE § 13b UStG")),
        ("intra-community supply", Tax(exemption="K")),
        ("export", Tax(exemption="G")),
        ("E § 19 UStG", Tax(exemption="E § 19 UStG")),
        ("exempt, Art. 132", Tax(exemption="E Art. 132")),
        ("not subject to VAT", Tax(exemption="O")),
        ("Not subject", Tax(exemption="O")),
        ("Exempt from VAT", Tax(exemption="E")),
        ("VAT-exempt: § 19 UStG", Tax(exemption="E § 19 UStG")),
        ("Export outside the EU", Tax(exemption="G")),
        ("reverse-charge", Tax(exemption="AE")),
        ("zero-rated", Tax(exemption="Z")),
        ("Z", Tax(exemption="Z")),
    ],
)
def test_a_tax_is_a_rate_or_why_there_is_none(text: str, tax: Tax) -> None:
    assert parse_tax(text) == tax
    assert parse_tax(str(tax)) == tax


@pytest.mark.parametrize("text", ["", "23", "101%", "AEB", "VAT", "Exports", "Z because", "no"])
def test_what_is_no_tax_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no tax like 23%|needs no reason"):
        parse_tax(text)


def test_a_tax_number_is_told_where_it_goes() -> None:
    with pytest.raises(ValueError, match="'DE123456788' is a tax number, which is tax_id"):
        parse_tax("DE123456788")


def test_what_our_own_pages_say_is_read_as_that() -> None:
    for category in CATEGORIES - {"Z"}:
        assert parse_tax(exemption_text(category)) == Tax(exemption=category)
