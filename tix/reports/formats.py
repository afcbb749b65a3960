"""A report as text: JSON and CSV are exact, for programs; Markdown and HTML are for people.

Pure functions from a report to a whole text that ends in a line end. A new format is a function
and its line in ``FORMATS``.
"""

import re
from collections.abc import Callable
from datetime import date, datetime

from tix.model.text.formulas import is_formula
from tix.model.times import format_due, format_time
from tix.reports.durations import duration_text
from tix.reports.report import Column, Kind, Report, Section, Value
from tix.reports.visible import UNSAFE, visible

_COUNTED = (Kind.NUMBER, Kind.DURATION)
"""Kinds whose cells are aligned right."""


def cell_text(column: Column, value: Value) -> str:
    """A cell's text for people: durations like ``2d 4h``; texts of tickets unchanged."""
    match value:
        case None:
            return {Kind.WORD: "(none)", Kind.PERSON: "(nobody)"}.get(column.kind, "")
        case int() if column.kind is Kind.DURATION:
            return duration_text(value)
    return str(plain_value(value))


def bar_shares(section: Section) -> tuple[float, ...]:
    """For each row the length of its bar, 0 to 1, where the longest of the section is 1."""
    place = next((i for i, c in enumerate(section.columns) if c.name == section.bar), None)
    if place is None:
        return (0.0,) * len(section.rows)
    counts = [value if isinstance(value := row[place], int) else 0 for row in section.rows]
    longest = max([1, *counts])
    return tuple(max(0, count) / longest for count in counts)


def period_text(report: Report) -> str:
    """The period that a report is about, for people: "from … up to …"; "" if it has no ends."""
    ends = [("from", report.since), ("up to", report.until)]
    return " ".join(f"{word} {format_time(when)}" for word, when in ends if when)


def to_json(report: Report) -> str:
    """The stable, exact shape that ``docs/reports.md`` describes."""
    import json  # milliseconds, and only this format needs it

    shape = {
        "name": report.name,
        "title": report.title,
        "since": plain_value(report.since),
        "until": plain_value(report.until),
        "generated": plain_value(report.generated),
        "sections": [_json_section(section) for section in report.sections],
    }
    text = json.dumps(shape, ensure_ascii=False, indent=2)
    # What is unsafe and still unescaped stands within strings: line ends but for the layout's.
    return re.sub(UNSAFE, _json_escape, text) + "\n"


def to_csv(report: Report) -> str:
    """For each section a header line and its rows, with its title in the first column.

    Sections are separated by an empty line. Durations are seconds.
    """
    import csv  # only this format needs it
    from io import StringIO

    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for number, section in enumerate(report.sections):
        if number:
            writer.writerow(())
        writer.writerow(["section", *(_csv_cell(c.name) for c in section.columns)])
        for row in section.rows:
            writer.writerow([_csv_cell(section.title), *map(_csv_cell, row)])
    return out.getvalue()


def to_markdown(report: Report) -> str:
    """Headings and pipe tables."""
    from tabulate import tabulate  # 30 ms

    parts = [f"# {_markdown(report.title)}", *filter(None, [_markdown(period_text(report))])]
    for section in report.sections:
        parts.append(f"## {_markdown(section.title)}")
        if section.rows:
            cells = [
                [_markdown(cell_text(c, v)) for c, v in zip(section.columns, row, strict=True)]
                for row in section.rows
            ]
            headings = [_markdown(column.heading) for column in section.columns]
            parts.append(
                tabulate(
                    cells,
                    headings,
                    tablefmt="pipe",
                    disable_numparse=True,
                    colalign=_alignments(section),
                )
            )
        else:
            parts.append("None.")
        parts += [_markdown(note) for note in section.notes]
    return "\n\n".join(parts) + "\n"


def to_html(report: Report) -> str:
    """A whole small page: readable in light and dark, no script, nothing loaded from elsewhere."""
    title = _html(report.title)
    period = period_text(report)
    parts = [f"<h1>{title}</h1>", f"<p>{_html(period)}</p>" if period else ""]
    for section in report.sections:
        parts += [f"<h2>{_html(section.title)}</h2>", _html_table(section)]
        parts += [f"<p>{_html(note)}</p>" for note in section.notes]
    parts.append(f"<footer>{_html(format_time(report.generated))}</footer>")
    return _PAGE.format(title=title, style=_STYLE, body="\n".join(filter(None, parts)))


FORMATS: dict[str, Callable[[Report], str]] = {
    "json": to_json,
    "csv": to_csv,
    "markdown": to_markdown,
    "html": to_html,
}
"""Each format under the name that people type."""


def plain_value(value: Value) -> str | int | None:
    """A cell as programs read it: times as ISO 8601 texts, durations in seconds."""
    return format_due(value) if isinstance(value, (date, datetime)) else value


def _json_section(section: Section) -> dict[str, object]:
    names = [column.name for column in section.columns]
    return {
        "title": section.title,
        "columns": [{"name": c.name, "kind": c.kind.value} for c in section.columns],
        "rows": [dict(zip(names, map(plain_value, row), strict=True)) for row in section.rows],
        "notes": list(section.notes),
    }


def _json_escape(found: re.Match[str]) -> str:
    return found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}"


def _csv_cell(value: Value) -> str | int | None:
    """A cell that no spreadsheet takes for a formula."""
    plain = plain_value(value)
    if not isinstance(plain, str):
        return plain
    shown = visible(plain)  # which takes away what makes a formula of a text
    return f"'{shown}" if is_formula(plain) else shown


def _markdown(text: str) -> str:
    """Text that Markdown shows as it is, in a table too: no markup, no HTML, no end of the cell."""
    return re.sub(r"([\\`*_\[\]<>|~&#!])", r"\\\1", visible(text))


def _html(text: str) -> str:
    from html import escape  # only this format needs it

    return escape(visible(text))


def _alignments(section: Section) -> tuple[str, ...]:
    return tuple("right" if c.kind in _COUNTED else "left" for c in section.columns)


def _html_table(section: Section) -> str:
    from tabulate import tabulate  # 30 ms

    if not section.rows:
        return "<p>None.</p>"
    cells = [
        [
            _html_cell(column, value, share if column.name == section.bar else None)
            for column, value in zip(section.columns, row, strict=True)
        ]
        for row, share in zip(section.rows, bar_shares(section), strict=True)
    ]
    headings = [_html(column.heading) for column in section.columns]
    # "unsafehtml" leaves the cells as they are: they are escaped, and the bars are elements.
    return tabulate(
        cells,
        headings,
        tablefmt="unsafehtml",
        disable_numparse=True,
        colalign=_alignments(section),
    )


def _html_cell(column: Column, value: Value, share: float | None) -> str:
    text = _html(cell_text(column, value))
    if share is None:
        return text
    return f'<span class="bar" style="width:{share * 10:.1f}em"></span> {text}'


_STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; }
th { text-align: left; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent);
  padding: .2rem .6rem; }
td { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.bar { background: #4a8fd9; border-radius: 2px; display: inline-block; height: .7em; }
footer { font-size: .85rem; margin-top: 2rem; opacity: .7; }"""

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
{body}
</body>
</html>
"""
