"""The rule by which finished tickets are archived."""

from datetime import datetime, timedelta

from tix.model.config.config import Config
from tix.model.ticket.ticket import Ticket


def is_due_for_archive(ticket: Ticket, config: Config, now: datetime, after: timedelta) -> bool:
    """Whether a ticket has been done for that long, by its latest stamp."""
    if not config.is_done(ticket):
        return False
    stamps = [*filter(None, (ticket.resolved, ticket.closed, ticket.since))]
    told = [*filter(None, (ticket.opened, *(comment.at for comment in ticket.comments)))]
    since = max(stamps or told, default=None)
    return since is not None and now - since >= after
