"""The many ways to write a day down, brought to the few that ``tix.model.dates`` reads.

``2026/12/25``, ``20261225``, ``25.12.2026``, ``25.12.26`` and ``2026-1-5`` become ISO's,
``2026-dec-25`` becomes ``25 dec 2026``, ``jan5`` becomes ``jan 5``, ``5 p.m. tomorrow`` becomes
``tomorrow 5 pm``. Where two numbers could be a day and a month in either order, nothing is guessed.
"""

import re

from tix.model.named_days import MONTHS

_MONTH_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DASH_FOR_BLANK = (
    r"(?<=[a-z0-9])(?<![0-9]{4})-(?=[a-z])"
    r"|(?:(?<=[a-z])|(?<=q[1-4]))(?<![0-9 -][ap]m)-(?=[0-9])"  # 9am-02:00 is 9am in that zone
    r"|(?:(?<=[a-z][ -][0-9])|(?<=[a-z][ -][0-9]{2}))-(?=[0-9]{4}(?![0-9]))"  # dec-25-2026
    r"|(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})-(?=[0-9]{1,2}(?::|(?::[0-9]{2})? ?[ap]m))"
)
_DOT_FOR_BLANK = r"(?<=[a-z0-9])\.(?=[a-z])|(?<=[a-z])\.(?=[0-9])"
"""``2.weeks.ago``, as in git."""

_SLASHED = r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})((?:[t ].*)?)"
_FROM_NOW = r"^(?:now|today(?= ?[+-] ?[0-9]+ ?(?:d|w|mo|y))) ?(?=[+-] ?[0-9])"
_SHORT_YEAR = r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{2})((?:,? .*)?)"
_NAMED_DAY = rf"(?:[0-9]{{1,2}} {_MONTH_NAME}|{_MONTH_NAME} [0-9]{{1,2}})"
_NAMED_SHORT_YEAR = rf"({_NAMED_DAY},?) ('?)([0-9]{{2}})"
_SHORT_YEAR_BEHIND_DASH = rf"(?<![0-9])({_NAMED_DAY.replace(' ', '-')})-(?=[0-9]{{2}}$)"
_HALF_DAY = r"(?<=[0-9])( ?)([ap])\. ?m\b\.?"
_SLASHED_NO_YEAR = r"([0-9]{1,2})/([0-9]{1,2})((?: .*)?)"
_WEEKDAY_BEFORE = (
    r"((?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\.?,? "
    rf"(?=[0-9]{{1,2}}(?:st|nd|rd|th)?\.? {_MONTH_NAME}|{_MONTH_NAME}\.? [0-9]{{1,2}}(?![0-9])"
    r"|[0-9]{1,2}[./-][0-9]|[0-9]{4}(?:-w?[0-9]{2}-|/)[0-9]|[0-9]{8}$)"
)
_CLOCK_BEFORE = (
    r"(?:at )?([0-9]{1,2}(?::[0-9]{2}(?: ?[ap]m)?| ?[ap]m)),? (?![ap]m)(?:on )?"
    r"([a-z].*[a-z0-9]|[0-9]{1,2}[a-z. ]+[a-z].*|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{1,2}[./-][0-9]{1,2}(?:[./-][0-9]{4}|\.)?)"
)
_HOUR_ALONE = (
    r"(?:(?P<day>.+?),? at|at|(?P<near>today|tomorrow|yesterday|[0-9]{4}-[0-9]{2}-[0-9]{2}))"
    r" (?P<hour>[0-9]{1,2})(?: o'? ?clock)?"
)
_MIDNIGHT_OF_DAY = r"(.+?),? (?:at )?midnight|midnight (?:of )?(?:on )?(.+)"
_CLOCK_IN_ONE = r"(?<=^[0-9]{4}-[0-9]{2}-[0-9]{2}t)([0-9]{2})([0-9]{2})([0-9]{2})?(?=z?$)"
_YEAR_FIRST = r"([0-9]{4})(?:([/.-])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{2})([0-9]{2}))((?:[t ].*)?)"
_YEAR_AND_NAME = rf"([0-9]{{4}})[ -]({_MONTH_NAME})\.?(?:[ -]([0-9]{{1,2}}))?(?:[t -](.*))?"
_YEAR_LAST = rf"({_MONTH_NAME} [0-9]{{1,2}}) ([0-9:]{{4,8}}) ([0-9]{{4}})(.*)"
_DAY_FIRST = r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})((?: .*)?)"


class TwoTimesError(ValueError):
    """What could be two times of ``day``, if that is one; '' where no day is named."""

    def __init__(self, text: str, day: str, meant: str) -> None:
        super().__init__(f"{shown(text)} can mean two times; write {meant[:100]}")
        self.day = day


def plain_form(text: str) -> str:
    """The text in lower case, with single blanks, in one of the forms that are read.

    A dash or dot beside a word, or a dash before a clock, may stand for a blank (``last-week``,
    ``dec-25``, ``in.2.days``, ``2026-12-25-10am``). A weekday before a date stays there; a clock
    stands behind the day. Raises ValueError for what could be two days or times, or is none.
    """
    plain = " ".join(text.casefold().split()).removeprefix("the ")
    plain = plain[1:] if plain.startswith("@today") else plain  # as GitHub has it
    if not plain.isalpha():
        plain = re.sub(_HALF_DAY, r"\1\2m", plain)
        plain = re.sub(_FROM_NOW, "", re.sub(r"(?<=[^\W_])_(?=[^\W_])", "-", plain))
        plain = re.sub(_DOT_FOR_BLANK, " ", plain)
        plain = re.sub(rf"(?<=[0-9])(?={_MONTH_NAME})", " ", plain)  # 5jan
        plain = re.sub(rf"(?<![a-z])({_MONTH_NAME})(?=[0-9])", r"\1 ", plain)  # jan5
        plain = re.sub(_SHORT_YEAR_BEHIND_DASH, r"\1 '", plain)
        plain = re.sub(_DASH_FOR_BLANK, " ", plain)
        plain = re.sub(r"(?<=[a-z0-9])@(?=[0-9])", " ", plain)
        weekday, plain = split_weekday(plain)
        plain = _with_numbers_in_order(plain, text)
        plain = f"{weekday} {plain}" if weekday else plain
        plain = re.sub(r"^([0-9]{4}-[0-9]{2}-[0-9]{2}t[0-9]{2})(?=z?$)", r"\1:00", plain)
        plain = re.sub(_CLOCK_IN_ONE, _with_colons, plain)
    plain = re.sub(r"(?:^12 |\b12:00 )?\bnoon$|^noon(?= )", "12:00", plain)
    plain = _with_whole_clock(plain, text)
    if match := re.fullmatch(_CLOCK_BEFORE, plain):
        return f"{match[2]} {match[1]}"
    return plain


def split_weekday(plain: str) -> tuple[str, str]:
    """``fri dec 25`` as ``fri`` and ``dec 25``; '' where no weekday stands before a date."""
    match = re.match(_WEEKDAY_BEFORE, plain)
    return (match[1], plain[match.end() :]) if match else ("", plain)


def _with_whole_clock(plain: str, text: str) -> str:
    """``tomorrow at 17`` as ``tomorrow 17:00``. Raises TwoTimesError."""
    if plain in ("midnight", "at midnight"):
        return "0:00"
    if match := re.fullmatch(_MIDNIGHT_OF_DAY, plain):
        day = match[1] or match[2]
        meant = f"{day} 0:00, where that day begins, or {day} 23:59"
        raise TwoTimesError(text, day, meant)
    match = re.fullmatch(_HOUR_ALONE, plain)
    if match is None:
        return plain
    day, hour = match["day"] or match["near"] or "", int(match["hour"])
    if 1 <= hour <= 12:
        meant = " or ".join(f"{day} {each}:00".strip() for each in (hour % 12, hour % 12 + 12))
        raise TwoTimesError(text, day, meant)
    return f"{day} {hour}:00".strip()


def _with_numbers_in_order(plain: str, text: str) -> str:
    """Year, month and day in an order that is read. Raises ValueError."""
    if match := re.fullmatch(_YEAR_FIRST, plain):
        month, day = match[3] or match[5], match[4] or match[6]
        return f"{match[1]}-{month:0>2}-{day:0>2}{match[7]}"
    if match := re.fullmatch(_DAY_FIRST, plain):
        return f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}{match[4]}"
    if match := re.fullmatch(_SLASHED, plain):
        day, month = _day_and_month(int(match[1]), int(match[2]), match[3], text)
        return f"{match[3]}-{month:02}-{day:02}{match[4]}"
    if match := re.fullmatch(_SHORT_YEAR, plain):
        return _with_numbers_in_order(_with_whole_year(match, text), text)
    if match := re.fullmatch(_NAMED_SHORT_YEAR, plain):
        if not match[2] and int(match[3]) < 24:
            meant = f"{match[1]} {match[3]}:00 or {match[1]} 20{match[3]}"
            raise ValueError(f"{shown(text)} is a time or a year; write {meant}")
        return f"{match[1]} 20{match[3]}"
    if match := re.fullmatch(_SLASHED_NO_YEAR, plain):
        day, month = _day_and_month(int(match[1]), int(match[2]), "", text)
        return _without_year(day, month, text) + match[3]
    if match := re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.?", plain):
        return _without_year(int(match[1]), int(match[2]), text)
    if match := re.fullmatch(_YEAR_AND_NAME, plain):
        return " ".join(filter(None, (match[3], match[2], match[1], match[4])))
    if match := re.fullmatch(_YEAR_LAST, plain):  # as git log writes it
        return f"{match[1]} {match[3]} {match[2]}{match[4]}"
    return plain


def _with_whole_year(match: re.Match[str], text: str) -> str:
    """``25.12.26`` as ``25.12.2026``. Raises ValueError: between dashes and slashes, years come
    first, too."""
    first, sign, second, year, more = match.groups()
    if sign == "-":
        raise ValueError(f"{shown(text)}: write the year with four digits, like 2026-12-25")
    if sign == "/" and 12 < int(first) <= 31 and 0 < int(second) <= 12 and 0 < int(year) <= 31:
        month = MONTHS[int(second) - 1]
        one, other = f"{int(first)} {month} 20{year}", f"{int(year)} {month} 20{first}"
        if one != other:
            raise ValueError(f"{shown(text)} is {one} or {other}; write the one you mean")
    return f"{first}{sign}{second}{sign}20{year}{more.lstrip(',')}"


def _with_colons(clock: re.Match[str]) -> str:
    return ":".join(filter(None, clock.groups()))


def _day_and_month(first: int, second: int, year: str, text: str) -> tuple[int, int]:
    """What two numbers are, where they can be it in one order only. Raises ValueError."""
    if 0 < first <= 12 and 0 < second <= 12 and first != second:
        days = (f"{first} {MONTHS[second - 1]} {year}", f"{second} {MONTHS[first - 1]} {year}")
        one, other = (day.strip() for day in days)
        raise ValueError(f"{shown(text)} is {one} or {other}; write the one you mean")
    return (first, second) if first > 12 else (second, first)


def _without_year(day: int, month: int, text: str) -> str:
    """``24.12.`` as ``24 december``. Raises ValueError."""
    if not 1 <= month <= 12:
        meant = f"; as a time, write {day}:{month:02}" if day < 24 and month < 60 else ""
        raise ValueError(f"{shown(text)} is not in the calendar{meant}")
    return f"{day} {MONTHS[month - 1]}"


def shown(text: str) -> str:
    """What was typed, for an error: the beginning of it where it is long."""
    return repr(text if len(text) <= 60 else text[:60] + "…")
