"""How many tickets have each label, open and done."""

from collections import Counter

from tix.model.text.natural import natural
from tix.model.ticket.ticket import Ticket
from tix.reports.opened_in_period import OpenedInPeriod, age, oldest
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value


def _sections(given: ReportInput) -> tuple[Section, ...]:
    chosen = OpenedInPeriod(given)
    having: Counter[str | None] = Counter()
    still_open: dict[str | None, list[Ticket]] = {}
    for ticket in chosen:
        words: set[str | None] = {*ticket.labels} or {None}
        having.update(words)
        if not given.config.is_done(ticket):
            for label in words:
                still_open.setdefault(label, []).append(ticket)
    columns = (
        Column("label", Kind.WORD),
        *(Column(count, Kind.NUMBER) for count in ("open", "done", "total")),
        Column("oldest_open", Kind.TICKET),
        Column("oldest_age", Kind.DURATION),
    )

    def row(label: str | None) -> tuple[Value, ...]:
        undone = still_open.get(label, [])
        first = oldest(undone)
        return (
            label,
            len(undone),
            having[label] - len(undone),
            having[label],
            first.id if first else None,
            age(first, given.now) if first else None,
        )

    most_first = sorted(
        having, key=lambda w: (w is None, -len(still_open.get(w, ())), -having[w], natural(w or ""))
    )
    rows = tuple(map(row, most_first))
    return (Section("Tickets by label", columns, rows, bar="open", notes=chosen.left_out),)


LABELS = Definition(
    "labels", "Labels", "how many tickets have each label, open and done", _sections
)
