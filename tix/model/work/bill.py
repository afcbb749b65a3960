"""What a customer is to be billed: work and parts that no invoice has yet, line by line.

A pure function of tickets, assets, invoices and what the desk agreed on:

B1. An entry is billed if an invoice that isn't void names it (ticket and id); credit notes bill
    nothing. Of the rest those count whose day lies in the period, of tickets of the customer.
B2. Work that isn't free costs the customer's rate, else the plan's, else the desk's; its minutes
    are rounded up to the desk's step.
B3. Of a plan's hours a month, work on the types that it covers takes what is left, in the order of
    days; that line costs nothing and says so. Used up is what invoices that aren't void have at
    nothing in that month.
B4. A part costs the price of its asset. One without a price isn't billed, and that is said.
B5. A line is rounded half up to the unit of the currency. Tax is that of the sum, rounded likewise.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tix.frozen import dataclass
from tix.model.record.entries import fitting, plain
from tix.model.records.asset import Asset
from tix.model.records.customer import Customer, is_meant
from tix.model.records.customers import not_covered
from tix.model.records.invoice import Invoice, InvoiceLine
from tix.model.ticket.entries import Use, Work
from tix.model.ticket.ticket import Ticket
from tix.model.work.billing import Billing, Plan, plan_of, rate_for
from tix.model.work.money import amount_in, digits_of, rounded

HOUR, PIECE = "h", "pcs"

EntryKey = tuple[str, str]
"""A ticket's id and an entry's."""

_Month = tuple[int, int]
_NOTHING = Decimal(0)


class NoRateError(ValueError):
    """Nobody said what an hour costs."""

    def __init__(self) -> None:
        super().__init__("nothing says what an hour of work costs")


@dataclass(frozen=True, slots=True)
class Period:
    """From which day until which day, both included; None is open."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return (self.since is None or day >= self.since) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the desk agreed on: how it bills, its plans, and what it has in stock, by names."""

    billing: Billing
    plans: tuple[Plan, ...]
    assets: Mapping[str, Asset]

    def has_price(self, use: Use) -> bool:
        """Whether somebody said what such a part costs."""
        asset = self.assets.get(use.asset)
        return asset is not None and asset.price is not None


@dataclass(frozen=True, slots=True)
class Bill:
    """The lines of an invoice to be; ``skipped`` says what can't be billed."""

    lines: tuple[InvoiceLine, ...]
    skipped: tuple[str, ...] = ()

    @property
    def entries(self) -> frozenset[EntryKey]:
        """The entries that it bills."""
        return frozenset((line.ticket, line.entry) for line in self.lines)


def billed(invoices: Iterable[Invoice]) -> dict[EntryKey, Invoice]:
    """B1: each billed entry, and the invoice that bills it."""
    return {
        (line.ticket, line.entry): invoice
        for invoice in invoices
        if invoice.bills
        for line in invoice.lines
    }


def bill(
    customer: Customer,
    tickets: Iterable[Ticket],
    invoices: Iterable[Invoice],
    agreed: Agreement,
    period: Period,
    only: str | None = None,
) -> Bill:
    """What is to be billed, ``only`` of that ticket.

    Raises NoRateError, OtherCurrencyError, both ValueError.
    """
    known = list(tickets)
    theirs = [t for t in known if t.customer is not None and is_meant(customer, t.customer)]
    wanted = [ticket for ticket in theirs if only in (None, ticket.id)]
    return bill_theirs(customer, wanted, Billed(known, invoices), agreed, period)


def bill_theirs(
    customer: Customer,
    wanted: Sequence[Ticket],
    done: "Billed",
    agreed: Agreement,
    period: Period,
) -> Bill:
    """The same of tickets of the customer, where it is known what invoices have of any."""
    works = sorted(
        (
            (work.day, ticket.id, work.id, ticket, work)
            for ticket in wanted
            for work in ticket.worked
            if work.billable and period.holds(work.day) and not done.has(ticket.id, work.id)
        ),
        key=lambda found: found[:3],
    )
    uses = sorted(
        (
            (use.day, ticket.id, use.id, ticket, use)
            for ticket in wanted
            for use in ticket.used
            if period.holds(use.day) and not done.has(ticket.id, use.id)
        ),
        key=lambda found: found[:3],
    )
    hours = _Hours(customer, agreed, done.used_up(customer))
    lines = [line for *_, ticket, work in works for line in hours.lines(ticket, work)]
    skipped: list[str] = []
    for *_, ticket, use in uses:
        price = _price(agreed, use)
        if price is None:
            skipped.append(f"{use.id} of {ticket.id}: {use.asset} has no price, so it isn't billed")
        else:
            lines.append(_part(agreed, ticket, use, price))
    return Bill(tuple(lines), tuple(skipped))


class Billed:
    """What invoices have billed, of the tickets as they are now (B1).

    A ticket may have another id by now (two had the same, ``tix.model.merge.clashes``): what a line
    names that its ticket hasn't got is told by the entry's id alone.
    """

    def __init__(self, tickets: Sequence[Ticket], invoices: Iterable[Invoice]) -> None:
        self._days = {(t.id, work.id): work.day for t in tickets for work in t.worked}
        self._invoices = [invoice for invoice in invoices if invoice.bills]
        self._entries = billed(self._invoices)
        there = self._days.keys() | {(t.id, use.id) for t in tickets for use in t.used}
        self._moved = {entry for ticket, entry in self._entries.keys() - there}
        self._moved_days = {e: day for (_, e), day in self._days.items() if e in self._moved}

    def has(self, ticket: str, entry: str) -> bool:
        """Whether an entry is billed."""
        return (ticket, entry) in self._entries or entry in self._moved

    def used_up(self, customer: Customer) -> dict[_Month, int]:
        """B3: the minutes of each month that cost a customer nothing."""
        found: dict[_Month, int] = {}
        for invoice in self._invoices:
            for line in invoice.lines if invoice.customer == customer.id else ():
                day = self._days.get((line.ticket, line.entry), self._moved_days.get(line.entry))
                if day is not None and is_work(line) and not line.price:
                    month = (day.year, day.month)
                    found[month] = found.get(month, 0) + minutes_of(line)
        return found


# -- work -----------------------------------------------------------------------------------------


class _Hours:
    """Makes lines of work, and takes from what a plan covers on the way."""

    def __init__(self, customer: Customer, agreed: Agreement, used_up: dict[_Month, int]) -> None:
        self._customer = customer
        self._billing = agreed.billing
        self._plan = plan_of(customer, agreed.plans)
        self._rate = rate_for(customer, agreed.billing, self._plan)
        self._used_up = used_up

    def lines(self, ticket: Ticket, work: Work) -> list[InvoiceLine]:
        """The lines of an entry: what the plan covers, and the rest."""
        step = self._billing.step
        minutes = -(-work.minutes // step) * step
        covered = min(minutes, self._left(ticket, work.day))
        found = []
        if covered:
            assert self._plan is not None, "without a plan nothing is covered"
            month = (work.day.year, work.day.month)
            self._used_up[month] = self._used_up.get(month, 0) + covered
            said = f" (covered by plan {self._plan.name})"
            found.append(self._line(ticket, work, covered, _NOTHING, said))
        if rest := minutes - covered:
            if self._rate is None:
                raise NoRateError
            found.append(self._line(ticket, work, rest, self._rate, ""))
        return found

    def _left(self, ticket: Ticket, day: date) -> int:
        """The minutes of a day's month that the plan covers still, for such a ticket."""
        plan = self._plan
        if plan is None or not plan.minutes:
            return 0
        if not_covered(self._customer, ticket.type, day, plan.covers) is not None:
            return 0
        return max(0, plan.minutes - self._used_up.get((day.year, day.month), 0))

    def _line(
        self, ticket: Ticket, work: Work, minutes: int, rate: Decimal, said: str
    ) -> InvoiceLine:
        currency = self._billing.currency
        return InvoiceLine(
            work.id,
            ticket.id,
            hours_of(minutes),
            HOUR,
            _shown(rate, currency),
            rounded(rate * minutes / 60, currency),
            f"{_text(work.day, work.text, ticket)}{said}",
        )


def hours_of(minutes: int) -> Decimal:
    """Minutes in hours, with four digits at the most."""
    return plain((Decimal(minutes) / 60).quantize(Decimal("0.0001"), ROUND_HALF_UP))


def is_work(line: InvoiceLine) -> bool:
    """Whether a line is of time worked, in hours."""
    return line.entry.startswith("w-")


def minutes_of(line: InvoiceLine) -> int:
    """The minutes of a line of work."""
    return int((line.quantity * 60).to_integral_value(ROUND_HALF_UP))


# -- parts ----------------------------------------------------------------------------------------


def _price(agreed: Agreement, use: Use) -> Decimal | None:
    price = agreed.assets[use.asset].price if agreed.has_price(use) else None
    return None if price is None else amount_in(price, agreed.billing.currency)


def _part(agreed: Agreement, ticket: Ticket, use: Use, price: Decimal) -> InvoiceLine:
    asset, currency = agreed.assets[use.asset], agreed.billing.currency
    said = f"{asset.name}: {use.text}" if use.text else asset.name
    return InvoiceLine(
        use.id,
        ticket.id,
        use.quantity,
        fitting(asset.unit or "") or PIECE,
        _shown(price, currency),
        rounded(price * use.quantity, currency),
        _text(use.day, said, ticket),
    )


def _shown(price: Decimal, currency: str) -> Decimal:
    """A price with at least the digits of its currency."""
    digits = digits_of(currency)
    exponent = price.as_tuple().exponent
    assert isinstance(exponent, int), "a price is a number"
    return rounded(price, currency) if -exponent < digits else price


def _text(day: date, text: str, ticket: Ticket) -> str:
    return f"{day.isoformat()} {' '.join((text or ticket.title).split())}"
