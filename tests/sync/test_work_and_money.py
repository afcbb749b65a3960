"""Clones that work, use parts, rate and bill at once: nothing is doubled, nothing lost.

Each clone does what a random choice says and keeps a log of what it was told had been done. When
all have synced, the desk is held against the logs, and every sum against an independent one.
"""

import json
from collections import Counter
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pytest

from tests.conftest import DeskInFiles
from tests.scale import scaled
from tests.sync.clones import Team, at_once

MakeTeam = Callable[[int], Team]

CONFIG = """\
format: 1
billing: {currency: EUR, rate: 80.00, tax: 23%}
plans:
  gold: {rate: 60.00, covers: [incident], hours: 2}
"""
CUSTOMERS = ("acme", "bolt")


class Log:
    """What the clones were told had been done."""

    def __init__(self) -> None:
        self.worked: dict[str, int] = {}
        self.used: dict[str, int] = {}
        self.ratings: list[tuple[str, int]] = []
        self.numbers: list[str] = []
        self.credited: set[str] = set()


def _prepared(desk: DeskInFiles) -> list[str]:
    desk.write("tix.yaml", CONFIG)
    desk.commit("bill")
    desk.call("customer", "add", "Acme", "--set", "plan=gold")
    desk.call("customer", "add", "Bolt")
    desk.call("asset", "add", "Gasket", "--set", "counted=2026-11-01T08:00:00Z · 100",
              "--set", "price=4.50")  # fmt: skip
    return [
        desk.call("open", f"Ticket {n}", "-c", CUSTOMERS[n % 2], "-t", "incident").stdout.strip()
        for n in range(4)
    ]


def _step(rng: Random, clone: DeskInFiles, idents: list[str], log: Log) -> None:
    ident = rng.choice(idents)
    match rng.choice(["work", "work", "use", "rate", "bill", "void", "sync"]):
        case "work":
            minutes = rng.randint(1, 90)
            day = f"2026-11-{rng.randint(1, 22):02}"
            done = clone.call("work", ident, f"{minutes}m", "--day", day)
            log.worked[done.stdout.strip()] = minutes
        case "use":
            count = rng.randint(1, 3)
            done = clone.call("use", ident, "gasket", str(count))
            log.used[done.stdout.strip()] = count
        case "rate":
            number = rng.randint(1, 5)
            done = clone.call("rate", ident, str(number), code=None)  # not one's own work
            if done.code == 0:
                log.ratings.append((done.stdout.strip(), number))
        case "bill":
            done = clone.call("invoice", "create", "--customer", rng.choice(CUSTOMERS), code=None)
            assert done.code in (0, 1, 4), done
            log.numbers += done.stdout.split()
        case "void" if log.numbers:
            wrong = rng.choice(log.numbers)
            done = clone.call("invoice", "void", wrong, code=None)
            assert done.code in (0, 2, 3, 4), done
            if done.code == 0:
                log.credited.add(wrong)
                log.numbers += done.stdout.split()
        case _:
            clone.call("sync")


def _check(team: Team, log: Log) -> None:
    team.settle()
    team.assert_same()
    desk = team.clones[0]
    tickets = json.loads(desk.call("list", "--all", "--json").stdout)
    found = [entry for ticket in tickets for entry in ticket["worked"]]
    assert sorted((e["id"], e["minutes"]) for e in found) == sorted(log.worked.items())
    parts = [entry for ticket in tickets for entry in ticket["used"]]
    assert sorted((e["id"], e["quantity"]) for e in parts) == sorted(log.used.items())
    rated = [entry for ticket in tickets for entry in ticket["ratings"]]
    assert sorted((e["id"], e["rating"]) for e in rated) == sorted(log.ratings)
    left = json.loads(desk.call("asset", "show", "gasket", "--json").stdout)["stock"]
    assert Decimal(str(left)) == 100 - sum(log.used.values())

    invoices = json.loads(desk.call("invoice", "list", "--json").stdout)
    numbers = [invoice["number"] for invoice in invoices]
    assert numbers == sorted(log.numbers) == [f"2026-{n + 1:04}" for n in range(len(numbers))]
    assert {i["number"] for i in invoices if i["status"] == "void"} == log.credited
    counting = [i for i in invoices if i["status"] != "void" and not i["credits"]]
    lines = [line for invoice in counting for line in invoice["lines"]]
    once = Counter((i["number"], line["entry"]) for i in counting for line in i["lines"])
    assert len({entry for _, entry in once}) == len(once), "something is billed twice"
    for entry, minutes in log.worked.items():
        hours = [Decimal(line["quantity"]) for line in lines if line["entry"] == entry]
        off = abs(sum(hours, Decimal(0)) * 60 - minutes)
        assert not hours or off <= Decimal("0.01") * len(hours)
    for invoice in invoices:
        net = sum((Decimal(line["net"]) for line in invoice["lines"]), Decimal(0))
        tax = (net * Decimal("0.23")).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert [invoice[name] for name in ("net", "tax", "total")] == [
            str(net), str(tax), str(net + tax),
        ]  # fmt: skip
        for line in invoice["lines"]:
            price, quantity = Decimal(line["price"]), Decimal(line["quantity"])
            assert abs(price * quantity - Decimal(line["net"])) < Decimal("0.01")
    covered = [line for line in lines if line["unit"] == "h" and line["price"] == "0.00"]
    assert sum((Decimal(line["quantity"]) for line in covered), Decimal(0)) <= Decimal("2.001")


def _history(team: Team, idents: list[str], seed: int, steps: int) -> None:
    rng, log = Random(seed), Log()
    for _ in range(steps):
        _step(rng, rng.choice(team.clones), idents, log)
    _check(team, log)


@pytest.mark.slow
def test_two_clones_that_work_use_rate_and_bill_come_together(
    desk: DeskInFiles, team_of: MakeTeam
) -> None:
    idents = _prepared(desk)
    _history(team_of(2), idents, 7, 25)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(scaled(100, 3)))
def test_many_histories_of_work_and_money(desk: DeskInFiles, team_of: MakeTeam, seed: int) -> None:
    idents = _prepared(desk)
    _history(team_of(3), idents, seed, 60)


@pytest.mark.slow
def test_invoices_of_different_customers_in_the_same_moment_have_numbers_of_their_own(
    desk: DeskInFiles, team_of: MakeTeam
) -> None:
    idents = _prepared(desk)
    for ident in idents:
        desk.call("work", ident, "1h")
    team = team_of(2)
    results = at_once(
        [
            (clone, ["invoice", "create", "--customer", name])
            for clone, name in zip(team.clones, CUSTOMERS, strict=True)
        ]
    )
    assert sorted(r.stdout for r in results) == ["2026-0001\n", "2026-0002\n"], results
    team.settle()
    team.assert_same()
