"""How a desk bills, and what of it holds for a customer: ``billing`` and ``plans``."""

import re
from decimal import Decimal

from tix.frozen import dataclass
from tix.model.record.taxes import Tax, parse_tax
from tix.model.records.customer import Customer
from tix.model.records.kinds import name_for
from tix.model.work.money import amount_in

NUMBER = "{year}-{n:04}"
"""How invoices are numbered, unless the desk says otherwise."""

SELLER = (
    "name", "street", "zip", "city", "country", "tax_id", "registration", "mail", "phone", "iban",
    "bic",
)  # fmt: skip
"""What can be said of who sends the invoices."""

_TEXT, _YEAR, _COUNT = r"[A-Za-z0-9 ./_-]*", r"\{year\}", r"\{n(?::0[1-9])?\}"
TEMPLATE = f"{_TEXT}(?:{_YEAR}{_TEXT}{_COUNT}|{_COUNT}(?:{_TEXT}{_YEAR})?){_TEXT}"
"""The numbers that can be made: text, the year where it is wanted, and what is counted."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What customers of a plan pay, and what their contract covers.

    ``rate``: an hour's, as written. ``covers``: types of tickets, () for all; ``minutes``: how much
    of a month's work on them costs nothing.
    """

    name: str
    rate: str | None = None
    covers: tuple[str, ...] = ()
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Billing:
    """How a desk bills.

    ``rate`` is an hour's, ``number`` the template of numbers, ``due`` days; each entry is billed in
    whole ``step`` minutes. ``seller`` are pairs of ``SELLER`` and a text.
    """

    currency: str
    rate: str | None = None
    tax: Tax = Tax()
    number: str = NUMBER
    due: int = 30
    step: int = 1
    seller: tuple[tuple[str, str], ...] = ()


def plan_of(customer: Customer, plans: tuple[Plan, ...]) -> Plan | None:
    """The plan of a customer, if the desk has it."""
    wanted = (customer.plan or "").casefold()
    return next((plan for plan in plans if plan.name.casefold() == wanted), None)


def rate_for(customer: Customer, billing: Billing, plan: Plan | None) -> Decimal | None:
    """What an hour costs a customer: their own rate, else their plan's, else the desk's.

    None: nobody said. Raises OtherCurrencyError.
    """
    text = customer.rate or (plan and plan.rate) or billing.rate
    return None if text is None else amount_in(text, billing.currency)


class NoTaxError(ValueError):
    """A customer's ``tax`` is another text: nobody knows what they pay."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"tax: {reason}")


def tax_for(customer: Customer, billing: Billing) -> Tax:
    """The tax that a customer pays: their own, else the desk's. Raises NoTaxError."""
    try:
        return parse_tax(customer.tax) if customer.tax else billing.tax
    except ValueError as error:
        raise NoTaxError(str(error)) from None


# -- numbers ------------------------------------------------------------------------------------


def number_for(template: str, year: int, count: int) -> str:
    """The number of an invoice."""
    found = re.search(r"\{n(?::0([1-9]))?\}", template)
    assert found is not None, "the template was checked"
    digits = int(found[1] or 1)
    number = f"{template[: found.start()]}{count:0{digits}}{template[found.end() :]}"
    return number.replace("{year}", str(year))


def count_in(template: str, year: int, number: str) -> int | None:
    """The count that a number of the template has; None for other numbers, or another year's."""
    pattern = "".join(
        "([0-9]+)" if part.startswith("{n") else str(year) if part == "{year}" else re.escape(part)
        for part in re.split(r"(\{[^}]*\})", template)
    )
    found = re.fullmatch(pattern, number)
    return int(found[1]) if found and number_for(template, year, int(found[1])) == number else None


def next_number(template: str, year: int, numbers: frozenset[str]) -> str:
    """The number after all that there are. It counts within the year where the number has one.

    A number whose file another one has (the template was another one) is left out.
    """
    names = set(map(name_for, numbers))
    counts = (count_in(template, year, number) for number in numbers)
    count = max((count or 0 for count in counts), default=0) + 1
    while name_for(number := number_for(template, year, count)) in names:
        count += 1
    return number
