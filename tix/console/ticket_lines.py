"""Tickets as lines for programs, the usual columns of ``tix list`` straight from the index."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from tix.actions.selection import Selection
from tix.model.config.config import Config, Group
from tix.model.ticket.fields import BY_NAME
from tix.model.times import due_instant, format_time, instant, moment, parse_due
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.index.row_format import BETWEEN_ITEMS, items_of, time_text
from tix.storage.index.sql import priority_column
from tix.terminal.tsv import tsv

if TYPE_CHECKING:  # tables are for people
    from tix.console.ticket_column import TicketColumn

FOR_PROGRAMS = (
    "id", "status", "priority", "type", "title", "assignees", "labels", "due", "opened",
)  # fmt: skip
"""The columns in a pipe, always all of them. Scripts rely on it: never change the order."""


_AT_ONCE = 500
"""Lines for programs are printed in batches of so many."""


def in_batches(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows as tab-separated lines, many at once: there may be very many."""
    waiting = iter(rows)
    while some := list(islice(waiting, _AT_ONCE)):
        yield tsv(some)


def usual_rows(selection: Selection) -> Iterator[Sequence[str]]:
    """The values in ``FOR_PROGRAMS``."""
    return _rows(selection, FOR_PROGRAMS)


def quick_rows(
    selection: Selection, columns: "Sequence[TicketColumn]"
) -> Iterator[Sequence[str]] | None:
    """The values in some columns, as by ``ticket_table.rows_for_programs``, but faster; None where
    the index hasn't all of them at hand."""
    if all(_is_at_hand(column) for column in columns):
        return _rows(selection, [column.name for column in columns])
    return None


def _is_at_hand(column: "TicketColumn") -> bool:
    if column.name in _PROMISED:
        return "promised" in column.needs  # a team may have a field of such a name
    return column.name in FOR_PROGRAMS or column.name in _TIMES


_TIMES = ("since", "opened", "resolved", "closed")
_PROMISED = ("promise", "due-next")


def _rows(selection: Selection, names: Sequence[str]) -> Iterator[Sequence[str]]:
    fields = [name for name in names if name not in _PROMISED]
    lists = [place for place, name in enumerate(fields) if BY_NAME[name].many]
    columns = [f"coalesce({_sql_of(name, selection.config)}, '')" for name in fields]
    promised = {place: name for place, name in enumerate(names) if name in _PROMISED}
    if promised:
        columns += _OF_DUE_NEXT
        due_next = _due_next(selection)
    for values in selection.columns(columns):
        row = values
        for place in lists:
            if BETWEEN_ITEMS in row[place]:
                row = [*row[:place], ",".join(items_of(row[place])), *row[place + 1 :]]
        if promised:
            told, row = row[len(fields) :], [*row[: len(fields)]]
            for place, name in promised.items():
                row.insert(
                    place, due_next(*told) if name == "due-next" else _policy(selection, told)
                )
        yield row


def _sql_of(name: str, config: Config) -> str:
    if name in _TIMES:
        return time_text(name)
    return priority_column(config) if name == "priority" else name


_OF_DUE_NEXT = ("id", "due", "status", "resolved IS NOT NULL OR closed IS NOT NULL")


def _policy(selection: Selection, told: Sequence[Any]) -> str:
    glance = selection.facts.promised.get(told[0])
    return (glance and glance.policy) or ""


def _due_next(selection: Selection) -> Callable[[str, str | None, str | None, bool], str]:
    """A function that tells what is due next from ``_OF_DUE_NEXT``; see ``tix.query.promised``."""
    config, promised = selection.config, selection.facts.promised

    def told(ident: str, due: str | None, status: str | None, is_stamped: bool) -> str:
        glance = promised.get(ident)
        at = glance.due if glance else None
        if due is not None:
            group = config.group(status)
            if not (is_stamped if group is None else group is Group.DONE):
                by_hand = instant(due_instant(parse_due(due), config.timezone))
                at = by_hand if at is None else min(at, by_hand)
        return "" if at is None else _time_text(at)

    return told


def _time_text(at: int) -> str:
    when = moment(at)
    return "" if when is None else format_time(when)
