"""Counts of tickets by their common properties, so that a few numbers stand for many tickets."""

from collections.abc import Iterable

from tix.frozen import dataclass
from tix.model.config.config import Config, Group
from tix.model.ticket.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Tally:
    """``count`` tickets with the same status (in ``group``), type, priority and assignees."""

    status: str | None
    type: str | None
    priority: str | None
    assignees: tuple[str, ...]
    group: Group
    count: int

    @property
    def is_done(self) -> bool:
        """Whether the tickets are done."""
        return self.group is Group.DONE


def tallies_of(tickets: Iterable[Ticket], config: Config) -> list[Tally]:
    """The tickets, counted."""
    counted: dict[tuple[str | None, str | None, str | None, tuple[str, ...], Group], int] = {}
    for ticket in tickets:
        group = config.group_of(ticket)
        key = (ticket.status, ticket.type, ticket.priority, ticket.assignees, group)
        counted[key] = counted.get(key, 0) + 1
    return [Tally(*key, count) for key, count in counted.items()]
