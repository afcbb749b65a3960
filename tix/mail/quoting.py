"""What is new in a reply: the text without what it quotes (M2).

1. A line that only says who wrote what follows, and the quoted lines after it, go.
2. Where somebody answers between the quoted lines, the quotes stay: they are what is answered.
3. What a client puts below a line of its own ("Original Message", a block of From, Sent, To,
   Subject) goes to the end, if something new stands above it.
4. A signature behind "-- " goes.

The whole message is kept beside it, so nothing is lost; where nothing would be left, all stays.
"""

import re
from collections.abc import Sequence

_WRITES = (
    r"(wrote|schrieb|geschrieben|a écrit|escribi[óo]|ha scritto|escreveu|schreef|skrev|napsal\(a\)|"
    r"napisał\(?a?\)?|kirjoitti|írta|написал\(?а?\)?|пишет|写道)"
)
_SAYS = re.compile(
    r"(?i)^((on|am|le|el|il|em|op|den|dne|w dniu|dnia|in data|pe|på)\b|2\d{3}[-/年.]).{0,250}"
    rf"{_WRITES}\s*[^:：]{{0,120}}[:：]\s*$"
)
"""A line that says who wrote what follows: it begins as one does, and has a word for writing."""

_NAMED = re.compile(
    r"(?i)^[^<>:\s][^<>:]{0,100}<\s*[^\s<>]+@[^\s<>]+\s*>,?\s*"
    rf"{_WRITES}\b[^:：]{{0,60}}(\d{{1,2}}:\d{{2}}[^:：]{{0,20}})?[:：]\s*$"
)
"""The same, begun with a name and an address."""

_DATED = re.compile(
    r"(?i)^\W{0,3}(\w{1,12}[.,]{0,2}\s+){0,1}\d.{0,250}[<(]?\s*[^\s<>()]+@[^\s<>()]+\s*[>)]"
    r"[^:：\n]{0,20}[:：]\s*$"
)
"""The same in any language: it begins with a date or a time, and ends with an address."""

_WROTE = re.compile(r"(?i)^(-{2,}\s*)?on\b.{0,200}\d.{0,200}\bwrote\s*(-{2,})?\s*$")
"""The same as clients write it that end it without a colon."""

_STAMPED = re.compile(r"^\W{0,3}2\d{3}[-/.]\d{1,2}[-/.]\d{1,2}\b.{0,200}<[^\s<>]+@[^\s<>]+>\s*$")
"""Right above a quote: a day, a name and an address."""

_TIMED = re.compile(r"(?i)^.{0,60}(\d{1,2}[:.h]\d{2}|\d{4}).{0,140}[:：]\s*$")
"""Right above a quote: any line with a time or a year that ends with a colon."""

_BELOW = re.compile(
    r"(?i)^[\s*>_-]*(original message|ursprüngliche nachricht|originalnachricht|message d'origine|"
    r"message original|mensaje original|mensagem original|messaggio originale|"
    r"oorspronkelijk bericht|oprindelig (meddelelse|besked)|opprinnelig melding|"
    r"ursprungligt meddelande|alkuperäinen viesti|wiadomość oryginalna|původní zpráva|"
    r"исходное сообщение|reply above this line)[\s*_-]*$"
)
_FIELD = re.compile(
    r"(?i)^\*?(from|von|de|da|van|från|fra|od|lähettäjä|feladó|от|差出人|发件人|寄件者|"
    r"sent|gesendet|envoyé( le)?|enviado( el)?|inviato|verzonden|skickat|sendt|wysłano|odesláno|"
    r"lähetetty|elküldve|отправлено|送信日時|发送时间|message du|date|datum|data|fecha|dato|dátum|"
    r"дата|to|an|à|para|a|aan|till|til|do|komu|vastaanottaja|címzett|кому|宛先|收件人|"
    r"subject|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|předmět|aihe|"
    r"tárgy|тема|件名|主题|cc|copie à|kopia|kopie)\s?\*?[:：]\*?\s?\S"
)
_RULE = re.compile(r"^\s*_{10,}\s*$")
_TITLED = re.compile(r"^\s*-{3,}[^-].{0,60}-{3,}\s*$")
_SIGNATURE = re.compile(r"^-- ?$")
_FOOTER = re.compile(r"^_{2,}\s*$")
"""Where a mailing list begins what it adds at the end."""
_PHONE = re.compile(
    r"(?i)^(sent|gesendet|diese nachricht wurde|von meinem|envoyé|enviad[oa]|inviato|verzonden|"
    r"sendt|skickat|lähetetty|wysłan[eo]|odesláno|отправлено|get outlook)\b.{0,30}"
    r"(iphone|ipad|android|galaxy|mobil\w{0,12}|outlook|smartphone|yahoo|blackberry)\b.{0,60}$"
)


_LONGEST_LINE = 500
"""Characters of a line that says who wrote what follows."""

_NEAR_END = 100
"""Lines at the end in which a signature begins."""

_LONGEST = 300_000
"""Characters of a text that is looked at; a longer one stays as it is."""


def new_text(text: str) -> str:
    """What is new in the text of a reply; all of it, if that would be nothing."""
    if len(text) > _LONGEST:
        return text.strip("\n")
    lines = _above(_whole_attributions(_whole_quotes(text.split("\n"))))
    lines = _without_signature(_without_footer(lines))
    blocks = _blocks(lines)
    answers = [number for number, (quoted, _) in enumerate(blocks) if not quoted]
    if not answers:
        return text.strip("\n")
    between = sum(1 for number in answers if number > 0) > 1 or (
        len(answers) > 1 and answers[0] == 0
    )
    kept: list[str] = []
    for number, (quoted, few) in enumerate(blocks[: answers[-1] + 1]):
        if not quoted:
            last = number == answers[-1]
            kept += few if between and not last else _without_attribution(few, number, blocks)
        elif between:
            kept += few
    kept = _without_signature(kept)
    found = "\n".join(kept).strip("\n").rstrip()
    found = re.sub(r"\n{3,}", "\n\n", found)
    return found if found.strip() else text.strip("\n")


def _is_attribution(line: str, *, above_quote: bool = False) -> bool:
    """Whether a line only says who wrote what follows."""
    return len(line) <= _LONGEST_LINE and bool(
        _SAYS.match(line)
        or _NAMED.match(line)
        or _DATED.match(line)
        or _WROTE.match(line)
        or (above_quote and (_TIMED.match(line) or _STAMPED.match(line)))
    )


def _whole_quotes(lines: Sequence[str]) -> list[str]:
    """The lines; the end of a long quoted one that a client broke, without its mark, is marked.

    Such an end stands alone, with no blank line around, and what it goes on with has no end.
    """
    found: list[str] = []
    for at, line in enumerate(lines):
        before, after = found[-1] if found else "", lines[at + 1] if at + 1 < len(lines) else ""
        if (
            line.strip()
            and line.lstrip()[:1] != ">"
            and before[:1] == after[:1] == ">"
            and len(before) >= _BROKEN
            and (before.rstrip()[-1].isalnum() or before.rstrip()[-1] in ",-")
            and not line.strip()[0].isupper()
        ):
            line = f"> {line}"
        found.append(line)
    return found


_BROKEN = 70
"""Characters of a quoted line from which on clients break it."""


def _whole_attributions(lines: Sequence[str]) -> list[str]:
    """The lines, with "On … wrote:" on one line where a client broke it."""
    found: list[str] = []
    at = 0
    while at < len(lines):
        few = [line.strip() for line in lines[at : at + 3]]
        count = next((count for count in (3, 2) if _is_broken(few[:count], count)), 1)
        found.append(" ".join(few[:count]) if count > 1 else lines[at])
        at += count
    return found


def _is_broken(lines: Sequence[str], count: int) -> bool:
    """Whether so many lines are one that says who wrote what follows.

    A line above it that somebody wrote themselves isn't taken for its beginning.
    """
    joined = " ".join(lines)
    if (
        len(lines) != count
        or not all(line and (line[0] != ">" or line in (">:", ">：")) for line in lines)
        or not _is_attribution(joined)
        or _is_attribution(lines[0])
        or not (_BEGINS.match(lines[0]) or _NAMES.match(lines[0]))
    ):
        return False
    ends = [" ".join(lines[at:]) for at in range(1, count)]
    if any(_SAYS.match(end) or _WROTE.match(end) for end in ends):
        return False
    is_sure = _BEGINS_SURELY.match(lines[0]) and lines[0][-1] not in ".!?"
    return bool(is_sure) or not any(map(_is_attribution, ends))


_BEGINS = re.compile(r"(?i)^\W{0,3}((\w+[.,]?\s+){0,2}\d|(on|am|le|el|il|em|op|den|w|in)\b.*\d)")
_NAMES = re.compile(rf"(?i)^[^<>:\s][^<>:]{{0,100}}<\s*[^\s<>]+@[^\s<>]+\s*>,?\s*{_WRITES}\b")
_BEGINS_SURELY = re.compile(r"(?i)^\W{0,3}(\d|(on|am|le|el|il|em|op|den)\b.*\d)")


def _above(lines: list[str]) -> list[str]:
    """The lines above a client's own mark, if they say something."""
    for at, line in enumerate(lines):
        fields = sum(1 for few in lines[at : at + 6] if _FIELD.match(few.strip()))
        is_block = _FIELD.match(line.strip()) is not None and fields >= 3
        is_rule = _RULE.match(line) or _TITLED.match(line)
        if _BELOW.match(line) or is_block or (is_rule and _has_block(lines[at + 1 :])):
            above = lines[:at]
            return above if any(text.strip() for text in above) else lines
    return lines


def _has_block(lines: Sequence[str]) -> bool:
    few = [line for line in lines[:8] if line.strip()][:4]
    return sum(1 for line in few if _FIELD.match(line.strip())) >= 3


def _without_footer(lines: list[str]) -> list[str]:
    for at in range(len(lines) - 1, max(-1, len(lines) - 12), -1):
        if _FOOTER.match(lines[at]):
            rest = [line for line in lines[at + 1 :] if line.strip()]
            is_lists = any("://" in line or "mailing list" in line.casefold() for line in rest)
            above = any(line.strip() for line in lines[:at])
            return lines[:at] if is_lists and above and len(rest) <= 5 else lines
    return lines


def _without_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if len(lines) - at > _NEAR_END:
            continue
        is_mark, is_phone = _SIGNATURE.match(line), _PHONE.match(line.strip())
        if not (is_mark or is_phone):
            continue
        rest = [few.lstrip() for few in lines[at + 1 :] if few.strip()]
        is_end = len(rest) <= (15 if is_mark else 0) and not any(few[0] == ">" for few in rest)
        if is_end and any(few.strip() and few.lstrip()[0] != ">" for few in lines[:at]):
            return lines[:at]
    return lines


def _blocks(lines: Sequence[str]) -> list[tuple[bool, list[str]]]:
    """The lines in turns of quoted and new ones; blank lines go with what is above them, and who
    is said to have written goes with the quote below."""
    found: list[tuple[bool, list[str]]] = []
    for at, line in enumerate(lines):
        stripped = line.strip()
        if not stripped:
            if found:
                found[-1][1].append(line)
            continue
        following = next((few.strip() for few in lines[at + 1 :] if few.strip()), "")
        is_above = following[:1] == ">"
        quoted = stripped[0] == ">" or (
            (is_above or not following) and _is_attribution(stripped, above_quote=is_above)
        )
        if not found or found[-1][0] is not quoted:
            found.append((quoted, []))
        found[-1][1].append(line)
    return found


def _without_attribution(
    lines: list[str], number: int, blocks: Sequence[tuple[bool, list[str]]]
) -> list[str]:
    """New lines, without "On … wrote:" at their end where what follows isn't marked as quoted."""
    if number != len(blocks) - 1:
        return lines
    for at, line in enumerate(lines):
        if _is_attribution(line.strip()) and any(few.strip() for few in lines[:at]):
            return lines[:at]
    return lines
