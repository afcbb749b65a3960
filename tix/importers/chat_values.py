"""What the readers of chats make of a text: messages as they are written down."""

import re
from collections.abc import Iterator
from datetime import timedelta

from tix.frozen import dataclass

_OMITTED = re.compile(
    r"<([^<>\n]{1,120})>|([^\n:]{1,60}\b(?:omitted|weggelassen|weggelaten|omitid[oa]s?|omess[oai]|"
    r"omis(?:es?)?|absent(?:es?)?|ocultad[oa]s?|omissis|utel[aä]mnad|udeladt|utelatt|pominięto|"
    r"опущен[оаы]?|пропущен[оаы]?))"
)
"""What WhatsApp writes for a file that it left out."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as it is written: ``date`` in any form or "", the clock by 24 hours, and the offset
    from UTC or "".

    ``half`` is how *AM* or *PM* is written, "" for a clock of 24 hours. ``of_heading``: the date is
    that of a heading above. ``may_count``: the clock is so soon after midnight, and written so,
    that it may count from the beginning of a recording; where it does, ``hour`` may be any number,
    and without a second hour and minute are minute and second.
    """

    date: str
    hour: int
    minute: int
    second: int | None
    zone: str = ""
    half: str = ""
    of_heading: bool = False
    may_count: bool = False


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message as it is written down, with the number of the line on which it begins, from 1; one
    without a time has no stamp."""

    line: int
    stamp: Stamp | None
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class ChatText:
    """A text as messages; ``before`` is what stands above the first, ``own`` how many lines were
    the chat's own. ``counts``: its clocks count from the beginning of a recording."""

    messages: tuple[ChatMessage, ...]
    before: str = ""
    own: int = 0
    counts: bool = False


def length_of(stamp: Stamp) -> timedelta:
    """A clock that counts; without a second, it is of minutes and seconds."""
    if stamp.second is None:
        return timedelta(minutes=stamp.hour, seconds=stamp.minute)
    return timedelta(hours=stamp.hour, minutes=stamp.minute, seconds=stamp.second)


def speakers(chat: ChatText) -> Iterator[str]:
    """Everybody who said something, each once, in the order in which they did."""
    yield from dict.fromkeys(message.who for message in chat.messages)


def speaker_name(text: str) -> str:
    """A speaker's name, without what couldn't stand in a comment's heading; "" for none."""
    plain = "".join(c if c.isprintable() and c not in "<>·" else " " for c in text)
    name = " ".join(plain.split()).strip(" ,|*_~#").removeprefix("@")
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1]
    return name if len(name) <= 80 and any(map(str.isalnum, name)) else ""


def message_text(text: str) -> str:
    """A message's text; a file that was left out stands in brackets, as Markdown hides it else."""
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n").strip()
    if match := _OMITTED.fullmatch(text):
        return f"[{match[1] or match[2]}]"
    return text
