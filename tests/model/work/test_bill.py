"""What is billed: the cases B1 to B5 of docs/work-and-billing.md, computed independently, too."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

import pytest

from tests.scale import usual
from tix.frozen import replace
from tix.model.record.taxes import Tax
from tix.model.records.asset import Asset
from tix.model.records.customer import Customer
from tix.model.records.invoice import Invoice
from tix.model.ticket.entries import Use, Work
from tix.model.ticket.ticket import Ticket
from tix.model.work.bill import Agreement, Bill, NoRateError, Period, bill, billed
from tix.model.work.billing import Billing, Plan
from tix.model.work.invoices import as_object, credit_note, new_invoice, problems, totals
from tix.model.work.money import OtherCurrencyError

DAY = date(2026, 11, 20)
ACME = Customer("acme-ltd", "Acme Ltd.", plan="gold")
BILLING = Billing("EUR", rate="80.00", tax=Tax(Decimal("0.23")))
GASKET = Asset("gasket-12", "Gasket 12", price="4.50", unit="pcs")
AGREED = Agreement(BILLING, (), {"gasket-12": GASKET, "drum": Asset("drum", "Drum")})


def work(ident: str, minutes: int, day: date = DAY, *, free: bool = False) -> Work:
    return Work(f"w-{ident}", day, "ana@example.org", minutes, not free, f"job {ident}")


def ticket(*entries: Work | Use, ident: str = "k7f3qz", **values: str) -> Ticket:
    return Ticket(
        ident,
        "The door",
        **{"customer": "acme-ltd", "type": "incident", **values},  # type: ignore[arg-type]  # texts
        worked=tuple(e for e in entries if isinstance(e, Work)),
        used=tuple(e for e in entries if isinstance(e, Use)),
    )


def lines(made: Bill) -> list[tuple[str, str, str, str]]:
    return [(x.entry, str(x.quantity), str(x.price), str(x.net)) for x in made.lines]


def test_work_and_parts_of_the_customer_in_the_period_are_billed_once() -> None:
    """B1, B2, B4."""
    mine = ticket(
        work("aaaaaa", 90), work("bbbbbb", 20), work("cccccc", 60, free=True),
        work("dddddd", 60, date(2026, 12, 1)), work("eeeeee", 60, date(2026, 10, 31)),
        Use("p-aaaaaa", DAY, "ana", Decimal(3), "gasket-12", "for the hinge"),
        Use("p-bbbbbb", DAY, "ana", Decimal(-1), "gasket-12", ""),
        Use("p-cccccc", DAY, "ana", Decimal(1), "drum", ""),
        Use("p-dddddd", DAY, "ana", Decimal(1), "gone", ""),
    )  # fmt: skip
    by_name = ticket(work("ffffff", 6), ident="m3k9vd", customer="ACME LTD.")
    others = ticket(work("gggggg", 60), ident="x4w2aa", customer="Bolt")
    period = Period(date(2026, 11, 1), date(2026, 11, 30))
    made = bill(ACME, [mine, by_name, others], [], AGREED, period)
    assert lines(made) == [
        ("w-aaaaaa", "1.5", "80.00", "120.00"),
        ("w-bbbbbb", "0.3333", "80.00", "26.67"),
        ("w-ffffff", "0.1", "80.00", "8.00"),
        ("p-aaaaaa", "3", "4.50", "13.50"),
        ("p-bbbbbb", "-1", "4.50", "-4.50"),
    ]
    assert [said.partition(":")[0] for said in made.skipped] == [
        "p-cccccc of k7f3qz", "p-dddddd of k7f3qz",
    ]  # fmt: skip
    assert [x.text for x in made.lines][3] == "2026-11-20 Gasket 12: for the hinge"

    invoice = new_invoice("2026-0001", ACME, made, BILLING, date(2026, 11, 30))
    assert as_object(invoice)["total"] == "201.31"  # 163.67, and 37.64 of tax
    assert (invoice.status, invoice.due) == ("draft", date(2026, 12, 30))
    assert not bill(ACME, [mine, by_name], [invoice], AGREED, period).lines
    later = bill(ACME, [mine, by_name], [invoice], AGREED, Period())
    assert {line.entry for line in later.lines} == {"w-dddddd", "w-eeeeee"}

    note = credit_note("2026-0002", invoice, date(2026, 12, 2))
    assert totals(note).total == -totals(invoice).total
    void = replace(invoice, status="void")
    assert billed([void, note]) == {}
    again = bill(ACME, [mine, by_name], [void, note], AGREED, period)
    assert lines(again) == lines(made)
    twice = new_invoice("2026-0003", ACME, again, BILLING, date(2026, 12, 2))
    assert problems([void, note, twice]) == []
    assert problems([invoice, twice])[0] == (
        "2026-0003", "w-aaaaaa of k7f3qz is billed by 2026-0001 as well",
    )  # fmt: skip
    assert "isn't there" in problems([note])[0][1]
    assert [text for _, text in problems([void])] == [
        "it is void, and no credit note takes it back (tix invoice void makes one)"
    ]
    assert problems([invoice, note]) == [
        ("2026-0001", "2026-0002 credits it, but its status is draft, not void")
    ]
    edited = replace(void, lines=(replace(void.lines[0], net=Decimal(1)), *void.lines[1:]))
    for changed in (edited, replace(void, tax_rate="6%"), replace(void, customer="other")):
        [(name, text)] = problems([changed, note])
        assert name == "2026-0001" and text.startswith("it isn't what 2026-0002 takes back")
    assert problems([replace(void, lines=void.lines[::-1]), note]) == []
    second = replace(note, id="2026-0004", number="2026-0004")
    assert problems([void, note, second]) == [
        ("2026-0004", "2026-0001 is credited by 2026-0002 as well")
    ]


def test_what_was_billed_of_a_ticket_that_has_another_id_by_now_is_billed_still() -> None:
    agreed = replace(AGREED, plans=(Plan("gold", "60.00", (), 60),))
    before = [ticket(work("aaaaaa", 60)), ticket(work("bbbbbb", 30), ident="m3k9vd")]
    made = bill(ACME, before, [], agreed, Period())
    invoice = new_invoice("1", ACME, made, BILLING, DAY)
    parted = [replace(before[0], id="x4w2aa"), before[1]]
    assert not bill(ACME, parted, [invoice], agreed, Period()).lines
    # somebody else's entry that happens to have the id of one that is billed elsewhere isn't
    twin = ticket(work("bbbbbb", 10), ident="b2b2b2")
    again = bill(ACME, [*before, twin], [invoice], agreed, Period())
    assert lines(again) == [("w-bbbbbb", "0.1667", "60.00", "10.00")]
    late = bill(ACME, [*parted, twin], [invoice], agreed, Period())
    assert lines(late) == lines(again), "what the plan covers is used up"


def test_minutes_go_up_to_the_step() -> None:
    agreed = replace(AGREED, billing=replace(BILLING, step=15))
    made = bill(ACME, [ticket(work("aaaaaa", 1), work("bbbbbb", 15), work("cccccc", 16))], [],
                agreed, Period())  # fmt: skip
    assert [str(line.quantity) for line in made.lines] == ["0.25", "0.25", "0.5"]


def test_a_plan_covers_so_many_hours_of_each_month_in_the_order_of_days() -> None:
    """B3."""
    agreed = replace(AGREED, plans=(Plan("gold", "60.00", ("incident",), 120),))
    acme = replace(ACME, contract_until=date(2026, 12, 31))
    ours = [
        ticket(work("cccccc", 60, date(2026, 11, 25)), work("aaaaaa", 90, date(2026, 11, 3))),
        ticket(work("bbbbbb", 30, date(2026, 11, 4)), ident="m3k9vd", type="task"),
        ticket(work("dddddd", 60, date(2026, 12, 3)), ident="x4w2aa"),
        ticket(work("eeeeee", 60, date(2027, 1, 3)), ident="b2b2b2"),
    ]
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    made = bill(acme, ours, [], agreed, november)
    assert lines(made) == [
        ("w-aaaaaa", "1.5", "0.00", "0.00"),
        ("w-bbbbbb", "0.5", "60.00", "30.00"),
        ("w-cccccc", "0.5", "0.00", "0.00"),
        ("w-cccccc", "0.5", "60.00", "30.00"),
    ]
    assert made.lines[0].text.endswith("(covered by plan gold)")
    first = new_invoice("1", acme, made, BILLING, DAY)
    late = [*ours, ticket(work("ffffff", 60, date(2026, 11, 1)), ident="c3c3c3")]
    assert lines(bill(acme, late, [first], agreed, november)) == [
        ("w-ffffff", "1", "60.00", "60.00")
    ]
    rest = bill(acme, ours, [first], agreed, Period())
    assert [(x.entry, str(x.price)) for x in rest.lines] == [
        ("w-dddddd", "0.00"), ("w-eeeeee", "60.00"),
    ]  # fmt: skip
    tasks = replace(acme, covers=("task",))
    assert str(bill(tasks, ours, [], agreed, november).lines[1].price) == "0.00"


def test_the_case_of_a_type_does_not_matter_to_what_a_contract_covers() -> None:
    """B3: as where a ticket is opened, and the customer's page says that it is covered."""
    agreed = replace(AGREED, plans=(Plan("gold", "60.00", (), 120),))
    incidents = replace(ACME, covers=("Incident",))
    made = bill(incidents, [ticket(work("aaaaaa", 60))], [], agreed, Period())
    assert lines(made) == [("w-aaaaaa", "1", "0.00", "0.00")]


def test_what_does_not_fit_together_is_an_error() -> None:
    nobody = replace(AGREED, billing=Billing("EUR"))
    with pytest.raises(NoRateError):
        bill(ACME, [ticket(work("aaaaaa", 5))], [], nobody, Period())
    dear = replace(AGREED, assets={"gasket-12": replace(GASKET, price="4.50 USD")})
    use = Use("p-aaaaaa", DAY, "ana", Decimal(1), "gasket-12", "")
    with pytest.raises(OtherCurrencyError):
        bill(ACME, [ticket(use)], [], dear, Period())


@pytest.mark.drawn
@pytest.mark.parametrize("seed", range(usual(200)))
def test_every_sum_equals_an_independent_computation(seed: int) -> None:
    """Exact fractions, from the entries themselves: which are covered, what each costs, the tax.

    The months are billed one after the other, in two invoices each, whatever entries come late.
    """
    rng = Random(seed)
    currency, digits = rng.choice([("EUR", 2), ("JPY", 0), ("KWD", 3)])
    rate, tax = Fraction(rng.randint(0, 20000), 100), Fraction(rng.choice([0, 5, 19, 23]), 100)
    step, hours = rng.choice([1, 15]), rng.choice([0, 90, 300])
    part = Tax(Decimal(int(tax * 100)) / 100)
    billing = Billing(currency, f"{float(rate):.2f}", part, step=step)
    agreed = Agreement(billing, (Plan("gold", None, ("incident",), hours),), {})
    works = [
        work(f"{n:06}".translate(str.maketrans("0123456789", "abcdefghjk")), rng.randint(1, 200),
             date(2026, rng.choice([10, 11]), rng.randint(1, 28)), free=rng.random() < 0.2)
        for n in range(rng.randint(1, 12))
    ]  # fmt: skip
    tickets = [
        ticket(*works[at::3], ident=ident, type=rng.choice(["incident", "task"]))
        for at, ident in enumerate(("k7f3qz", "m3k9vd", "x4w2aa"))
    ]
    invoices: list[Invoice] = []
    left = {10: hours, 11: hours}
    for number, (since, until) in enumerate(
        [((10, 1), (10, 15)), ((10, 1), (10, 31)), ((11, 1), (11, 20)), ((10, 1), (11, 30))]
    ):
        first, last = date(2026, *since), date(2026, *until)
        before = {(x.ticket, x.entry) for invoice in invoices for x in invoice.lines}
        due = sorted(
            (w.day, t.id, w.id, t.type, w.minutes)
            for t in tickets for w in t.worked
            if w.billable and first <= w.day <= last and (t.id, w.id) not in before
        )  # fmt: skip
        net = Fraction(0)
        for day, _, _, type_, minutes in due:
            whole = -(-minutes // step) * step
            covered = min(whole, left[day.month]) if type_ == "incident" else 0
            left[day.month] -= covered
            net += _half_up(rate * (whole - covered) / 60, digits)
        made = bill(ACME, tickets, invoices, agreed, Period(first, last))
        invoice = new_invoice(str(number), ACME, made, billing, DAY)
        sums = totals(invoice)
        assert Fraction(sums.net) == net
        assert Fraction(sums.tax) == _half_up(net * tax, digits)
        assert sums.total == sums.net + sums.tax
        assert {(x.ticket, x.entry) for x in made.lines} == {(t, w) for _, t, w, _, _ in due}
        if made.lines:
            invoices.append(invoice)
    assert problems(invoices) == []


def _half_up(amount: Fraction, digits: int) -> Fraction:
    exact = Decimal(amount.numerator * 10**digits * 10**9 // amount.denominator) / 10**9
    whole = exact.quantize(Decimal(1), ROUND_HALF_UP)
    return Fraction(int(whole), 10**digits)
