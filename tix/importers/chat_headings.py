"""Dates that stand above messages for all of them, as chats without a date in each time have them.

A line with nothing but a date, above a message, is the day of what follows up to the next such
line; without one, so is the first date with a year in what stands above the first message
(*Chat started on 22 November 2026 10:02 (UTC)*). Its zone is that of the clocks below.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from tix.frozen import dataclass, replace
from tix.importers.chat_stamps import DATE, STAMP, plain_date, stamp_of
from tix.importers.chat_values import Stamp

_AROUND = r"[-\u2013\u2014=_*#\s]*"
_HEADING = re.compile(rf"{_AROUND}{DATE}{_AROUND}", re.IGNORECASE)
_ANYWHERE = re.compile(rf"(?<![\w/.-]){DATE}(?![\w/-])", re.IGNORECASE)
_TIME_ANYWHERE = re.compile(STAMP, re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_RULE = re.compile(r"\s*[-\u2013\u2014=_*]{2,}\s*|\s*")
_OF_IRC = re.compile(
    r"(?:[-*]{3,4} (?:Day changed |Log \w+ |\w+ LOGGING AT )?|Session \w+: )(?:\w{3} )?"
    r"(?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2})(?: \d\d:\d\d:\d\d)? (?P<year>\d{4})"
)
"""``--- Day changed Mon Nov 23 2026``, ``--- Log opened Sun Nov 22 08:00:00 2026`` and the like, as
irssi, mIRC and HexChat write them."""

_MOST = 100


@dataclass(frozen=True, slots=True)
class Headings:
    """The dates above messages, by the line of each message, and the zone of all, "" if nothing
    says one; ``lines`` are what says the dates."""

    dates: Mapping[int, str]
    zone: str
    lines: frozenset[int]

    def dated(self, stamp: Stamp | None, line: int) -> Stamp | None:
        """The time of the message that begins on a line, with the date of the heading above it if
        it has none of its own."""
        date = self.dates.get(line)
        if stamp is None or stamp.date or not date:
            return stamp
        zone = stamp.zone or self.zone
        return replace(stamp, date=date, zone=zone, of_heading=True, may_count=False)


def heading_date(line: str) -> str:
    """The date that is all that a line says; "" for any other line."""
    if len(line) > _MOST:
        return ""
    if of_irc := _OF_IRC.fullmatch(line):
        return plain_date(f"{of_irc['day']} {of_irc['month']} {of_irc['year']}") or ""
    match = _HEADING.fullmatch(line)
    if match is None or not (_YEAR.search(line) or re.search(r"[^\W\d_]", line)):
        return ""  # 10.30 may be anything
    return plain_date(match["date"]) or ""


def headings(lines: Sequence[str], starts: Sequence[int], bare: Collection[int]) -> Headings:
    """The headings in a text of which messages begin on lines; a date below one of ``bare`` is what
    somebody said."""
    begins = set(starts)
    dates: dict[int, str] = {}
    of_headings: set[int] = set()
    date, zone = _date_above(lines[: starts[0]])
    for number, line in enumerate(lines):
        if number in begins:
            dates[number] = date
        elif (found := heading_date(line)) and (around := _around(lines, number, begins, bare)):
            date = found
            of_headings |= around
    return Headings(dates, zone, frozenset(of_headings))


def _around(lines: Sequence[str], number: int, begins: set[int], bare: Collection[int]) -> set[int]:
    """The lines of a heading, with the rules above and below it; none if no message follows, but
    for IRC's, of which the last one closes the log."""
    end = number + 1
    while end < len(lines) and end not in begins and _RULE.fullmatch(lines[end]):
        end += 1
    if end not in begins:
        return {number} if _OF_IRC.fullmatch(lines[number]) else set()
    begin = number
    while begin > 0 and begin - 1 not in begins and _RULE.fullmatch(lines[begin - 1]):
        begin -= 1
    if begin - 1 in bare:
        return set()
    return set(range(begin, end))


def _date_above(lines: Sequence[str]) -> tuple[str, str]:
    """The first date with a year, and the zone of the clock behind it; "" for what isn't there."""
    for line in lines:
        if _OF_IRC.fullmatch(line) and (of_irc := heading_date(line)):
            return of_irc, ""
        for match in _TIME_ANYWHERE.finditer(line[:_MOST]):
            if match["date"] and _YEAR.search(match["date"]) and (stamp := stamp_of(match)):
                return stamp.date, stamp.zone
        for match in _ANYWHERE.finditer(line[:_MOST]):
            if _YEAR.search(match["date"]) and (date := plain_date(match["date"])):
                return date, ""
    return "", ""
