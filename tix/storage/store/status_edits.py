"""Statuses that people edited by hand, with the stamps that a command would have written.

A file says since when a ticket has its status, and how long it waited before. Whoever edits the
status alone doesn't write these, so tix does when it commits the edit.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from tix.errors import TixError
from tix.frozen import replace
from tix.model.changes.changes import moved_by_hand, set_status
from tix.model.config.config import Config
from tix.model.record.document import DocumentError
from tix.model.ticket.document import Document, load
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import TypeAlias
from tix.storage.desk.desk import Desk
from tix.storage.git.objects import ObjectReader

Settle: TypeAlias = Callable[[Ticket, Ticket], Ticket]
"""From a ticket before an edit and after it to the one that is to be."""


class StatusEdits:
    """Compares tickets with what is committed of them; to be closed after use."""

    def __init__(
        self,
        desk: Desk,
        config: Callable[[], Config],
        now: datetime | None,
        settle: Settle | None = None,
    ) -> None:
        """``now`` replaces the clock. ``settle`` has what else follows from an edit."""
        self._settle = settle
        self._desk = desk
        self._config = config
        self._now = now
        self._committed = ObjectReader(desk.git)

    def close(self) -> None:
        """End the git that was asked."""
        self._committed.close()

    def stamped(self, path: str, document: Document) -> Ticket:
        """The ticket in a file, with stamps if its status alone was edited since the last commit,
        and with what else follows from the edit.

        Where it says itself since when it is so, only the wait before that is missing. A status
        that the desk doesn't know stays as it is.
        """
        before = self._before(path, document)
        if before is None:
            return document.record
        ticket = self._with_stamps(before, document.record)
        return self._settle(before, ticket) if self._settle else ticket

    def _with_stamps(self, before: Ticket, ticket: Ticket) -> Ticket:
        if (ticket.status, ticket.since) == (before.status, before.since):
            return ticket
        config = self._known_config()
        if config is None or not config.group(ticket.status):
            return ticket
        if ticket.since != before.since:
            return moved_by_hand(before, ticket, config)
        unmoved = replace(ticket, status=before.status)
        return set_status(
            unmoved,
            str(ticket.status),
            config,
            self._now or datetime.now(UTC).replace(microsecond=0),
        )

    def _known_config(self) -> Config | None:
        try:
            return self._config()
        except TixError:  # a broken tix.yaml is no reason to leave an edit behind
            return None

    def _before(self, path: str, document: Document) -> Ticket | None:
        """The ticket as it is committed; None if it isn't, or is so just as in the file."""
        data = self._committed.read(f"HEAD:{self._desk.prefix}{path}")
        try:
            return load(data).record if data and data != document.data else None
        except DocumentError:
            return None
