"""Every figure of a made-up desk with a year of history is what counting its export gives."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from tests.conftest import NOW, DeskInFiles, _environment
from tests.reports.counted import Sections
from tests.reports.counted_promises import CountedPromises
from tests.reports.generated import fill
from tests.scale import scaled
from tix.reports.table import REPORTS

PERIODS: tuple[tuple[str, ...], ...] = (
    (),
    ("--since", "2026-03-01", "--until", "2026-08-15"),
    ("--since", "2026-09-10T12:00:00Z"),
    ("--until", "2026-06-30"),
)


def told(desk: DeskInFiles, *args: str) -> tuple[dict[str, Sections], CountedPromises]:
    """The sections of all reports, and the same counted."""
    reports = json.loads(desk.call("report", "--all", "--json", *args).stdout)
    ends = [
        reports[0][end] and datetime.fromisoformat(reports[0][end]) for end in ("since", "until")
    ]
    query = [arg for arg in args[:1] if ":" in arg]
    exported = json.loads(desk.call("export", "json", *query).stdout)
    sections = {
        report["name"]: {section["title"]: section["rows"] for section in report["sections"]}
        for report in reports
    }
    return sections, CountedPromises(exported, NOW, *ends)


def compare(desk: DeskInFiles, *args: str) -> None:
    sections, counted = told(desk, *args)
    assert {*sections} == {report.name for report in REPORTS}
    for name, found in sections.items():
        expected = getattr(counted, name)()
        assert found.keys() == expected.keys(), name
        for title, rows in found.items():
            assert rows == expected[title], f"{name}: {title}"


@pytest.mark.slow
@pytest.mark.parametrize("period", PERIODS)
def test_every_figure_is_what_counting_the_export_gives(
    made_up: DeskInFiles, period: tuple[str, ...]
) -> None:
    compare(made_up, *period)


def test_rows_that_stand_on_few_promises_are_counted_in_a_note(made_up: DeskInFiles) -> None:
    report = json.loads(made_up.call("report", "promises", "--json").stdout)
    for section in report["sections"]:
        decided = [row["kept"] + row["missed"] for row in section["rows"] if "kept" in row]
        rare = sum(0 < count < 10 for count in decided)
        assert any(note.startswith(f"Few cases: {rare} row") for note in section["notes"]) == (
            rare > 0
        )


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory, _new_desk: Path) -> DeskInFiles:
    return filled(tmp_path_factory.mktemp("made-up"), _new_desk, 150)


def filled(folder: Path, new: Path, count: int) -> DeskInFiles:
    """A made-up desk with so many tickets, as a copy of one that has none."""
    shutil.copytree(new, folder / "desk", symlinks=True)
    desk = DeskInFiles(folder / "desk", _environment(folder / "home"))
    fill(desk, count)
    return desk


@pytest.mark.long
def test_every_figure_of_ten_thousand_tickets(tmp_path: Path, _new_desk: Path) -> None:
    desk = filled(tmp_path, _new_desk, scaled(10_000, least=500))
    for period in PERIODS:
        compare(desk, *period)
    compare(desk, "type:incident,request")
