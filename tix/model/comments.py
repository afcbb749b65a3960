"""How a ticket's text is cut into its body and its comments, and put together again.

A comment begins with a heading of exactly this form, with one blank line on each side::

    ## 2026-11-22T00:10:31Z · Bob Reis <bob@example.org> · c-q8m2ht · internal

A line of somebody's text that looks like such a heading, or like the first line of a merge
conflict, gets a backslash in front when it is written and loses it when it is read, so that no
text can pass for something else. Everything here works on lines without their line ends.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tix.model.ids import COMMENT_ID
from tix.model.people import Person
from tix.model.ticket import Comment
from tix.model.times import format_time, parse_time

_FORM = (
    r"## (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) · ([^<>\n]*) <([^<>\n]*)> · "
    rf"({COMMENT_ID})( · internal)?"
)
_HEADING = re.compile(_FORM)
_LOOKS_SPECIAL = re.compile(rf"\\*(?:{_FORM}|<<<<<<<(?: .*)?)")
_NEAR_MISS = re.compile(r"\s*#{1,6}\s.*\bc-[0-9A-Za-z]{4,12}\b")


@dataclass(frozen=True, slots=True)
class Section:
    """Lines ``[start, end)``: the body, or a comment with its heading at ``start``.

    The blank line that separates it from the next section belongs to neither.
    """

    start: int
    end: int
    comment: Comment | None


def cut(lines: Sequence[str]) -> list[Section]:
    """The sections of what stands below the front matter; the first one is the body."""
    headings = [n for n, line in enumerate(lines) if line[:3] == "## " and _opens(lines, n)]
    sections = []
    start = 0
    for end in [*headings, len(lines) + 1]:
        stop = max(start, end - 1)
        comment = _comment(lines, start, stop) if start in headings else None
        sections.append(Section(start, stop, comment))
        start = end
    return sections


def _opens(lines: Sequence[str], number: int) -> bool:
    """Whether a comment begins at this line."""
    match = _HEADING.fullmatch(lines[number])
    if match is None or number == 0 or lines[number - 1]:
        return False
    if number + 1 < len(lines) and lines[number + 1]:
        return False
    return _is_time(match[1])


def _is_time(text: str) -> bool:
    try:
        parse_time(text)
    except ValueError:
        return False
    return True


def _comment(lines: Sequence[str], start: int, end: int) -> Comment:
    match = _HEADING.fullmatch(lines[start])
    assert match is not None
    at, name, mail, ident, internal = match.groups()
    text = text_of(lines[start + 1 : end])
    return Comment(ident, parse_time(at), Person(name, mail), internal is not None, text)


def text_of(lines: Sequence[str]) -> str:
    """The text that a section's lines hold: without the blank line before it, unescaped."""
    if lines and not lines[0]:
        lines = lines[1:]
    return "\n".join(
        line[1:] if line[:1] == "\\" and _LOOKS_SPECIAL.fullmatch(line) else line for line in lines
    )


def lines_of(text: str) -> list[str]:
    """The lines that hold a text: a blank one first, what looks special escaped."""
    if not text:
        return []
    lines = text.split("\n")
    return [
        "",
        *(
            "\\" + line if line[:1] in ("\\", "#", "<") and _LOOKS_SPECIAL.fullmatch(line) else line
            for line in lines
        ),
    ]


def heading(comment: Comment) -> str:
    """The line that a comment begins with."""
    internal = " · internal" if comment.internal else ""
    author = comment.author
    return f"## {format_time(comment.at)} · {author.name} <{author.mail}> · {comment.id}{internal}"


def near_misses(lines: Sequence[str]) -> list[int]:
    """Numbers of lines that look like a comment's heading and aren't quite one."""
    known = {section.start for section in cut(lines) if section.comment}
    return [
        number
        for number, line in enumerate(lines)
        if number not in known and " · " in line and _NEAR_MISS.match(line)
    ]


def conflict_marker(lines: Sequence[str]) -> int | None:
    """The number of the line where an unresolved merge conflict begins, or None."""
    start = middle = None
    for number, line in enumerate(lines):
        if line[:1] not in ("<", "=", ">"):
            continue
        if line.startswith("<<<<<<<") and line[7:8] in ("", " ", "\r"):
            start, middle = number, None
        elif start is not None and line.rstrip("\r") == "=======":
            middle = number
        elif middle is not None and line.startswith(">>>>>>>") and line[7:8] in ("", " ", "\r"):
            return start
    return None
