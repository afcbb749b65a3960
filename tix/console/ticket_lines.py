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
from tix.terminal.tsv import are_plain, tsv

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


def usual_lines(selection: Selection) -> Iterator[str]:
    """The lines of the values in ``FOR_PROGRAMS``, in batches: SQLite puts each together, and those
    of a batch are put together here where a value has what no line may have as it is."""
    line = " || '\t' || ".join(
        f"coalesce({_in_line(name, selection.config)}, '')" for name in FOR_PROGRAMS
    )
    waiting = selection.columns(["n", line])
    while some := list(islice(waiting, _AT_ONCE)):
        lines = [line for _, line in some]
        if are_plain(lines, [len(FOR_PROGRAMS) - 1] * len(lines)):
            yield "\n".join(lines)
        else:
            columns = _columns(FOR_PROGRAMS, selection.config)
            found = selection.reader.columns([number for number, _ in some], columns)
            yield tsv([*_with_lists(found, _lists(FOR_PROGRAMS))])


def _in_line(name: str, config: Config) -> str:
    """SQL of a value as it stands in a line; a list that the index has in another form than between
    separators keeps its sign, which no line may have."""
    column = _sql_of(name, config)
    if not BY_NAME[name].many:
        return column
    sign = f"char({ord(BETWEEN_ITEMS)})"
    joined = f"replace({column}, {sign}, ',')"
    return f"CASE WHEN instr({column}, {sign}) > 1 THEN {joined} ELSE {column} END"


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
    columns = _columns(fields, selection.config)
    promised = {place: name for place, name in enumerate(names) if name in _PROMISED}
    if promised:
        columns += _OF_DUE_NEXT
        due_next = _due_next(selection)
    for row in _with_lists(selection.columns(columns), _lists(fields)):
        if promised:
            told, row = row[len(fields) :], [*row[: len(fields)]]
            for place, name in promised.items():
                row.insert(
                    place, due_next(*told) if name == "due-next" else _policy(selection, told)
                )
        yield row


def _columns(fields: Sequence[str], config: Config) -> list[str]:
    return [f"coalesce({_sql_of(name, config)}, '')" for name in fields]


def _lists(fields: Sequence[str]) -> list[int]:
    """The places of those that are lists."""
    return [place for place, name in enumerate(fields) if BY_NAME[name].many]


def _with_lists(rows: Iterable[Sequence[Any]], lists: Sequence[int]) -> Iterator[Sequence[Any]]:
    """The rows, with a comma between the items of what is a list."""
    for row in rows:
        for place in lists:
            if BETWEEN_ITEMS in row[place]:
                row = [*row[:place], ",".join(items_of(row[place])), *row[place + 1 :]]
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
