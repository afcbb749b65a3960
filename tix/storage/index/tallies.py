"""How many tickets are alike, counted by SQLite; imported where something counts."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from tix.frozen import dataclass
from tix.model.config.config import Config, Group
from tix.model.history.tally import Tally
from tix.model.times import moment, seconds
from tix.storage.index import row_format
from tix.storage.index.sql import Condition, priority_column

Tables = Iterable[Condition]
"""What stands behind FROM, for each database."""


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """Unfinished tickets that are alike; ``assignees`` are as the index has them."""

    status: str | None
    assignees: str | None
    due: str | None
    count: int


def open_groups(connection: sqlite3.Connection, tables: Tables) -> list[OpenGroup]:
    """The tickets of these tables by status, assignees and when they are due."""
    return [
        OpenGroup(*row)
        for table in tables
        for row in connection.execute(
            f"SELECT status, assignees, due, count(*) FROM {table.text} GROUP BY 1, 2, 3",
            table.parameters,
        )
    ]


def tallies(connection: sqlite3.Connection, tables: Tables, config: Config) -> list[Tally]:
    """How many of the tickets of these tables are alike in what ``Tally`` tells."""
    priority = priority_column(config)
    columns = f"status, type, {priority}, assignees, resolved IS NULL AND closed IS NULL"
    counted: Counter[tuple[object, ...]] = Counter()
    for table in tables:
        for *key, count in connection.execute(
            f"SELECT {columns}, count(*) FROM {table.text} GROUP BY 1, 2, 3, 4, 5",
            table.parameters,
        ):
            counted[tuple(key)] += count
    return [
        Tally(
            status,  # type: ignore[arg-type]  # as the column has it
            type_,  # type: ignore[arg-type]
            priority,  # type: ignore[arg-type]
            row_format.items_of(assignees),  # type: ignore[arg-type]
            config.group(status) or (Group.ACTIVE if is_undone else Group.DONE),  # type: ignore[arg-type]
            count,
        )
        for (status, type_, priority, assignees, is_undone), count in counted.items()
    ]


def pressing(
    connection: sqlite3.Connection, tables: Sequence[Condition], now: datetime, oldest: int
) -> tuple[Condition, int]:
    """What the tickets of these tables meet that may be overdue, and so many of the oldest.

    And how many of them don't tell when they were opened. It is for ``TicketSelector.listed``,
    which knows when a day ends.
    """
    source = " UNION ALL ".join(f"SELECT n, opened, id, title FROM {t.text}" for t in tables)
    parameters = [value for table in tables for value in table.parameters]
    [(undated,)] = connection.execute(
        f"SELECT count(*) FROM ({source}) WHERE opened IS NULL", parameters
    )
    old = connection.execute(
        f"SELECT n FROM ({source}) WHERE opened IS NOT NULL ORDER BY opened, id, title LIMIT ?",
        (*parameters, oldest),
    )
    numbers = ",".join(str(number) for (number,) in old)
    late = "due IS NOT NULL AND coalesce(due_at, day_end(due), 0) <= ?"
    return Condition(f"(n IN ({numbers}) OR {late})", (seconds(now),)), undated


def newest_assigned(connection: sqlite3.Connection, tables: Tables) -> dict[str, datetime]:
    """When the newest ticket of each who has any in these tables was opened."""
    found: dict[str, datetime] = {}
    for table in tables:
        for assignees, opened in connection.execute(
            f"SELECT assignees, max(opened) FROM {table.text} GROUP BY assignees", table.parameters
        ):
            at = moment(opened)
            for who in row_format.items_of(assignees):
                if at is not None and (who not in found or found[who] < at):
                    found[who] = at
    return found
