"""Who asks and who answers in tickets, and when: what rules want to know of a conversation."""

from datetime import datetime
from typing import TYPE_CHECKING

from tix.model.people import Person
from tix.model.rules.anchors import NoCalendarError
from tix.model.rules.moment import Moment
from tix.model.ticket.ticket import Ticket

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class Conversations:
    """The conversations of a desk's tickets."""

    def __init__(self, workspace: "Workspace") -> None:
        self._config = workspace.config
        canonical = self._config.canonical_person
        self._staff = {canonical(who) for team in self._config.teams for who in team.members}

    def is_asking(self, ticket: Ticket, person: Person) -> bool | None:
        """Whether somebody is on the asking side (P3); None: on neither."""
        canonical = self._config.canonical_person
        key = canonical(str(person))
        if ticket.asker is not None and key == canonical(str(ticket.asker)):
            return True
        if key.endswith((".invalid", "@invalid")):
            return None
        return key not in self._staff if self._staff else False

    def asked(self, ticket: Ticket) -> datetime | None:
        """The oldest public question that nothing has cleared."""
        answered = self.answered(ticket)
        found = [
            c.at
            for c in ticket.comments
            if not c.internal
            and self.is_asking(ticket, c.author)
            and (answered is None or c.at > answered)
        ]
        return min(found, default=None)

    def answered(self, ticket: Ticket) -> datetime | None:
        """The last public comment of the answering side."""
        found = [
            c.at
            for c in ticket.comments
            if not c.internal and self.is_asking(ticket, c.author) is False
        ]
        return max(found, default=None)

    def promised(self, ticket: Ticket, clock: str) -> datetime | None:
        """When a clock of its promise is due, as long as that isn't met and runs."""
        return None

    def later(self, ticket: Ticket, start: datetime, moment: Moment, name: str) -> datetime | None:
        """A time that is so much business time away."""
        raise NoCalendarError(name, ticket.id)
