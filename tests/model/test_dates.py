"""Dates and ages as people type them."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.model.dates import (
    is_age_in_days,
    parse_age,
    parse_day,
    parse_due_phrase,
    parse_since,
    parse_span,
    parse_until,
)

SUNDAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 14, 30, 5, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-25", date(2026, 11, 25)),
        (" 2026-11-25 ", date(2026, 11, 25)),
        ("2024-02-29", date(2024, 2, 29)),
        ("20261125", date(2026, 11, 25)),
        ("2026/11/5", date(2026, 11, 5)),
        ("2026-1-5", date(2026, 1, 5)),
        ("2026.11.25", date(2026, 11, 25)),
        ("5.11.2026", date(2026, 11, 5)),
        ("eod", SUNDAY),
        ("end of day", SUNDAY),
        ("tonight", SUNDAY),
        ("2026-11", date(2026, 11, 1)),
        ("2026", date(2026, 1, 1)),
        ("today", SUNDAY),
        ("Yesterday", date(2026, 11, 21)),
        ("TOMORROW", date(2026, 11, 23)),
        ("fri", date(2026, 11, 27)),
        ("Friday", date(2026, 11, 27)),
        ("thurs", date(2026, 11, 26)),
        ("sunday", date(2026, 11, 29)),
        ("next fri", date(2026, 11, 27)),
        ("last fri", date(2026, 11, 20)),
        ("last sunday", date(2026, 11, 15)),
        ("+3d", date(2026, 11, 25)),
        ("+0d", SUNDAY),
        ("in 3 days", date(2026, 11, 25)),
        ("-2w", date(2026, 11, 8)),
        ("3d ago", date(2026, 11, 19)),
        ("3  days   ago", date(2026, 11, 19)),
        ("1 month ago", date(2026, 10, 23)),
        ("-1y", date(2025, 11, 22)),
        ("in.2.days", date(2026, 11, 24)),
        ("next.friday", date(2026, 11, 27)),
        ("next_friday", date(2026, 11, 27)),
        ("now+3d", date(2026, 11, 25)),
        ("@today", SUNDAY),
        ("@today-7d", date(2026, 11, 15)),
        ("today - 2 weeks", date(2026, 11, 8)),
        ("jan5", date(2027, 1, 5)),
        ("5jan", date(2027, 1, 5)),
        ("jan.5", date(2027, 1, 5)),
        ("25dec2026", date(2026, 12, 25)),
        ("25-dec-26", date(2026, 12, 25)),
        ("Dec 25, '26", date(2026, 12, 25)),
        ("25.12.26", date(2026, 12, 25)),
        ("5.12.26", date(2026, 12, 5)),
        ("12/25/26", date(2026, 12, 25)),
        ("31/12/31", date(2031, 12, 31)),
        ("25-dec-17", date(2017, 12, 25)),
        ("dec 25 26", date(2026, 12, 25)),
        ("dec 25 '17", date(2017, 12, 25)),
        ("fri dec 25", date(2026, 12, 25)),
        ("sun dec 25 2022", date(2022, 12, 25)),
        ("som", date(2026, 12, 1)),
        ("socw", date(2026, 11, 16)),
        ("eonm", date(2026, 12, 31)),
    ],
)
def test_day(text: str, day: date) -> None:
    assert parse_day(text, SUNDAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("fri", date(2026, 11, 20)),
        ("sunday", SUNDAY),
        ("last sunday", date(2026, 11, 15)),
        ("next sunday", date(2026, 11, 29)),
        ("mon", date(2026, 11, 16)),
    ],
)
def test_weekday_looks_back_where_only_the_past_makes_sense(text: str, day: date) -> None:
    assert parse_day(text, SUNDAY, past=True) == day


BAD_DAYS = (
    "",
    " ",
    "soon",
    "fr",
    "s",
    "friyay",
    "2026-13-01",
    "2026-02-30",
    "2023-02-29",
    "0000-01-01",
    "2026-00",
    "2026-11-25-01",
    "1/5",
    "25/25",
    "2026-1/5",
    "11/2/2026",
    "２０２６-11-25",
    "+３d",
    "٣d ago",
    "+3",
    "3d",
    "+3x",
    "+5h",
    "5min ago",
    "+99999999d",
    "99999999999999999999d ago",
    "in",
    "ago",
    "+",
    "x fri",
    "2026-11-25 x",
    "9" * 5000,
    "+" + "9" * 5000 + "d",
)


@pytest.mark.parametrize("text", BAD_DAYS)
def test_what_is_no_day_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^'.{0,61}'") as caught:
        parse_day(text, SUNDAY)
    assert "\n" not in str(caught.value)


def test_day_before_the_first_year_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond the calendar"):
        parse_day("-900y", date(500, 1, 1))
    with pytest.raises(ValueError, match="beyond the calendar"):
        parse_day("tomorrow", date.max)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("30min", timedelta(minutes=30)),
        ("12h", timedelta(hours=12)),
        ("7d", timedelta(days=7)),
        ("7 days", timedelta(days=7)),
        ("1 Day", timedelta(days=1)),
        ("2w", timedelta(days=14)),
        ("3mo", timedelta(days=90)),
        ("1y", timedelta(days=365)),
        ("0d", timedelta()),
    ],
)
def test_age(text: str, age: timedelta) -> None:
    assert parse_age(text) == age


@pytest.mark.parametrize(
    "text", ["", "7", "d", "7x", "-7d", "+7d", "7d ago", "٧d", "today", "1.5d"]
)
def test_what_is_no_age_is_none(text: str) -> None:
    assert parse_age(text) is None


def test_m_is_minutes_or_months_so_it_is_asked_back() -> None:
    with pytest.raises(ValueError, match="30min or 30mo"):
        parse_age("30m")


@pytest.mark.parametrize("text", ["99999999d", "1001y", "9" * 5000 + "h"])
def test_age_beyond_a_thousand_years_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="more than a thousand years"):
        parse_age(text)


def test_age_in_days_leads_to_a_day_and_one_in_hours_to_a_time() -> None:
    assert is_age_in_days("7d")
    assert is_age_in_days("1mo")
    assert not is_age_in_days("24h")
    assert not is_age_in_days("+7d")


def test_span_of_a_day_is_that_day_in_the_desks_time_zone() -> None:
    span = parse_span("2026-11-25", NOW, BERLIN)
    assert span.start == datetime(2026, 11, 24, 23, tzinfo=UTC)
    assert span.end == datetime(2026, 11, 25, 23, tzinfo=UTC)


def test_span_of_a_day_when_clocks_change_has_its_true_length() -> None:
    span = parse_span("2026-03-29", NOW, BERLIN)
    assert span.end - span.start == timedelta(hours=23)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-11", "2026-11-01", "2026-12-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-11-25T17:00", "2026-11-25T17:00", "2026-11-25T17:01"),
        ("2026-11-25t17:00:05z", "2026-11-25T17:00:05", "2026-11-25T17:00:06"),
        ("2026-11-25 17:00 +01:00", "2026-11-25T16:00", "2026-11-25T16:01"),
        ("tomorrow 9:00", "2026-11-23T09:00", "2026-11-23T09:01"),
        ("sat 10:15", "2026-11-28T10:15", "2026-11-28T10:16"),
        ("+2h", "2026-11-22T16:30:05", "2026-11-22T16:30:06"),
        ("10 min ago", "2026-11-22T14:20:05", "2026-11-22T14:20:06"),
    ],
)
def test_span(text: str, start: str, end: str) -> None:
    span = parse_span(text, NOW, UTC)
    assert span.start == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert span.end == datetime.fromisoformat(end).replace(tzinfo=UTC)


def test_today_is_todays_date_in_the_desks_time_zone() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert parse_span("today", late, BERLIN).start == datetime(2026, 11, 22, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["9999-12-31", "9999", "9999-12", "9999-12-31T23:59", "0001-01-01"]
)
def test_span_at_the_edge_of_the_calendar_stays_within_it(text: str) -> None:
    for zone in (UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=12))):
        try:
            span = parse_span(text, NOW, zone)
        except ValueError as error:
            assert "is not a time" in str(error)
        else:
            assert span.start <= span.end


@pytest.mark.parametrize("text", ["dec 5pm", "dec 5 p.m.", "2026-12 17:00", "next month at 9:00"])
def test_a_time_of_a_month_names_no_day(text: str) -> None:
    for read in (parse_span, parse_due_phrase):
        with pytest.raises(ValueError, match="is no single day"):
            read(text, NOW, UTC)


@pytest.mark.parametrize("text", ["2026-11-25T25:00", "2026-11-25T17:60", "2026-11-25T17:00+99:00"])
def test_impossible_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time like"):
        parse_span(text, NOW, UTC)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-11-25", date(2026, 11, 25)),
        ("fri", date(2026, 11, 27)),
        ("3d", date(2026, 11, 25)),
        ("+3d", date(2026, 11, 25)),
        ("in 2 weeks", date(2026, 12, 6)),
        ("12h", datetime(2026, 11, 23, 2, 30, 5, tzinfo=UTC)),
        ("+90min", datetime(2026, 11, 22, 16, 0, 5, tzinfo=UTC)),
        ("2026-11-25T17:00:00Z", datetime(2026, 11, 25, 17, tzinfo=UTC)),
        ("2026-11-25T17:00", datetime(2026, 11, 25, 16, tzinfo=UTC)),
        ("tomorrow 17:00", datetime(2026, 11, 23, 16, tzinfo=UTC)),
        ("tomorrow at 17", datetime(2026, 11, 23, 16, tzinfo=UTC)),
        ("2026-11-25 17", datetime(2026, 11, 25, 16, tzinfo=UTC)),
        ("midnight", datetime(2026, 11, 22, 23, tzinfo=UTC)),
    ],
)
def test_due_phrase(text: str, due: date | datetime) -> None:
    read = parse_due_phrase(text, NOW, BERLIN)
    assert read == due
    assert type(read) is type(due)


@pytest.mark.parametrize("text", ["2026-11", "2026", "", "never", "12m", "99999999d", "2026-02-30"])
def test_what_is_no_due_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^'"):
        parse_due_phrase(text, NOW, UTC)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026-11-20", "2026-11-20T00:00:00", "2026-11-21T00:00:00"),
        ("2026-10", "2026-10-01T00:00:00", "2026-11-01T00:00:00"),
        ("fri", "2026-11-20T00:00:00", "2026-11-21T00:00:00"),
        ("today", "2026-11-22T00:00:00", "2026-11-23T00:00:00"),
        ("7d", "2026-11-15T14:30:05", "2026-11-15T14:30:05"),
        ("7d ago", "2026-11-15T14:30:05", "2026-11-15T14:30:05"),
        ("2026-11-20T08:00", "2026-11-20T08:00:00", "2026-11-20T08:00:00"),
    ],
)
def test_since_is_the_start_and_until_the_end_of_what_is_named(
    text: str, since: str, until: str
) -> None:
    assert parse_since(text, NOW, UTC) == datetime.fromisoformat(since).replace(tzinfo=UTC)
    assert parse_until(text, NOW, UTC) == datetime.fromisoformat(until).replace(tzinfo=UTC)


DAYS = st.dates()
ODD = st.text(alphabet="0123456789-+:tTzZ dwmoyh9٣ agoin\x00é", max_size=25)


@given(st.dates(min_value=date(1000, 1, 1)), DAYS)
def test_every_written_day_is_read(day: date, today: date) -> None:
    assert parse_day(day.isoformat(), today) == day


@given(st.sampled_from(("mon", "tue", "wed", "thu", "fri", "sat", "sun")), st.integers(0, 20000))
def test_weekday_is_within_a_week_and_of_that_name(name: str, ordinal: int) -> None:
    today = date(1990, 1, 1) + timedelta(days=ordinal)
    ahead, back = parse_day(name, today), parse_day(name, today, past=True)
    assert ahead.strftime("%a").lower() == back.strftime("%a").lower() == name
    assert timedelta() < ahead - today <= timedelta(days=7)
    assert timedelta() <= today - back < timedelta(days=7)


@given(ODD, st.datetimes(timezones=st.just(UTC)))
def test_odd_text_is_read_or_refused_and_never_crashes(text: str, now: datetime) -> None:
    for read in (
        lambda: parse_age(text),
        lambda: parse_day(text, now.date()),
        lambda: parse_span(text, now, UTC),
        lambda: parse_due_phrase(text, now, UTC),
        lambda: parse_since(text, now, UTC),
        lambda: parse_until(text, now, UTC),
    ):
        try:
            read()
        except ValueError as error:
            assert str(error).startswith(("'", '"'))


@pytest.mark.parametrize(
    "text",
    ["5 p.m.", "5p.m.", "5 P. M.", "5 p.m", "5pm", "today.5pm", "today, 5 p.m.", "today_17:00",
     "20261122T1700", "20261122T170000Z", "22.11.26 17:00", "22nov 5pm"],
)  # fmt: skip
def test_half_of_the_day_is_written_in_many_ways(text: str) -> None:
    assert parse_due_phrase(text, NOW, UTC) == datetime(2026, 11, 22, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("25-12-26", "write the year with four digits"),
        ("4/5/26", "is 4 may 2026 or 5 april 2026"),
        ("17.30", "as a time, write 17:30"),
        ("26/12/25", "is 26 december 2025 or 25 december 2026"),
        ("25/12/26", "is 25 december 2026 or 26 december 2025"),
        ("dec 25 17", "write dec 25 17:00 or dec 25 2017"),
        ("today at 5", "write today 5:00 or today 17:00"),
        ("tomorrow 12", "write tomorrow 0:00 or tomorrow 12:00"),
        ("at 5 o'clock", "write 5:00 or 17:00"),
        ("tomorrow at midnight", "write tomorrow 0:00, where that day begins, or tomorrow 23:59"),
        ("_ at 5", "'_' is not a date like"),
        ("foo at 5 o'clock", "'foo' is not a date like"),
        ("foo midnight", "'foo' is not a date like"),
        ("feb 30 at 5", "'feb 30' is not in the calendar"),
        ("feb 29 at 5", "write feb 29 5:00 or feb 29 17:00"),
        ("sun dec 25", "2026-12-25 is a Friday"),
        ("5pm sun 25.12.2026", "2026-12-25 is a Friday"),
        ("_3d", "is not a date like"),
        ("tomorrow+2h", "is not a date like"),
    ],
)
def test_what_could_be_two_dates_names_the_form(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse_due_phrase(text, NOW, UTC)


@pytest.mark.parametrize("text", ["none", "Never", "null"])
def test_who_wants_no_due_date_is_told_how(text: str) -> None:
    with pytest.raises(ValueError, match="'' takes it away"):
        parse_due_phrase(text, NOW, UTC)
