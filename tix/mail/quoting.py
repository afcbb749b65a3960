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

_SAYS = re.compile(
    r"(?i)^((on|am|le|el|il|em|op|den|dne|w dniu|pe|på)\b|2\d{3}[-/年.]).{0,250}"
    r"(wrote|schrieb|geschrieben|a écrit|escribi[óo]|ha scritto|escreveu|schreef|skrev|napsal\(a\)|"
    r"napisał\(?a?\)?|kirjoitti|写道)\s*[^:：]{0,120}[:：]\s*$"
)
_BELOW = re.compile(
    r"(?i)^[\s*>_-]*(original message|ursprüngliche nachricht|originalnachricht|message d'origine|"
    r"mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|"
    r"oprindelig meddelelse|ursprungligt meddelande|reply above this line)[\s*_-]*$"
)
_FIELD = re.compile(
    r"(?i)^\*?(from|von|de|da|van|från|fra|sent|gesendet|envoyé|enviado|inviato|verzonden|date|"
    r"datum|data|fecha|to|an|à|para|a|aan|subject|betreff|objet|asunto|assunto|oggetto|onderwerp|"
    r"cc)\s?\*?:\*?\s?\S"
)
_RULE = re.compile(r"^\s*_{10,}\s*$")
_SIGNATURE = re.compile(r"^-- ?$")
_PHONE = re.compile(
    r"(?i)^(sent|gesendet|von meinem|envoyé|enviado|inviato|verzonden|get outlook)\b.{0,30}"
    r"(iphone|ipad|android|galaxy|mobile|outlook|smartphone|yahoo|blackberry)\b.{0,60}$"
)


_NEAR_END = 100
"""Lines at the end in which a signature begins."""

_LONGEST = 300_000
"""Characters of a text that is looked at; a longer one stays as it is."""


def new_text(text: str) -> str:
    """What is new in the text of a reply; all of it, if that would be nothing."""
    if len(text) > _LONGEST:
        return text.strip("\n")
    lines = _without_signature(_above(_whole_attributions(text.split("\n"))))
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
    found = "\n".join(kept).strip("\n").rstrip()
    found = re.sub(r"\n{3,}", "\n\n", found)
    return found if found.strip() else text.strip("\n")


def _whole_attributions(lines: Sequence[str]) -> list[str]:
    """The lines, with "On … wrote:" on one line where a client broke it."""
    found: list[str] = []
    at = 0
    while at < len(lines):
        for count in (3, 2):
            joined = " ".join(line.strip() for line in lines[at : at + count])
            few = lines[at : at + count]
            if (
                len(few) == count
                and all(line.strip() and line.lstrip()[:1] != ">" for line in few)
                and not _SAYS.match(lines[at].strip())
                and re.match(r"(?i)(on|am|le|el|il|em|op|den)\b.*\d", joined)
                and _SAYS.match(joined)
            ):
                found.append(joined)
                at += count
                break
        else:
            found.append(lines[at])
            at += 1
    return found


def _above(lines: list[str]) -> list[str]:
    """The lines above a client's own mark, if they say something."""
    for at, line in enumerate(lines):
        fields = sum(1 for few in lines[at : at + 6] if _FIELD.match(few.strip()))
        is_block = _FIELD.match(line.strip()) is not None and fields >= 3
        if _BELOW.match(line) or is_block or (_RULE.match(line) and _has_block(lines[at + 1 :])):
            above = lines[:at]
            return above if any(text.strip() for text in above) else lines
    return lines


def _has_block(lines: Sequence[str]) -> bool:
    few = [line for line in lines[:8] if line.strip()][:4]
    return sum(1 for line in few if _FIELD.match(line.strip())) >= 3


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
        quoted = stripped[0] == ">" or bool(
            _SAYS.match(stripped) and (following[:1] == ">" or not following)
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
        if _SAYS.match(line.strip()) and any(few.strip() for few in lines[:at]):
            return lines[:at]
    return lines
