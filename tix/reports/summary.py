"""The desk on one page: how many tickets of which sort, the oldest and the longest overdue."""

from collections.abc import Iterable, Mapping, Sequence

from tix.frozen import replace
from tix.model.config.config import Config, Group
from tix.model.history.tally import Tally, tallies_of
from tix.model.ticket.ticket import Ticket
from tix.model.times import due_instant
from tix.query.predicates import is_overdue
from tix.reports.grouping import by_assignee, by_priority, by_word, several_assignees
from tix.reports.opened_in_period import age, notes, opened_in_period
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value

_SHOWN = 5
"""How many tickets the sections that list single tickets have at most."""


def _sections(given: ReportInput) -> tuple[Section, ...]:
    tickets, left_out = opened_in_period(given)
    config = given.config
    still_open = [ticket for ticket in tickets if not config.is_done(ticket)]
    tallies = tallies_of(tickets, config) if given.tallies is None else given.tallies
    statuses = [status.name for status in config.statuses]
    return (
        _figures(tallies, still_open, given, left_out),
        _counts("By status", "status", by_word(tallies, lambda t: t.status, statuses)),
        _counts("By priority", "priority", by_priority(tallies, config)),
        _counts("By type", "type", by_word(tallies, lambda t: t.type, config.types)),
        _by_assignee(tallies, config),
        _oldest_open(still_open, given),
        _overdue(still_open, given),
    )


def _figures(
    tallies: Sequence[Tally],
    still_open: Sequence[Ticket],
    given: ReportInput,
    left_out: tuple[str, ...],
) -> Section:
    overdue = sum(is_overdue(ticket, given.config, given.now) for ticket in still_open)
    rows = (
        ("tickets", _count(tallies)),
        ("open", _count(t for t in tallies if not t.is_done)),
        ("waiting", _count(t for t in tallies if t.group is Group.WAITING)),
        ("overdue", overdue),
        ("unassigned", _count(t for t in tallies if not t.is_done and not t.assignees)),
        ("done", _count(t for t in tallies if t.is_done)),
    )
    columns = (Column("figure"), Column("count", Kind.NUMBER))
    return Section("Tickets", columns, rows, notes=left_out)


def _count(tallies: Iterable[Tally]) -> int:
    return sum(tally.count for tally in tallies)


def _counts(
    title: str,
    name: str,
    groups: Mapping[str | None, Sequence[Tally]],
    kind: Kind = Kind.WORD,
) -> Section:
    """One row for each group: how many are open, done, both."""
    columns = (
        Column(name, kind),
        *(Column(count, Kind.NUMBER) for count in ("open", "done", "total")),
    )
    rows = []
    for word, tallies in groups.items():
        total, done = _count(tallies), _count(t for t in tallies if t.is_done)
        rows.append((word, total - done, done, total))
    return Section(title, columns, tuple(rows), bar="total")


def _by_assignee(tallies: Sequence[Tally], config: Config) -> Section:
    people = by_assignee(tallies, config)
    section = _counts("By assignee", "assignee", people, Kind.PERSON)
    return replace(section, notes=several_assignees(tallies, config, lambda tally: tally.count))


def _oldest_open(still_open: Sequence[Ticket], given: ReportInput) -> Section:
    dated = sorted((t.opened, t.id, t.title, age(t, given.now)) for t in still_open if t.opened)
    columns = (
        Column("id", Kind.TICKET),
        Column("title"),
        Column("opened", Kind.TIME),
        Column("age", Kind.DURATION),
    )
    rows = tuple((ident, title, opened, old) for opened, ident, title, old in dated[:_SHOWN])
    undated = given.undated_open
    if undated is None:
        undated = len(still_open) - len(dated)
    return Section(
        "Oldest open",
        columns,
        rows,
        notes=notes((undated, "Left out: {} without a time of opening.")),
    )


def _overdue(tickets: Sequence[Ticket], given: ReportInput) -> Section:
    late = [
        (due_instant(t.due, given.config.timezone), t.id, t.title, t.due)
        for t in tickets
        if t.due and is_overdue(t, given.config, given.now)
    ]
    columns = (
        Column("id", Kind.TICKET),
        Column("title"),
        Column("due", Kind.TIME),
        Column("overdue_by", Kind.DURATION),
    )
    rows: list[tuple[Value, ...]] = [
        (ident, title, due, int((given.now - instant).total_seconds()))
        for instant, ident, title, due in sorted(late, key=lambda row: row[:2])[:_SHOWN]
    ]
    return Section("Longest overdue", columns, tuple(rows))


SUMMARY = Definition(
    "summary",
    "Summary",
    "how many tickets of which sort there are, the oldest and the longest overdue",
    _sections,
    of_open=True,
    oldest=_SHOWN,
)
