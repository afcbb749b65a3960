"""Calendars and policies in a line of text."""

from itertools import groupby

from tix.model.promises.amounts import format_amount
from tix.model.promises.calendar import WEEKDAYS, Calendar, Hours
from tix.model.promises.policy import Policy


def calendar_line(calendar: Calendar) -> str:
    """``Europe/Lisbon: mon-thu 09:00-13:00 14:00-18:00, fri 09:00-15:00; holidays PT, 12-31``."""
    days = ", ".join(
        f"{_days([day for day, _ in some])} {hours_text(hours)}"
        for hours, group in groupby(enumerate(calendar.hours), key=lambda pair: pair[1])
        if hours and (some := list(group))
    )
    holidays = (
        *calendar.regions,
        *(day.isoformat() for day in sorted(calendar.dates)),
        *(f"{month:02}-{day:02}" for month, day in sorted(calendar.yearly)),
    )
    text = f"{calendar.zone}: {days or 'no hours'}"
    return f"{text}; holidays {', '.join(holidays)}" if holidays else text


def hours_text(hours: Hours) -> str:
    """``09:00-13:00 14:00-18:00``."""
    return " ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in hours)


def _days(days: list[int]) -> str:
    first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
    return first if first == last else f"{first}-{last}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def policy_line(policy: Policy) -> str:
    """``plan:gold: first response 1h, resolution 16h by office``."""
    budgets = ", ".join(
        f"{what} {format_amount(budget)}"
        for what, budget in (
            ("first response", policy.first_response),
            ("next response", policy.next_response),
            ("resolution", policy.resolution),
            ("warning", policy.warn),
        )
        if budget is not None
    )
    since = f" from {policy.since}" if policy.since else ""
    return f"{policy.when or 'every ticket'}: {budgets} by {policy.calendar}{since}"
