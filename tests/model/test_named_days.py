"""Days that have a name."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.model.dates import parse_day, parse_due_phrase, parse_since, parse_span
from tix.model.named_days import named_days

SATURDAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, 14, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Dec 25", date(2026, 12, 25)),
        ("25 Dec", date(2026, 12, 25)),
        ("december 25th", date(2026, 12, 25)),
        ("Dec. 25, 2027", date(2027, 12, 25)),
        ("25th December 2025", date(2025, 12, 25)),
        ("sept 1", date(2027, 9, 1)),
        ("Nov 28", SATURDAY),
        ("Nov 27", date(2027, 11, 27)),
        ("Feb 29", date(2028, 2, 29)),
        ("eow", date(2026, 11, 29)),
        ("EOM", date(2026, 11, 30)),
        ("eoy", date(2026, 12, 31)),
        ("end of month", date(2026, 11, 30)),
        ("end of the week", date(2026, 11, 29)),
        ("the end of this year", date(2026, 12, 31)),
        ("end of next month", date(2026, 12, 31)),
        ("start of next week", date(2026, 11, 30)),
        ("beginning of next month", date(2026, 12, 1)),
        ("2wks", date(2026, 12, 12)),
        ("in a fortnight", date(2026, 12, 12)),
        ("next week", date(2026, 11, 30)),
        ("monday next week", date(2026, 11, 30)),
        ("next week, friday", date(2026, 12, 4)),
        ("on fri of this week", date(2026, 11, 27)),
        ("friday last week", date(2026, 11, 20)),
        ("next-week", date(2026, 11, 30)),
        ("dec-25", date(2026, 12, 25)),
        ("25-Dec-2027", date(2027, 12, 25)),
        ("dec-5-2027", date(2027, 12, 5)),
        ("dec-25-2027", date(2027, 12, 25)),
        ("2026-dec-25", date(2026, 12, 25)),
        ("2027 December 5", date(2027, 12, 5)),
        ("25th of December", date(2026, 12, 25)),
        ("12/25", date(2026, 12, 25)),
        ("25/12", date(2026, 12, 25)),
        ("fri-2026-12-04", date(2026, 12, 4)),
        ("in-3-days", date(2026, 12, 1)),
        ("-7d", date(2026, 11, 21)),
        ("tomorrow-9am", datetime(2026, 11, 29, 9, tzinfo=UTC)),
        ("tomorrow-9am-02:00", datetime(2026, 11, 29, 11, tzinfo=UTC)),
        ("tomorrow-9 am-0200", datetime(2026, 11, 29, 11, tzinfo=UTC)),
        ("2026-12-01T10:00-02:00", datetime(2026, 12, 1, 12, tzinfo=UTC)),
        ("next month", date(2026, 12, 1)),
        ("next year", date(2027, 1, 1)),
        ("this week", date(2026, 11, 29)),
        ("this month", date(2026, 11, 30)),
        ("this friday", date(2026, 12, 4)),
        ("on friday", date(2026, 12, 4)),
        ("in 3 days", date(2026, 12, 1)),
        ("in a week", date(2026, 12, 5)),
        ("a week ago", date(2026, 11, 21)),
        ("in two weeks", date(2026, 12, 12)),
        ("a week from now", date(2026, 12, 5)),
        ("the day after tomorrow", date(2026, 11, 30)),
        ("the 24th", date(2026, 12, 24)),
        ("31st", date(2026, 12, 31)),
        ("eoq", date(2026, 12, 31)),
        ("next quarter", date(2027, 1, 1)),
        ("24.12.", date(2026, 12, 24)),
        ("24/12/2026", date(2026, 12, 24)),
        ("12/24/2026", date(2026, 12, 24)),
        ("24-12-2026", date(2026, 12, 24)),
        ("Thursday, December 24", date(2026, 12, 24)),
        ("fri 25.12.2026", date(2026, 12, 25)),
        ("fri 25/12/2026", date(2026, 12, 25)),
        ("Thu, 24.12.", date(2026, 12, 24)),
        ("2026-W52-4", date(2026, 12, 24)),
    ],
)
def test_a_day_ahead(text: str, day: date) -> None:
    assert parse_due_phrase(text, NOW, UTC) == day


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("17:00", datetime(2026, 11, 28, 16, tzinfo=UTC)),
        ("09:00", datetime(2026, 11, 29, 8, tzinfo=UTC)),
        ("15:30", datetime(2026, 11, 29, 14, 30, tzinfo=UTC)),
        ("at 17:00", datetime(2026, 11, 28, 16, tzinfo=UTC)),
        ("17:00Z", datetime(2026, 11, 28, 17, tzinfo=UTC)),
        ("5pm tomorrow", datetime(2026, 11, 29, 16, tzinfo=UTC)),
        ("tomorrow@17:00", datetime(2026, 11, 29, 16, tzinfo=UTC)),
        ("noon", datetime(2026, 11, 29, 11, tzinfo=UTC)),
        ("12:00 noon", datetime(2026, 11, 29, 11, tzinfo=UTC)),
        ("dec 12 noon", datetime(2026, 12, 12, 11, tzinfo=UTC)),
        ("5pm 24.12.", datetime(2026, 12, 24, 16, tzinfo=UTC)),
        ("5pm fri 25.12.2026", datetime(2026, 12, 25, 16, tzinfo=UTC)),
        ("Thu, 24 Dec 2026 10:00:00 +0100", datetime(2026, 12, 24, 9, tzinfo=UTC)),
        ("24/12/2026 5:00 PM", datetime(2026, 12, 24, 16, tzinfo=UTC)),
        ("2026-12-24T10", datetime(2026, 12, 24, 9, tzinfo=UTC)),
        ("2026-12-24-10am", datetime(2026, 12, 24, 9, tzinfo=UTC)),
        ("2026-12-24-17:30", datetime(2026, 12, 24, 16, 30, tzinfo=UTC)),
        ("2026-dec-24-10am", datetime(2026, 12, 24, 9, tzinfo=UTC)),
        ("2026/12/24 10:00 UTC", datetime(2026, 12, 24, 10, tzinfo=UTC)),
        ("12/24 10am", datetime(2026, 12, 24, 9, tzinfo=UTC)),
        ("Thu Dec 24 10:00:00 2026 +0100", datetime(2026, 12, 24, 9, tzinfo=UTC)),
        ("5pm", datetime(2026, 11, 28, 16, tzinfo=UTC)),
        ("5:30 PM", datetime(2026, 11, 28, 16, 30, tzinfo=UTC)),
        ("12am", datetime(2026, 11, 28, 23, tzinfo=UTC)),
        ("fri 5pm", datetime(2026, 12, 4, 16, tzinfo=UTC)),
        ("tomorrow at 17:00", datetime(2026, 11, 29, 16, tzinfo=UTC)),
        ("Dec 25 12:00", datetime(2026, 12, 25, 11, tzinfo=UTC)),
        ("eom 18:00", datetime(2026, 11, 30, 17, tzinfo=UTC)),
    ],
)
def test_a_time_ahead(text: str, hour: datetime) -> None:
    assert parse_due_phrase(text, NOW, BERLIN) == hour


def test_looking_back_a_name_is_the_latest_such_day() -> None:
    assert parse_day("Dec 25", SATURDAY, past=True) == date(2025, 12, 25)
    assert parse_day("Nov 28", SATURDAY, past=True) == SATURDAY
    assert parse_since("09:00", NOW, UTC) == datetime(2026, 11, 28, 9, tzinfo=UTC)
    assert parse_since("17:00", NOW, UTC) == datetime(2026, 11, 27, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("this week", "2026-11-23", "2026-11-30"),
        ("next week", "2026-11-30", "2026-12-07"),
        ("next-week", "2026-11-30", "2026-12-07"),
        ("3-days-ago", "2026-11-25", "2026-11-26"),
        ("3.days.ago", "2026-11-25", "2026-11-26"),
        ("2026-w48", "2026-11-23", "2026-11-30"),
        ("2026-w48-3", "2026-11-25", "2026-11-26"),
        ("nov-2026", "2026-11-01", "2026-12-01"),
        ("2026-nov", "2026-11-01", "2026-12-01"),
        ("q4-2026", "2026-10-01", "2027-01-01"),
        ("last month", "2026-10-01", "2026-11-01"),
        ("this year", "2026-01-01", "2027-01-01"),
        ("eow", "2026-11-29", "2026-11-30"),
        ("Q4", "2026-10-01", "2027-01-01"),
        ("2026-Q1", "2026-01-01", "2026-04-01"),
        ("q2 2027", "2027-04-01", "2027-07-01"),
        ("last quarter", "2026-07-01", "2026-10-01"),
        ("november", "2026-11-01", "2026-12-01"),
        ("Feb 2028", "2028-02-01", "2028-03-01"),
    ],
)
def test_a_period_is_all_its_days(text: str, first: str, end: str) -> None:
    span = parse_span(text, NOW, UTC)
    assert (span.start.date().isoformat(), span.end.date().isoformat()) == (first, end)


@pytest.mark.parametrize(
    "text",
    ["dec 32", "feb 30", "31 april", "dec 25 0000", "13pm", "0am", "25:00", "eod 17", "dec", "eo",
     "dece 1x", "next", "next day", "may", "x dec 25", "dec 25 x", "41st", "q5", "q4",
     "2026-q4", "nov 2026",
     "1/2/2026", "13/13/2026", "1.13", "at", "17"],
)  # fmt: skip
def test_what_names_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^'"):
        parse_due_phrase(text, NOW, UTC)


@pytest.mark.parametrize("text", ["next week", "next month", "next year", "dec 31", "eoy", "eow"])
def test_the_calendar_ends(text: str) -> None:
    last = datetime(9999, 12, 31, 12, tzinfo=UTC)
    if text in ("dec 31", "eoy"):
        assert parse_due_phrase(text, last, UTC) == date.max
    else:
        with pytest.raises(ValueError, match="beyond the calendar"):
            parse_due_phrase(text, last, UTC)


@given(
    st.dates(date(2, 1, 1), date(9998, 1, 1)),
    st.sampled_from(["eow", "eom", "eoy", "this week", "this month", "this year"]),
)
def test_today_is_in_its_own_period(today: date, text: str) -> None:
    found = named_days(text, today, past=False)
    assert found is not None
    assert found[0] <= today <= found[1] or text.startswith("eo")
    assert today <= found[1] < date.fromordinal(today.toordinal() + 366)


@pytest.mark.parametrize("text", ["fri 3 days", "sat 5 minutes ago", "mon 3w", "sat 2 months"])
def test_a_weekday_before_an_age_is_no_date(text: str) -> None:
    for read in (parse_due_phrase, parse_since):
        with pytest.raises(ValueError, match=f"'{text}' is not a date like"):
            read(text, NOW, UTC)


def test_a_month_of_no_year_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="'nov 0000' is no single day"):
        parse_due_phrase("nov 0000", NOW, UTC)
