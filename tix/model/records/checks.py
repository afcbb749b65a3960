"""What is wrong, or looks wrong, with values of records that can be read."""

from collections.abc import Iterator

from tix.frozen import dataclass
from tix.model.record.kind import RecordKind
from tix.model.records.customer import CUSTOMER, Customer
from tix.model.records.customers import own_domains
from tix.model.records.invoice import INVOICE, Invoice
from tix.model.records.kinds import name_for
from tix.quick_typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong with a field, or with an item (from 0) of its list."""

    field: str
    severity: Literal["error", "warning"]
    text: str
    item: int | None = None


def doubts_of(kind: RecordKind[Any], record: Any) -> Iterator[Doubt]:
    """The doubts about a record of a kind."""
    if kind is CUSTOMER:
        yield from _of_customer(record)
    elif kind is INVOICE:
        yield from _of_invoice(record)


def _of_customer(customer: Customer) -> Iterator[Doubt]:
    start, end = customer.contract_from, customer.contract_until
    if start and end and end < start:
        yield Doubt("contract_until", "warning", "its contract ends before it begins")
    for number, domain in enumerate(customer.domains):
        alone = Customer(customer.id, customer.name, domains=(domain,))
        if not list(own_domains(alone)):
            text = f"anybody can have an address at {domain}: it tells of no customer"
            yield Doubt("domains", "warning", text, number)


def _of_invoice(invoice: Invoice) -> Iterator[Doubt]:
    wanted = name_for(invoice.number)
    if invoice.id != wanted:
        text = f"its number is {invoice.number}, but the file is called {invoice.id}.md"
        yield Doubt("number", "error", text)
