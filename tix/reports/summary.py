"""The desk on one page: how many tickets of which sort, the oldest and the longest overdue."""

from collections.abc import Callable, Mapping, Sequence

from tix.model.config import Config, Group
from tix.model.ticket import Ticket
from tix.model.times import due_instant
from tix.query.predicates import is_overdue
from tix.reports.grouping import by_assignee, by_priority, by_word, several_assignees
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value
from tix.reports.selection import age, notes, opened_in_period
from tix.values import replace

_SHOWN = 5
"""How many tickets the sections that list single tickets have at most."""


def _sections(given: ReportInput) -> tuple[Section, ...]:
    tickets, left_out = opened_in_period(given)
    config = given.config
    statuses = [status.name for status in config.statuses]
    return (
        _figures(tickets, given, left_out),
        _counts("By status", "status", by_word(tickets, _status, statuses), config),
        _counts("By priority", "priority", by_priority(tickets, config), config),
        _counts("By type", "type", by_word(tickets, _type, config.types), config),
        _by_assignee(tickets, config),
        _oldest_open(tickets, given),
        _overdue(tickets, given),
    )


def _status(ticket: Ticket) -> str | None:
    return ticket.status


def _type(ticket: Ticket) -> str | None:
    return ticket.type


def _figures(tickets: Sequence[Ticket], given: ReportInput, left_out: tuple[str, ...]) -> Section:
    def count(which: Callable[[Ticket], bool]) -> int:
        return sum(map(which, tickets))

    config = given.config
    rows = (
        ("tickets", len(tickets)),
        ("open", count(lambda t: not config.is_done(t))),
        ("waiting", count(lambda t: config.group_of(t) is Group.WAITING)),
        ("overdue", count(lambda t: is_overdue(t, config, given.now))),
        ("unassigned", count(lambda t: not config.is_done(t) and not t.assignees)),
        ("done", count(config.is_done)),
    )
    columns = (Column("figure"), Column("count", Kind.NUMBER))
    return Section("Tickets", columns, rows, notes=left_out)


def _counts(
    title: str,
    name: str,
    groups: Mapping[str | None, Sequence[Ticket]],
    config: Config,
    kind: Kind = Kind.WORD,
) -> Section:
    """One row for each group: how many are open, done, both."""
    columns = (
        Column(name, kind),
        *(Column(count, Kind.NUMBER) for count in ("open", "done", "total")),
    )
    rows = []
    for word, tickets in groups.items():
        done = sum(map(config.is_done, tickets))
        rows.append((word, len(tickets) - done, done, len(tickets)))
    return Section(title, columns, tuple(rows), bar="total")


def _by_assignee(tickets: Sequence[Ticket], config: Config) -> Section:
    people = by_assignee(tickets, config)
    section = _counts("By assignee", "assignee", people, config, Kind.PERSON)
    return replace(section, notes=several_assignees(tickets, config))


def _oldest_open(tickets: Sequence[Ticket], given: ReportInput) -> Section:
    still_open = [t for t in tickets if not given.config.is_done(t)]
    dated = sorted((t.opened, t.id, t.title, age(t, given.now)) for t in still_open if t.opened)
    columns = (
        Column("id", Kind.TICKET),
        Column("title"),
        Column("opened", Kind.TIME),
        Column("age", Kind.DURATION),
    )
    rows = tuple((ident, title, opened, old) for opened, ident, title, old in dated[:_SHOWN])
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
)
