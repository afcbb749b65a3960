"""Days with the month in words of another language."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.importers.foreign_dates import due_or_none


@pytest.mark.parametrize(
    "text",
    [
        "5. Dezember 2026", "Samstag, 5. Dezember 2026", "5. Dez. 2026", "05/Dez/26", "05.12.26",
        "5 décembre 2026", "sam. 5 déc. 2026", "5 DECEMBRE 2026", "5 de diciembre de 2026",
        "5 de dezembro de 2026", "5 dicembre 2026", "5 grudnia 2026 r.", "5 декабря 2026 г.",
        "2026年12月5日", "2026年12月5日(土)", "2026.12.05",
    ],
)  # fmt: skip
def test_a_day_is_understood_in_any_of_the_languages(text: str) -> None:
    assert due_or_none(text) == date(2026, 12, 5)


@pytest.mark.parametrize(
    "text",
    [
        "1er mars 2026 à 15h04", "1. März 2026 um 15:04 Uhr", "01/Mär/26 3:04 PM",
        "1 de março de 2026 às 15:04", "1 mrt. 2026 15:04", "2026年3月1日 午後3:04",
        "2026年3月1日15時04分",
    ],
)  # fmt: skip
def test_so_is_a_time_on_it(text: str) -> None:
    assert due_or_none(text) == datetime(2026, 3, 1, 15, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["5 jui 2026", "32. Dezember 2026", "5. Foo 2026", "1. Mai 2026, 25:00", "1 Mär 26"]
)
def test_what_may_be_two_days_or_none_is_not(text: str) -> None:
    assert due_or_none(text) is None


def test_a_column_that_is_always_midnight_is_days(desk: DeskInFiles, tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text(
        "Title,Created,Updated,Due\n"
        "A,2026-03-02 00:00:00,2026-03-05 10:00:00,2026-12-05T00:00:00.000Z\n"
        "B,2026-03-03 00:00:00,2026-03-06 00:00:00,\n"
    )
    desk.call("import", "csv", str(table))
    listed = desk.call("list", "--columns", "title,opened,due", "--sort", "title").stdout
    assert listed.splitlines() == [
        "A\t2026-03-02T12:00:00Z\t2026-12-05",
        "B\t2026-03-03T12:00:00Z\t",
    ]
