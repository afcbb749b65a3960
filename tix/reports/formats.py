"""A report as text: JSON and CSV are exact, for programs; Markdown and HTML are for people.

Pure functions from a report to a whole text that ends in a line end. A new format is a function
and its line in ``FORMATS``.
"""

import re
from collections.abc import Callable, Sequence

from tix.frozen import replace
from tix.model.text.formulas import is_formula
from tix.reports.cells import COUNTED, cell_text, period_text, plain_value
from tix.reports.report import Report, Section, Value
from tix.reports.visible import UNSAFE, visible


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
    """A whole page: readable in light and dark, no script, nothing loaded from elsewhere."""
    from tix.reports import html  # it draws charts

    return html.to_html(report)


def all_to_json(reports: Sequence[Report]) -> str:
    """An array of the reports, each as ``to_json`` has it."""
    from textwrap import indent  # hardly anybody asks for that

    shapes = (indent(to_json(report).rstrip("\n"), "  ") for report in reports)
    return "[\n" + ",\n".join(shapes) + "\n]\n" if reports else "[]\n"


def all_to_csv(reports: Sequence[Report]) -> str:
    """The sections of all reports, each with its report's name in front of its title."""
    return to_csv(_together(reports)) if reports else ""


def _together(reports: Sequence[Report]) -> Report:
    """One report with the sections of several."""
    first = reports[0]
    sections = tuple(
        replace(section, title=f"{report.name}: {section.title}")
        for report in reports
        for section in report.sections
    )
    return Report("all", "All reports", first.since, first.until, first.generated, sections)


def all_to_markdown(reports: Sequence[Report]) -> str:
    """One report below the other."""
    return "\n".join(map(to_markdown, reports))


def all_to_html(reports: Sequence[Report]) -> str:
    """A whole page of all of them."""
    from tix.reports import html  # it draws charts

    return html.all_to_html(reports)


FORMATS: dict[str, Callable[[Report], str]] = {
    "json": to_json,
    "csv": to_csv,
    "markdown": to_markdown,
    "html": to_html,
}
"""Each format under the name that people type."""

OF_ALL: dict[str, Callable[[Sequence[Report]], str]] = {
    "json": all_to_json,
    "csv": all_to_csv,
    "markdown": all_to_markdown,
    "html": all_to_html,
}
"""How several reports are written together."""


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


def _alignments(section: Section) -> tuple[str, ...]:
    return tuple("right" if c.kind in COUNTED else "left" for c in section.columns)
