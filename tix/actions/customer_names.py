"""A desk's customers, and what tickets call them as the names of their records: each counts as
one."""

from collections.abc import Iterator
from functools import cached_property

from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.records.customer import Customer
    from tix.model.records.customers import Customers
    from tix.model.ticket.ticket import Ticket


def desk_customers(workspace: "Workspace") -> "Customers":
    """The customers as their files are now, each read from the index when it is asked for."""
    from tix.model.records.customer import CUSTOMER
    from tix.model.records.customers import Customers

    filed = workspace.records(CUSTOMER)

    def every() -> "Iterator[Customer]":
        yield from (each.record for each in filed.heads)

    return Customers(every(), filed)


def contacts(workspace: "Workspace") -> frozenset[str]:
    """Everybody who speaks for a customer, as the customers' records have them."""
    return frozenset(who for customer in workspace.customers.all for who in customer.contacts)


class CustomerNames:
    """The names of customers. Records are read only where a ticket has what isn't one's name."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace

    def of(self, text: str) -> str:
        """The name of the record of the customer that a ticket calls so; else what it says."""
        if text in self._records:
            return text
        return self._called.get(text.strip().casefold(), text) if self._records else text

    def named(self, ticket: "Ticket") -> "Ticket":
        """The ticket with the name of its customer's record."""
        if ticket.customer is None or (name := self.of(ticket.customer)) == ticket.customer:
            return ticket
        from tix.frozen import replace  # most tickets have it

        return replace(ticket, customer=name)

    @cached_property
    def _called(self) -> dict[str, str]:
        from tix.model.records.customer import CUSTOMER
        from tix.model.records.customers import ids_by_text

        return ids_by_text(self._workspace.records(CUSTOMER).titles)

    @cached_property
    def _records(self) -> frozenset[str]:
        if not self._workspace.has_customers:
            return frozenset()
        from tix.model.records.customer import CUSTOMER  # few desks have any
        from tix.storage.store.record_files import RecordFiles

        return frozenset(RecordFiles(self._workspace.desk, CUSTOMER).names())
