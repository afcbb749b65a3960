"""The order in which tickets come when nobody asks for another: most urgent first.

The same as ``tix.query.order.sort_key(())`` (a test holds the two together), apart from it so that
a bare ``tix list`` needn't import all that a query takes.
"""

from datetime import UTC, datetime, timedelta

from tix.model.config import Config
from tix.model.ticket import Ticket
from tix.model.times import due_instant

_LAST = datetime.max.replace(tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def usual_key(ticket: Ticket, config: Config) -> tuple[object, ...]:
    """A key to sort by: most urgent, then due soonest, then opened first, then by id.

    Tickets without a value come behind those with one.
    """
    rank, due, opened = config.priority_rank(ticket.priority), ticket.due, ticket.opened
    instant = _LAST if due is None else due_instant(due, config.timezone)
    if due is not None and not isinstance(due, datetime):
        instant -= _SECOND  # a day is over with its last second, before a time at midnight
    return (
        rank is None,
        -(rank or 0),
        due is None,
        instant,
        opened is None,
        opened or _LAST,
        ticket.id,
    )
