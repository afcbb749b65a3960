"""Charts of a report's sections: drawn by pygal as SVG, without its scripts and its style sheet.

What they look like is for the style sheet of the page that they stand in (``STYLE``): colours are
its variables, so that one drawing is for light and dark. Nothing depends on colour alone: lines
differ in how they are dashed, what is stacked is hatched in turns and has edges, bars have their
numbers, and the table below has all of them.
"""

from collections.abc import Callable, Iterator, Sequence
from math import ceil, floor, log10
from unicodedata import east_asian_width
from xml.etree import ElementTree

from tix.frozen import dataclass
from tix.quick_typing import Any
from tix.reports.cells import cell_text
from tix.reports.report import Chart, Column, Kind, Section, Shape, Value
from tix.reports.visible import visible

_MOST = {Shape.BARS: 20, Shape.LINES: 400, Shape.STACKED: 400}
"""How many rows are drawn: of bars the first, of what goes by time the last."""

_LONGEST = 32
"""How many letters a bar's name is wide."""

_TICKS = 5
_WIDTH, _HEIGHT, _BAR = 900, 280, 26

STYLE = """\
figure { margin: 1rem 0; overflow-x: auto; }
figure > svg { display: block; height: auto; max-width: 100%; min-width: 36rem; }
@media print { figure > svg { min-width: 0; } }
svg text { fill: currentColor; font: 12px system-ui, sans-serif; stroke: none; }
svg .background { fill: none; }
svg .axis.y text { text-anchor: end; }
svg .axis.x text { text-anchor: middle; }
svg .axis .line { fill: none; stroke: currentColor; stroke-opacity: .45; }
svg .axis .guide { stroke-dasharray: 2 4; stroke-opacity: .25; }
svg .vertical .axis.x .guide { stroke: none; }
svg .line { fill: none; stroke-width: 2.2; }
svg .dot { stroke-width: 1; }
svg .rect { stroke: var(--page); stroke-width: 1; }
svg .value { font-size: 11px; }
svg .horizontalbar-graph .value { text-anchor: start; }
.color-0 { fill: var(--c0); stroke: var(--c0); }
.color-1 { fill: var(--c1); stroke: var(--c1); }
.color-2 { fill: var(--c2); stroke: var(--c2); }
.color-3 { fill: var(--c3); stroke: var(--c3); }
.serie-1 .line, .serie-1.line { stroke-dasharray: 9 4; }
.serie-2 .line, .serie-2.line { stroke-dasharray: 2 4; }
.serie-3 .line, .serie-3.line { stroke-dasharray: 9 4 2 4; }
.band-0 { fill: var(--a0); } .band-1 { fill: url(#hatch-1); } .band-2 { fill: var(--a2); }
.band-3 { fill: url(#hatch-3); } .band-4 { fill: var(--a4); } .band-5 { fill: url(#hatch-5); }
.band-6 { fill: var(--a6); } .band-7 { fill: url(#hatch-7); }
figcaption { display: flex; flex-wrap: wrap; font-size: .85rem; gap: .2rem 1.2rem; }
figcaption svg { display: inline-block; height: .8em; margin-right: .4em; width: 2.2em; }"""

HATCHES = (
    '<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>'
    + "".join(
        f'<pattern id="hatch-{n}" width="6" height="6" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><rect width="6" height="6" style="fill:var(--a{n})"/>'
        '<path d="M0 0 v6" style="stroke:var(--page);stroke-width:2"/></pattern>'
        for n in (1, 3, 5, 7)
    )
    + "</defs></svg>"
)
"""The patterns that ``STYLE`` names, once for a page."""


@dataclass(frozen=True, slots=True)
class _Axis:
    """How numbers are written along an axis, and where it has its marks."""

    ticks: tuple[float, ...]
    label: Callable[[float], str]


def chart(section: Section) -> str | None:
    """A section as an SVG with its legend; None where there is nothing to compare."""
    wanted = section.chart or (Chart(Shape.BARS, (section.bar,)) if section.bar else None)
    if wanted is None or len(section.rows) < 2:
        return None
    places = [_place(section, name) for name in wanted.columns]
    rows = _drawn(wanted.shape, section.rows)
    highest = _highest(wanted.shape, rows, places)
    if highest <= 0:
        return None
    axis = _axis(section.columns[places[0]].kind, highest)
    names = [visible(section.columns[place].heading) for place in places]
    drawing = _drawing(wanted.shape, axis, section, rows)
    for place, name in zip(places, names, strict=True):
        drawing.add(name, [_point(section.columns[place], row[place]) for row in rows])
    svg = _cleaned(drawing.render_tree(), wanted.shape)
    svg.set("role", "img")
    svg.set("aria-label", f"{visible(section.title)}. The numbers are in the table below.")
    return ElementTree.tostring(svg, encoding="unicode") + _legend(wanted.shape, names)


def _place(section: Section, name: str) -> int:
    return next(place for place, column in enumerate(section.columns) if column.name == name)


def _drawn(shape: Shape, rows: Sequence[tuple[Value, ...]]) -> Sequence[tuple[Value, ...]]:
    """The rows that there is room for; pygal has the first bar at the bottom."""
    most = _MOST[shape]
    return rows[:most][::-1] if shape is Shape.BARS else rows[-most:]


def _highest(shape: Shape, rows: Sequence[tuple[Value, ...]], places: Sequence[int]) -> int:
    values = [[v if isinstance(v := row[place], int) else 0 for place in places] for row in rows]
    of_row: Callable[[Sequence[int]], int] = sum if shape is Shape.STACKED else max
    return max(map(of_row, values), default=0)


def _axis(kind: Kind, highest: int) -> _Axis:
    """Marks at round numbers of a round unit."""
    unit, letter = 1, ""
    if kind is Kind.PERCENT:
        letter, highest = "%", 100
    elif kind is Kind.MINUTES:
        unit, letter = (60, "h") if highest >= 180 else (1, "m")
    elif kind in (Kind.DURATION, Kind.BUSINESS):
        days = ((86400, "d"),) if kind is Kind.DURATION else ()
        sizes = (*days, (3600, "h"), (60, "m"), (1, "s"))
        unit, letter = next((u, word) for u, word in sizes if highest >= 3 * u or u == 1)
    step = _round_step(highest / unit)
    marks = [step * n for n in range(ceil(highest / unit / step) + 1)]
    return _Axis(tuple(mark * unit for mark in marks), lambda value: f"{value / unit:g}{letter}")


def _round_step(highest: float) -> float:
    """A step of 1, 2 or 5 and noughts, with which there are few marks up to there."""
    power: float = 10 ** floor(log10(max(highest, 1) / _TICKS))
    return max(1.0, next(n * power for n in (1, 2, 5, 10) if n * power * _TICKS >= highest))


def _drawing(shape: Shape, axis: _Axis, section: Section, rows: Sequence[tuple[Value, ...]]) -> Any:
    import pygal  # 30 ms, and only this format needs it

    first = section.columns[0]
    labels = [_cut(visible(cell_text(first, row[0]))) for row in rows]
    common = {
        "css": [],
        "js": [],
        "show_legend": False,
        "width": _WIDTH,
        "height": _HEIGHT,
        "y_labels": axis.ticks,
        "range": (0, axis.ticks[-1]),
        "value_formatter": axis.label,
        "truncate_label": -1,
        "margin": 8,
        "margin_right": 40,
        "no_prefix": True,
    }
    if shape is Shape.BARS:
        height = 60 + _BAR * len(rows)
        # pygal makes room for narrow letters; those of Chinese or Japanese are twice as wide.
        margin = 30 + 7 * max(_width(label) - len(label) for label in labels)
        return pygal.HorizontalBar(
            **{**common, "height": height, "margin_left": margin},
            x_labels=labels,
            print_values=True,
            print_values_position="top",
        )
    kind = pygal.Line if shape is Shape.LINES else pygal.StackedBar
    few = {"x_labels_major_every": ceil(len(rows) / 9), "show_minor_x_labels": False}
    return kind(**common, **few, x_labels=labels, allow_interruptions=True, dots_size=3)


def _cut(text: str) -> str:
    if _width(text) <= _LONGEST:
        return text
    while _width(text) > _LONGEST - 1:
        text = text[:-1]
    return f"{text}…"


def _width(text: str) -> int:
    """How many narrow letters are as wide."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _point(column: Column, value: Value) -> dict[str, Any] | None:
    """A value to draw, with the text that people read."""
    if not isinstance(value, int):
        return None
    text = cell_text(column, value)
    return {"value": value, "formatter": lambda _: text}


def _cleaned(svg: Any, shape: Shape) -> Any:
    """The drawing without what only pygal's scripts need; what these show is a title instead."""
    svg.attrib.pop("id", None)
    for parent in [*svg.iter()]:
        for child in [*parent]:
            if _is_for_scripts(child):
                parent.remove(child)
        told = {child.get("class"): child.text or "" for child in parent if child.tag == "desc"}
        for child in [child for child in parent if child.tag == "desc"]:
            parent.remove(child)
        if told:
            title = parent.makeelement("title", {})  # of lxml, where pygal has found that
            title.text = ": ".join(filter(None, (told.get("x_label"), told.get("value"))))
            parent.insert(0, title)
    if shape is Shape.STACKED:
        for series in svg.iter("g"):
            words = series.get("class", "").split()
            if "series" in words:
                number = next(w for w in words if w.startswith("serie-")).removeprefix("serie-")
                series.set("class", f"series band-{number}")
    return svg


def _is_for_scripts(element: Any) -> bool:
    """Whether it is a comment, a style, a script, a title of pygal's, or a place for tooltips."""
    words = (element.get("class") or "").split()  # lxml, which pygal prefers, has comments, too
    return (
        not isinstance(element.tag, str)
        or element.tag in ("defs", "title")
        or "tooltip-overlay" in words
    )


def _legend(shape: Shape, names: Sequence[str]) -> str:
    """What each line or band is; none for a single one."""
    from html import escape

    if len(names) < 2:
        return ""
    return "<figcaption>" + "".join(_entries(shape, map(escape, names))) + "</figcaption>"


def _entries(shape: Shape, names: Iterator[str]) -> Iterator[str]:
    for number, name in enumerate(names):
        if shape is Shape.STACKED:
            sample = f'<rect class="rect band-{number}" width="24" height="10"/>'
        else:
            sample = f'<path class="line color-{number} serie-{number}" d="M0 5 h24"/>'
        svg = f'<svg viewBox="0 0 24 10" aria-hidden="true">{sample}</svg>'
        yield f"<span>{svg}{name}</span>"
