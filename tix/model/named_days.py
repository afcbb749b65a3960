"""Days that have a name: ``dec 25``, ``friday``, ``eow``, ``next month``.

What is read is in lower case with single blanks, as ``tix.model.dates`` hands it over:

- ``dec 25``, ``25 dec``, ``december 25th``, with or without a year (``dec 25, 2027``): without one
  the next such day, today included;
- ``friday``, ``fri``, ``next fri``, ``last fri``, ``this friday``, ``on friday``: the next one
  after today, or the last one before it;
- ``eow``, ``eom``, ``eoy``, ``end of month``: the last day of this week (a Sunday), month, year;
- ``this week``, ``next month``, ``last year``: all of it.

Raises OverflowError beyond the calendar, and ValueError for a day that no year has.
"""

import re
from datetime import date, timedelta

_DAY = timedelta(days=1)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH_DAY = (
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\.? (?P<month>[a-z]{3,9})\.?"
    r"|(?P<month2>[a-z]{3,9})\.? (?P<day2>[0-9]{1,2})(?:st|nd|rd|th)?)(?:,? (?P<year>[0-9]{4}))?"
)
_END = r"eo([wmy])|(?:the )?end of (?:the |this )?(week|month|year)"
_PERIOD = r"(this|next|last) (week|month|year)"
_LEAP_YEARS_APART = 8  # at most: from 1896 to 1904

Days = tuple[date, date]
"""The first and the last."""


def named_days(plain: str, today: date, *, past: bool) -> Days | None:
    """The first and the last day that a text names; None if it names none.

    With ``past``, what could be a day of any year, or week, is the latest, today included.
    """
    if match := re.fullmatch(_END, plain):
        _, last = _period(match[1] or match[2][0], 0, today)
        return last, last
    if match := re.fullmatch(_PERIOD, plain):
        return _period(match[2][0], {"this": 0, "next": 1, "last": -1}[match[1]], today)
    if match := re.fullmatch(_MONTH_DAY, plain):
        return _month_day(match, today, past)
    distance = _weekday_distance(plain, today, past)
    return None if distance is None else (today + distance, today + distance)


def _period(unit: str, distance: int, today: date) -> Days:
    """A week, month or year (by its first letter), so many of them from today's."""
    if unit == "w":
        first = today + (7 * distance - today.weekday()) * _DAY
        return first, first + 6 * _DAY
    months = 12 if unit == "y" else 1
    first = _month_start(today.year, 1 if unit == "y" else today.month, distance * months)
    if first.year == date.max.year and first.month + months > 12:
        return first, date.max
    return first, _month_start(first.year, first.month, months) - _DAY


def _month_start(year: int, month: int, later: int) -> date:
    count = 12 * year + month - 1 + later
    try:
        return date(count // 12, count % 12 + 1, 1)
    except ValueError:
        raise OverflowError from None


def _month_day(match: re.Match[str], today: date, past: bool) -> Days | None:
    name = match["month"] or match["month2"]
    month = next((n for n, full in enumerate(_MONTHS, 1) if full.startswith(name)), None)
    if month is None and name != "sept":
        return None
    day = int(match["day"] or match["day2"])
    found = _in_year(month or 9, day, match["year"], today, past)
    return found, found


def _in_year(month: int, day: int, year: str | None, today: date, past: bool) -> date:
    if year:
        return date(int(year), month, day)
    step = -1 if past else 1
    for distance in range(_LEAP_YEARS_APART + 1):
        try:
            found = date(today.year + step * distance, month, day)
        except ValueError:  # 29 February, or no day at all
            continue
        if found <= today if past else found >= today:
            return found
    raise ValueError


def _weekday_distance(plain: str, today: date, past: bool) -> timedelta | None:
    """From today to the weekday named, forth or back; None if the text names none."""
    which, _, name = plain.rpartition(" ")
    weekday = _weekday(name)
    if weekday is None or which not in ("", "next", "last", "this", "on"):
        return None
    if which == "last":
        return -((today.weekday() - weekday - 1) % 7 + 1) * _DAY
    if past and which != "next":
        return -((today.weekday() - weekday) % 7) * _DAY
    return ((weekday - today.weekday() - 1) % 7 + 1) * _DAY


def _weekday(plain: str) -> int | None:
    if len(plain) < 3:
        return None
    return next((n for n, name in enumerate(_WEEKDAYS) if name.startswith(plain)), None)
