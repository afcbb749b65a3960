"""Days that have a name: ``dec 25``, ``friday``, ``eow``, ``next month``.

What is read is in lower case with single blanks, as ``tix.model.dates`` hands it over:

- ``dec 25``, ``25 dec``, ``december 25th``, with or without a year (``dec 25, 2027``): without one
  the next such day, today included;
- ``friday``, ``fri``, ``next fri``, ``last fri``, ``this friday``, ``on friday``: the next one
  after today, or the last one before it;
- ``monday next week``, ``next week friday``;
- ``eow``, ``eom``, ``eoq``, ``eoy``, ``end of month``: the last day of this week (a Sunday), month,
  quarter, year; ``end of next month``, ``start of next week``; ``som``: the first day of the next
  month, or with ``past`` of this one; ``socm`` and ``eonm``: of the current, and of the next one;
- ``24th``: that day of this month, or of the next one that has it;
- ``this week``, ``next month``, ``last quarter``, ``last year``: all of it; ``november``,
  ``nov 2026``, ``q4``, ``2026-q4``, too.

Raises OverflowError beyond the calendar, and ValueError for a day that no year has.
"""

import re
from datetime import date, timedelta

_DAY = timedelta(days=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH_DAY = (
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\.? (?:of )?(?P<month>[a-z]{3,9})\.?"
    r"|(?P<month2>[a-z]{3,9})\.? (?P<day2>[0-9]{1,2})(?:st|nd|rd|th)?)(?:,? (?P<year>[0-9]{4}))?"
)
_END = r"(?:the )?(end|start|beginning) of (?:the )?(?:(this|next|last) )?(week|month|quarter|year)"
_SHORT_END = r"([es])o([cn]?)([wmqy])"
_DISTANCES = {None: 0, "this": 0, "next": 1, "last": -1}
_PERIOD = r"(this|next|last) (week|month|quarter|year)"
_DAY_OF_WEEK = (
    r"(?:on )?([a-z]+),? (?:of |in )?(?:the )?(this|next|last) week"
    r"|(this|next|last) week,? (?:on )?([a-z]+)"
)
_MONTH = r"([a-z]{3,9})\.?,?(?: ([0-9]{4}))?"
_QUARTER = r"(?:([0-9]{4})[- ]?)?q([1-4])(?: ([0-9]{4}))?"
_DAY_OF_MONTH = r"(?:on )?(?:the )?([0-9]{1,2})(?:st|nd|rd|th)"
_LEAP_YEARS_APART = 8  # at most: from 1896 to 1904

Days = tuple[date, date]
"""The first and the last."""


def named_days(plain: str, today: date, *, past: bool) -> Days | None:
    """The first and the last day that a text names; None if it names none.

    With ``past``, what could be a day of any year, or week, is the latest, today included.
    """
    if match := re.fullmatch(_END, plain):
        first, last = _period(match[3][0], _DISTANCES[match[2]], today)
        day = last if match[1] == "end" else first
        return day, day
    if match := re.fullmatch(_SHORT_END, plain):
        side, which, unit = match.groups()
        is_next = which == "n" or (side == "s" and not which and not past)
        first, last = _period(unit, int(is_next), today)
        day = last if side == "e" else first
        return day, day
    if match := re.fullmatch(_PERIOD, plain):
        return _period(match[2][0], _DISTANCES[match[1]], today)
    if match := re.fullmatch(_DAY_OF_WEEK, plain):
        weekday = _weekday(match[1] or match[4])
        if weekday is None:
            return None
        day = _period("w", _DISTANCES[match[2] or match[3]], today)[0] + weekday * _DAY
        return day, day
    if match := re.fullmatch(_MONTH_DAY, plain):
        return _month_day(match, today, past)
    if match := re.fullmatch(_DAY_OF_MONTH, plain):
        day = _day_of_month(int(match[1]), today, past)
        return day, day
    distance = _weekday_distance(plain, today, past)
    if distance is not None:
        return today + distance, today + distance
    return _month_or_quarter(plain, today, past)


def is_month_or_quarter(plain: str) -> bool:
    """Whether a text names a whole month or quarter: ``november``, ``q4 2026``."""
    if _weekday(plain) is not None:
        return False
    try:
        return _month_or_quarter(plain, date(2000, 1, 1), past=False) is not None
    except ValueError:  # of a year that no calendar has
        return True


def _month_or_quarter(plain: str, today: date, past: bool) -> Days | None:
    """Its first and last day; without a year the latest (``past``) or the next, or today's."""
    if match := re.fullmatch(_QUARTER, plain):
        first, length, year = 3 * int(match[2]) - 2, 3, match[1] or match[3]
    elif (match := re.fullmatch(_MONTH, plain)) and (month := _month(match[1])):
        first, length, year = month, 1, match[2]
    else:
        return None
    if year:
        begins = date(int(year), first, 1)
    else:
        this = date(today.year, first, 1)
        ended = _month_start(today.year, first, length) <= today if today.year < 9999 else False
        move = -12 if past and this > today else 12 if not past and ended else 0
        begins = _month_start(today.year, first, move)
    if begins.year == date.max.year and first + length > 12:
        return begins, date.max
    return begins, _month_start(begins.year, first, length) - _DAY


def _day_of_month(day: int, today: date, past: bool) -> date:
    """The next such day, today included, or with ``past`` the latest. Raises ValueError."""
    for distance in range(4):  # of three months in a row, one has 31 days
        first = _month_start(today.year, today.month, -distance if past else distance)
        try:
            found = first.replace(day=day)
        except ValueError:
            continue
        if found <= today if past else found >= today:
            return found
    raise ValueError


def _period(unit: str, distance: int, today: date) -> Days:
    """A week, month or year (by its first letter), so many of them from today's."""
    if unit == "w":
        first = today + (7 * distance - today.weekday()) * _DAY
        return first, first + 6 * _DAY
    months = {"y": 12, "q": 3}.get(unit, 1)
    begins = {"y": 1, "q": (today.month - 1) // 3 * 3 + 1}.get(unit, today.month)
    first = _month_start(today.year, begins, distance * months)
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
    month = _month(name)
    if month is None:
        return None
    day = int(match["day"] or match["day2"])
    found = _in_year(month, day, match["year"], today, past)
    return found, found


def _month(name: str) -> int | None:
    """The number of a month by its name, or the beginning of it."""
    if name == "sept":
        return 9
    return next((n for n, full in enumerate(MONTHS, 1) if full.startswith(name)), None)


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
    return next((n for n, name in enumerate(WEEKDAYS) if name.startswith(plain)), None)
