"""Pieces of SQL with their parameters, and those conditions that nearly every command asks for."""

from collections.abc import Iterable, Sequence

from tix.model.config import Config, Group
from tix.values import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in SQL and its parameters. It is true or false, never NULL."""

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


def in_group(groups: Iterable[Group], config: Config) -> Condition:
    """Whether the status is in one of the groups; stamps decide about unknown ones."""
    wanted = set(groups)
    known = {status.name: status.group for status in config.statuses}
    named = [name for name, group in known.items() if group in wanted]
    stamped = "(resolved IS NOT NULL OR closed IS NOT NULL)"
    tests = []
    if Group.DONE in wanted:
        tests.append(stamped)
    if Group.ACTIVE in wanted:
        tests.append(f"NOT {stamped}")
    marks = ", ".join("?" * len(named))
    parts = [Condition(f"coalesce(status IN ({marks}), 0)", tuple(named))]
    if tests:
        others = ", ".join("?" * len(known))
        parts.append(
            Condition(
                f"((status IS NULL OR status NOT IN ({others})) AND ({' OR '.join(tests)}))",
                tuple(known),
            )
        )
    return joined(parts, "OR", FALSE)
