"""The time that was worked, billable or not: by person, customer, week, and ticket."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from tix.frozen import dataclass
from tix.model.ticket.entries import Work
from tix.model.ticket.ticket import Ticket
from tix.model.times import day_of
from tix.reports.durations import percentile
from tix.reports.grouping import person_labels
from tix.reports.in_period import percent
from tix.reports.report import (
    Chart,
    Column,
    Definition,
    Kind,
    ReportInput,
    Section,
    Shape,
    Value,
)
from tix.reports.took import few

_SHOWN = 20
"""How many tickets are shown."""

_FIGURES = (
    Column("worked", Kind.MINUTES),
    Column("billable", Kind.MINUTES),
    Column("share", Kind.PERCENT, "billable share"),
    Column("tickets", Kind.NUMBER),
)


@dataclass(frozen=True, slots=True)
class _Worked:
    """Time that was worked on a ticket."""

    ticket: Ticket
    work: Work


def _sections(given: ReportInput) -> tuple[Section, ...]:
    found = [*_in_period(given)]
    people = person_labels({each.work.who for each in found}, given.config)
    return (
        _overall(found),
        _grouped("person", Kind.PERSON, found, lambda each: people[each.work.who]),
        _grouped("customer", Kind.WORD, found, lambda each: each.ticket.customer),
        _weeks(found),
        _tickets(found),
    )


def _in_period(given: ReportInput) -> Iterator[_Worked]:
    """What was worked on the days of the period, in the desk's time zone."""
    zone = given.config.timezone
    first = date.min if given.since is None else day_of(given.since, zone)
    last = date.max if given.until is None else day_of(given.until - timedelta(seconds=1), zone)
    for _, ticket in sorted(given.having("worked").items()):
        yield from (_Worked(ticket, work) for work in ticket.worked if first <= work.day <= last)


def _figures(found: Iterable[_Worked]) -> tuple[Value, ...]:
    found = [*found]
    worked = sum(each.work.minutes for each in found)
    billable = sum(each.work.minutes for each in found if each.work.billable)
    tickets = len({each.ticket.id for each in found})
    return (worked, billable, percent(billable, worked), tickets)


def _overall(found: Sequence[_Worked]) -> Section:
    by_ticket = sorted(_minutes_by_ticket(found).values())
    columns = (
        *_FIGURES,
        Column("median", Kind.MINUTES, "median of a ticket"),
        Column("p90", Kind.MINUTES, "90% of tickets"),
    )
    spread = (percentile(by_ticket, 50), percentile(by_ticket, 90))
    rows = ((*_figures(found), *spread),) if found else ()
    return Section("Overall", columns, rows, notes=few([len(by_ticket)]))


def _minutes_by_ticket(found: Iterable[_Worked]) -> dict[str, int]:
    minutes: dict[str, int] = {}
    for each in found:
        minutes[each.ticket.id] = minutes.get(each.ticket.id, 0) + each.work.minutes
    return minutes


def _grouped(
    name: str,
    kind: Kind,
    found: Iterable[_Worked],
    word: Callable[[_Worked], str | None],
) -> Section:
    groups: dict[str | None, list[_Worked]] = {}
    for each in found:
        groups.setdefault(word(each), []).append(each)
    rows = [(name, *_figures(group)) for name, group in groups.items()]
    rows.sort(key=lambda row: (row[0] is None, -_count(row[1]), row[0] or ""))
    return Section(f"By {name}", (Column(name, kind), *_FIGURES), tuple(rows), bar="worked")


def _count(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _weeks(found: Iterable[_Worked]) -> Section:
    """Each week from the first to the last in which somebody worked."""
    groups: dict[date, list[_Worked]] = {}
    for each in found:
        monday = each.work.day - timedelta(days=each.work.day.weekday())
        groups.setdefault(monday, []).append(each)
    rows: list[tuple[Value, ...]] = []
    monday = min(groups, default=date.max)
    while groups and monday <= max(groups):
        year, week, _ = monday.isocalendar()
        rows.append((f"{year:04d}-W{week:02d}", *_figures(groups.get(monday, ()))))
        monday += timedelta(days=7)
    return Section(
        "Each week",
        (Column("week"), *_FIGURES),
        tuple(rows),
        bar="worked",
        chart=Chart(Shape.LINES, ("worked", "billable")),
    )


def _tickets(found: Sequence[_Worked]) -> Section:
    """The tickets on which most was worked."""
    by_id = {each.ticket.id: each.ticket for each in found}
    minutes = _minutes_by_ticket(found)
    order = sorted(minutes, key=lambda ident: (-minutes[ident], ident))
    billable = _minutes_by_ticket(each for each in found if each.work.billable)
    columns = (
        Column("id", Kind.TICKET),
        Column("title"),
        Column("customer", Kind.WORD),
        Column("worked", Kind.MINUTES),
        Column("billable", Kind.MINUTES),
    )
    rows = tuple(
        (ident, by_id[ident].title, by_id[ident].customer, minutes[ident], billable.get(ident, 0))
        for ident in order[:_SHOWN]
    )
    more = len(order) - _SHOWN
    notes = (f"And {more} more.",) if more > 0 else ()
    return Section("Most worked on", columns, rows, bar="worked", notes=notes)


WORK = Definition(
    "work",
    "Work",
    "how much was worked, for whom and by whom, and how much of it is billable",
    _sections,
    needs_history=True,
)
