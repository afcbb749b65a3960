"""The forms in which chats are written down in lines, and the messages in a text of one of them.

Each form says how a message begins: with a time and a speaker. What stands below, up to the next
beginning, belongs to the message; a beginning with nothing said there or below it is none, and
belongs to the message above it. Of the forms below, the one that begins the most messages is the
text's, and among equals the one that begins first:

- ``[10:02] Jo: text`` and ``[22/11/2026, 10:02:33] Jo: text``, as WhatsApp exports it on iOS,
  and ``(10:02:33 AM) Jo: text``, as chats on web pages (Zendesk's) do;
- ``10:02 Jo: text`` and ``22/11/2026, 10:02 - Jo: text``, as it does on Android,
  and ``10:02 AM | Jo: text``, as Intercom does;
- ``[10:02] <Jo> text`` and ``10:02 <Jo> text``, as on IRC, with ``* Jo waves`` among them, and
  ``[10:02] Jo> text``;
- ``Jo (10:02): text``, and with the text below ``Jo, [22.11.2026 10:02]``, copied from Telegram;
- ``Jo, 10:02: text`` and ``Jo - 10:02: text``;
- ``[Jo 10:02] text``, ``[10:02] Jo - text`` and ``10:02 | Jo | text``;
- ``[10:02] Jo``, with the text below, as copied from Teams;
- ``Jo  10:02 AM``, with the text below, as copied from Slack;
- ``Jo — 10:02``, with the text below, as copied from Discord;
- ``10:02:33 From Jo to Everyone:``, with the text below or behind, and
  ``00:02:33<tab>Jo:<tab>text``, as Zoom saves it;
- ``Jo, 10:02 AM`` and ``Jo, Nov 22, 10:02 AM``, with the text below, as copied from Google Chat;
- ``Jo`` and below it ``10:02 AM``, or the other way round, with the text below that, as copied
  from Slack, Teams and many web pages;
- ``From: Jo`` and below it ``Sent: 22 Nov 2026 10:02``, an empty line and the text, as tools
  export it from Signal.

Where none of these is there, ``Jo 10:02`` and ``10:02 Jo`` with the text below, or without a time
``Jo: text``, begin messages if two people speak in turn.

A line with a time and no speaker is the chat's own (*Jo joined*), and belongs to nobody.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from tix.frozen import dataclass, replace
from tix.importers.chat_headings import heading_date, headings
from tix.importers.chat_stamps import HAS_CLOCK, STAMP, stamp_of
from tix.importers.chat_values import (
    ChatMessage,
    ChatText,
    Stamp,
    length_of,
    message_text,
    speaker_name,
)

_MARK = r"(?:[>*\u2022-] )?(?:\*\*)?"
_WHO = r"(?P<who>[^:：<>\n]{1,80}?)"
_TO = r"(?:[ \t]+to[ \t]+[^:\n]{1,80})?"
_SLACK_EMOJI = r"(?::[a-z0-9_+-]{1,40}:)*"
_SAYS = r" ?[:：](?:\*\*)?(?!//)(?:\s|$|(?=\S))"

_NICK = r"(?P<nick>[^\s:<>]+(?: [^\s:<>]+){0,2})"
_DOES = (
    r"\*[ \t]+[@+%&~]?(?P<actor>[^\s:<>]+)(?![ \t]+(?:[(\[][^)\]\n]{1,120}[)\]] ?)?"
    r"(?:(?:has |have |was )?(?:joined|joins|left|quit|quits|parted|parts|kicked)\b"
    r"|(?:is now|changes|has changed|has set|sets mode|sets topic|gives|removes)\b|$))"
)
"""What somebody does on IRC (``* jo waves``), and not that they come, go, or are called otherwise.
"""

_FORMS = (
    (rf"{STAMP}[ \t]+from[ \t]+{_WHO}{_TO}[ \t]*:[ \t]*(?:$|(?=\S))", None),
    (rf"{_MARK}[\[(]{STAMP}[\])](?: -)? ?{_WHO}{_SAYS}", rf"{_MARK}[\[(]{STAMP}[\])] "),
    (rf"{_MARK}{STAMP}(?:,| [-\u2013\u2014|])?[ \t]+{_WHO}(?::| ?：)(?:\s|$)",
     rf"{_MARK}{STAMP}(?: [-\u2013]|:) "),
    (rf"\[?{STAMP}\]? +(?:<[@+% ]?{_WHO}>|{_NICK}>|{_DOES})(?:[ \t]|$)",
     rf"\[?{STAMP}\]? +(?:\*|-!-)"),
    (rf"{_MARK}(?P<who>[^:<>\n(\[]{{1,80}}?) ?[(\[]{STAMP}[)\]]:?(?: |$)", None),
    (rf"{_MARK}{_WHO}(?:,| @| -| \u2013|(?: wrote| said)? at)? {STAMP}: ", None),
    (rf"\[(?P<who>[^\W\d][^:<>\n\]]{{0,80}}?),? {STAMP}\]:?(?: |$)", None),
    (rf"[\[(]{STAMP}[\])] ?(?:{_WHO} [-\u2013\u2014]|[\[(](?P<nick>[^:\n\])]{{1,80}})[\])]) ",
     None),
    (rf"(?:\| ?)?{STAMP} ?\| ?(?P<who>[^|:\n]{{1,80}}?) ?\| ?", None),
    (rf"(?:\| ?)?(?P<who>[^|:\n]{{1,80}}?) ?\| ?{STAMP} ?\| ?", None),
    (rf"\[{STAMP}\] (?P<who>[^:<>\n]{{1,80}})$", None),
    (rf"{_WHO}{_SLACK_EMOJI}(?:  +|\t+| ?\[){STAMP}\]?$", None),
    (rf"{_WHO} \u2014 {STAMP}$", None),
    (rf"{STAMP}\t+{_WHO}(?::(?:\s|$)|\t)", rf"{STAMP}\t+[-<>=*!]+\t"),
    (rf"{_WHO}(?:,| [|\u2022·]) {STAMP}$", None),
    (rf"(?P<who>[^:,.<>\n]{{1,40}}?) {STAMP}(?<=[ap]m)$", None),
)  # fmt: skip
"""How a message begins, and how a line of the chat's own does."""

_LOOSE_FORMS = (
    rf"{_MARK}(?P<who>[^:,.<>\n]{{1,40}}?)(?: -| \u2013| at|,)?\s+{STAMP}$",
    rf"{_MARK}{STAMP}(?: [-\u2013])?\s+(?P<who>[^:,.<>\n]{{1,40}})$",
    rf"{_MARK}(?P<who>[^:,.<>\n]{{1,40}}?)(?: wrote| said)?(?: on| at)? {STAMP}:$",
)
"""How a message may begin, with its text below, if two people speak in turn and no other form is
in the text: so does a line in an agenda."""

_ALONE = re.compile(rf"\s*[\[(]?{STAMP}[\])]?\s*$", re.IGNORECASE)
"""A line with nothing but a time, beside one with nothing but a speaker."""

_SENDER = re.compile(r"(?:From|Sender|Author|Von|De): (?P<who>[^<(\n]{1,80})", re.IGNORECASE)
_SENT = re.compile(rf"(?:Sent|Date|Time|Received|Gesendet): {STAMP}", re.IGNORECASE)
_EMOJI = re.compile(rf"{_SLACK_EMOJI}$")
"""What somebody shows beside their name, in Slack."""
_HEADERS = 6
"""Lines below the one that names the sender, of which one says when."""

_UNTIMED = re.compile(
    r"(?! {2,}[a-z])(?:[-*•] )?"
    r"(?:\*\*|<)?(?P<who>[^:：<>\n*]{1,40}?)(?:>|(?:\*\*)? ?[:：](?:\*\*)?)(?:\s|$)"
)
NOBODY = frozenset((
    "from", "to", "cc", "bcc", "subject", "date", "sent", "re", "fw", "fwd", "aw", "wg", "note",
    "notes", "ps", "error", "warning", "info", "debug", "name", "phone", "email", "e-mail", "mail",
    "address", "title", "url", "link", "http", "https", "ftp", "status", "result", "expected",
    "actual", "version", "example", "todo", "fixme", "steps", "ticket", "order", "serial", "model",
    "type", "priority", "summary", "description", "time", "participants", "channel", "topic",
    "agenda", "started", "ended", "duration", "update", "edit", "question", "q",
    "given", "when", "then", "and", "but", "where", "how", "room", "floor", "building", "location",
    "place", "department", "mobile", "tel", "telephone", "fax", "device", "asset", "category",
    "severity", "impact", "urgency", "quantity", "amount", "price", "total", "budget", "due",
    "deadline", "problem", "issue", "cause", "solution", "reason", "attachments", "welcome",
    "introduction", "minutes", "break", "lunch", "closing", "aob", "decisions", "actions",
))  # fmt: skip
"""What stands before a colon and is nobody who speaks, where no time does."""

_NAME_WORDS = 6
_DAY_HOURS = 24

_MOST = 400
"""Characters of a line that tell whether a message begins there."""

_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_EDITED = re.compile("(?<=[^\\s:]) ?\u200e<[^<>\n]{1,60}>\\s*$")
"""What WhatsApp writes behind a message that was changed."""

_BLANKS = re.compile("[\u00a0\u2007\u2009\u202f]")
_NOTHING = re.compile(r"(?:\d+ (?:hours?|minutes?|seconds?) ?)*|\u2014")
"""Nothing, a time in words for screen readers, which Teams copies along, or Discord's dash."""

_FOOTER = re.compile(r"(?<=\S)\s*\n-{3,} *\nExported from [^\n]{1,200}\Z")
"""What Intercom writes below the last message."""

_FROM_THE_CHAT = "\u200e"
"""WhatsApp writes this before what isn't the speaker's own text."""


def read_lines(text: str) -> ChatText:
    """The messages of a text, in its order; none if it is in no form that is known."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plain = [_BLANKS.sub(" ", _INVISIBLE.sub("", _EDITED.sub("", line))) for line in lines]
    clocks = [n for n, line in enumerate(plain) if HAS_CLOCK(line[:_MOST])]
    readings = [_starts(plain, clocks, begins) for begins, _ in _FORMS]
    readings += [_starts_beside(plain, clocks, below=below) for below in (True, False)]
    readings.append(_starts_of_senders(plain))
    readings = [_with_text(plain, _plausible(starts)) for starts in readings]
    if not any(readings):
        readings = [[] for _ in _FORMS]
        readings += [
            _turns(_with_text(plain, _starts(plain, clocks, begins))) for begins in _LOOSE_FORMS
        ]
        readings.append(_starts_of_turns(plain))
    if not any(readings):
        return ChatText((), text)
    best = max(
        (n for n, starts in enumerate(readings) if starts),
        key=lambda n: (len(readings[n]), -readings[n][0].line, -n),
    )
    own = _FORMS[best][1] if best < len(_FORMS) else None
    return _cut(lines, plain, readings[best], own)


@dataclass(frozen=True, slots=True)
class _Start:
    """The beginning of a message: its line, on which line and where its text begins, and whose."""

    line: int
    text_line: int
    column: int
    stamp: Stamp | None
    who: str


def _starts(lines: Sequence[str], clocks: Sequence[int], begins: str) -> list[_Start]:
    pattern = re.compile(begins, re.IGNORECASE)
    found: list[_Start] = []
    acting: list[bool] = []
    for number in clocks:
        match = pattern.match(lines[number][:_MOST])
        if match and (stamp := stamp_of(match)):
            named = match.groupdict()
            who = speaker_name(match["who"] or named.get("nick") or named.get("actor") or "")
            if who and not heading_date(who.removesuffix(" at")):  # Friday 10:02 AM, Today at …
                found.append(_Start(number, number, match.end(), stamp, who))
                acting.append(bool(named.get("actor")))
    found = _of_speakers(found, acting)
    own = [start for start in found if not lines[start.line].startswith(">")]
    return own or found  # where not all is quoted, what is quoted was said before


def _of_speakers(starts: list[_Start], acting: Sequence[bool]) -> list[_Start]:
    """The beginnings without those in which somebody only does something and never speaks: that
    may be the server (``* Now talking in #help``)."""
    pairs = list(zip(starts, acting, strict=True))
    called = {start.who.casefold(): start.who for start, acts in pairs if not acts}
    return [
        replace(start, who=called[start.who.casefold()]) if acts else start
        for start, acts in pairs
        if not acts or start.who.casefold() in called
    ]


def _starts_beside(lines: Sequence[str], clocks: Sequence[int], *, below: bool) -> list[_Start]:
    """Where a time stands alone, ``below`` the speaker's name or above it; one empty line may be
    between them."""
    found = []
    for number in clocks:
        match = _ALONE.fullmatch(lines[number][:_MOST])
        if match is None or (stamp := stamp_of(match)) is None:
            continue
        step = -1 if below else 1
        beside = number + step
        if 0 <= beside < len(lines) and _NOTHING.fullmatch(lines[beside].strip()):
            beside += step
        who = _alone(lines[beside]) if 0 <= beside < len(lines) else ""
        if who:
            last = max(number, beside)
            found.append(_Start(min(number, beside), last, len(lines[last]), stamp, who))
    return found


def _alone(line: str) -> str:
    """The name on a line with nothing else; "" where that is no name."""
    if len(line) > _MOST or _ALONE.fullmatch(line) or heading_date(line):
        return ""
    line = _EMOJI.sub("", line)
    name = speaker_name(line)
    is_said = ":" in line or name[-1:] in ("?", "!") or len(name.split()) > _NAME_WORDS
    return "" if is_said else name


def _starts_of_senders(lines: Sequence[str]) -> list[_Start]:
    """Where lines as at the head of a letter say who wrote it, and when."""
    found: list[_Start] = []
    for number, line in enumerate(lines):
        if not (sender := _SENDER.match(line[:_MOST])) or not (who := speaker_name(sender["who"])):
            continue
        head = [number]
        while len(head) <= _HEADERS and head[-1] + 1 < len(lines) and lines[head[-1] + 1].strip():
            head.append(head[-1] + 1)
        matches = (_SENT.match(lines[at][:_MOST]) for at in head[1:])
        stamp = next((at for match in matches if match and (at := stamp_of(match))), None)
        if stamp:
            found.append(_Start(number, head[-1], len(lines[head[-1]]), stamp, who))
    return found


def _starts_of_turns(lines: Sequence[str]) -> list[_Start]:
    """Where nothing but a name says that somebody speaks; none in a form, of whose fields as many
    are surely nobody, or any where two are there once each; nor there if one says but a number that
    nobody asks for."""
    found, fields = [], 0
    for number, line in enumerate(lines):
        if match := _UNTIMED.match(line[:_MOST]):
            who = speaker_name(match["who"])
            fields += who.casefold() in NOBODY
            if _may_speak(who):
                found.append(_Start(number, number, match.end(), None, who.removesuffix(" says")))
    turns = _turns(_with_text(lines, found))
    is_each_once = len(turns) == len({start.who for start in turns})
    said = [lines[start.text_line][start.column :].strip() for start in turns]
    if is_each_once and any(map(_is_number, said)) and not any("?" in text for text in said):
        return []
    return turns if fields < (1 if is_each_once else len(turns)) else []


def _is_number(text: str) -> bool:
    """Whether a text is a number, a date or the like, as the value of a form's field may be."""
    return any(map(str.isdigit, text)) and not any(map(str.isalpha, text))


def _may_speak(who: str) -> bool:
    """Whether that may be a name where nothing but a colon says so."""
    words = who.split()
    if not words or len(words) > _NAME_WORDS or who.casefold() in NOBODY or who[-1] in ".!?)":
        return False
    return len(words) == 1 or not (words[0][0].islower() or words[-1][0].islower())


def _turns(starts: list[_Start]) -> list[_Start]:
    """The beginnings, if they are of people who speak in turn; fields of a form, each of which is
    there once, aren't."""
    count = len({start.who for start in starts})
    return starts if 2 <= count < max(3, len(starts)) else []


def _plausible(starts: list[_Start]) -> list[_Start]:
    """The beginnings without clocks of more hours than a day has, unless all of them count from the
    beginning of a recording."""
    if _counts(start.stamp for start in starts):
        return starts
    return [start for start in starts if start.stamp is None or start.stamp.hour < _DAY_HOURS]


def _counts(stamps: Iterable[Stamp | None]) -> bool:
    """Whether clocks count from the beginning of a recording: bare ones that never go back, with
    more hours than a day has, or minutes and seconds from 0 on, as Teams writes them (``0:05``)."""
    clocks = [stamp for stamp in stamps if stamp]
    if not clocks or any(stamp.date or stamp.zone or stamp.half for stamp in clocks):
        return False
    lengths = list(map(length_of, clocks))
    is_from_0 = clocks[0].may_count and clocks[0].second is None
    is_long = any(stamp.hour >= _DAY_HOURS for stamp in clocks)
    return (is_from_0 or is_long) and lengths == sorted(lengths)


def _with_text(lines: Sequence[str], starts: Sequence[_Start]) -> list[_Start]:
    """The beginnings with a text behind or below them, as a line in an agenda hasn't."""
    ends = [start.line for start in starts[1:]] + [len(lines)]
    return [
        start
        for start, end in zip(starts, ends, strict=False)
        if lines[start.text_line][start.column :].strip()
        or any(map(str.strip, lines[start.text_line + 1 : end]))
    ]


def _cut(
    lines: Sequence[str], plain: Sequence[str], starts: Sequence[_Start], own: str | None
) -> ChatText:
    """The messages from one start to the next."""
    own_line = re.compile(own, re.IGNORECASE).match if own else (lambda _: None)
    is_dated = all(start.stamp and start.stamp.date for start in starts)
    is_quoted = plain[starts[0].line].startswith(">")

    def is_own(line: str) -> bool:
        """As the messages are: with a date where all have one, and quoted where they are."""
        if (match := own_line(line)) is None or line.startswith(">") is not is_quoted:
            return False
        return not is_dated or bool(match["date"])

    bare = {s.text_line for s in starts if not plain[s.text_line][s.column :].strip()}
    dates = headings(plain, [start.line for start in starts], bare)
    count = 0

    def taken(begin: int, end: int) -> Iterator[str]:
        nonlocal count
        for number in range(begin, end):
            if is_own(plain[number][:_MOST]) or number in dates.lines:
                count += bool(plain[number].strip())
            else:
                yield plain[number]

    before = "\n".join(taken(0, starts[0].line)).strip()
    messages = []
    ends = [start.line for start in starts[1:]] + [len(lines)]
    for start, end in zip(starts, ends, strict=True):
        behind = plain[start.text_line][start.column :]
        text = message_text("\n".join([behind, *taken(start.text_line + 1, end)]))
        if _is_of_the_chat(lines[start.text_line], text):
            count += 1
        elif text:
            stamp = dates.dated(start.stamp, start.line)
            messages.append(ChatMessage(start.line + 1, stamp, start.who, text))
    if messages and (footer := _FOOTER.search(messages[-1].text)):
        last = messages.pop()
        messages.append(replace(last, text=last.text[: footer.start()].rstrip()))
        count += 1
    return ChatText(tuple(messages), before, count, _counts(m.stamp for m in messages))


def _is_of_the_chat(line: str, text: str) -> bool:
    """Whether WhatsApp itself said it, under the name of a group or a speaker."""
    return f": {_FROM_THE_CHAT}" in line[:_MOST] and not text.startswith("[")
