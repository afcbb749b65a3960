"""Amounts, numbers of invoices, and how a desk bills."""

from decimal import Decimal

import pytest

from tix.model.config.reader import load_config
from tix.model.config.shown import settings
from tix.model.config.source import ConfigError
from tix.model.record.taxes import Tax, percent
from tix.model.records.customer import Customer
from tix.model.work.billing import Billing, Plan, count_in, next_number, plan_of, rate_for
from tix.model.work.money import OtherCurrencyError, amount_in, amount_text, rounded


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("0.005", "EUR", "0.01"), ("0.004999", "EUR", "0.00"), ("-0.005", "EUR", "-0.01"),
        ("14.605", "EUR", "14.61"), ("2.675", "USD", "2.68"), ("0.5", "JPY", "1"),
        ("0.0005", "KWD", "0.001"), ("12", "CHF", "12.00"),
        ("-0.004", "EUR", "0.00"), ("-0.4", "JPY", "0"),
    ],
)  # fmt: skip
def test_half_a_unit_goes_up(amount: str, currency: str, expected: str) -> None:
    assert str(rounded(Decimal(amount), currency)) == expected


def test_a_credit_note_without_tax_has_a_tax_of_nothing() -> None:
    assert amount_text(rounded(Decimal("-53.50") * Decimal(0), "EUR")) == "0.00"
    assert amount_text(-1 * Decimal("0.00")) == "0.00", "turned round, as UBL has it"


def test_an_amount_has_the_desks_currency_or_its_own() -> None:
    assert amount_in("4.50", "EUR") == amount_in("4.50 EUR", "EUR") == Decimal("4.50")
    with pytest.raises(OtherCurrencyError, match=r"4\.50 USD isn't in EUR"):
        amount_in("4.50 USD", "EUR")


@pytest.mark.parametrize(
    ("text", "rate"),
    [("23%", "0.23"), ("5.5 %", "0.055"), ("0%", "0"), ("101%", None), ("x", None)],
)
def test_a_rate_of_tax(text: str, rate: str | None) -> None:
    assert percent(text) == (None if rate is None else Decimal(rate))


@pytest.mark.parametrize(
    ("template", "numbers", "expected"),
    [
        ("{year}-{n:04}", [], "2026-0001"),
        ("{year}-{n:04}", ["2026-0001", "2026-0007", "2025-0099"], "2026-0008"),
        ("{year}-{n:04}", ["2026-9999"], "2026-10000"),
        ("{year}-{n:04}", ["2026-001", "R-2026-0005", "2026-00012"], "2026-0001"),
        ("INV {n}", ["INV 9", "INV 12", "INV 012"], "INV 13"),
        ("F-{n:03}/{year}", ["F-007/2026", "F-009/2025"], "F-008/2026"),
        ("{n}{year}", ["12026", "92025"], "22026"),
        ("A.{n:03}", ["AX004", "A.004"], "A.005"),
        ("{year}/{n:04}", ["2026-0001", "2026-0002"], "2026/0003"),  # their files have the names
    ],
)
def test_numbers_go_on_without_gaps(template: str, numbers: list[str], expected: str) -> None:
    assert next_number(template, 2026, frozenset(numbers)) == expected
    assert count_in(template, 2026, expected) is not None


def test_a_customers_own_rate_goes_before_the_plans_and_that_before_the_desks() -> None:
    billing, gold = Billing("EUR", rate="80"), Plan("gold", rate="60.00")
    acme = Customer("acme", "Acme", plan="Gold")
    assert plan_of(acme, (Plan("tin"), gold)) is gold
    assert rate_for(acme, billing, gold) == 60
    assert rate_for(acme, billing, Plan("gold")) == 80
    assert rate_for(Customer("b", "B", rate="45.50 EUR"), billing, gold) == Decimal("45.50")
    assert rate_for(acme, Billing("EUR"), None) is None


def test_billing_and_plans_are_read_and_shown() -> None:
    config = load_config(
        "billing: {currency: CHF, rate: 80.00, tax: 8.1%, number: 'R{n:05}', due: 14d, step: 15m,\n"
        "  seller: {name: Us, country: CH}}\n"
        "plans:\n  gold: {rate: 60.00, covers: [incident], hours: 10}\n  tin:\n"
    )
    assert config.billing == Billing(
        "CHF",
        "80.00",
        Tax(Decimal("0.081")),
        "R{n:05}",
        14,
        15,
        (("name", "Us"), ("country", "CH")),
    )
    assert config.plans == (Plan("gold", "60.00", ("incident",), 600), Plan("tin"))
    shown = {each.name: each.value for each in settings(config)}
    assert shown["billing.tax"] == "8.1%"
    assert shown["plans.gold"] == "rate 60.00; covers 10h a month of incident"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("billing: {rate: 80}", "billing needs a currency"),
        ("billing: {currency: EUX}", "'EUX' is no currency of ISO 4217"),
        ("billing: {currency: EUR, rate: much}", "'much' is not an amount"),
        ("billing: {currency: EUR, rate: 80 USD}", "80 USD isn't in EUR"),
        ("billing: {currency: EUR, rate: -1}", "less than nothing"),
        ("billing: {currency: EUR, tax: 1.23}", "'1.23' is no rate of tax"),
        ("billing: {currency: EUR, number: '{year}'}", "can't number invoices"),
        ("billing: {currency: EUR, number: '{n}-{n}'}", "can't number invoices"),
        ("billing: {currency: EUR, number: '{year}/{n}/{year}'}", "can't number invoices"),
        ("billing: {currency: EUR, due: soon}", "'soon' is no number of days"),
        ("billing: {currency: EUR, step: 9h}", "longer than a day of work"),
        ("billing: {currency: EUR, step: x}", "'x' is not a length"),
        ("billing: {currency: EUR, seller: {country: Portugal}}", "'Portugal' is no country"),
        ("billing: {currency: EUR, seller: {fax: 1}}", "'fax' is no property of the seller"),
        ("billing: {currency: EUR, curency: EUR}", "'curency' is no setting of billing"),
        ("plans: {gold: {covers: [incidnet]}}", "'incidnet' is no type of this desk"),
        ("plans: {gold: {hours: many}}", "'many' is no number of hours"),
        ("plans: {gold: {price: 3}}", "'price' is no property of a plan"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_config(text)
