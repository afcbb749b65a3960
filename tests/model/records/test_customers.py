"""Who a requester belongs to, and what a contract covers."""

from datetime import date

import pytest

from tix.model.records.customer import Customer
from tix.model.records.customers import Customers, not_covered, speaks_for

ACME = Customer(
    "acme-ltd", "Acme Ltd.", contacts=("Jo Novak <jo@acme.example>", "Ann <ann@gmail.com>"),
    domains=("acme.example", "gmail.com"), ips=("192.0.2.0/24",), contract="C-2041",
)  # fmt: skip
DOCKS = Customer(
    "docks", "Docks", domains=("@Docks.Acme.example.",), ips=("192.0.2.128/25", "2001:db8::/32"),
    contract="c 7",
)  # fmt: skip
TWIN = Customer("twin", "Twin", contacts=("both@x.example",), domains=("y.example",), contract="9")
OTHER = Customer("other", "Other", contacts=("both@x.example",), domains=("y.example",),
                 contract="9", ips=("198.51.100.7",))  # fmt: skip
CUSTOMERS = Customers([ACME, DOCKS, TWIN, OTHER])


@pytest.mark.parametrize(
    ("requester", "contract", "ip", "found", "by"),
    [
        ("Jo <JO@acme.example>", None, None, "acme-ltd", "contact jo@acme.example"),
        ("ann@gmail.com", "c 7", None, "acme-ltd", "contact ann@gmail.com"),
        ("eve@gmail.com", None, None, None, None),
        ("eve@gmail.com", "C  7", None, "docks", "contract c 7"),
        ("eve@x.example", "none", "192.0.2.7", "acme-ltd", "ip 192.0.2.7"),
        ("eve@x.example", None, "192.0.2.200", "docks", "ip 192.0.2.200"),
        (None, None, "2001:db8::1", "docks", "ip 2001:db8::1"),
        (None, None, "nonsense", None, None),
        ("sue@acme.example", None, None, "acme-ltd", "domain acme.example"),
        ("sue@it.acme.example", None, None, "acme-ltd", "domain it.acme.example"),
        ("sue@docks.acme.example", None, None, "docks", "domain docks.acme.example"),
        ("sue@notacme.example", None, None, None, None),
        ("sue@example", None, None, None, None),
        ("both@x.example", None, None, None, None),
        ("both@x.example", "9", "198.51.100.7", "other", "ip 198.51.100.7"),
        ("z@y.example", None, None, None, None),
        ("Jo Novak", None, None, None, None),
        (None, None, None, None, None),
    ],
)
def test_by_what_a_requester_is_matched(
    requester: str | None, contract: str | None, ip: str | None, found: str | None, by: str | None
) -> None:
    match = CUSTOMERS.match(requester, contract, ip)
    assert (match.customer.id if match else None) == found
    assert (f"{match.by} {match.value}" if match else None) == by


def test_names() -> None:
    assert CUSTOMERS.of("ACME ltd.") is CUSTOMERS.of(" acme-ltd ") is ACME
    assert CUSTOMERS.of("acme") is None
    assert CUSTOMERS.meant("acme") is ACME
    assert CUSTOMERS.meant("t") is TWIN
    assert CUSTOMERS.meant("") is None
    assert CUSTOMERS.texts_of([ACME]) == {"acme-ltd", "acme ltd."}
    shadowed = Customers([Customer("a", "b"), Customer("b", "c")])
    assert shadowed.of("b") == Customer("b", "c"), "a name of a file goes first"


def test_who_speaks_for_a_customer() -> None:
    assert speaks_for(ACME, "ANN@gmail.com")
    assert speaks_for(ACME, "x@a.acme.example")
    assert not speaks_for(ACME, "x@gmail.com")


@pytest.mark.parametrize(
    ("values", "type_name", "why"),
    [
        ({}, "incident", None),
        ({"contract_until": date(2026, 11, 22)}, "incident", None),
        ({"contract_until": date(2026, 11, 21)}, "incident", "its contract ended on 2026-11-21"),
        ({"contract_from": date(2026, 12, 1)}, None, "its contract begins on 2026-12-01"),
        ({"covers": ("Incident",)}, "incident", None),
        ({"covers": ("incident",)}, "request", "its contract covers incident, not request"),
    ],
)
def test_what_a_contract_covers(
    values: dict[str, object], type_name: str | None, why: str | None
) -> None:
    customer = Customer("a", "A", **values)  # type: ignore[arg-type]  # fields of it
    assert not_covered(customer, type_name, date(2026, 11, 22)) == why


def test_one_customer_is_read_without_the_others() -> None:
    known = {each.id: each for each in (ACME, DOCKS)}
    read: list[str] = []

    class Rows:
        def texts(self, field: str) -> list[tuple[str, str]]:
            return [(each.id, getattr(each, field) or "") for each in known.values()]

        def one(self, ident: str) -> Customer:
            read.append(ident)
            return known[ident]

    taken = iter(known.values())
    customers = Customers(taken, Rows())
    assert customers.of(ACME.name.upper()) is customers.of(ACME.id) is known[ACME.id]
    assert (customers.of("nobody"), read) == (None, [ACME.id])
    assert customers.texts_of([ACME]) == {ACME.id, ACME.name.casefold()}
    assert customers.ids_by_plan == Customers(known.values()).ids_by_plan
    assert customers.all == (ACME, DOCKS)  # nobody had taken any of them
