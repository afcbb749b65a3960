"""A reader of a ticket's file below its front matter, written from ``docs/file-format.md`` alone,
and the ids of ``docs/merge-rules.md``.

It uses nothing of tix, so that what the page leaves open, or says otherwise, shows.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

_WHITE = re.compile(r"[\s\x1c-\x1f]*")
_ID = "c-[a-hjkmnp-tv-z][0-9a-hjkmnp-tv-z]{5,11}"
_TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
_FORM = re.compile(rf"## ({_TIME}) · ([^<>\n]*) <([^<>\n]*)> · ({_ID})( · internal)?")


class BrokenFileError(Exception):
    """The file is broken by the rules of the page."""


@dataclass(frozen=True)
class Said:
    """A comment."""

    at: str
    name: str
    mail: str
    ident: str
    internal: bool
    text: str


def read(data: bytes) -> tuple[str, str, list[Said]]:
    """The lines of the front matter, the body, and the comments."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise BrokenFileError from None
    if "\0" in text or len(data) > 16_777_216:
        raise BrokenFileError
    lines = text.removeprefix("\ufeff").split("\n")
    last = len(lines) - 1  # has no LF
    if not lines[-1]:
        lines.pop()  # whether the last line has an end is no part of it
    if not lines or not _is_fence(lines[0]):
        raise BrokenFileError
    closing = next((n for n, line in enumerate(lines) if n and _is_fence(line)), None)
    if closing is None or _has_conflict(lines):
        raise BrokenFileError
    below = lines[closing + 1 :]
    if lines[0].endswith("\r"):
        ended = last - closing - 1
        below = [line.removesuffix("\r") for line in below[:ended]] + below[ended:]
    body, *sections = _sections(below)
    return "\n".join(lines[1:closing]), _text(body), [_said(section) for section in sections]


def _is_fence(line: str) -> bool:
    return line.startswith("---") and _WHITE.fullmatch(line[3:]) is not None


def _has_conflict(lines: list[str]) -> bool:
    wanted = "<"
    for line in lines:
        if re.match(r"<{7}( |\r|$)", line):
            wanted = "="
        elif wanted in "=>" and re.fullmatch("={7}\r*", line):
            wanted = ">"
        elif wanted == ">" and re.match(r">{7}( |\r|$)", line):
            return True
    return False


def _sections(lines: list[str]) -> list[list[str]]:
    starts = [number for number in range(1, len(lines)) if _is_heading(lines, number)]
    ends = [start - 1 for start in starts] + [len(lines)]
    return [lines[start:end] for start, end in zip([0, *starts], ends, strict=True)]


def _is_heading(lines: list[str], number: int) -> bool:
    match = _FORM.fullmatch(lines[number])
    if match is None or lines[number - 1] or any(lines[number + 1 : number + 2]):
        return False
    try:
        datetime.strptime(match[1], "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return False
    return True


def _said(section: list[str]) -> Said:
    match = _FORM.fullmatch(section[0])
    assert match is not None
    at, name, mail, ident, internal = match.groups()
    return Said(at, name, mail, ident, bool(internal), _text(section[1:]))


def _text(lines: list[str]) -> str:
    if lines and not lines[0]:
        lines = lines[1:]
    return "\n".join(map(_unescaped, lines))


def _unescaped(line: str) -> str:
    inner = line.lstrip("\\")
    special = _FORM.fullmatch(inner) or re.match(r"<{7}( |\r|$)", inner)
    return line[1:] if special and inner != line else line


_LETTERS = "abcdefghjkmnpqrstvwxyz"


def following(length: int, *texts: str) -> str:
    """The id that follows from texts, as the page of the merge has it."""
    left = int(hashlib.sha256("\0".join(texts).encode()).hexdigest(), 16)
    characters = []
    for among in [_LETTERS, *["0123456789" + _LETTERS] * (length - 1)]:
        left, place = divmod(left, len(among))
        characters.append(among[place])
    return "".join(characters)
