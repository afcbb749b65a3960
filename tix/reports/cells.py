"""The cells of a report's tables, for people and for programs."""

from datetime import date, datetime, timedelta, tzinfo

from tix.model.times import day_of, day_start, format_due, format_time
from tix.reports.durations import duration_text, hours_text
from tix.reports.report import Column, Kind, Report, Section, Value

COUNTED = (
    Kind.NUMBER,
    Kind.DURATION,
    Kind.BUSINESS,
    Kind.MINUTES,
    Kind.CHANGE,
    Kind.PERCENT,
)
"""Kinds whose cells are aligned right."""


def cell_text(column: Column, value: Value) -> str:
    """A cell's text for people: durations like ``2d 4h``; texts of tickets unchanged."""
    match value:
        case None:
            return {Kind.WORD: "(none)", Kind.PERSON: "(nobody)"}.get(column.kind, "")
        case int() if column.kind is Kind.DURATION:
            return duration_text(value)
        case int() if column.kind is Kind.BUSINESS:
            return hours_text(value)
        case int() if column.kind is Kind.CHANGE:
            return f"{value:+d}" if value else "0"
        case int() if column.kind is Kind.PERCENT:
            return f"{value}%"
        case str() if column.kind is Kind.PERSON:
            return value.removesuffix(" <>")  # a name without an address
        case int() if column.kind is Kind.MINUTES:
            return hours_text(60 * value) if value else "0m"
    return str(plain_value(value))


def bar_shares(section: Section) -> tuple[float, ...]:
    """For each row the length of its bar, 0 to 1, where the longest of the section is 1."""
    place = next((i for i, c in enumerate(section.columns) if c.name == section.bar), None)
    if place is None:
        return (0.0,) * len(section.rows)
    counts = [value if isinstance(value := row[place], int) else 0 for row in section.rows]
    longest = max([1, *counts])
    return tuple(max(0, count) / longest for count in counts)


def period_text(report: Report) -> str:
    """The period that a report is about, for people; "" if it has no ends.

    Whole days are days: "from 2026-11-01 to the end of 2026-11-30"; other times are times in UTC.
    """
    since, until, zone = report.since, report.until, report.zone
    ends = []
    if since:
        ends.append(f"from {_day_begun(since, zone) or format_time(since)}")
    if until:
        is_whole = _day_begun(until, zone) is not None
        last = day_of(until - timedelta(seconds=1), zone) if is_whole else None
        ends.append(f"to the end of {last}" if last else f"up to {format_time(until)}")
    return " ".join(ends)


def _day_begun(when: datetime, zone: tzinfo) -> date | None:
    """The day whose first moment it is, if it is one's."""
    day = day_of(when, zone)
    return day if day_start(day, zone) == when else None


def plain_value(value: Value) -> str | int | None:
    """A cell as programs read it: times as ISO 8601 texts, durations in seconds."""
    return format_due(value) if isinstance(value, (date, datetime)) else value
