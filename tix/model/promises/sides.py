"""Who is who in a ticket (P3): who asks, who answers, and whose words count for neither."""

from collections.abc import Callable, Iterable
from enum import Enum
from functools import cache

from tix.model.people import Person, is_pseudonym, person_key
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.model.records.customer import Customer

IN_PERSON = ("phone", "chat", "walk-in")
"""Channels on which whoever opens the ticket has just talked to the one who asks."""


class Side(Enum):
    """On which side of a conversation somebody is."""

    ASKING = "asking"
    ANSWERING = "answering"
    NEITHER = "neither"


class Sides:
    """Tells the side of people, by what a desk says of them.

    ``canonical`` gives the key of somebody as written, with aliases resolved; ``staff`` are the
    keys of the members of teams, ``robots`` those whose words never count.
    """

    def __init__(
        self, canonical: Callable[[str], str], staff: Iterable[str], robots: Iterable[str]
    ) -> None:
        self._canonical = cache(canonical)  # it looks through everybody whom the desk names
        self.staff = frozenset(map(canonical, staff))
        self.robots = frozenset(map(canonical, robots))

    def key(self, person: Person) -> str:
        """The key of a person, whatever alias they are written under."""
        return self._canonical(str(person))

    def asker(self, ticket: Ticket) -> str | None:
        """The key of who asks by being the requester, else by having opened it; None: nobody."""
        asker = ticket.asker
        return None if asker is None else self.key(asker)

    def side(self, person: Person, asker: str | None, customer: "Customer | None") -> Side:
        """The side of somebody in a ticket of that ``asker`` and customer, by P3."""
        known = self.side_of_known(person, asker)
        if known is not None:
            return known
        if customer is not None and self._belongs(person, self.key(person), customer):  # 4
            return Side.ASKING
        return Side.ASKING if self.staff else Side.ANSWERING  # 5

    def side_of_known(self, person: Person, asker: str | None) -> Side | None:
        """The same without looking at the customer; None where that decides."""
        key = self.key(person)
        if key == asker:  # 1
            return Side.ASKING
        if is_automatic(person) or key in self.robots:  # 2
            return Side.NEITHER
        return Side.ANSWERING if key in self.staff else None  # 3

    def _belongs(self, person: Person, key: str, customer: "Customer") -> bool:
        """Whether somebody is a contact of a customer, or writes from at or below its domains."""
        from tix.model.records.customers import own_domains  # a long list
        from tix.model.records.mail_domains import domain_of, is_below

        if any(key == self._canonical(contact) for contact in customer.contacts):
            return True
        hosts = {domain_of(person.mail), domain_of(key)} - {""}
        return any(is_below(host, own) for host in hosts for own in own_domains(customer))


def is_automatic(person: Person) -> bool:
    """Whether it is tix itself, another whose address is at ``.invalid``, or an app of GitHub's.

    Somebody whom the desk has forgotten isn't: what they said counts as it did.
    """
    key = person_key(str(person))
    is_nobody = key.endswith((".invalid", "@invalid")) and not is_pseudonym(key)
    return is_nobody or person.name[-5:] == "[bot]"
