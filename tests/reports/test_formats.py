"""Reports as texts: what programs read parses back, and what strangers wrote does no harm."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.desks import given_lives, random_lives
from tix.reports import FORMAT_NAMES
from tix.reports.cells import bar_shares, cell_text
from tix.reports.formats import (
    FORMATS,
    to_csv,
    to_json,
    to_markdown,
)
from tix.reports.report import Column, Definition, Kind, Report, Section, Value
from tix.reports.table import REPORTS

AT = datetime(2026, 11, 21, 23, 50, 2, tzinfo=UTC)
HOSTILE = (
    '=cmd|"/c calc"!A1',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "a|b",
    "line\nend",
    "<script>alert(1)</script>",
    '" onmouseover="x',
    "![x](http://example.org/x.png)",
    "\x1b[31mred\x9b",
    "\u202eevil",
    "</style>{title}",
    "1e5",
    "007",
    "",
)
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def report_of(*titles: str) -> Report:
    columns = (
        Column("title"),
        Column("label", Kind.WORD),
        Column("count", Kind.NUMBER),
        Column("took", Kind.DURATION),
        Column("at", Kind.TIME),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (title, title, number - 2, -90, AT) for number, title in enumerate(titles)
    )
    first = Section("First", columns, rows, bar="count", notes=tuple(titles[:3]))
    others = (Column("who", Kind.PERSON), Column("due", Kind.TIME), Column("n", Kind.DURATION))
    second = Section("Second", others, ((None, date(2026, 11, 25), None),))
    return Report("odd", "Odd", AT, None, AT, (first, second, Section("Third", others, ())))


def test_json_is_exactly_the_documented_shape() -> None:
    assert json.loads(to_json(report_of("a\x1b\u202e"))) == {
        "name": "odd",
        "title": "Odd",
        "since": "2026-11-21T23:50:02Z",
        "until": None,
        "generated": "2026-11-21T23:50:02Z",
        "sections": [
            {
                "title": "First",
                "columns": [
                    {"name": "title", "kind": "text"},
                    {"name": "label", "kind": "word"},
                    {"name": "count", "kind": "number"},
                    {"name": "took", "kind": "duration"},
                    {"name": "at", "kind": "time"},
                ],
                "rows": [
                    {
                        "title": "a\x1b\u202e",
                        "label": "a\x1b\u202e",
                        "count": -2,
                        "took": -90,
                        "at": "2026-11-21T23:50:02Z",
                    }
                ],
                "notes": ["a\x1b\u202e"],
            },
            {
                "title": "Second",
                "columns": [
                    {"name": "who", "kind": "person"},
                    {"name": "due", "kind": "time"},
                    {"name": "n", "kind": "duration"},
                ],
                "rows": [{"who": None, "due": "2026-11-25", "n": None}],
                "notes": [],
            },
            {
                "title": "Third",
                "columns": [
                    {"name": "who", "kind": "person"},
                    {"name": "due", "kind": "time"},
                    {"name": "n", "kind": "duration"},
                ],
                "rows": [],
                "notes": [],
            },
        ],
    }


@settings(deadline=None)  # the first example pays for importing tabulate
@given(
    st.lists(st.text(st.characters() | st.characters(categories=["Cs", "Cc", "Cf"])), max_size=3)
)
def test_json_is_exact_and_every_format_is_harmless(titles: list[str]) -> None:
    report = report_of(*titles)
    rows = json.loads(to_json(report))["sections"][0]["rows"]
    assert [row["title"] for row in rows] == titles
    for name, written in FORMATS.items():
        text = written(report)
        assert not CONTROLS.search(text), name
        text.encode()


def test_the_names_that_people_type_are_those_of_the_table() -> None:
    assert tuple(FORMATS) == FORMAT_NAMES


def csv_sections(text: str) -> list[list[list[str]]]:
    """The sections' lines, each with its header first."""
    found: list[list[list[str]]] = [[]]
    for row in csv.reader(io.StringIO(text)):
        if row:
            found[-1].append(row)
        else:
            found.append([])
    return found


def test_csv_has_a_table_for_each_section_with_its_title_first() -> None:
    first, second, third = csv_sections(to_csv(report_of("a", "b,c")))
    assert first == [
        ["section", "title", "label", "count", "took", "at"],
        ["First", "a", "a", "-2", "-90", "2026-11-21T23:50:02Z"],
        ["First", "b,c", "b,c", "-1", "-90", "2026-11-21T23:50:02Z"],
    ]
    assert second == [["section", "who", "due", "n"], ["Second", "", "2026-11-25", ""]]
    assert third == [["section", "who", "due", "n"]]


def test_csv_cells_are_no_formulas() -> None:
    first, *_ = csv_sections(to_csv(report_of(*HOSTILE)))
    titles = [row[1] for row in first[1:]]
    assert not [t for t in titles if t.lstrip().startswith(("=", "+", "-", "@"))]
    assert titles[:6] == [
        *('\'=cmd|"/c calc"!A1', "'+1", "'-1", "'@SUM(A1)", "' =1", "'␍=1"),
    ]
    assert titles[-1] == ""


def test_markdown_tables_keep_their_columns() -> None:
    text = to_markdown(report_of(*HOSTILE))
    table = [line for line in text.split("\n") if line.startswith("|")]
    assert len(table) == 2 + len(HOSTILE) + 2 + 1
    for line in table[: 2 + len(HOSTILE)]:
        assert len(re.findall(r"(?<!\\)\|", line)) == 6, line
    assert r"\<script\>" in text
    assert r"\!\[x\](http" in text
    assert "| 1e5 " in text
    assert "| 007 " in text


def test_markdown_by_hand() -> None:
    assert to_markdown(report_of("a|b")) == (
        "# Odd\n\nfrom 2026-11-21T23:50:02Z\n\n"
        "## First\n\n"
        "| title   | label   |   count |    took | at                   |\n"
        "|:--------|:--------|--------:|--------:|:---------------------|\n"
        "| a\\|b    | a\\|b    |      -2 | -1m 30s | 2026-11-21T23:50:02Z |\n\n"
        "a\\|b\n\n"
        "## Second\n\n"
        "| who      | due        |   n |\n"
        "|:---------|:-----------|----:|\n"
        "| (nobody) | 2026-11-25 |     |\n\n"
        "## Third\n\nNone.\n"
    )


def test_bars_are_as_long_as_their_counts() -> None:
    columns = (Column("n", Kind.NUMBER),)
    section = Section("S", columns, ((0,), (5,), (10,), (None,)), bar="n")
    assert bar_shares(section) == (0, 0.5, 1, 0)
    assert bar_shares(Section("S", columns, ((3,),))) == (0,)
    assert bar_shares(Section("S", columns, ((0,), (1,)), bar="n")) == (0, 1)
    assert bar_shares(Section("S", columns, ((0,),), bar="n")) == (0,)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.DURATION, 187200, "2d 4h"),
        (Kind.NUMBER, 187200, "187200"),
        (Kind.TIME, AT, "2026-11-21T23:50:02Z"),
        (Kind.TIME, date(2026, 1, 2), "2026-01-02"),
        (Kind.TIME, None, ""),
        (Kind.WORD, None, "(none)"),
        (Kind.PERSON, None, "(nobody)"),
        (Kind.TEXT, "\x1b", "\x1b"),
    ],
)
def test_cells_as_people_read_them(kind: Kind, value: Value, text: str) -> None:
    assert cell_text(Column("x", kind), value) == text


@pytest.mark.parametrize("definition", REPORTS, ids=lambda d: d.name)
def test_all_formats_show_the_same_cells_of_every_report(definition: Definition) -> None:
    report = definition.build(given_lives(random_lives(3)))
    sections = json.loads(to_json(report))["sections"]
    tables = csv_sections(to_csv(report))
    markdown = to_markdown(report)
    assert len(tables) == len(sections)
    for section, (header, *lines) in zip(sections, tables, strict=True):
        names = [column["name"] for column in section["columns"]]
        assert header == ["section", *names]
        for row, line in zip(section["rows"], lines, strict=True):
            assert list(row) == names
            assert line[1:] == ["" if v is None else str(v) for v in row.values()]
        assert f"## {section['title']}\n" in markdown
