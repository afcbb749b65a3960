"""``tix report``: counts and durations, as tables with bars or in other formats."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import repeat
from pathlib import Path
from typing import Any

import click

from tix.actions.report import ReportOptions, make_report, make_reports
from tix.console.completions import complete_files, complete_reports
from tix.console.given import ContradictingOptionsError
from tix.console.query_command import QueryCommand
from tix.console.query_hints import say_what_was_meant
from tix.console.query_options import Filters, filter_options
from tix.console.session import Session, pass_session
from tix.errors import UsageError
from tix.frozen import replace
from tix.model.times import day_of, format_time
from tix.reports import NAMES
from tix.reports.buckets import UNITS
from tix.reports.cells import COUNTED, bar_shares, cell_text, period_text
from tix.reports.formats import FORMATS, OF_ALL
from tix.reports.report import Column, Definition, Kind, Report, Section, Value
from tix.terminal import table
from tix.terminal.bars import bar
from tix.terminal.tsv import tsv
from tix.terminal.width import display_width, wrap

_SHORTEST_BAR, _LONGEST_BAR = 8, 30  # in columns, for the largest number
_GAP = 2  # blanks between two columns


class UnknownReportError(UsageError):
    """There is no report of that name."""

    def __init__(self, name: str) -> None:
        from tix.model.text.nearest import nearest
        from tix.query.terms import IS_WORDS

        close = nearest(name, NAMES)
        hint = f"did you mean 'tix report {close}'?" if close else f"known: {', '.join(NAMES)}"
        if name.casefold() in IS_WORDS:
            hint = f"did you mean 'tix report is:{name.casefold()}'?"
        super().__init__(
            f"there is no report {name!r}",
            hint=f"{hint} (to count tickets with that word: tix report summary {name})",
        )


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
    type=click.Choice(["table", *FORMATS]),
    help="How it is written; as a table if nothing is said.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write FILE instead; its ending says how.",
    shell_complete=complete_files,
)
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
        say_what_was_meant(session, query, f"report {definition.name}", found=False)
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
            hint=f"--format {' or '.join(FORMATS)}",
        )
    return found


def _written(reports: Sequence[Report], form: str, *, together: bool) -> str:
    """Reports in a format: ``together`` in the shape of several, even if it is one."""
    return OF_ALL[form](reports) if together else FORMATS[form](reports[0])


def _show(session: Session, reports: Sequence[Report], form: str | None, *, together: bool) -> None:
    """Write reports: ``together`` in the shape of several, even if it is one."""
    if form not in (None, "table"):
        session.page(_written(reports, form, together=together))
    elif session.screen.for_people:
        session.page("\n\n\n".join(_for_people(session, report) for report in reports))
    else:
        session.page(_for_programs(reports, together=together))


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


def _for_programs(reports: Sequence[Report], *, together: bool) -> str:
    """Like CSV: for each section a header and its rows, with its title in front; tabs between."""
    rows: list[Sequence[str]] = []
    for report in reports:
        for section in report.sections:
            title = f"{report.name}: {section.title}" if together else section.title
            cells = map(_exact, zip(*section.rows, strict=True))
            rows += [(), ("section", *(column.name for column in section.columns))]
            rows += zip(repeat(title, len(section.rows)), *cells, strict=True)
    return tsv(rows[1:])  # the first section needs no empty line before it


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


# For people --------------------------------------------------------------------------------------


def _for_people(session: Session, report: Report) -> str:
    styles = session.screen.styles
    parts = [styles.bold(report.title)]
    if period := period_text(report):
        shown = map(styles.dim, wrap(period, session.screen.text_width))
        parts[0] += "\n" + "\n".join(shown)
    parts += [_section(session, section) for section in report.sections]
    return "\n\n".join(parts)


def _section(session: Session, section: Section) -> str:
    """A section's title, its table with bars, and its notes."""
    styles, width = session.screen.styles, session.screen.text_width
    lines = [styles.heading(line) for line in wrap(section.title, width)]
    lines.append(_table(session, section) if section.rows else styles.dim("  none"))
    for note in section.notes:
        lines += map(styles.dim, wrap(note, width))
    return "\n".join(lines)


def _table(session: Session, section: Section) -> str:
    screen = session.screen
    rows = [
        [
            table.Cell(_shown(session, column, value), _style(session, column))
            for column, value in zip(section.columns, row, strict=True)
        ]
        for row in section.rows
    ]
    columns = [_shape(column) for column in section.columns]
    widths = [
        max(display_width(text) for text in (column.title, *(row[place].text for row in rows)))
        for place, column in enumerate(columns)
    ]
    least = [
        min(width, column.minimum) if column.flexible else width
        for width, column in zip(widths, columns, strict=True)
    ]
    room = screen.width - _taken(widths) - _GAP
    needed = [w for w, c in zip(least, section.columns, strict=True) if not c.is_minor]
    if _taken(needed) > screen.width:
        halves = [_halves(column.title) for column in columns]
        columns = [replace(c, title=first) for c, (first, _) in zip(columns, halves, strict=True)]
        rows.insert(0, [table.Cell(second, screen.styles.heading) for _, second in halves])
    elif section.bar is not None and room >= _SHORTEST_BAR:
        room = min(room, _LONGEST_BAR)
        columns.append(table.Column("", priority=-1))
        for row, share in zip(rows, bar_shares(section), strict=True):
            row.append(table.Cell(bar(share, 1, room), screen.styles.ident))
    return table.render(columns, rows, screen.width, screen.styles)


def _halves(heading: str) -> tuple[str, str]:
    """A heading split into two lines of about the same length, for a narrow table."""
    blanks = [place for place, char in enumerate(heading) if char == " "]
    if not blanks:
        return heading, ""
    middle = min(blanks, key=lambda place: abs(2 * place - len(heading)))
    return heading[:middle], heading[middle + 1 :]


def _taken(widths: Sequence[int]) -> int:
    """The width of a table, including gaps."""
    return sum(widths) + _GAP * (len(widths) - 1)


def _shown(session: Session, column: Column, value: Value) -> str:
    """A cell for people: a time is the day in the desk's time zone, an address somebody's name."""
    if isinstance(value, datetime):
        return day_of(value, session.config.timezone).isoformat()
    if column.kind is Kind.PERSON and isinstance(value, str):
        return session.names.label(value)
    return cell_text(column, value)


def _shape(column: Column) -> table.Column:
    if column.kind in COUNTED:
        priority = 1 if column.is_minor else 3
        return table.Column(column.heading, align="right", priority=priority)
    is_flexible = column.kind in (Kind.TEXT, Kind.WORD, Kind.PERSON)
    minimum = 14 if column.kind is Kind.TEXT else 12  # "first response" is text of ours
    priority = 1 if column.is_minor else 5
    return table.Column(column.heading, flexible=is_flexible, minimum=minimum, priority=priority)


def _style(session: Session, column: Column) -> Callable[[str], str] | None:
    return session.screen.styles.ident if column.kind is Kind.TICKET else None
