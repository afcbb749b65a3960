"""The customers of a desk, looked up by what a ticket says of them, and by who asks.

A requester is matched by, in this order: a contact's address, the number of the contract, the
address of the network (the narrowest that holds it), the domain of their mail address (the longest
that it is at or below). What two customers have decides nothing, and the next is looked at.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from tix.frozen import dataclass
from tix.model.people import parse_person
from tix.model.records.customer import CUSTOMER, Customer
from tix.model.records.known_by import plain
from tix.model.records.mail_domains import domain_of, is_below, own_domain
from tix.quick_typing import Protocol


@dataclass(frozen=True, slots=True)
class Match:
    """A customer, and by what a requester was matched to it: a word for it, and its value."""

    customer: Customer
    by: str
    value: str

    def __str__(self) -> str:
        return f"by {self.by} {self.value}"


class CustomerRows(Protocol):
    """Customers as an index has them."""

    def texts(self, field: str) -> Iterable[tuple[str, str]]:
        """The id of each, and the text of a field of one text; "" where it has none."""

    def one(self, ident: str) -> Customer:
        """The one of that id."""


class Customers:
    """The customers of a desk.

    With ``rows``, nothing of ``customers`` is taken before somebody asks for all of more than one.
    """

    def __init__(self, customers: Iterable[Customer], rows: CustomerRows | None = None) -> None:
        self._given, self._rows = customers, rows
        self._found: dict[str, Customer] = {}

    @cached_property
    def all(self) -> Sequence[Customer]:
        """All of them, by their ids."""
        return tuple(self._given)

    @cached_property
    def by_text(self) -> Mapping[str, str]:
        """The id of the one that each text means, as ``ids_by_text`` has it."""
        return ids_by_text(
            self._rows.texts("name") if self._rows else ((c.id, c.name) for c in self.all)
        )

    def of(self, text: str | None) -> Customer | None:
        """The one that a ticket's ``customer`` names: by its file, or by what it is called."""
        ident = self.by_text.get(text.strip().casefold()) if text else None
        return None if ident is None else self._one(ident)

    def _one(self, ident: str) -> Customer:
        if self._rows is None and not self._found:
            self._found = {each.id: each for each in self.all}
        if self._rows is not None and ident not in self._found:
            self._found[ident] = self._rows.one(ident)
        return self._found[ident]

    def meant(self, typed: str) -> Customer | None:
        """The one that a person means, who may leave out the end of its name."""
        if found := self.of(typed):
            return found
        folded = typed.strip().casefold()
        begun = [each for each in self.all if folded and each.id.startswith(folded)]
        return begun[0] if len(begun) == 1 else None

    def told(self, typed: str) -> Match | None:
        """The one that a text tells which isn't its name: a telephone number, a contact, the number
        of a contract."""
        field, found = CUSTOMER.told(self.all, typed)
        return Match(found[0], field.removesuffix("s"), typed) if len(found) == 1 else None

    def texts_of(self, customers: Iterable[Customer]) -> frozenset[str]:
        """What tickets of these customers may have in ``customer``, in lower case."""
        return self.texts_of_ids(each.id for each in customers)

    def texts_of_ids(self, idents: Iterable[str]) -> frozenset[str]:
        """The same of customers with these ids."""
        return frozenset(text for ident in idents for text in self._texts.get(ident, ()))

    @cached_property
    def _texts(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for text, ident in self.by_text.items():
            found.setdefault(ident, []).append(text)
        return found

    @cached_property
    def ids_by_plan(self) -> Mapping[str, Sequence[str]]:
        """The ids of the customers of each plan, which is in lower case."""
        plans = self._rows.texts("plan") if self._rows else ((c.id, c.plan) for c in self.all)
        found: dict[str, list[str]] = {}
        for ident, plan in plans:
            if plan:
                found.setdefault(plan.casefold(), []).append(ident)
        return found

    def match(
        self, requester: str | None, contract: str | None = None, ip: str | None = None
    ) -> Match | None:
        """The customer of a requester; None if nothing tells, or several have what would."""
        mail = parse_person(requester).mail.casefold() if requester else ""
        return (
            self._match("contact", mail, _contacts)
            or self._by_contract(contract)
            or self._by_network(ip)
            or self._by_domain(mail)
        )

    def _match(
        self, by: str, value: str, values: Callable[[Customer], Iterable[str]]
    ) -> Match | None:
        found = [each for each in self.all if value in values(each)] if value else []
        return Match(found[0], by, value) if len(found) == 1 else None

    def _by_contract(self, contract: str | None) -> Match | None:
        found = self._match("contract", plain(contract or ""), lambda c: (plain(c.contract or ""),))
        return found and Match(found.customer, found.by, found.customer.contract or "")

    def _by_network(self, ip: str | None) -> Match | None:
        if not ip:
            return None
        from ipaddress import ip_address, ip_network  # hardly ever needed

        try:
            address = ip_address(ip.strip())
        except ValueError:
            return None
        holding: dict[int, list[Customer]] = {}
        for each in self.all:
            networks = (ip_network(text, strict=False) for text in each.ips)
            if lengths := [n.prefixlen for n in networks if address in n]:
                holding.setdefault(max(lengths), []).append(each)
        return _only("ip", ip.strip(), holding)

    def _by_domain(self, mail: str) -> Match | None:
        from tix.model.records.public_domains import PUBLIC_DOMAINS  # who reads names needs none

        domain = domain_of(mail)
        if not domain or domain in PUBLIC_DOMAINS:
            return None
        holding: dict[int, list[Customer]] = {}
        for each in self.all:
            if lengths := [len(own) for own in own_domains(each) if is_below(domain, own)]:
                holding.setdefault(max(lengths), []).append(each)
        return _only("domain", domain, holding)


def ids_by_text(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The customer that each text means, in lower case: its file's name, or what it is called (the
    first that is called so). ``names`` has both, in the order of the files."""
    known = [*names]
    found = {name.strip().casefold(): ident for ident, name in reversed(known)}
    return found | {ident: ident for ident, _ in known}


def _only(by: str, value: str, holding: Mapping[int, Sequence[Customer]]) -> Match | None:
    """The one customer that fits most narrowly."""
    best = holding[max(holding)] if holding else ()
    return Match(best[0], by, value) if len(best) == 1 else None


def _contacts(customer: Customer) -> frozenset[str]:
    return frozenset(parse_person(who).mail.casefold() for who in customer.contacts) - {""}


def own_domains(customer: Customer) -> Iterable[str]:
    """The domains that are a customer's own: none of a public mail service, none without a dot."""
    return filter(None, map(own_domain, customer.domains))


def speaks_for(customer: Customer, mail: str) -> bool:
    """Whether an address is a contact's, or at or below a domain of the customer."""
    folded = mail.strip().casefold()
    if folded in _contacts(customer):
        return True
    domain = domain_of(folded)
    return bool(domain) and any(is_below(domain, own) for own in own_domains(customer))


def not_covered(
    customer: Customer, type_name: str | None, day: date, plan_covers: Sequence[str] = ()
) -> str | None:
    """Why the contract doesn't cover a ticket of that type on a day; None: it does, or there is
    no contract. ``plan_covers`` are the types of the customer's plan, if it names none itself."""
    if customer.contract_from and day < customer.contract_from:
        return f"its contract begins on {customer.contract_from}"
    if customer.contract_until and day > customer.contract_until:
        return f"its contract ended on {customer.contract_until}"
    covers = customer.covers or plan_covers
    if covers and (type_name or "").casefold() not in map(str.casefold, covers):
        return f"its contract covers {', '.join(covers)}, not {type_name or 'this'}"
    return None
