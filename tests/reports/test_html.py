"""Reports as pages: whole, harmless, with charts whose numbers stand below."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tix
from tests.reports.desks import given_lives, random_lives
from tests.reports.test_formats import AT, CONTROLS, HOSTILE, report_of
from tests.web.browser import chromium, needs_chromium
from tix.reports.cells import cell_text
from tix.reports.formats import OF_ALL, to_html
from tix.reports.report import Chart, Column, Definition, Kind, Report, Section, Shape, Value
from tix.reports.table import REPORTS


class Page(HTMLParser):
    """What a browser would see: the elements, their attributes, the cells of each row."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.rows: list[list[str]] = []
        self.attributes: dict[str, set[str]] = {}
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")
        if tag != "meta":
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in ("td", "th"):
            self.rows[-1][-1] += data
        if self._open and self._open[-1] == "text":
            self.texts.append(data)


def test_html_is_a_whole_page_that_runs_and_loads_nothing() -> None:
    text = to_html(report_of(*HOSTILE))
    page = Page(text)
    assert text.startswith("<!DOCTYPE html>")
    assert '<meta charset="utf-8">' in text
    assert not {"script", "link", "img", "iframe", "object", "a"} & {*page.tags}
    assert not [name for name in page.attributes if name.startswith("on")]
    assert not {"href", "src", "xlink:href", "action"} & {*page.attributes}
    assert not re.search(r"url\((?!#hatch)|@import", text)
    assert len(page.rows) == 1 + len(HOSTILE) + 2
    cells = [row[0].strip() for row in page.rows[1:-2]]
    assert cells[6:10] == ["a|b", "line end", "<script>alert(1)</script>", '" onmouseover="x']
    assert cells[11:15] == [
        *("␛[31mred<U+009B>", "<U+202E>evil", "</style>{title}", "1e5"),
    ]
    assert {len(row) for row in page.rows[:-2]} == {5}


@pytest.mark.parametrize("definition", REPORTS, ids=lambda d: d.name)
def test_the_page_has_the_cells_of_every_report(definition: Definition) -> None:
    report = definition.build(given_lives(random_lives(3)))
    page = Page(to_html(report))
    rows = iter(page.rows)
    for section in report.sections:
        if section.rows:
            next(rows)
        for row in section.rows:
            cells = [cell_text(c, v) for c, v in zip(section.columns, row, strict=True)]
            assert [cell.strip() for cell in next(rows)] == cells
    drawn = [s for s in report.sections if (s.bar or s.chart) and len(s.rows) > 1]
    assert page.tags.count("figure") <= len(drawn)


def test_who_draws_is_asked_for_pages_only() -> None:
    root = Path(tix.__file__).parent
    users = [path for path in root.rglob("*.py") if "import pygal" in path.read_text()]
    assert [path.relative_to(root).as_posix() for path in users] == ["reports/charts.py"]
    source = users[0].read_text()
    assert re.search("^ +import pygal", source, re.MULTILINE)
    assert not re.search("^import pygal", source, re.MULTILINE)


def test_paper_is_white_whatever_the_screen_is() -> None:
    text = to_html(Report("r", "R", None, None, AT, ()))
    assert "@media screen and (prefers-color-scheme: dark)" in text
    assert text.count("prefers-color-scheme") == 1
    assert "@media print" in text


def section_of(shape: Shape, *rows: tuple[Value, ...], kind: Kind = Kind.NUMBER) -> Section:
    columns = (Column("name"), Column("a", kind), Column("b", kind))
    return Section("S", columns, rows, chart=Chart(shape, ("a", "b")))


def drawn(section: Section) -> Page:
    return Page(to_html(Report("r", "R", None, None, AT, (section,))))


def test_lines_differ_without_colour_and_have_a_legend() -> None:
    page = drawn(section_of(Shape.LINES, ("w1", 1, 4), ("w2", None, 2), ("w3", 3, 3)))
    assert page.tags.count("circle") == 5
    assert page.tags.count("figcaption") == 1
    classes = {word for each in page.attributes["class"] for word in each.split()}
    assert {"serie-0", "serie-1", "line"} <= classes
    assert {"w1", "w3", "0", "4"} <= {*page.texts}


def test_what_is_stacked_is_hatched_in_turns() -> None:
    page = drawn(section_of(Shape.STACKED, ("w1", 1, 4), ("w2", 2, 2)))
    assert {"band-0", "band-1"} <= {w for each in page.attributes["class"] for w in each.split()}
    assert "url(#hatch-1)" in to_html(Report("r", "R", None, None, AT, ()))


def test_bars_have_their_numbers_and_times_have_round_marks() -> None:
    columns = (Column("name"), Column("took", Kind.DURATION))
    rows = (("first", 187200), ("second", 86400))
    page = drawn(Section("S", columns, rows, bar="took"))
    assert {"first", "second", "2d 4h", "1d"} <= {*page.texts}
    lines = section_of(Shape.LINES, ("w1", 0, 500000), ("w2", 1, 1), kind=Kind.DURATION)
    assert {"0d", "2d", "4d", "6d"} <= {*drawn(lines).texts}


def test_long_names_of_bars_are_cut_by_their_width() -> None:
    columns = (Column("name"), Column("n", Kind.NUMBER))
    rows = (("x" * 100, 1), ("予約" * 50, 2), ("short", 3))
    texts = drawn(Section("S", columns, rows, bar="n")).texts
    assert {f"{'x' * 31}…", f"{'予約' * 7}予…", "short"} <= {*texts}


@pytest.mark.parametrize("rows", [(), (("one", 3, 3),), (("one", 0, 0), ("two", None, 0))])
def test_where_there_is_nothing_to_compare_there_is_no_chart(
    rows: tuple[tuple[Value, ...], ...],
) -> None:
    for shape in Shape:
        assert "figure" not in drawn(section_of(shape, *rows)).tags


@given(
    st.lists(
        st.text(st.characters() | st.characters(categories=["Cs", "Cc", "Cf"])),
        min_size=2,
        max_size=4,
    )
)
def test_names_in_charts_do_no_harm(names: list[str]) -> None:
    rows: list[tuple[Value, ...]] = [(name, n + 1, n + 2) for n, name in enumerate(names)]
    for shape in Shape:
        text = to_html(Report("r", "R", None, None, AT, (section_of(shape, *rows),)))
        assert not CONTROLS.search(text)
        assert Page(text).tags.count("figure") == 1


@pytest.mark.slow
def test_all_reports_are_one_page_or_one_array() -> None:
    reports = [definition.build(given_lives(random_lives(3))) for definition in REPORTS]
    page = Page(OF_ALL["html"](reports))
    assert page.tags.count("article") == len(REPORTS)
    assert {f"#{report.name}" for report in reports} == page.attributes["href"]
    assert [each["name"] for each in json.loads(OF_ALL["json"](reports))] == [
        report.name for report in REPORTS
    ]
    assert OF_ALL["csv"](reports).startswith("section,figure,count\nsummary: Tickets,tickets,40\n")
    assert OF_ALL["markdown"](reports).count("\n# ") == len(REPORTS) - 1
    assert json.loads(OF_ALL["json"]([])) == []
    assert "None." in OF_ALL["html"]([])


WIDE = Section(
    "Missed",
    (
        Column("id", Kind.TICKET), Column("title"), Column("clock"), Column("policy"),
        Column("customer", Kind.WORD), Column("assignees"), Column("due", Kind.TIME),
        Column("met", Kind.TIME), Column("late", Kind.DURATION),
        Column("in business time", Kind.BUSINESS), Column("why"),
    ),
    (
        ("c9k3ze", "Passengers with two bookings get only one boarding mail", "first response",
         "gold", "acme-ferries", "Chiara Conti", AT, AT, 180_000, 56_000, "answered late"),
    ),
)  # fmt: skip
"""The widest table that there is."""


@pytest.mark.slow
@needs_chromium
def test_wide_tables_fit_on_paper_and_titles_stay_readable_on_a_phone(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(to_html(Report("promises", "Promises", None, None, AT, (WIDE,))))
    with chromium() as browser:
        paper = browser.new_page(viewport={"width": 718, "height": 1000})  # A4 less its margins
        paper.emulate_media(media="print")
        paper.goto(page.as_uri())
        right = "document.querySelector('table').getBoundingClientRect().right"
        assert paper.evaluate(right) <= 718
        phone = browser.new_page(viewport={"width": 375, "height": 800})
        phone.goto(page.as_uri())
        assert phone.evaluate("document.querySelector('td.long').clientWidth") > 120
        assert phone.evaluate("document.documentElement.scrollWidth") == 375


TIMES = Section(
    "Times each week",
    (Column("week"), *(Column(f"business median {n}", Kind.BUSINESS) for n in range(10))),
    (("2026-W47", *(900_000,) * 10),),
)
"""As wide as the times of trends in a desk with promises."""


@pytest.mark.slow
@needs_chromium
def test_a_week_stays_in_one_line_and_wide_tables_take_the_room_of_a_wide_screen(
    tmp_path: Path,
) -> None:
    page = tmp_path / "report.html"
    page.write_text(to_html(Report("trends", "Trends", None, None, AT, (TIMES,))))
    with chromium() as browser:
        paper = browser.new_page(viewport={"width": 718, "height": 1000})
        paper.emulate_media(media="print")
        paper.goto(page.as_uri())
        width = "document.querySelector('td').getBoundingClientRect().width"
        assert paper.evaluate(width) > 45  # eight characters of 8pt
        assert paper.evaluate("document.querySelector('table').offsetWidth") <= 718
        screen = browser.new_page(viewport={"width": 1400, "height": 800})
        screen.goto(page.as_uri())
        table = "document.querySelector('.table')"
        assert screen.evaluate(f"{table}.scrollWidth") > 960 - 32  # more than the text's column
        assert screen.evaluate(f"{table}.scrollWidth <= {table}.clientWidth")
        assert screen.evaluate("document.documentElement.scrollWidth") == 1400
