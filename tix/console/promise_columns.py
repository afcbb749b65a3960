"""The columns of lists about promises: ``due-next``, ``left``, ``promise``."""

from collections.abc import Callable
from datetime import datetime

from tix.actions.promises import Remaining
from tix.actions.workspace import Workspace
from tix.console.ticket_column import Surroundings, TicketColumn
from tix.console.ticket_look import due_short
from tix.model.promises.amounts import format_amount
from tix.model.promises.glance import NOTHING, Glance
from tix.model.times import due_instant, format_time, instant, moment
from tix.query.promised import due_next
from tix.storage.store.filed import Filed
from tix.terminal.table import Cell, Column

_NEEDS = frozenset({"promised"})


def promise_column(session: Workspace, name: str) -> TicketColumn:
    """The column of that name."""
    if name == "promise":
        return TicketColumn(name, _policy, _policy_cell, Column(name, flexible=True), _NEEDS)
    if name == "due-next":
        shape = Column("due next", align="right", priority=5)
        return TicketColumn(name, _due_next, _due_next_cell, shape, _NEEDS)
    return _left_column(session)


def _glance(filed: Filed, around: Surroundings) -> Glance:
    return around.facts.promised.get(filed.ticket.id, NOTHING)


def _policy(filed: Filed, around: Surroundings) -> str:
    return _glance(filed, around).policy or ""


def _policy_cell(filed: Filed, around: Surroundings) -> Cell:
    return Cell(_policy(filed, around))


def _when(filed: Filed, around: Surroundings) -> datetime | None:
    return moment(due_next(filed.ticket, around.facts, around.config))


def _due_next(filed: Filed, around: Surroundings) -> str:
    when = _when(filed, around)
    return "" if when is None else format_time(when)


def _due_next_cell(filed: Filed, around: Surroundings) -> Cell:
    when = _when(filed, around)
    if when is None:
        return Cell("")
    due = filed.ticket.due  # a day by hand reads as it does elsewhere
    is_by_hand = due is not None and due_instant(due, around.config.timezone) == when
    shown = due if is_by_hand and due is not None else when
    return Cell(due_short(shown, False, around.config, around.now), _style(filed, around, when))


def _style(filed: Filed, around: Surroundings, when: datetime) -> Callable[[str], str] | None:
    """How near it is: what is over, and what it is time to warn of, stand out."""
    glance, styles = _glance(filed, around), around.styles
    if when < around.now:
        return styles.error
    is_near = glance.warn is not None and glance.warn <= instant(around.now)
    return styles.warning if is_near and glance.due == instant(when) else None


def _left_column(session: Workspace) -> TicketColumn:
    """What is left of what is due next: in a pipe in seconds, of business time but for what was
    set by hand."""
    remaining = Remaining(session)

    def left(filed: Filed, around: Surroundings) -> int | None:
        return remaining.left(filed.ticket, _glance(filed, around))

    def whole(filed: Filed, around: Surroundings) -> str:
        seconds = left(filed, around)
        return "" if seconds is None else str(seconds)

    def cell(filed: Filed, around: Surroundings) -> Cell:
        seconds, when = left(filed, around), _when(filed, around)
        if seconds is None or when is None:
            return Cell("")
        return Cell(_rounded(seconds), _style(filed, around, when))

    return TicketColumn("left", whole, cell, Column("left", align="right", priority=3), _NEEDS)


def _rounded(seconds: int) -> str:
    """An amount for a column: seconds only where there is nothing larger."""
    return format_amount(seconds if abs(seconds) < _MINUTE else int(seconds / _MINUTE) * _MINUTE)


_MINUTE = 60
