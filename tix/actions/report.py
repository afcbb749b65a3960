"""Making a report: gathering the tickets, or their history, and computing it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tix.actions.periods import period
from tix.actions.selection import Selection, select
from tix.errors import UsageError
from tix.frozen import dataclass, replace
from tix.reports.report import Definition, Report, ReportInput
from tix.reports.throughput import THROUGHPUT

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace


class NoUnitError(UsageError):
    """``--by`` with a report that doesn't count by days or weeks."""

    def __init__(self, name: str) -> None:
        super().__init__(f"--by is for the report throughput; {name} counts by no unit of time")


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """A query, a period and a unit of time, as people type them."""

    words: Sequence[str] = ()
    since: str | None = None
    until: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class ReportResult:
    """A report. ``hides_broken``: tickets that can't be read are left out, so name them."""

    report: Report
    hides_broken: bool


def make_report(
    workspace: "Workspace", definition: Definition, options: ReportOptions
) -> ReportResult:
    """Count and measure tickets. Raises NoUnitError, BadPeriodError, QueryError."""
    if options.unit is not None and definition is not THROUGHPUT:
        raise NoUnitError(definition.name)
    since, until = period(workspace, options.since, options.until)
    if definition.needs_history:
        found = select(workspace, options.words) if any(map(str.strip, options.words)) else None
        given = _from_history(workspace, found)
        given = replace(given, since=since, until=until, unit=options.unit)
    else:
        found = select(workspace, options.words)
        given = _from_tickets(workspace, definition, found, since, until)
    return ReportResult(definition.build(given), found is None or found.hides_broken)


def _from_history(workspace: "Workspace", found: Selection | None) -> ReportInput:
    """The input of a report about history: the course that each ticket took."""
    from tix.storage.index.history.timelines import courses_in  # the other reports need no history

    numbers = found.numbers if found else None
    reader, config = workspace.reader, workspace.config
    workspace.expect_history()
    with workspace.progress("reading the history", "working out the times") as advance:
        courses = courses_in(workspace.desk, reader, config, numbers, advance)
    return ReportInput((), config, workspace.now, {}, courses=courses)


def _from_tickets(
    workspace: "Workspace",
    definition: Definition,
    selection: Selection,
    since: datetime | None,
    until: datetime | None,
) -> ReportInput:
    """The input of a report about tickets: those opened in the period. A report about unfinished
    ones only needs counts of the others."""
    config = workspace.config
    given = ReportInput((), config, workspace.now, {}, since, until)
    root, reader, facts = selection.root, selection.reader, selection.facts
    if since or until:
        from tix.query.predicates import And, Has, Not, Source, TimeIn, Within

        asked = (root,) if root else ()
        undated = reader.count(And((*asked, Not(Has(Source("opened"))))), facts)
        given = replace(given, undated=undated)
        root = And((*asked, TimeIn("opened", Within(since, until))))
    if definition.of_open:
        given = replace(given, tallies=reader.tallies(root, facts, config))
    if definition.of_open:
        return replace(given, tickets=reader.open_glances(root, config, facts))
    numbers = reader.find(root, config, facts)
    return replace(
        given, tickets=(config.with_priority(filed.ticket) for filed in reader.heads(numbers))
    )
