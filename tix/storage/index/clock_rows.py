"""The rows in which clocks are kept: one for a ticket, one for each of its clocks."""

import sqlite3
from collections.abc import Iterator, Sequence

from tix.quick_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # who only counts what is kept needs nothing of these
    from tix.model.promises.business_time import BusinessTime, Wait
    from tix.model.promises.clocks import Clocks
    from tix.model.promises.policy import Policy
    from tix.model.ticket.ticket import Ticket
    from tix.query.promises import Promises

TABLES = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
CREATE TABLE IF NOT EXISTS clock (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    customer TEXT,
    policy TEXT,
    unanswered INTEGER NOT NULL,
    late INTEGER NOT NULL,
    what TEXT,
    due INTEGER,
    warn INTEGER,
    start INTEGER NOT NULL,
    waits TEXT,
    warn1 INTEGER,
    due1 INTEGER,
    warn2 INTEGER,
    due2 INTEGER,
    warn3 INTEGER,
    due3 INTEGER
);
CREATE TABLE IF NOT EXISTS each_clock (
    n INTEGER NOT NULL,
    number INTEGER NOT NULL,
    what INTEGER NOT NULL,
    policy TEXT NOT NULL,
    start INTEGER NOT NULL,
    budget INTEGER,
    due INTEGER,
    warn INTEGER,
    met INTEGER,
    paused INTEGER,
    waits TEXT,
    took INTEGER,
    late INTEGER,
    PRIMARY KEY (n, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS policies (kept TEXT);
CREATE TABLE IF NOT EXISTS customer (id TEXT PRIMARY KEY, texts TEXT NOT NULL, mark TEXT NOT NULL);
"""

SPANS = (1, 2, 3)
"""The clocks of a ticket: from a warning to its due time it is due soon (P8)."""

_NEXT_RESPONSE, RESOLUTION = 1, 2
"""Which clock it is, counted as in ``standing.CLOCKS``; each round of next responses is one, and
only the last of them can wait."""
OF_TICKETS = ("clock", "each_clock")

Rows = tuple[tuple[Any, ...], list[tuple[Any, ...]]]
"""Of one ticket the row of ``clock``, and those of ``each_clock``."""


def rows_of(number: int, ticket: "Ticket", promises: "Promises") -> Rows:
    """What is kept of a ticket."""
    from tix.model.promises.clocks import Clock
    from tix.model.promises.standing import came_late, waiting_clocks

    course = promises.course(ticket)
    clocks = promises.clocks(ticket, course)
    customer = ticket.customer.strip().casefold() if ticket.customer else None
    unanswered = course is not None and course.is_unanswered
    if clocks is None:
        nothing = (*[None] * 3, 0, *[None] * 7)
        return (number, ticket.id, customer, None, unanswered, 0, *nothing), []
    waiting = waiting_clocks(clocks)
    what, clock = waiting[0] if waiting else (None, Clock(0, None))
    spans = [at for _, c in waiting if c.warn is not None for at in (c.warn, c.due)]
    row = (
        number,
        ticket.id,
        customer,
        clocks.policy.name,
        unanswered,
        came_late(clocks),
        what,
        clock.due,
        clock.warn,
        clock.start,
        _waits_text(clock.waits),
        *spans,
        *[None] * (2 * len(SPANS) - len(spans)),
    )
    return row, [*_each_clock(number, clocks, promises.business(clocks.policy.calendar))]


def _each_clock(
    number: int, clocks: "Clocks", business: "BusinessTime"
) -> Iterator[tuple[Any, ...]]:
    every = (clocks.first_response, *clocks.rounds, clocks.resolution)
    last = len(every) - 1
    for place, c in enumerate(every):
        took = late = None
        if c.met is not None:
            took = business.between(c.start, c.met, c.waits)
            if c.due is not None and c.due < c.met:
                late = business.between(c.due, c.met, c.waits)
        yield (
            *(number, place, RESOLUTION if place == last else min(place, _NEXT_RESPONSE)),
            *(clocks.policy.name, c.start, c.budget, c.due, c.warn, c.met, c.paused),
            _waits_text(c.waits),
            *(took, late),
        )


def _waits_text(waits: "Sequence[Wait]") -> str | None:
    if not waits:
        return None
    from json import dumps  # only what is worked out is written

    return dumps(waits)


def insert(database: sqlite3.Connection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Put rows into a table."""
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def restored(policy: "Policy", every: Sequence[tuple[Any, ...]]) -> "Clocks":
    """The clocks of a ticket under a policy, of their start, budget, due time, warning, when each
    was met and since when it is paused, and its waits as JSON."""
    from tix.model.promises.business_time import waits_in
    from tix.model.promises.clocks import Clock, Clocks

    first, *rounds, resolution = (
        Clock(start, budget, due, warn, met, paused, waits_in(waits))
        for start, budget, due, warn, met, paused, waits in every
    )
    return Clocks(policy, first, tuple(rounds), resolution)
