"""Files of holidays in a desk: ``calendars/PT.txt``, a line for each, by date.

::

    line = [ day [ BLANK name ] / "#" text ]      day: 2026-12-25

Only what stands there counts, so that every clone computes the same, whatever a library says.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from tix.model.layout import CALENDARS

_FILE = rf"{CALENDARS}/([A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*)\.txt"
_LINE = r"(\d{4}-\d{2}-\d{2})(?:[ \t]+(.*\S))?[ \t]*"

MOST = 1024 * 1024
"""The most bytes that such a file may have."""


class HolidaysError(ValueError):
    """A file of holidays has something else in it. ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def path_of(region: str) -> str:
    """The path of a region's file: ``calendars/PT.txt``."""
    return f"{CALENDARS}/{region}.txt"


def region_at(path: str) -> str | None:
    """The region whose file has that path; None if none can."""
    match = re.fullmatch(_FILE, path)
    return match[1] if match else None


def read_holidays(data: bytes) -> dict[date, str]:
    """The days in a file, and what each is called. Raises HolidaysError."""
    found, problems = readable_holidays(data)
    if problems:
        raise problems[0]
    return found


def readable_holidays(data: bytes) -> tuple[dict[date, str], list[HolidaysError]]:
    """The same as far as it can be read, and what can't."""
    found: dict[date, str] = {}
    problems: list[HolidaysError] = []
    try:
        lines = [*_lines(data)]
    except HolidaysError as error:
        return found, [error]
    for number, line in lines:
        match = re.fullmatch(_LINE, line)
        try:
            if match is None:
                raise ValueError(line)
            found.setdefault(date.fromisoformat(match[1]), match[2] or "")
        except ValueError:
            shown = line if len(line) <= 60 else line[:59] + "…"
            reason = f"{shown!r} is no holiday like 2026-12-25 Natal"
            problems.append(HolidaysError(number, reason))
    return found, problems


def looks_like_holidays(data: bytes) -> bool:
    """Whether the first line that says something begins with a date: a folder of that name may be
    the code's own, where a desk is among code."""
    try:
        first = next((line for _, line in _lines(data)), "")
    except HolidaysError:
        return False
    return not first or re.match(r"\d{4}-\d{2}-\d{2}\b|<<<<<<<", first) is not None


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HolidaysError(data.count(b"\n", 0, error.start) + 1, "this isn't UTF-8") from None
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip()
        if plain and not plain.startswith("#"):
            yield number, plain


def dump_holidays(holidays: Mapping[date, str]) -> bytes:
    """The text of a file with these days."""
    lines = (f"{day} {' '.join(name.split())}".rstrip() for day, name in sorted(holidays.items()))
    return "".join(f"{line}\n" for line in lines).encode()


def years_missing(days: Iterable[date], today: date) -> tuple[int, ...]:
    """Which years of the next twelve months no day is in."""
    is_new_year = (today.month, today.day) == (1, 1)
    needed = (today.year,) if is_new_year else (today.year, today.year + 1)
    years = {day.year for day in days}
    return tuple(year for year in needed if year not in years)
