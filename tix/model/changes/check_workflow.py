"""What tickets lack by the desk's workflow: merges, imports and ``--force`` never mind it."""

from collections.abc import Iterator, Sequence

from tix.model.changes.workflow import Reason, unmet, workflow_of
from tix.model.config.config import Config
from tix.model.config.workflow import CHILDREN_DONE
from tix.model.ticket.ticket import Ticket


def missing(ticket: Ticket, config: Config) -> Iterator[str]:
    """What a ticket lacks that it says itself."""
    flow = workflow_of(ticket, config)
    if flow is not None:
        for reason in unmet(ticket, flow, config, _Nothing()):
            yield f"it is {ticket.status}, but has {reason.text} ({reason.command})"


def needs_children_done(ticket: Ticket, config: Config) -> bool:
    """Whether all parts of a ticket should be done."""
    flow = workflow_of(ticket, config)
    return flow is not None and CHILDREN_DONE in flow.needed_for(ticket.status)


class _Nothing:
    """Surroundings of which a ticket's file alone tells nothing."""

    def open_children(self, ticket: Ticket) -> Sequence[str]:
        return ()

    def unpaid(self, ticket: Ticket) -> Reason | None:
        return None
