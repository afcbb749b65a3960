"""Reports as one HTML page: charts with their numbers beneath, for light, dark and paper.

There is no script in it, and it loads nothing; what strangers wrote is escaped.
"""

from collections.abc import Sequence
from html import escape

from tix.model.times import format_time
from tix.reports.cells import COUNTED, cell_text, period_text
from tix.reports.charts import HATCHES, STYLE, chart
from tix.reports.report import Column, Kind, Report, Section, Value
from tix.reports.visible import visible

_SHORT = 20
"""Characters of a text that needn't be broken into lines."""

_MARK = 10
"""Characters of a single word that is never broken, on paper neither: a week, an id."""


def to_html(report: Report) -> str:
    """A page of one report."""
    title = _titled(report.title, report)
    parts = [f"<h1>{_html(title)}</h1>", _period(report), *sections(report, "h2")]
    return _page(title, parts, report)


def all_to_html(reports: Sequence[Report]) -> str:
    """A page of several reports, with their names in front."""
    if not reports:
        return _PAGE.format(
            title="Reports", style=_STYLE, charts=STYLE, hatches="", body="<p>None.</p>"
        )
    parts = [f"<h1>{_html(_titled('Reports', reports[0]))}</h1>", _period(reports[0])]
    links = (f'<a href="#{each.name}">{_html(each.title)}</a>' for each in reports)
    parts.append(f"<nav>{' '.join(links)}</nav>")
    for report in reports:
        parts.append(f'<article id="{report.name}"><h2>{_html(report.title)}</h2>')
        parts += sections(report, "h3")
        parts.append("</article>")
    return _page(_titled("Reports", reports[0]), parts, reports[0])


def _titled(title: str, report: Report) -> str:
    return f"{title} · {report.desk}" if report.desk else title


def _page(title: str, parts: Sequence[str], report: Report) -> str:
    made = format_time(report.generated)
    footer = f'<footer>{_html(title)} · <time datetime="{made}">{made}</time></footer>'
    body = "\n".join(filter(None, [*parts, footer]))
    return _PAGE.format(title=_html(title), style=_STYLE, charts=STYLE, hatches=HATCHES, body=body)


def _period(report: Report) -> str:
    period = period_text(report)
    return f"<p>{_html(period)}</p>" if period else ""


def sections(report: Report, heading: str) -> list[str]:
    """The HTML of a report's sections, each with a heading of that level."""
    parts = []
    for section in report.sections:
        parts.append(f"<section><{heading}>{_html(section.title)}</{heading}>")
        if drawing := chart(section):
            parts.append(f'<figure tabindex="0">{drawing}</figure>')
        parts.append(_table(section))
        parts += [f"<p>{_html(note)}</p>" for note in section.notes]
        parts.append("</section>")
    return parts


def _html(text: str) -> str:
    return escape(visible(text))


def _table(section: Section) -> str:
    if not section.rows:
        return "<p>None.</p>"
    head = "".join(
        _cell("th", column, column.heading, ' scope="col"') for column in section.columns
    )
    rows = "\n".join(_row(section, row) for row in section.rows)
    return (
        f'<div class="table" tabindex="0"><table>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )


def _row(section: Section, row: tuple[Value, ...]) -> str:
    cells = zip(section.columns, row, strict=True)
    return "<tr>" + "".join(_cell("td", c, cell_text(c, value)) for c, value in cells) + "</tr>"


def _cell(tag: str, column: Column, text: str, more: str = "") -> str:
    kind = "number" if column.kind in COUNTED else "short" if len(text) <= _SHORT else "long"
    if kind == "short" and len(text) <= _MARK and " " not in text:
        kind = "mark"
    if column.kind is Kind.TIME:
        kind = "time"
    return f'<{tag} class="{kind}"{more}>{_html(text)}</{tag}>'


_STYLE = """\
:root { color-scheme: light dark; --page: #fff; --ink: #1b1f24; --edge: #d5dae0;
  --c0: #1f6fc4; --c1: #b4500e; --c2: #2b7a3d; --c3: #8a3fa0;
  --a0: #d9e7f6; --a1: #b5d0ec; --a2: #8db6df; --a3: #649bd0; --a4: #417fbc; --a5: #2a629c;
  --a6: #174475; --a7: #999; }
@media screen and (prefers-color-scheme: dark) {
  :root { --page: #14171b; --ink: #e4e7eb; --edge: #3a414a;
    --c0: #6cb0f5; --c1: #f0a15f; --c2: #79c98b; --c3: #d39be4;
    --a0: #22384f; --a1: #2c4d70; --a2: #376493; --a3: #457db5; --a4: #6298ce; --a5: #8cb6e0;
    --a6: #c0d8ef; --a7: #888; } }
body { background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
  margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.25; }
article { border-top: 1px solid var(--edge); margin-top: 2.5rem; }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1rem; }
a { color: var(--c0); }
.table { overflow-x: auto; }
@media screen and (min-width: 62rem) {
  /* Where the page has room at its right, a wide table takes it. */
  .table { max-width: calc(50vw + 28rem); min-width: 100%; width: min-content; } }
table { border-collapse: collapse; }
th { text-align: left; vertical-align: bottom; }
th, td { border-bottom: 1px solid var(--edge); padding: .2rem .6rem; }
td { vertical-align: top; }
.number { font-variant-numeric: tabular-nums; text-align: right; }
td.number, td.mark, td.short, td.time { white-space: nowrap; }
td.long { min-width: 10rem; overflow-wrap: anywhere; }
footer { font-size: .85rem; margin-top: 2rem; opacity: .7; }
@media print, (max-width: 40rem) {
  /* The day of a time stands above its hour where there is no room for both: a line has the day's
     ten characters (and a T, if that is narrow). */
  td.time { min-width: 9.7ch; white-space: normal; word-break: break-all; } }
@media (max-width: 40rem) { body { margin-top: 1rem; } th, td { padding: .2rem .35rem; } }
@media print {
  :root { color-scheme: light; --ink: #000; --edge: #999; }
  body { font-size: 10pt; margin: 0; max-width: none; padding: 0; }
  nav { display: none; }
  .table { overflow: visible; }
  table { font-size: 8pt; }
  th, td { padding: .1rem .2rem; }
  td.number, td.short { white-space: normal; }
  td.long { min-width: 5rem; }
  h1, h2, h3 { break-after: avoid; }
  figure, tr { break-inside: avoid; }
  thead { display: table-header-group; }
}"""

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}
{charts}
</style>
</head>
<body>
{hatches}
{body}
</body>
</html>
"""
