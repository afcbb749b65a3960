"""The forms in which chats are written down, and the messages in a text of one of them.

Each form says how a message begins: with a time and a speaker on the same line. What stands below,
up to the next such line, belongs to the message; a line with nothing said there or below it begins
none, and belongs to the message above it. Of the forms below, the one that begins the most messages
is the text's, and among equals the one that begins first:

- ``[10:02] Jo: text`` and ``[22/11/2026, 10:02:33] Jo: text``, as WhatsApp exports it on iOS,
  and ``(10:02:33 AM) Jo: text``, as chats on web pages do;
- ``10:02 Jo: text`` and ``22/11/2026, 10:02 - Jo: text``, as it does on Android,
  and ``10:02 AM | Jo: text``, as chats on web pages do, too;
- ``[10:02] <Jo> text`` and ``10:02 <Jo> text``, as on IRC;
- ``Jo (10:02): text``, and with the text below ``Jo, [22.11.2026 10:02]``, copied from Telegram;
- ``[10:02] Jo``, with the text below, as copied from Teams;
- ``Jo  10:02 AM``, with the text below, as copied from Slack;
- ``Jo — 10:02``, with the text below, as copied from Discord;
- ``10:02:33 From Jo to Everyone:``, with the text below or behind, and
  ``00:02:33<tab>Jo:<tab>text``, as Zoom saves it;
- ``Jo, 10:02 AM`` and ``Jo, Nov 22, 10:02 AM``, with the text below, as copied from Google Chat;
- ``Jo`` and below it ``10:02 AM``, with the text below that, as copied from Slack or Teams.

A line with a time and no speaker is the chat's own (*Jo joined*), and belongs to nobody.
"""

import re
from collections.abc import Iterator, Sequence

from tix.frozen import dataclass

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?:{'|'.join(MONTHS)})[a-z]*\.?"
_NAMED = rf"(?:{_MONTH} [0-9]{{1,2}}|[0-9]{{1,2}}\.? {_MONTH})(?:,? [0-9]{{4}})?"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\.?)"
_DATE = (
    rf"(?P<date>[0-9]{{1,4}}[./-][0-9]{{1,2}}(?:[./-][0-9]{{1,4}})?\.?"
    rf"|(?:{_WEEKDAY},? )?(?:{_NAMED})|today|yesterday|{_WEEKDAY})"
)
_CLOCK = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?: ?(?P<half>[ap])\.? ?m\.?(?![a-z]))?(?: ?(?P<zone>z|[+-][0-9]{2}:?[0-9]{2}))?"
)
_STAMP = rf"(?:{_DATE}(?:,? |,? ?t|,? at | à | um ))?{_CLOCK}"
_WHO = r"(?P<who>[^:<>\n]{1,80}?)"
_TO = r"(?:[ \t]+to[ \t]+[^:\n]{1,80})?"

_FORMS = (
    (rf"{_STAMP}[ \t]+from[ \t]+{_WHO}{_TO}[ \t]*:[ \t]*(?:$|(?=\S))", None),
    (rf"[\[(]{_STAMP}[\])] ?{_WHO}:(?: |$)", rf"[\[(]{_STAMP}[\])] "),
    (rf"{_STAMP}(?: [-\u2013])? +{_WHO}:(?: |$)", rf"{_STAMP} [-\u2013] "),
    (rf"\[?{_STAMP}\]? +<[@+% ]?{_WHO}>(?: |$)", rf"\[?{_STAMP}\]? +(?:\*|-!-)"),
    (rf"(?P<who>[^:<>\n(\[]{{1,80}}?) ?[(\[]{_STAMP}[)\]]:?(?: |$)", None),
    (rf"\[{_STAMP}\] (?P<who>[^:<>\n]{{1,80}})$", None),
    (rf"{_WHO}(?:  +|\t+| ?\[){_STAMP}\]?$", None),
    (rf"{_WHO} \u2014 {_STAMP}$", None),
    (rf"{_STAMP}\t+{_WHO}:(?:\s|$)", None),
    (rf"{_WHO}, {_STAMP}$", None),
)
"""How a message begins, and how a line of the chat's own does."""

_ALONE = rf" *{_STAMP}$"
"""A line with nothing but a time, below one with nothing but a speaker."""

_MOST = 400
"""Characters of a line that tell whether a message begins there."""

_INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANKS = re.compile("[\u00a0\u2007\u202f]")
_OMITTED = re.compile(r"<([^<>\n]{1,120})>|([^\n]{1,60} omitted)")
_FROM_THE_CHAT = "\u200e"
"""WhatsApp writes this before what isn't the speaker's own text."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as it is written: ``date`` in any form or "", the clock by 24 hours, and the offset
    from UTC or ""."""

    date: str
    hour: int
    minute: int
    second: int | None
    zone: str
    has_half: bool


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message as it is written down, with the number of the line on which it begins, from 1."""

    line: int
    stamp: Stamp
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class ChatText:
    """A text as messages; ``before`` is what stands above the first, ``own`` how many lines were
    the chat's own."""

    messages: tuple[ChatMessage, ...]
    before: str
    own: int


def read_chat(text: str) -> ChatText:
    """The messages of a text, in its order; none if it is in no form that is known."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plain = [_BLANKS.sub(" ", _INVISIBLE.sub("", line)) for line in lines]
    readings = [_starts(plain, begins) for begins, _ in _FORMS]
    readings.append(_starts_over_two_lines(plain))
    readings = [_with_text(plain, starts) for starts in readings]
    if not any(readings):
        return ChatText((), text, 0)
    best = max(
        (n for n, starts in enumerate(readings) if starts),
        key=lambda n: (len(readings[n]), -readings[n][0].line, -n),
    )
    starts = readings[best]
    own = _FORMS[best][1] if best < len(_FORMS) else None
    return _cut(lines, plain, starts, own)


@dataclass(frozen=True, slots=True)
class _Start:
    """The beginning of a message: its line, where on which line its text begins, and whose."""

    line: int
    text_line: int
    column: int
    stamp: Stamp
    who: str


def _starts(lines: Sequence[str], begins: str) -> list[_Start]:
    pattern = re.compile(begins, re.IGNORECASE)
    found = []
    for number, line in enumerate(lines):
        match = pattern.match(line[:_MOST])
        if match and (stamp := _stamp(match)) and (who := _name(match["who"])):
            found.append(_Start(number, number, match.end(), stamp, who))
    return found


def _starts_over_two_lines(lines: Sequence[str]) -> list[_Start]:
    pattern = re.compile(_ALONE, re.IGNORECASE)
    found = []
    for number in range(1, len(lines)):
        who = _name(lines[number - 1]) if len(lines[number - 1]) <= _MOST else ""
        match = pattern.match(lines[number][:_MOST]) if who else None
        if match and (stamp := _stamp(match)):
            found.append(_Start(number - 1, number, len(lines[number]), stamp, who))
    return found


def _with_text(lines: Sequence[str], starts: Sequence[_Start]) -> list[_Start]:
    """The beginnings with a text behind or below them, as a line in an agenda hasn't."""
    ends = [start.line for start in starts[1:]] + [len(lines)]
    return [
        start
        for start, end in zip(starts, ends, strict=False)
        if lines[start.text_line][start.column :].strip()
        or any(map(str.strip, lines[start.text_line + 1 : end]))
    ]


def _stamp(match: re.Match[str]) -> Stamp | None:
    """The time of a match; None if no clock shows it."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), match["second"]
    if half := match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.casefold() == "p" else 0)
    if hour > 23 or minute > 59 or int(second or 0) > 59:
        return None
    return Stamp(
        _date((match["date"] or "").casefold().rstrip(".")),
        hour,
        minute,
        int(second) if second else None,
        (match["zone"] or "").casefold(),
        half is not None,
    )


def _date(written: str) -> str:
    """A date as it is written; one that names its month in numbers, ``--11-27`` without a year."""
    month = re.search(rf"\b(?:{'|'.join(MONTHS)})", written)
    if month is None:
        return written
    day, *year = re.findall("[0-9]+", written)
    return f"{year[0] if year else '-'}-{MONTHS.index(month[0]) + 1}-{day}"


def _name(text: str) -> str:
    """A speaker's name, without what couldn't stand in a comment's heading; "" for none."""
    plain = "".join(c if c.isprintable() and c not in "<>·" else " " for c in text)
    name = " ".join(plain.split()).removeprefix("~").strip(" ,|")
    return name if len(name) <= 80 and any(map(str.isalnum, name)) else ""


def _cut(
    lines: Sequence[str], plain: Sequence[str], starts: Sequence[_Start], own: str | None
) -> ChatText:
    """The messages from one start to the next."""
    is_own = re.compile(own, re.IGNORECASE).match if own else (lambda _: None)
    count = 0
    messages = []
    ends = [start.line for start in starts[1:]] + [len(lines)]
    for start, end in zip(starts, ends, strict=True):
        taken = [plain[start.text_line][start.column :]]
        for number in range(start.text_line + 1, end):
            if is_own(plain[number][:_MOST]):
                count += 1
            else:
                taken.append(plain[number])
        text = _text(taken)
        if _is_of_the_chat(lines[start.text_line], text):
            count += 1
        elif text:
            messages.append(ChatMessage(start.line + 1, start.stamp, start.who, text))
    before = [line for line in plain[: starts[0].line] if not is_own(line[:_MOST])]
    count += starts[0].line - len(before)
    return ChatText(tuple(messages), "\n".join(before).strip(), count)


def _text(lines: Sequence[str]) -> str:
    """A message's text; a file that was left out stands in brackets, as Markdown hides it else."""
    text = "\n".join(line.rstrip() for line in lines).strip("\n").strip()
    if match := _OMITTED.fullmatch(text):
        return f"[{match[1] or match[2]}]"
    return text


def _is_of_the_chat(line: str, text: str) -> bool:
    """Whether WhatsApp itself said it, under the name of a group or a speaker."""
    return f": {_FROM_THE_CHAT}" in line[:_MOST] and not text.startswith("[")


def speakers(chat: ChatText) -> Iterator[str]:
    """Everybody who said something, each once, in the order in which they did."""
    yield from dict.fromkeys(message.who for message in chat.messages)
