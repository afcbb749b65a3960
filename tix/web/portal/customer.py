"""A customer: somebody who gets mail at an address, and what of the desk is theirs."""

import re
from collections.abc import Sequence
from functools import cached_property

from tix.errors import TixError
from tix.frozen import dataclass
from tix.model.config.staff import staff_keys
from tix.model.ids import is_id
from tix.model.people import Person, parse_person
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.filed import Filed

_PART = r"[^\s<>,;:\"()\[\]\\@]"
_MAIL = re.compile(rf"{_PART}{{1,64}}@{_PART}{{1,190}}\.{_PART}{{2,63}}(?<!\.)")


def address_in(text: str) -> str | None:
    """The mail address that somebody typed, in lower case; None if it can't be one."""
    found = text.strip().casefold()
    return found if _MAIL.fullmatch(found) and found.isprintable() else None


def claimed(workspace: "Workspace", mail: str) -> Person:
    """Who somebody says they are: nobody has shown that it is true.

    One who says they are staff is written so that they are not (M3).
    """
    if workspace.config.canonical_person(mail) in staff_keys(workspace.config):
        return Person(f"{mail}, not verified", "")
    return Person("", mail)


@dataclass(frozen=True)
class PortalCustomer:
    """Somebody who has signed in by a link that was mailed to ``mail``."""

    workspace: "Workspace"
    mail: str

    @property
    def person(self) -> Person:
        """The author of what they write; commits want a name."""
        label = self.workspace.names.label(self.mail)
        return Person(parse_person(label).name or self.mail, self.mail)

    @cached_property
    def key(self) -> str:
        """What the desk knows them by."""
        return self.workspace.config.canonical_person(self.mail)

    @cached_property
    def _customers(self) -> frozenset[str]:
        """What tickets of the customers have in ``customer`` that they are a contact of."""
        if not self.workspace.has_customers:
            return frozenset()
        customers = self.workspace.customers
        return customers.texts_of(each for each in customers.all if self._is_contact(each.contacts))

    def _is_contact(self, contacts: Sequence[str]) -> bool:
        return any(parse_person(who).mail.casefold() == self.mail for who in contacts)

    @property
    def is_known(self) -> bool:
        """Whether they have anything to look at: tickets, or a customer."""
        return bool(self._customers or self.tickets())

    def may_see(self, ticket: Ticket) -> bool:
        """Whether a ticket is theirs, or their customer's."""
        return self._is_own(ticket.requester or ticket.opened_by, ticket.customer)

    def _is_own(self, asker: str | None, customer: str | None) -> bool:
        if asker and self.workspace.config.canonical_person(asker) == self.key:
            return True
        return bool(customer) and (customer or "").strip().casefold() in self._customers

    def ticket(self, ident: str) -> Ticket | None:
        """The ticket with that whole id, if they may see it and it can be read."""
        if not is_id(ident) or not self.workspace.files.is_taken(ident):
            return None
        try:
            found = self.workspace.files.get(ident).ticket
        except TixError:
            return None
        return found if self.may_see(found) else None

    def tickets(self) -> "list[Filed]":
        """Their tickets without text and comments: what isn't done first, then the latest."""
        reader, config = self.workspace.reader, self.workspace.config
        askers, openers, customers = (
            reader.texts_by_number(name) for name in ("requester", "opened_by", "customer")
        )

        def is_own(number: int) -> bool:
            asker = askers.get(number) or openers.get(number)
            customer = customers.get(number)
            return self._is_own(asker[0] if asker else None, customer[0] if customer else None)

        numbers = [number for number in {*askers, *openers, *customers} if is_own(number)]
        found = [filed for filed in reader.heads(sorted(numbers)) if self.may_see(filed.ticket)]
        found.sort(key=lambda filed: filed.ticket.id)
        found.sort(key=lambda filed: _time(filed.ticket), reverse=True)
        found.sort(key=lambda filed: config.is_done(filed.ticket))
        return found


def _time(ticket: Ticket) -> float:
    when = ticket.since or ticket.opened
    return when.timestamp() if when else 0.0
