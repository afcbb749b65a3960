"""The workload: the open tickets of each assignee."""

from collections.abc import Sequence

from tix.model.ticket.ticket import Ticket
from tix.query.predicates import is_overdue
from tix.reports.grouping import by_assignee, by_priority, priority_columns, several_assignees
from tix.reports.opened_in_period import age, oldest, opened_in_period
from tix.reports.report import Column, Definition, Kind, ReportInput, Section, Value


def _sections(given: ReportInput) -> tuple[Section, ...]:
    tickets, left_out = opened_in_period(given)
    still_open = [t for t in tickets if not given.config.is_done(t)]
    priorities = list(by_priority(still_open, given.config))
    columns = (
        Column("assignee", Kind.PERSON),
        Column("open", Kind.NUMBER),
        *priority_columns(priorities),
        Column("overdue", Kind.NUMBER),
        Column("oldest", Kind.TICKET),
        Column("oldest_age", Kind.DURATION),
    )
    people = by_assignee(still_open, given.config)
    busiest_first = sorted(people, key=lambda who: (who is None, -len(people[who])))
    rows = tuple(_row(who, people[who], priorities, given) for who in busiest_first)
    said = left_out + several_assignees(still_open, given.config)
    return (Section("Open tickets by assignee", columns, rows, bar="open", notes=said),)


def _row(
    who: str | None, tickets: Sequence[Ticket], priorities: Sequence[str | None], given: ReportInput
) -> tuple[Value, ...]:
    first = oldest(tickets)
    return (
        who,
        len(tickets),
        *(sum(t.priority == word for t in tickets) for word in priorities),
        sum(is_overdue(t, given.config, given.now) for t in tickets),
        first.id if first else None,
        age(first, given.now) if first else None,
    )


WORKLOAD = Definition(
    "workload",
    "Workload",
    "how many open tickets each assignee has, and how urgent",
    _sections,
    of_open=True,
)
