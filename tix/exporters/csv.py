"""Tickets as CSV for spreadsheets: one row a ticket, one column a field."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from tix.exporters.entry import Entry, team_fields_of
from tix.model.text.formulas import without_formula
from tix.model.ticket.fields import FIELDS
from tix.model.times import format_time

_BETWEEN = "; "
"""The separator of a list's items."""


def as_table(entries: Iterable[Entry]) -> Iterator[str]:
    """The lines, the names of the columns first: built-in fields, the rest, team-defined ones.

    Lists are joined by ``; ``; of comments there is the number.
    """
    team = team_fields_of(entries)
    names = [field.name for field in FIELDS]
    yield _line([*names, "body", "comments", "path", "updated", *team])
    for entry in entries:
        yield _line(_row(entry, team))


def _row(entry: Entry, team: Sequence[str]) -> list[str]:
    ticket = entry.ticket
    values = {field.name: field.value for field in ticket.team_fields}
    own = (values.get(name, "") for name in team)
    return [
        *[_BETWEEN.join(field.texts(ticket)) if field.of(ticket) else "" for field in FIELDS],
        ticket.body,
        str(entry.comment_count),
        entry.path,
        format_time(entry.updated) if entry.updated else "",
        *(value if isinstance(value, str) else _BETWEEN.join(value) for value in own),
    ]


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    # with "\n" as its own line end the writer would leave a cell with a CR without quotes
    csv.writer(out, lineterminator="\r\n").writerow(
        [cell and without_formula(cell) for cell in cells]  # many are empty
    )
    return out.getvalue().removesuffix("\r\n") + "\n"
