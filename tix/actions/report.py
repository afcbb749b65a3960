"""Making a report: gathering the tickets, or their history, and computing it."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, cached_property

from tix.actions.customer_names import CustomerNames
from tix.actions.periods import period
from tix.actions.selection import Selection, select
from tix.errors import UsageError
from tix.frozen import dataclass, replace
from tix.quick_typing import TYPE_CHECKING, cast
from tix.reports.report import Definition, Promised, Report, ReportInput

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.ticket.ticket import Ticket


class NoUnitError(UsageError):
    """``--by`` with a report that doesn't count by days or weeks."""

    def __init__(self, name: str) -> None:
        from tix.reports.table import REPORTS

        counting = ", ".join(report.name for report in REPORTS if report.by_unit)
        super().__init__(f"--by is for {counting}; {name} counts by no unit of time")


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
    if options.unit is not None and not definition.by_unit:
        raise NoUnitError(definition.name)
    return _Maker(workspace, options).made(definition)


def make_reports(
    workspace: "Workspace", definitions: Sequence[Definition], options: ReportOptions
) -> list[ReportResult]:
    """These reports of the same tickets; those with nothing to tell are left out.

    A unit of time is for those that count by one. Raises BadPeriodError, QueryError.
    """
    maker = _Maker(workspace, options)
    made = [maker.made(definition) for definition in definitions]
    return [result for result in made if any(section.rows for section in result.report.sections)]


class _Maker:
    """Makes reports of the same tickets; what several of them need is read once."""

    def __init__(self, workspace: "Workspace", options: ReportOptions) -> None:
        self._workspace = workspace
        self._options = options
        self._period = period(workspace, options.since, options.until)

    def made(self, definition: Definition) -> ReportResult:
        """One report."""
        since, until = self._period
        if not definition.needs_history:
            found = self._selection
            given = _from_tickets(self._workspace, definition, found, since, until)
            return ReportResult(self._built(definition, given), found.hides_broken)
        unit = self._options.unit if definition.by_unit else None
        given = replace(self._history, since=since, until=until, unit=unit)
        hides_broken = not self._is_query or self._selection.hides_broken
        return ReportResult(self._built(definition, given), hides_broken)

    def _built(self, definition: Definition, given: ReportInput) -> Report:
        config = self._workspace.config
        return replace(definition.build(given), desk=config.name, zone=config.timezone)

    @property
    def _is_query(self) -> bool:
        return any(map(str.strip, self._options.words))

    @cached_property
    def _selection(self) -> Selection:
        return select(self._workspace, self._options.words)

    @cached_property
    def _history(self) -> ReportInput:
        return _from_history(self._workspace, self._selection if self._is_query else None)


def _from_history(workspace: "Workspace", found: Selection | None) -> ReportInput:
    """The input of a report about history: the course that each ticket took."""
    from tix.storage.index.history.timelines import courses_in  # the other reports need no history

    reader, config = workspace.reader, workspace.config
    numbers = None if found is None else found.numbers  # of a query that finds none: none, not all
    workspace.expect_history()
    with workspace.progress("reading the history", "working out the times") as advance:
        kept = courses_in(workspace.desk, reader, config, numbers, advance)

    called = CustomerNames(workspace)

    @cache
    def texts(field: str) -> list[tuple[str, ...]]:
        known = reader.texts_by_number(field)
        if field != "customer":
            return [known.get(number, ()) for number in kept.numbers]
        names = {each: tuple(map(called.of, each)) for each in {(), *known.values()}}
        return [names[known.get(number, ())] for number in kept.numbers]

    def heads(places: Sequence[int]) -> "list[Ticket]":
        found = reader.heads(kept.numbers[place] for place in places)
        return [called.named(filed.ticket) for filed in found]

    def titles(places: Sequence[int]) -> list[tuple[str, str]]:
        numbers = [kept.numbers[place] for place in places]
        return cast("list[tuple[str, str]]", [*reader.columns(numbers, ["id", "title"])])

    def with_entries(field: str) -> "dict[int, Ticket]":
        wanted = reader.texts_by_number(field)
        places = [place for place, number in enumerate(kept.numbers) if number in wanted]
        return dict(zip(places, heads(places), strict=True))

    given = ReportInput((), config, workspace.now, {}, courses=kept.courses)
    given = replace(given, texts=texts, heads=heads, titles=titles, with_entries=with_entries)
    if config.promises:
        given = replace(given, promised=cache(lambda: _promised(workspace, kept.numbers)))
    return given


def _promised(workspace: "Workspace", numbers: Sequence[int]) -> Promised:
    """What was promised of the tickets with these numbers."""
    from tix.actions.kept_clocks import business_times, kept_clocks  # few desks have any

    with workspace.progress("working out the promises") as advance:
        kept = kept_clocks(workspace, numbers, advance)
    places = {number: place for place, number in enumerate(numbers)}
    counted = (kept.kept, kept.missed, kept.running, kept.met, kept.waits)
    return Promised(places, *counted, business_times(workspace))


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
    if definition.looks_back is not None:
        since = definition.looks_back(since, until, workspace.now)
    if since or until:
        from tix.query.predicates import And, Has, Not, Source, TimeIn, Within

        asked = (root,) if root else ()
        undated = reader.count(And((*asked, Not(Has(Source("opened"))))), facts)
        given = replace(given, undated=undated)
        root = And((*asked, TimeIn("opened", Within(since, until))))
    if definition.of_open:
        given = replace(given, tallies=reader.tallies(root, facts, config))
    if definition.oldest:
        among, undated_open = reader.pressing(root, facts, config, workspace.now, definition.oldest)
        given = replace(given, undated_open=undated_open)
        return replace(given, tickets=reader.open_glances(root, config, facts, among))
    if definition.of_open:
        return replace(given, tickets=reader.open_glances(root, config, facts))
    numbers = reader.find(root, config, facts)
    if definition.looks_back is not None:
        called = CustomerNames(workspace)
        tickets = (called.named(filed.ticket) for filed in reader.uncommented(numbers))
        return replace(given, tickets=tickets)
    return replace(
        given, tickets=(config.with_priority(filed.ticket) for filed in reader.heads(numbers))
    )
