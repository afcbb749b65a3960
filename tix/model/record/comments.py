"""How a ticket's text is cut into its body and its comments, and put together again.

A comment begins with a heading of exactly this form, with one blank line on each side::

    ## 2026-11-22T00:10:31Z · Bob Reis <bob@example.org> · c-q8m2ht · internal

A line of somebody's text that looks like such a heading, or like the first line of a merge
conflict, gets a backslash in front when it is written and loses it when it is read, so that no
text can pass for something else. Everything here works on lines without their line ends.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from tix.frozen import dataclass
from tix.model.ids import COMMENT_ID
from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.times import format_time, parse_time

# Patterns are strings: re compiles them when the first is needed, which most runs never do.
_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
_FORM = rf"## ({_TIME}) · ([^<>\n]*) <([^<>\n]*)> · ({COMMENT_ID})( · internal)?"
_HEADING = _FORM
_BELOW_A_BLANK = rf"\n\n{_FORM}(?=\n\n|\n?\Z)"
_LOOKS_SPECIAL = rf"\\*(?:{_FORM}|<<<<<<<(?:[ \r].*)?)"
_HASHES = r"\s*#{1,6}(?!#)"
_SIGNS_OF_A_HEADING = (
    r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}",
    r"<[^<>\s]*>",
    r"\bc-[0-9A-Za-z]{4,12}\b",
)


@dataclass(frozen=True, slots=True)
class Section:
    """Lines ``[start, end)``: the body, or a comment with its heading at ``start``.

    The blank line that separates it from the next section belongs to neither.
    """

    start: int
    end: int
    comment: Comment | None


def cut(lines: Sequence[str]) -> list[Section]:
    """The sections below the front matter; the first one is the body."""
    opening = [
        (number, match)
        for number, line in enumerate(lines)
        if line[:3] == "## " and (match := _heading_at(lines, number))
    ]
    ends = [max(0, number - 1) for number, _ in opening] + [len(lines)]
    sections = [Section(0, ends[0], None)]
    for (start, match), end in zip(opening, ends[1:], strict=True):
        text = text_of(lines[start + 1 : end])
        sections.append(Section(start, end, _comment(match, parse_time(match[1]), text)))
    return sections


def _heading_at(lines: Sequence[str], number: int) -> re.Match[str] | None:
    """The heading of the comment that begins at this line, if one does."""
    match = re.fullmatch(_HEADING, lines[number])
    if match is None or number == 0 or lines[number - 1]:
        return None
    if number + 1 < len(lines) and lines[number + 1]:
        return None
    return match if _time(match[1]) else None


def _time(text: str) -> datetime | None:
    """The time that a heading names; None if there is none like that.

    The pattern has seen to the form: what is read says the same, but for 24 o'clock, which newer
    Pythons take for the next day.
    """
    if text[11:13] == "24":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _comment(match: re.Match[str], at: datetime, text: str) -> Comment:
    _, name, mail, ident, internal = match.groups()
    return Comment(ident, at, _person(name, mail), internal is not None, text)


_person = lru_cache(2000)(Person)
"""Few people say many things."""


def read(text: str) -> tuple[str, tuple[Comment, ...]]:
    """The body and the comments; what ``cut`` finds, without a look at each line.

    ``text`` is what stands below the front matter, from the line end in front of it on; of its
    last line without the line end.
    """
    found = []
    if "\n\n## " in text:
        headings = ((match, _time(match[1])) for match in re.finditer(_BELOW_A_BLANK, text))
        found = [(match, at) for match, at in headings if at]
    if not found:
        return _text_in(text[1:]), ()
    ends = [match.start() for match, _ in found[1:]] + [len(text)]
    return _text_in(text[1 : found[0][0].start()]), tuple(
        _comment(match, at, _text_in(text[match.end() + 1 : end]))
        for (match, at), end in zip(found, ends, strict=True)
    )


def _text_in(lines: str) -> str:
    """``text_of`` these lines."""
    if "\\" in lines and (lines[0] == "\\" or "\n\\" in lines):
        return text_of(lines.split("\n"))
    return lines[1:] if lines[:1] == "\n" else lines


def text_of(lines: Sequence[str]) -> str:
    """The text in a section's lines, without the blank line before it, unescaped."""
    if lines and not lines[0]:
        lines = lines[1:]
    return "\n".join(
        line[1:] if line[:1] == "\\" and re.fullmatch(_LOOKS_SPECIAL, line) else line
        for line in lines
    )


def lines_of(text: str) -> list[str]:
    """The lines for a text: a blank one first, and special lines escaped."""
    if not text:
        return []
    lines = text.split("\n")
    return [
        "",
        *(
            "\\" + line
            if line[:1] in ("\\", "#", "<") and re.fullmatch(_LOOKS_SPECIAL, line)
            else line
            for line in lines
        ),
    ]


def heading(comment: Comment) -> str:
    """The line that a comment begins with."""
    internal = " · internal" if comment.internal else ""
    author = comment.author
    return f"## {format_time(comment.at)} · {author.name} <{author.mail}> · {comment.id}{internal}"


def near_misses(lines: Sequence[str]) -> list[int]:
    """The numbers of lines that look almost like a comment's heading.

    That is a Markdown heading with two of a time, a ``<mail>`` and a comment's id in it.
    """
    return [
        number
        for number, line in enumerate(lines)
        if "#" in line and _looks_like_a_heading(line) and not _heading_at(lines, number)
    ]


def _looks_like_a_heading(line: str) -> bool:
    line = line[:1000]
    if not ("<" in line or "c-" in line) or not re.match(_HASHES, line):
        return False
    return sum(re.search(sign, line) is not None for sign in _SIGNS_OF_A_HEADING) >= 2


def with_markers_escaped(lines: Sequence[str]) -> list[str]:
    """The lines, which hold the same text then, without one that a conflict could begin with."""
    return ["\\" + line if _opens_a_conflict(line) else line for line in lines]


def _opens_a_conflict(line: str) -> bool:
    return line.startswith("<<<<<<<") and line[7:8] in ("", " ", "\r")


def conflict_marker(lines: Sequence[str]) -> int | None:
    """The number of the line where an unresolved merge conflict begins, or None."""
    start = middle = None
    for number, line in enumerate(lines):
        if line[:1] not in ("<", "=", ">"):
            continue
        if _opens_a_conflict(line):
            start, middle = number, None
        elif start is not None and line.rstrip("\r") == "=======":
            middle = number
        elif middle is not None and line.startswith(">>>>>>>") and line[7:8] in ("", " ", "\r"):
            return start
    return None
