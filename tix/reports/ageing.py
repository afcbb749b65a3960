"""How long the open tickets have been open, by priority."""

from tix.model.ticket.ticket import Ticket
from tix.reports.grouping import by_priority, priority_columns
from tix.reports.opened_in_period import age, opened_in_period
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value

_DAY = 86400

AGES = (
    ("<1d", _DAY),
    ("1-3d", 3 * _DAY),
    ("3-7d", 7 * _DAY),
    ("1-4w", 28 * _DAY),
    ("4-13w", 91 * _DAY),
    ("13-52w", 364 * _DAY),
    (">52w", None),
)
"""Each age, and the seconds at which the next one begins."""

UNKNOWN = "unknown"
"""The age of a ticket that doesn't tell when it was opened."""


def age_of(seconds: int | None) -> str:
    """The age that so many seconds are."""
    if seconds is None:
        return UNKNOWN
    return next(name for name, end in AGES if end is None or seconds < end)


def _sections(given: ReportInput) -> tuple[Section, ...]:
    tickets, left_out = opened_in_period(given)
    still_open = [t for t in tickets if not given.config.is_done(t)]
    priorities = by_priority(still_open, given.config)
    found: dict[str, list[Ticket]] = {name: [] for name, _ in AGES}
    for ticket in still_open:
        found.setdefault(age_of(age(ticket, given.now)), []).append(ticket)
    columns = (Column("age"), Column("open", Kind.NUMBER), *priority_columns(priorities))
    rows: list[tuple[Value, ...]] = [
        (name, len(aged), *(sum(t.priority == word for t in aged) for word in priorities))
        for name, aged in found.items()
    ]
    return (Section("Open tickets by age", columns, tuple(rows), bar="open", notes=left_out),)


AGEING = Definition(
    "ageing", "Ageing", "how long open tickets have been open, by priority", _sections, of_open=True
)
