"""Days in a table with slashes or hyphens, 3/31/2024 or 31/3/2024: the table tells which it is."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from tix.importers.foreign_names import DATE_NAMES, plain_name
from tix.quick_typing import Any


class DayOrder(StrEnum):
    """What comes first in a date, where the year comes last."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


_DATE = re.compile(
    r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})"
    r"(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d))?(?:\s*([ap])\.?m\.?)?)?",
    re.IGNORECASE,
)

_DOTTED = re.compile(r"(0[1-9]|[12]\d|3[01])\.(0[1-9]|1[0-2])\.(\d\d)(?=$|[,\s]+(?:at )?\d)")


def is_such_date(cell: str) -> bool:
    """Whether a cell has a day in one of these forms, with or without a time."""
    return _DATE.fullmatch(cell.strip()) is not None


def day_order(cells: Iterable[str]) -> DayOrder | None:
    """What comes first in these dates; None if they don't tell, or contradict each other."""
    found = [match for cell in cells if (match := _DATE.fullmatch(cell.strip()))]
    is_day_first = any(int(match[1]) > 12 for match in found)
    is_month_first = any(int(match[3]) > 12 for match in found)
    if is_day_first == is_month_first:
        return None
    return DayOrder.DAY_FIRST if is_day_first else DayOrder.MONTH_FIRST


def as_iso(cell: str, order: DayOrder) -> str:
    """Such a date in the form of ISO 8601; any other text, and what is no date, as it is."""
    match = _DATE.fullmatch(cell.strip())
    if match is None:
        return cell
    first, second = int(match[1]), int(match[3])
    month, day = (first, second) if order is DayOrder.MONTH_FIRST else (second, first)
    year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
    hour, half = int(match[5] or 0), (match[8] or "").casefold()
    if half and not 1 <= hour <= 12:
        return cell
    hour = hour % 12 + 12 * (half == "p") if half else hour
    try:
        when = datetime(year, month, day, hour, int(match[6] or 0), int(match[7] or 0))
    except ValueError:
        return cell
    return when.isoformat() if match[5] else when.date().isoformat()


def said_of_dots(cells: Iterable[str]) -> str:
    """What is said of ``26.12.05``, which in some countries has the year first; "" of others."""
    for cell in cells:
        match = _DOTTED.match(cell.strip())
        if match and int(match[1]) > 12 and int(match[3]) <= 31:
            year = 2000 + int(match[3])
            return f"; {match[0]} is read as {year}-{match[2]}-{match[1]}, the year last"
    return ""


def told_of_dots(values: Mapping[str, Any]) -> Iterator[str]:
    """The note about dates like ``26.12.05`` among the named values of a record."""
    dates = (str(value) for name, value in values.items() if plain_name(name) in DATE_NAMES)
    if said_of_dots(dates):
        yield "a date such as 26.12.05 is read as 2005-12-26, the year last"


def with_year_first(text: str) -> str:
    """``24/12/2026`` and ``12/24/2026`` as ISO 8601; what may be two days, as it is."""
    match = _DATE.fullmatch(text.strip())
    if match is None or len(match[4]) == 2:
        return text
    order = DayOrder.DAY_FIRST if match[1] == match[3] else day_order([text])
    return as_iso(text, order) if order else text
