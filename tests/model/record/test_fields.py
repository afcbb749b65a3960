"""Values as people type them."""

import pytest

from tests.conftest import DeskInFiles
from tix.model.record.fields import typed_money


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("4.50", "4.50"),
        ("4.50 EUR", "4.50 EUR"),
        ("85,00 €", "85.00 EUR"),
        ("€ 0.10", "0.10 EUR"),
        ("£1,250.50", "1250.50 GBP"),
        ("1.250,5 CHF", "1250.5 CHF"),
        ("1'250.50", "1250.50"),
        ("-4,5 €", "-4.5 EUR"),
        ("12.345.678,90", "12345678.90"),
    ],
)
def test_an_amount_may_be_written_as_people_do(typed: str, amount: str) -> None:
    assert typed_money(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "1,250",
        "1.250 €",
        "€1,250",
        "1,250EUR",
        "free",
        "1,25,50",
        "1.250,50,0",
        "€5€",
        "5 $",
        "1.250.50",
        "",
    ],
)
def test_what_may_be_meant_otherwise_stays(typed: str) -> None:
    assert typed_money(typed) == typed


def test_what_is_stored_is_what_is_confirmed(desk: DeskInFiles) -> None:
    desk.call("customer", "add", "Acme")
    said = desk.call("customer", "edit", "acme", "--set", "rate=85,00 €", "--set", "tax=zero rated")
    assert "set rate to 85.00 EUR, set tax to Z" in said.stderr
    assert "rate: 85.00 EUR\ntax: Z\n" in (desk.root / "customers/acme.md").read_text()
    assert (
        "'1,250' is not an amount"
        in desk.call("customer", "edit", "acme", "--set", "rate=1,250", code=2).stderr
    )


def test_a_column_that_is_no_tax_costs_no_row(desk: DeskInFiles) -> None:
    table = 'Name,Tax,Hourly rate\nAcme,maybe,"85,00 €"\n'
    said = desk.call("customer", "import", "-", stdin=table).stderr
    assert "line 2: tax is left out: tax: 'maybe' is no tax" in said
    assert "rate: 85.00 EUR\n" in (desk.root / "customers/acme.md").read_text()
