"""``tix report``: names, periods and what comes out; the numbers have tests in tests/reports."""

import csv
import io
import json
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.reports.table import REPORTS
from tix.terminal.width import display_width

Golden = Callable[[str, str], None]
NAMES = [report.name for report in REPORTS]


def sections(desk: DeskInFiles, *args: str) -> dict[str, list[dict[str, object]]]:
    report = json.loads(desk.call("report", *args, "--json").stdout)
    return {section["title"]: section["rows"] for section in report["sections"]}


def figures(desk: DeskInFiles, *args: str) -> dict[object, object]:
    return {row["figure"]: row["count"] for row in sections(desk, *args)["Tickets"]}


def test_the_summary_is_what_people_get_who_name_none(harbour: DeskInFiles) -> None:
    assert harbour.call("report").stdout == harbour.call("report", "summary").stdout
    assert figures(harbour)["tickets"] == 6
    assert figures(harbour)["done"] == 1


def test_a_query_says_what_is_counted(harbour: DeskInFiles) -> None:
    assert figures(harbour, "label:ci")["tickets"] == 2
    assert figures(harbour, "-label:ci", "-is:done")["tickets"] == 3
    assert figures(harbour, "summary", "linker")["tickets"] == 3
    assert figures(harbour, "SUMMARY", "(label:ci OR label:release)")["tickets"] == 3


@pytest.mark.parametrize("name", NAMES)
def test_a_query_that_finds_nothing_counts_nothing(harbour: DeskInFiles, name: str) -> None:
    found = sections(harbour, name, "label:nobody-has-it", "--since", "2026-10-01")
    values = [value for rows in found.values() for row in rows for value in row.values()]
    assert {value for value in values if isinstance(value, int)} <= {0}


@pytest.mark.parametrize("name", NAMES)
def test_every_report_in_every_format(harbour: DeskInFiles, name: str) -> None:
    for form in ("table", "json", "csv", "markdown", "html"):
        assert harbour.call("report", name, "--format", form).stdout.endswith("\n")
    found = json.loads(harbour.call("report", name, "--json").stdout)
    assert found["name"] == name


@pytest.mark.parametrize("name", NAMES)
def test_every_report_at_a_terminal(harbour: DeskInFiles, golden: Golden, name: str) -> None:
    shown = harbour.tty("report", name).stdout
    assert max(map(display_width, shown.splitlines())) <= 80
    golden(f"report-{name}", shown)


@pytest.mark.slow
@pytest.mark.parametrize("columns", [20, 120])
def test_no_line_is_wider_than_the_terminal(harbour: DeskInFiles, columns: int) -> None:
    for name in NAMES:
        shown = harbour.tty("report", name, columns=columns).stdout
        assert max(map(display_width, shown.splitlines())) <= columns


def test_columns_without_room_are_named_and_leave_no_empty_line(harbour: DeskInFiles) -> None:
    shown = harbour.tty("report", "trends", columns=40).stdout.splitlines()
    head = shown.index("week      opened   ±  resolved   ±")
    assert shown[head + 1].startswith("2026-W")
    said = "Columns without room: reopened, ±, open at end; --format markdown has all."
    assert said in " ".join(shown)
    assert "without room" not in harbour.tty("report", "trends", columns=200).stdout


@pytest.mark.parametrize("name", NAMES)
def test_a_pipe_gets_the_numbers_of_csv(harbour: DeskInFiles, name: str) -> None:
    table = harbour.call("report", name, "-id:x1y").rows
    rows = csv.reader(
        io.StringIO(harbour.call("report", name, "-id:x1y", "--format", "csv").stdout)
    )
    assert [row if row != [""] else [] for row in table] == list(rows)


def test_a_period(harbour: DeskInFiles) -> None:
    assert figures(harbour, "--since", "2026-11-20")["tickets"] == 3
    assert figures(harbour, "--since", "7d", "--until", "2026-11-21")["tickets"] == 3
    found = json.loads(
        harbour.call("report", "--json", "--since", "2026-11-20", "--until", "yesterday").stdout
    )
    assert found["since"] == "2026-11-20T00:00:00Z"
    assert found["until"] == "2026-11-22T00:00:00Z"


def test_throughput_by_a_unit_of_time(harbour: DeskInFiles) -> None:
    rows = sections(harbour, "throughput", "--by", "month", "--since", "2026-10-01")["Each month"]
    assert [(row["period"], row["opened"], row["resolved"]) for row in rows] == [
        ("2026-10", 0, 0),
        ("2026-11", 6, 1),
    ]
    assert "throughput" in harbour.call("report", "labels", "--by", "day", code=2).stderr


def test_all_reports_that_have_something_to_tell(harbour: DeskInFiles) -> None:
    args = ("report", "--all", "-id:x1y", "--since", "2026-11-01", "--by", "month")
    found = {report["name"]: report for report in json.loads(harbour.call(*args, "--json").stdout)}
    assert list(found) == [name for name in NAMES if name in found]
    assert {*NAMES} - {*found} == {"promises", "response", "satisfaction", "work"}
    alone = json.loads(harbour.call("report", "throughput", *args[2:], "--json").stdout)
    assert found["throughput"] == alone
    rows = harbour.call(*args).rows
    assert ["summary: Tickets", "tickets", "5"] in rows
    assert any(row[0] == "trends: Each month" for row in rows)
    page = harbour.call(*args, "--format", "html").stdout
    assert page.count("<article ") == len(found)
    refused = harbour.call("report", "--all", "summary", code=2)
    assert "--all and the report summary" in refused.stderr


@pytest.mark.parametrize("name", NAMES)
def test_periods_at_the_ends_of_time(harbour: DeskInFiles, name: str) -> None:
    by_year = ("--by", "year") if name in ("throughput", "trends", "backlog") else ()
    for period in (("--since", "0001-01-01"), ("--until", "0001-01-02"), ("--until", "9999-12-31")):
        harbour.call("report", name, *period, *by_year)


def test_history_counts(desk: DeskInFiles) -> None:
    ident = desk.at("2026-11-02T09:00:00Z").open("a")
    desk.at("2026-11-03T09:00:00Z").call("close", ident)
    desk.at("2026-11-04T09:00:00Z").call("reopen", ident)
    rows = sections(desk, "throughput", "id:" + ident, "--by", "week")["Each week"]
    assert (rows[0]["opened"], rows[0]["resolved"], rows[0]["reopened"]) == (1, 1, 1)


def test_a_customer_is_one_however_tickets_call_it(desk: DeskInFiles) -> None:
    desk.call("customer", "add", "Acme Ltd")
    for name in ("acme-ltd", "Acme Ltd", "ACME LTD ", "Bolt"):
        ident = desk.open("Printer jams", "--customer", name)
        desk.call("work", ident, "30m")
    counted = sections(desk, "customers")["Tickets by customer"]
    assert {row["customer"]: row["opened"] for row in counted} == {"acme-ltd": 3, "Bolt": 1}
    worked = sections(desk, "work")["By customer"]
    assert {row["customer"]: row["worked"] for row in worked} == {"acme-ltd": 90, "Bolt": 30}
    assert sections(desk, "topics")["Repeated problems"][0]["customers"] == 2


def test_a_file_is_written_as_its_ending_says(harbour: DeskInFiles, tmp_path: Path) -> None:
    page = tmp_path / "monday.html"
    harbour.call("report", "--all", "-o", str(page))
    assert page.read_text() == harbour.call("report", "--all", "--format", "html").stdout
    assert "<h1>Reports · harbour</h1>" in page.read_text()
    kept = tmp_path / "kept"
    kept.write_text("mine\n")
    harbour.call("report", "-o", str(kept), code=2)
    assert kept.read_text() == "mine\n"
    for command in ("report", "export csv"):
        twice = ("-o", str(kept), "-o", str(tmp_path / "b.csv"))
        said = harbour.call(*command.split(), *twice, code=2).stderr
        assert "--output is given twice" in said
    harbour.call("report", "-o", str(kept), "--json")
    assert json.loads(kept.read_text())["name"] == "summary"
    lost = tmp_path / "nowhere" / "x.csv"
    for command in ("report", "export csv"):
        said = harbour.call(*command.split(), "-o", str(lost), code=1).stderr
        assert f"{lost} can't be written: no such file or directory" in said


def test_a_mistyped_name_names_the_nearest(harbour: DeskInFiles) -> None:
    result = harbour.call("report", "throughptu", code=2)
    assert "'throughptu'" in result.stderr
    assert "tix report throughput" in result.stderr
    assert "known: summary" in harbour.call("report", "xyz", "label:ci", code=2).stderr


@pytest.mark.parametrize(
    "args",
    [
        ["--since", "someday"],
        ["--until", "2026-02-30"],
        ["--since", "2026-11-20", "--until", "2026-11-01"],
        ["--format", "pdf"],
        ["--by", "fortnight", "throughput"],
        ["summary", "stauts:open"],
    ],
)
def test_what_cannot_be_read_is_wrong_usage(harbour: DeskInFiles, args: list[str]) -> None:
    result = harbour.call("report", *args, code=2)
    assert result.stdout == ""
    assert result.stderr.startswith("tix: ")


@pytest.mark.slow
def test_an_empty_desk(desk: DeskInFiles) -> None:
    for name in NAMES:
        assert desk.tty("report", name).stdout
        assert json.loads(desk.call("report", name, "--json").stdout)["name"] == name


def test_broken_tickets_are_named(with_broken: DeskInFiles) -> None:
    assert "br0ken.md:4" in with_broken.call("report").stderr


@pytest.mark.slow
def test_nothing_of_a_ticket_drives_the_terminal(harbour: DeskInFiles) -> None:
    for name, other in zip(NAMES, cycle(("json", "csv", "markdown", "html")), strict=False):
        for form in ("table", other):
            shown = harbour.tty("report", name, "--format", form).stdout
            assert not set(shown) & set("\x1b\x07\u202e\x9b")


@pytest.mark.slow
def test_tickets_reopened_in_one_second_stand_in_the_order_of_their_ids(desk: DeskInFiles) -> None:
    idents = sorted(desk.open(f"Ticket {n}") for n in range(22))
    for command in ("close", "reopen", "close"):
        desk.call(command, *idents)
    desk.call("archive", idents[0], idents[3])
    shown = sections(desk, "reopened")["Reopened tickets"]
    assert len({row["last"] for row in shown}) == 1
    assert [row["id"] for row in shown] == idents[:20]
