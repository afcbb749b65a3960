"""Pieces of SQL with their parameters, and those conditions that nearly every command asks for."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import tzinfo

from tix.frozen import dataclass
from tix.model.config.config import Config, Group
from tix.model.people import person_key
from tix.model.times import due_instant, parse_due, seconds
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in SQL and its parameters. Where it is NULL, it isn't met."""

    text: str
    parameters: tuple[object, ...] = ()


TRUE, FALSE = Condition("1"), Condition("0")


def joined(parts: Sequence[Condition], sign: str, if_none: Condition) -> Condition:
    """The parts with ``AND`` or ``OR`` between them."""
    if not parts:
        return if_none
    # A tree of pairs, not a chain: SQLite limits how deep an expression is.
    while len(parts) > 1:
        pairs = [parts[at : at + 2] for at in range(0, len(parts), 2)]
        parts = [
            Condition(
                f"({f' {sign} '.join(each.text for each in pair)})",
                tuple(value for each in pair for value in each.parameters),
            )
            for pair in pairs
        ]
    return parts[0]


def in_group(groups: Iterable[Group], config: Config, statuses: Iterable[str]) -> Condition:
    """Whether the status is in one of the groups; stamps decide about unknown ones.

    ``statuses`` are those that tickets have: named one by one, they are found by the table's index.
    """
    wanted = set(groups)
    known = {status.name: status.group for status in config.statuses}
    parts = [_one_of("status", [name for name, group in known.items() if group in wanted])]
    stamped = "(resolved IS NOT NULL OR closed IS NOT NULL)"
    tests = [stamped] if Group.DONE in wanted else []
    if Group.ACTIVE in wanted:
        tests.append(f"NOT {stamped}")
    if tests:
        either = Condition(f"({' OR '.join(tests)})")
        unknown = _one_of("status", sorted(set(statuses) - known.keys()))
        odd = [part for part in (unknown, _NO_STATUS) if part is not FALSE]
        parts += (joined([part, either], "AND", TRUE) for part in odd)
    return joined([part for part in parts if part is not FALSE], "OR", FALSE)


def priority_column(config: Config) -> str:
    """SQL of a ticket's priority (``Config.priority_of``): a column, unless there is a matrix."""
    if not config.matrix:
        return "priority"
    cells = " ".join(
        f"WHEN impact = {_quoted(cell.impact)} COLLATE NOCASE"
        f" AND urgency = {_quoted(cell.urgency)} COLLATE NOCASE THEN {_quoted(cell.priority)}"
        for cell in config.matrix
    )
    made = f"CASE {cells} ELSE {_quoted(config.default_priority)} END"
    return f"coalesce(nullif(priority, ''), {made})"


def with_priority(columns: Sequence[str], config: Config) -> Sequence[str]:
    """Columns of the table ``ticket``, of which the priority is the one that a ticket has."""
    if not config.matrix:
        return columns
    return [priority_column(config) if name == "priority" else name for name in columns]


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


_NO_STATUS = Condition("status IS NULL")


def _one_of(column: str, values: Sequence[str]) -> Condition:
    if not values:
        return FALSE
    return Condition(f"{column} IN ({', '.join('?' * len(values))})", tuple(values))


def last_second(day: str, timezone: tzinfo) -> int | None:
    """The last second of a due day, since 1970; None if that text is no day."""
    try:
        at = seconds(due_instant(parse_due(day), timezone))
    except ValueError:
        return None
    return None if at is None else at - 1


def numbered(numbers: Sequence[int]) -> Callable[[str], Condition]:
    """The tickets with these numbers, in any database."""
    text = f"n IN ({','.join(map(str, numbers))})"
    return lambda _: Condition(text)


def naming(
    paths: tuple[str | bytes, ...], fields: tuple[str, ...], people: str, database: str
) -> Condition:
    """Filed at one of these paths, and naming one of these people (in JSON) in such a field."""
    among = ", ".join("?" * len(fields))
    return Condition(
        f"path IN ({', '.join('?' * len(paths))}) AND n IN (SELECT n FROM {database}.value"
        f" WHERE w IN (SELECT w FROM {database}.word WHERE field IN ({among})"
        " AND text IN (SELECT value FROM json_each(?))))",
        (*paths, *fields, people),
    )


def named(
    connection: "sqlite3.Connection",
    fields: tuple[str, ...],
    keys: Collection[str],
    alive: Mapping[str, str],
) -> frozenset[str]:
    """What tickets have in such a field where people with these keys are written with a name: those
    of the live folder, and of the archive for whom no live one names. Each database comes with its
    condition for the tickets ``t`` that count."""
    import json  # only for people

    def found(keys: Collection[str], where: str) -> frozenset[str]:
        among = ", ".join("?" * len(fields))
        sql = " UNION ".join(
            f"SELECT text FROM {database}.word WHERE field IN ({among}) AND text LIKE '%<%'"
            " AND person IN (SELECT value FROM json_each(?)) AND EXISTS (SELECT 1"
            f" FROM {database}.value AS v JOIN {database}.ticket AS t USING (n)"
            f" WHERE v.w = word.w AND {condition}{where})"
            for database, condition in alive.items()
        )
        asked = (*fields, json.dumps(sorted(keys))) * len(alive)
        return frozenset(str(text) for (text,) in connection.execute(sql, asked))

    near = found(keys, "NOT t.archived")
    missing = nameless(keys, near)
    return near | found(missing, "t.archived") if missing else near


def nameless(keys: Collection[str], texts: Collection[str]) -> frozenset[str]:
    """Those of the people whom none of the texts is about."""
    return frozenset(keys) - {person_key(text) for text in texts}
