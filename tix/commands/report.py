"""``tix report``: counts and durations, as tables with bars or in other formats."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import repeat
from pathlib import Path

import click

from tix.actions.report import ReportOptions, make_report, make_reports
from tix.console.completions import complete_files, complete_reports
from tix.console.given import ContradictingOptionsError, output_option
from tix.console.query_command import QueryCommand
from tix.console.query_hints import say_what_was_meant
from tix.console.query_options import Filters, filter_options
from tix.console.session import Session, pass_session
from tix.errors import UsageError
from tix.model.times import format_time
from tix.quick_typing import Any
from tix.reports import FORMAT_NAMES, NAMES, UNITS
from tix.reports.report import Definition, Report
from tix.terminal.tsv import tsv


class UnknownReportError(UsageError):
    """There is no report of that name."""

    def __init__(self, name: str) -> None:
        from tix.model.text.nearest import nearest
        from tix.query.terms import IS_WORDS

        close = _CALLED_ELSEWHERE.get(name.casefold()) or nearest(name, NAMES)
        hint = f"did you mean 'tix report {close}'?" if close else f"known: {', '.join(NAMES)}"
        if name.casefold() in IS_WORDS:
            hint = f"did you mean 'tix report is:{name.casefold()}'?"
        super().__init__(
            f"there is no report {name!r}",
            hint=f"{hint} (to count tickets with that word: tix report summary {name})",
        )


_CALLED_ELSEWHERE = {
    "burndown": "trends", "burnup": "trends", "velocity": "throughput", "sla": "promises",
    "time": "work", "hours": "work", "timesheet": "work", "csat": "satisfaction", "ratings":
    "satisfaction", "age": "ageing", "stale": "ageing", "tags": "labels", "users": "agents",
    "people": "agents", "assignees": "workload", "team": "workload", "companies": "customers",
    "monthly": "throughput --by month", "month": "throughput --by month", "weekly":
    "throughput --by week", "week": "throughput --by week", "assignee": "workload", "count":
    "summary", "sources": "channels", "stats": "summary", "frt": "response", "problems": "topics",
}  # fmt: skip
"""What other tools call a report."""


@click.command("report", cls=QueryCommand)
@click.argument("words", metavar="[NAME] [QUERY...]", nargs=-1, shell_complete=complete_reports)
@click.option("--since", metavar="DATE", help="From then on: 2026-11-01, monday, 30d.")
@click.option("--until", metavar="DATE", help="Up to then.")
@click.option(
    "--by",
    "unit",
    type=click.Choice(UNITS),
    help="What throughput, trends and backlog count by.",
)
@click.option("--all", "every", is_flag=True, help="All reports that have something to tell.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", *FORMAT_NAMES]),
    help="How it is written; as a table if nothing is said.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@output_option("FILE", "Write FILE instead; its ending says how.", shell_complete=complete_files)
@filter_options
@pass_session
def command(
    session: Session,
    words: tuple[str, ...],
    since: str | None,
    until: str | None,
    unit: str | None,
    every: bool,
    form: str | None,
    as_json: bool,
    output: str | None,
    filters: Filters,
) -> None:
    """Count and measure tickets: all, or those that match a query.

    \b
    Reports:
      summary       how many of which sort, the oldest, the longest overdue
      throughput    opened, resolved and left open in each day, week or month
      trends        week by week: what came, how long it took, what changed
      resolution    how long answers and resolutions take
      backlog       how old the open tickets were at the end of each week
      ageing        open tickets by age
      workload      open tickets of each assignee
      agents        what happened to each assignee's tickets
      customers     the same of each customer's
      channels      the same of each channel's
      labels        tickets of each label
      topics        labels and repeated problems, more or fewer than before
      reopened      resolutions that didn't last
      promises      what was kept and what was missed, every miss
      response      how long responses took, by the clock and in business time
      satisfaction  the share of 4 and 5, and how many answered
      work          time worked, by whom, for whom, how much of it billable

    \b
    Examples:
      tix report
      tix report throughput --since 2026-01-01 --by month
      tix report resolution type:incident --format markdown
      tix report workload label:ci --json
      tix report topics --since 30d
      tix report --all -o reports.html
    """
    if as_json and form not in (None, "json"):
        raise ContradictingOptionsError(f"--json and --format {form}")
    form = "json" if as_json else form
    if output is not None:
        form = _form_of_file(output, form)
    if every:
        from tix.reports.table import REPORTS

        options = ReportOptions(filters.applied_to(_all_of(words)), since, until, unit)
        results = make_reports(session, REPORTS, options)
    else:
        definition, query = _which(words)
        options = ReportOptions(filters.applied_to(query), since, until, unit)
        results = [make_report(session, definition, options)]
        if query:
            from tix.actions.selection import select

            found = bool(select(session, query).numbers)
            say_what_was_meant(session, query, f"report {definition.name}", found=found)
    if any(result.hides_broken for result in results):
        session.tell_broken()
    reports = [result.report for result in results]
    if output is not None and form is not None:
        from tix.actions.export import write_text

        write_text(Path(output), _written(reports, form, together=every))
        session.say(f"wrote {output}")
    else:
        _show(session, reports, form, together=every)


_ENDINGS = {".html": "html", ".htm": "html", ".json": "json", ".csv": "csv", ".md": "markdown"}


def _form_of_file(output: str, form: str | None) -> str:
    """The format of a file: what was said, else what its ending says."""
    found = form or _ENDINGS.get(Path(output).suffix.casefold())
    if found in (None, "table"):
        raise UsageError(
            f"{output}: how it is to be written isn't said",
            hint=f"--format {' or '.join(FORMAT_NAMES)}",
        )
    return found


def _written(reports: Sequence[Report], form: str, *, together: bool) -> str:
    """Reports in a format: ``together`` in the shape of several, even if it is one."""
    from tix.reports.formats import FORMATS, OF_ALL  # tables need none of them

    return OF_ALL[form](reports) if together else FORMATS[form](reports[0])


def _show(session: Session, reports: Sequence[Report], form: str | None, *, together: bool) -> None:
    """Write reports: ``together`` in the shape of several, even if it is one."""
    if form not in (None, "table"):
        session.page(_written(reports, form, together=together))
    elif session.screen.for_people:
        from tix.console.report_text import report_text

        session.page("\n\n\n".join(report_text(session, report) for report in reports))
    else:
        for text in _for_programs(reports, together=together):
            session.print(text)


def _all_of(words: Sequence[str]) -> Sequence[str]:
    """The query beside ``--all``; a report's name can't stand there."""
    if words and words[0].strip().casefold() in NAMES:
        raise ContradictingOptionsError(f"--all and the report {words[0].strip()}")
    return words


def _which(words: Sequence[str]) -> tuple[Definition, Sequence[str]]:
    """The report that the first word names, and the query after it.

    A plain first word that isn't a report's name is taken for a mistyped one.
    """
    if not words:
        return _usual(), ()
    first = words[0].strip()
    if first.casefold() in NAMES:
        return _named(first.casefold()), words[1:]
    if first.replace("-", "a").isalpha() and not first.startswith("-"):
        raise UnknownReportError(first)
    return _usual(), words


def _usual() -> Definition:
    return _named(next(iter(NAMES)))


def _named(name: str) -> Definition:
    """The report of that name, from its own module."""
    from importlib import import_module

    found = getattr(import_module(f"tix.reports.{NAMES[name]}"), name.upper())
    assert isinstance(found, Definition)
    return found


# For programs ------------------------------------------------------------------------------------


_AT_ONCE = 500
"""Rows are printed in blocks of so many: there may be thousands."""


def _for_programs(reports: Sequence[Report], *, together: bool) -> Iterator[str]:
    """Like CSV: for each section a header and its rows, with its title in front; tabs between."""
    gap: list[Sequence[str]] = []  # the first section needs no empty line before it
    for report in reports:
        for section in report.sections:
            title = f"{report.name}: {section.title}" if together else section.title
            yield tsv([*gap, ("section", *(column.name for column in section.columns))])
            for start in range(0, len(section.rows), _AT_ONCE):
                some = section.rows[start : start + _AT_ONCE]
                cells = map(_exact, zip(*some, strict=True))
                yield tsv([*zip(repeat(title, len(some)), *cells, strict=True)])
            gap = [()]


def _exact(column: Sequence[Any]) -> Iterable[str]:
    """The values of a column as programs read them. There are many, mostly of one type."""
    kinds = {*map(type, column)}
    if kinds == {str}:
        return column
    if len(kinds) == 1:
        return map(_EXACT[kinds.pop()], column)
    return [_EXACT[type(value)](value) for value in column]


_EXACT: dict[type, Callable[[Any], str]] = {
    str: str,
    int: str,
    type(None): lambda _: "",
    datetime: format_time,
    date: date.isoformat,
}
"""A value of each type as programs read it, as ``plain_value`` has it: there are many of them."""
