"""How long those who asked can reopen a ticket that is done: ``reopen_within`` of ``tix.yaml``."""

from datetime import datetime, timedelta

from tix.model.config.config import Config
from tix.model.ticket.ticket import Ticket


def is_too_late(ticket: Ticket, config: Config, now: datetime) -> bool:
    """Whether a ticket has been done for so long that who asked opens a new one instead.

    A new one relates to it. Those who answer can reopen any.
    """
    if config.reopen_within is None or not config.is_done(ticket):
        return False
    done = max(filter(None, (ticket.resolved, ticket.closed)), default=ticket.since)
    return done is not None and now - done > config.reopen_within


def shown_length(length: timedelta) -> str:
    """A length of time in words: ``14 days``."""
    hours = int(length.total_seconds()) // 3600
    number, unit = (hours, "hour") if hours % 24 else (hours // 24, "day")
    return f"{number} {unit}{'' if number == 1 else 's'}"
