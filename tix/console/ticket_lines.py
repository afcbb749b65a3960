"""Tickets as lines for programs: the usual columns of ``tix list``, straight from the index."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from tix.actions.selection import Selection
from tix.model.ticket.fields import BY_NAME
from tix.storage.index.row_format import BETWEEN_ITEMS, items_of, time_text
from tix.terminal.tsv import tsv

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
    """The values in ``FOR_PROGRAMS``: as by ``ticket_table.rows_for_programs``, but faster."""
    *names, opened = FOR_PROGRAMS
    lists = [place for place, name in enumerate(names) if BY_NAME[name].many]
    columns = [f"coalesce({name}, '')" for name in (*names, time_text(opened))]
    for values in selection.columns(columns):
        row = values
        for place in lists:
            if BETWEEN_ITEMS in row[place]:
                row = [*row[:place], ",".join(items_of(row[place])), *row[place + 1 :]]
        yield row
