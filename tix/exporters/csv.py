"""Tickets as CSV for spreadsheets: one row a ticket, one column a field."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from tix.exporters.entry import Entry, team_fields_of
from tix.model.record.fields import Field
from tix.model.text.formulas import without_formula
from tix.model.ticket.fields import FIRST, LATER
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time

_BETWEEN = "; "
"""The separator of a list's items."""


def as_table(entries: Iterable[Entry]) -> Iterator[str]:
    """The lines, the names of the columns first: built-in fields, the rest, team-defined ones.

    Lists are joined by ``; ``; of comments there is the number.
    """
    team = team_fields_of(entries)
    first, later = ([field.name for field in fields] for fields in (FIRST, LATER))
    yield _line([*first, "body", "comments", "path", "updated", *later, *team])
    for entry in entries:
        yield _line(_row(entry, team))


def _row(entry: Entry, team: Sequence[str]) -> list[str]:
    ticket = entry.ticket
    values = {field.name: field.value for field in ticket.team_fields}
    own = (values.get(name, "") for name in team)
    return [
        *_cells(FIRST, ticket),
        ticket.body,
        str(entry.comment_count),
        entry.path,
        format_time(entry.updated) if entry.updated else "",
        *_cells(LATER, ticket),
        *(value if isinstance(value, str) else _BETWEEN.join(value) for value in own),
    ]


def _cells(fields: Sequence[Field], ticket: Ticket) -> list[str]:
    return [_BETWEEN.join(f.texts(ticket)) if f.of(ticket) else "" for f in fields]


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    # with "\n" as its own line end the writer would leave a cell with a CR without quotes
    csv.writer(out, lineterminator="\r\n").writerow(
        [cell and without_formula(cell) for cell in cells]  # many are empty
    )
    return out.getvalue().removesuffix("\r\n") + "\n"
