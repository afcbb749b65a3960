"""The cells of reports, and the period, as people read them."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import pytest

from tix.reports.cells import cell_text, period_text
from tix.reports.report import Column, Kind, Report

LISBON = ZoneInfo("Europe/Lisbon")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "zone", "text"),
    [
        (None, None, UTC, ""),
        ("2026-11-01", "2026-12-01", UTC, "from 2026-11-01 to the end of 2026-11-30"),
        ("2026-08-31T23:00", None, LISBON, "from 2026-09-01"),
        (None, "2026-10-24T23:00", LISBON, "to the end of 2026-10-24"),
        ("2026-08-31T23:00", "2026-11-01", LISBON, "from 2026-09-01 to the end of 2026-10-31"),
        ("2026-09-01T00:00", None, LISBON, "from 2026-09-01T00:00:00Z"),
        (None, "2026-11-01T12:30", LISBON, "up to 2026-11-01T12:30:00Z"),
    ],
)
def test_whole_days_of_a_period_are_days(
    since: str | None, until: str | None, zone: tzinfo, text: str
) -> None:
    ends = (since and utc(since), until and utc(until))
    report = Report("r", "R", ends[0] or None, ends[1] or None, utc("2026-12-01"), (), zone=zone)
    assert period_text(report) == text


@pytest.mark.parametrize(("minutes", "text"), [(0, "0m"), (45, "45m"), (60, "1h"), (90, "1h 30m")])
def test_work_is_told_in_hours_and_minutes(minutes: int, text: str) -> None:
    assert cell_text(Column("worked", Kind.MINUTES), minutes) == text


@pytest.mark.parametrize(
    ("who", "text"), [("cy <>", "cy"), ("Ana <a@b.c>", "Ana <a@b.c>"), (None, "(nobody)")]
)
def test_somebody_without_an_address_is_a_name(who: str | None, text: str) -> None:
    assert cell_text(Column("assignee", Kind.PERSON), who) == text
