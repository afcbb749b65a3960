"""How many tickets have each label, open and done."""

from collections.abc import Sequence

from tix.model.ticket import Ticket
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value
from tix.reports.selection import age, oldest, opened_in_period


def _sections(given: ReportInput) -> tuple[Section, ...]:
    tickets, left_out = opened_in_period(given)
    labelled: dict[str | None, list[Ticket]] = {}
    for ticket in tickets:
        words: set[str | None] = {*ticket.labels} or {None}
        for label in words:
            labelled.setdefault(label, []).append(ticket)
    columns = (
        Column("label", Kind.WORD),
        *(Column(count, Kind.NUMBER) for count in ("open", "done", "total")),
        Column("oldest_open", Kind.TICKET),
        Column("oldest_age", Kind.DURATION),
    )
    still_open = {
        label: [t for t in having if not given.config.is_done(t)]
        for label, having in labelled.items()
    }
    most_first = sorted(
        labelled,
        key=lambda w: (w is None, -len(still_open[w]), -len(labelled[w]), w or ""),
    )
    rows = tuple(_row(w, labelled[w], still_open[w], given) for w in most_first)
    return (Section("Tickets by label", columns, rows, bar="open", notes=left_out),)


def _row(
    label: str | None, having: Sequence[Ticket], still_open: Sequence[Ticket], given: ReportInput
) -> tuple[Value, ...]:
    first = oldest(still_open)
    return (
        label,
        len(still_open),
        len(having) - len(still_open),
        len(having),
        first.id if first else None,
        age(first, given.now) if first else None,
    )


LABELS = Definition(
    "labels", "Labels", "how many tickets have each label, open and done", _sections
)
