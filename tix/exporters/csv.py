"""Tickets as CSV for spreadsheets: one row a ticket, one column a field."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter

from tix.exporters.entry import Entry, later_fields_of, team_fields_of
from tix.model.record.fields import Field
from tix.model.text.formulas import without_formula
from tix.model.ticket.fields import FIRST
from tix.model.times import format_time
from tix.quick_typing import Any

_BETWEEN = "; "
"""The separator of a list's items."""


def as_table(entries: Iterable[Entry]) -> Iterator[str]:
    """The lines, the names of the columns first: built-in fields, the rest, team-defined ones.

    Lists are joined by ``; ``; of comments there is the number. Fields that few desks use are
    there where a ticket has one.
    """
    team, rare = team_fields_of(entries), later_fields_of(entries)
    fields, first = [*FIRST, *rare], len(FIRST)
    values_of = attrgetter(*(field.attribute for field in fields))
    written = [_written(field) for field in fields]
    names = [field.name for field in fields]
    yield _line([*names[:first], "body", "comments", "path", "updated", *names[first:], *team])
    for entry in entries:
        ticket, count = entry.ticket, str(entry.comment_count)
        updated = format_time(entry.updated) if entry.updated else ""
        cells = [
            write(value) if value else ""  # most are empty
            for write, value in zip(written, values_of(ticket), strict=True)
        ]
        cells[first:first] = [ticket.body, count, entry.path, updated]
        values = {field.name: field.value for field in ticket.team_fields}
        own = (values.get(name, "") for name in team)
        cells += [value if isinstance(value, str) else _BETWEEN.join(value) for value in own]
        yield _line(cells)


def _written(field: Field) -> Callable[[Any], str]:
    dump = field.kind.dump
    return (lambda items: _BETWEEN.join(map(dump, items))) if field.many else dump


def _line(cells: Sequence[str]) -> str:
    """The cells as a line; most are empty, or words."""
    return ",".join([c if not c or c.isalnum() else _cell(c) for c in cells]) + "\n"


def _cell(text: str) -> str:
    """As ``csv.writer`` has it, which is slower with long texts; no text is a formula."""
    if not text[0].isalnum():
        text = without_formula(text)
    if "," in text or "\n" in text or '"' in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text
