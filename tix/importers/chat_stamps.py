"""Times as chats write them: a pattern for a line's beginning or end, and what it found.

``22/11/2026, 10:02:33 AM``, ``22.11.2026 klo 10.02.33``, ``2026. 11. 22. 오전 10:02``, ``Nov 22, 10:02``,
``Yesterday at 10:02``, ``2026-11-22T10:02:33Z`` and their like. A clock with dots needs a date
or brackets, as ``1.10`` is a number else.
"""  # noqa: E501 (a line of examples)

import re

from tix.importers.chat_values import Stamp
from tix.importers.local_dates import month_of

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"[^\W\d_]{3,10}\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.|er|º)?"
_NAMED = rf"(?:{_MONTH} {_DAY}(?:,? \d{{4}})?|{_DAY} (?:de )?{_MONTH}(?:,? (?:de )?\d{{4}})?)"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\.?)"
_TODAY = ("today", "heute", "hoy", "hoje", "oggi", "aujourd’hui", "aujourd'hui", "vandaag")
_YESTERDAY = ("yesterday", "gestern", "ayer", "ontem", "ieri", "hier", "gisteren")
_NUMBERS = (
    r"\d{1,4}(?:[/-]|\. ?|年 ?|년 ?)\d{1,2}(?:(?:[/-]|\. ?|月 ?|월 ?)\d{1,4})?(?:\.|日|일| ?г\.)?"
)
DATE = (
    rf"(?P<date>{_NUMBERS}|(?:[^\W\d_]{{2,12}}\.?,? )?{_NAMED}"
    rf"|{'|'.join((*_TODAY, *_YESTERDAY))}|{_WEEKDAY})"
)
"""A date in any form."""

_BETWEEN = r"(?:[,،]? (?:(?:at|à|um|klo|kl\.?|om|alle|a las|às|as|@|-|\|) )?|,? ?t|,)"
_HALVES = {
    "上午": 0, "下午": 12, "午前": 0, "午後": 12, "오전": 0, "오후": 12, "ص": 0, "م": 12,
    "π.μ.": 0, "μ.μ.": 12, "öö": 0, "ös": 12,
}  # fmt: skip
_SIGNS = "|".join(map(re.escape, _HALVES))
_ZONES = {
    "utc": "+00", "gmt": "+00", "wet": "+00", "west": "+01", "bst": "+01", "cet": "+01",
    "cest": "+02", "eet": "+02", "eest": "+03", "ist": "+0530", "jst": "+09", "est": "-05",
    "edt": "-04", "cst": "-06", "cdt": "-05", "mst": "-07", "mdt": "-06", "pst": "-08",
    "pdt": "-07",
}  # fmt: skip
"""Zones by what chats call them; in Lisbon, WEST is summer."""
_ZONE = rf"\(?(?:{'|'.join(_ZONES)})(?:[+-]\d{{1,2}}(?::?\d{{2}})?)?(?!\w)\)?"
_CLOCK = (
    rf"(?:(?P<before>{_SIGNS}) ?)?"
    r"(?P<hour>\d{1,3})(?P<point>[:.]| ?h ?)(?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    rf"(?: ?(?P<half>[ap]\.? ?m\.?|{_SIGNS})(?!\w))?"
    rf"(?: ?(?P<zone>z(?!\w)|[+-]\d{{2}}:?\d{{2}}|{_ZONE}))?"
    r"(?: uhr)?"
)
STAMP = rf"(?:{DATE}{_BETWEEN})?{_CLOCK}"
"""A time: a clock, with a date before it or without."""

HAS_CLOCK = re.compile(r"\d(?:[:.]| ?h ?)\d\d").search
"""Finds what a line without a time hasn't: most texts have few such."""

_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")


def stamp_of(match: re.Match[str]) -> Stamp | None:
    """The time of a match; None if no clock shows it, but for one of many hours without anything
    else, which may count from the beginning of a recording."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), match["second"]
    written, half = (match["date"] or "").casefold(), match["half"] or match["before"] or ""
    if match["point"] == "." and not (written or match.string[: match.start("hour")].strip()):
        return None
    if half:
        if not 1 <= hour <= 12:
            return None
        late = _HALVES.get(half.casefold(), 12 if half[0] in "pP" else 0)
        hour = hour % 12 + late
    date, zone = plain_date(written), _zone((match["zone"] or "").casefold())
    is_bare = not (date or zone or half)
    if date is None or (hour > 23 and not is_bare) or minute > 59 or int(second or 0) > 59:
        return None
    return Stamp(
        date,
        hour,
        minute,
        int(second) if second else None,
        zone,
        half,
        may_count=is_bare and hour == 0 and (second is not None or len(match["hour"]) == 1),
    )


def plain_date(written: str) -> str | None:
    """A date as it is written; one that names its month in numbers, ``--11-27`` without a year.
    None where no word in it is a month or a weekday."""
    written = written.casefold().strip(" .")
    if written in _TODAY or written in _YESTERDAY:
        return "today" if written in _TODAY else "yesterday"
    if not written or not re.search(r"[^\W\d_]", re.sub(r"[年月日년월일]|г$", "", written)):
        return written
    if re.fullmatch(_WEEKDAY, written):
        return written
    words = re.findall(r"[^\W\d_]{3,}", written)
    month = next((found for word in reversed(words) if (found := _month(word))), 0)
    numbers = re.findall(r"\d+", written)
    if not (month and numbers):
        return None
    day, *year = numbers
    return f"{year[0] if year else '-'}-{month}-{day}"


def _month(word: str) -> int:
    """From 1 to 12; 0 for a word that is no month."""
    return MONTHS.index(word[:3]) + 1 if word[:3] in MONTHS else month_of(word)


def _zone(written: str) -> str:
    """``z``, ``+01:00`` or "" of how an offset is written."""
    if not written:
        return ""
    if match := _OFFSET.search(_ZONES.get(written.strip("()"), written)):
        return f"{match[1]}{int(match[2]):02}:{match[3] or '00'}"
    return "z"
