"""Grouping tickets by one of their columns: ``tix list --group-by``."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from tix.actions.selection import Selection
from tix.console.session import Session
from tix.console.ticket_column import Surroundings, TicketColumn
from tix.console.ticket_look import short_people
from tix.console.ticket_table import columns_named, surroundings, table
from tix.frozen import dataclass
from tix.model.config.config import Config
from tix.model.record.fields import DUE, PERSON, TIME, Field
from tix.model.text.natural import Natural, natural
from tix.model.ticket.fields import BY_NAME
from tix.model.times import day_of
from tix.storage.store.filed import Filed
from tix.terminal import safe
from tix.terminal.tsv import tsv


@dataclass(frozen=True, slots=True)
class Group:
    """The tickets that share a value; "" stands for none."""

    value: str
    tickets: Sequence[Filed]


def for_people(
    session: Session, selection: Selection, columns: Sequence[TicketColumn] | None, by: str
) -> tuple[str, Sequence[str]]:
    """A table with a heading above each group, and the names of columns that had no room."""
    [column] = columns_named(session, [by])
    found = groups(session, selection, column)
    tickets = [filed for group in found for filed in group.tickets]
    laid = table(session, selection, columns, tickets=tickets, grouped_by=column.name)
    rest, parts = iter(laid.lines), [laid.header]
    for group in found:
        named = safe.line(group.value) if group.value else f"no {column.name}"
        heading = session.screen.styles.bold(f"{named} ({len(group.tickets)})")
        parts.append("\n".join([heading, *(next(rest) for _ in group.tickets)]))
    return "\n\n".join(parts), laid.left_out


def for_programs(
    session: Session, selection: Selection, columns: Sequence[TicketColumn], by: str
) -> Iterator[str]:
    """The same as tab-separated lines, each with the group's value before its columns."""
    [column] = columns_named(session, [by])
    around = surroundings(session, selection)
    for group in groups(session, selection, column):
        yield tsv(
            [[group.value, *(c.whole(filed, around) for c in columns)] for filed in group.tickets]
        )


def groups(session: Session, selection: Selection, column: TicketColumn) -> list[Group]:
    """The groups in their natural order, tickets without a value last.

    A ticket with several values is in several groups.
    """
    tickets = list(selection.heads())
    values = _values_of(
        session, column, tickets, surroundings(session, selection, tickets, [column])
    )
    found: dict[str, list[Filed]] = {}
    for filed in tickets:
        for value in dict.fromkeys(values(filed)) or ("",):
            found.setdefault(value, []).append(filed)
    known = _known_words(session.config, column.name)

    def place(value: str) -> tuple[bool, int, Natural]:
        rank = known.index(value) if value in known else len(known)
        return not value, rank, natural(value)

    return [Group(value, found[value]) for value in sorted(found, key=place)]


def _values_of(
    session: Session, column: TicketColumn, tickets: Sequence[Filed], around: Surroundings
) -> Callable[[Filed], Sequence[str]]:
    """A ticket's values in a column, as people would put them; for a time, the day."""
    field = BY_NAME.get(column.name)
    config = session.config
    if field is None:
        return lambda filed: [text for text in [column.cell(filed, around).text] if text]
    if field.kind in (TIME, DUE):
        return lambda filed: _days(field, filed, config)
    if field.kind is not PERSON:
        return lambda filed: field.words(filed.ticket)
    named = {text for filed in tickets for text in field.texts(filed.ticket)}
    if session.screen.for_people:
        people = short_people(named, session.names, config)
        return lambda filed: [people[text] for text in field.texts(filed.ticket)]
    return lambda filed: field.texts(filed.ticket)


def _days(field: Field, filed: Filed, config: Config) -> Sequence[str]:
    when = field.of(filed.ticket)
    if field.many or when is None:
        return field.texts(filed.ticket)
    return [day_of(when, config.timezone).isoformat() if isinstance(when, datetime) else str(when)]


def _known_words(config: Config, name: str) -> Sequence[str]:
    """The configured words of a field in order, the most urgent priority first."""
    declared = config.team_field_type(name)
    if declared is not None:
        return declared.choices
    words = config.words_of(name) or ()
    return words[::-1] if name == "priority" else words
