"""What tickets call their customers, as the names of the desk's records: each counts as one."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.ticket.ticket import Ticket


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
