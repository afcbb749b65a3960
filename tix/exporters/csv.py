"""Tickets as CSV for spreadsheets: one row a ticket, one column a field."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter

from tix.exporters.entry import Entry, later_fields_of, team_fields_of
from tix.model.record.fields import Field
from tix.model.text.formulas import without_formula
from tix.model.ticket.fields import FIRST
from tix.model.ticket.ticket import Ticket
from tix.model.times import format_time
from tix.quick_typing import Any

_BETWEEN = "; "
"""The separator of a list's items."""


Cells = Callable[[Ticket], Iterator[str]]


def as_table(entries: Iterable[Entry]) -> Iterator[str]:
    """The lines, the names of the columns first: built-in fields, the rest, team-defined ones.

    Lists are joined by ``; ``; of comments there is the number. Fields that few desks use are
    there where a ticket has one.
    """
    team, rare = team_fields_of(entries), later_fields_of(entries)
    names = [[field.name for field in fields] for fields in (FIRST, rare)]
    first, later = _cells(FIRST), _cells(rare)
    yield _line([*names[0], "body", "comments", "path", "updated", *names[1], *team])
    for entry in entries:
        ticket = entry.ticket
        values = {field.name: field.value for field in ticket.team_fields}
        own = (values.get(name, "") for name in team)
        yield _line(
            [
                *first(ticket),
                ticket.body,
                str(entry.comment_count),
                entry.path,
                format_time(entry.updated) if entry.updated else "",
                *later(ticket),
                *(value if isinstance(value, str) else _BETWEEN.join(value) for value in own),
            ]
        )


def _cells(fields: Sequence[Field]) -> Cells:
    """A function from a ticket to the cells of several fields; most of them are empty."""
    values_of = [attrgetter(field.attribute) for field in fields]
    written = [_written(field) for field in fields]

    def cells(ticket: Ticket) -> Iterator[str]:
        for value_of, write in zip(values_of, written, strict=True):
            value = value_of(ticket)
            yield write(value) if value else ""

    return cells


def _written(field: Field) -> Callable[[Any], str]:
    dump = field.kind.dump
    return (lambda items: _BETWEEN.join(map(dump, items))) if field.many else dump


def _line(cells: Sequence[str]) -> str:
    """The cells as a line; most are empty, and most others are as they are."""
    return ",".join([cell and _quoted(without_formula(cell)) for cell in cells]) + "\n"


def _quoted(cell: str) -> str:
    """As ``csv.writer`` has it, which is slower with long texts."""
    if "," in cell or "\n" in cell or '"' in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell
