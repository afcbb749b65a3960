"""Tickets counted by what they have in common, so that many are few."""

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
        """Whether nobody has to do anything about them any more."""
        return self.group is Group.DONE


def tallies_of(tickets: Iterable[Ticket], config: Config) -> list[Tally]:
    """The tickets, counted."""
    counted: dict[tuple[str | None, str | None, str | None, tuple[str, ...], Group], int] = {}
    for ticket in tickets:
        group = config.group_of(ticket)
        key = (ticket.status, ticket.type, ticket.priority, ticket.assignees, group)
        counted[key] = counted.get(key, 0) + 1
    return [Tally(*key, count) for key, count in counted.items()]
