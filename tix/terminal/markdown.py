"""Markdown for a terminal: ticket bodies and comments as people type them on GitHub.

A line-oriented renderer for what tickets hold, not all of CommonMark: headings, lists and task
lists, quotes, code, tables, rules, links. Other HTML stays as typed, comments are hidden. A ticket
is hostile input: nothing raises, the time is linear in the text (nesting is bounded), and what
isn't understood is shown as it stands. An own renderer because parsers like markdown-it-py take
longer to import than ``tix show`` may take in all.

As on GitHub, a line break in a paragraph is kept; but where the line was so full that the writer
had to break it (text wrapped by an editor or a mail program), the paragraph is filled anew.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from tix.quick_typing import Literal, NamedTuple
from tix.terminal import safe
from tix.terminal.inline import Inline, parse
from tix.terminal.style import Styles
from tix.terminal.table import share
from tix.terminal.width import display_width, wrap_spans

Kind = Literal["code", "fence", "heading", "rule", "quote", "item", "table", "text"]

_MAX_DEPTH = 12
_MIN_WIDTH = 20  # columns; nothing is indented further where there are fewer
_MAX_COLUMNS = 32  # of a table
_FULL_LINE = 60  # characters; a line that ends before had no need to

# Strings, for re to compile when a line first calls for one: most text needs few of them.
_FENCE = r" {0,3}(?:(?P<fence>`{3,})[^`]*|(?P<tildes>~{3,}).*)$"
_HEADING = r" {0,3}#{1,6}(?: |$)"
_UNDERLINE = r" {0,3}(?:={3,}|-{3,}) *$"
_QUOTE = r" {0,3}> ?"
_ITEM = r"(?P<indent> {0,3})(?P<marker>[-+*]|\d{1,9}[.)])(?P<gap> +|$)"
_TASK = r"\[(?P<state>[ xX])\] +(?=\S)"
_PIPE = r"(?<!\\)\|"
_DASHES = r"(:?)-+(:?)"


def render(text: str, width: int, styles: Styles) -> str:
    """``text`` in lines of at most ``width`` columns (code keeps its own), without a line end."""
    lines = safe.block(text, tab_size=4).split("\n")
    return "\n".join(_Renderer(styles).blocks(lines, max(width, 2), 0))


class _Block(NamedTuple):
    """A part of the text rendered, and the number of the source line that follows it."""

    lines: list[str]
    end: int


class _Renderer:
    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def blocks(self, source: Sequence[str], width: int, depth: int) -> list[str]:
        """``source`` rendered; blank lines stay, but one of several, and none at the ends."""
        lines = list(source)
        comments_end = max((at for at, line in enumerate(lines) if "-->" in line), default=-1)
        rendered: list[str] = []
        at = 0
        while at < len(lines):
            if not lines[at].strip():
                if rendered and rendered[-1]:
                    rendered.append("")
                at += 1
            elif at < comments_end and _opens_comment(lines[at]):
                at = _after_comment(lines, at)
            else:
                block = self._block(lines, at, width, depth)
                rendered += block.lines
                at = block.end
        while rendered and not rendered[-1]:
            rendered.pop()
        return rendered

    def _block(self, lines: list[str], at: int, width: int, depth: int) -> _Block:
        line = lines[at]
        kind = _kind(lines, at)
        if kind == "code":
            return self._indented(lines, at)
        if kind == "fence":
            return self._fenced(lines, at)
        if kind == "heading":
            marks, _, title = line.strip().partition(" ")
            return _Block(self._heading(_title(title), len(marks), width), at + 1)
        if kind == "rule":
            return _Block([self._styles.dim("─" * width)], at + 1)
        if depth < _MAX_DEPTH and width >= _MIN_WIDTH:
            if kind == "quote":
                return self._quote(lines, at, width, depth)
            if kind == "item":
                return self._list(lines, at, width, depth)
        if kind == "table" and (table := self._table(lines, at, width)):
            return table
        return self._paragraph(lines, at, width)

    def _paragraph(self, lines: list[str], at: int, width: int) -> _Block:
        start = at
        at += 1
        while at < len(lines) and lines[at].strip():
            if lines[at].lstrip(" ")[0] in "=-" and re.match(_UNDERLINE, lines[at]):
                level = 1 if "=" in lines[at] else 2
                title = _joined(lines[start:at])
                return _Block(self._heading(title, level, width), at + 1)
            if _starts_block(lines, at):
                break
            at += 1
        shown = self._wrapped(self._inline(_joined(lines[start:at])), width)
        return _Block([] if shown == [""] else shown, at)

    def _heading(self, title: str, level: int, width: int) -> list[str]:
        marks = "" if self._styles.enabled else "#" * level + " "
        style = self._styles.heading if level < 3 else self._styles.bold
        return [style(line) for line in self._wrapped(self._inline(marks + title), width)]

    def _fenced(self, lines: list[str], at: int) -> _Block:
        opened = re.match(_FENCE, lines[at])
        fence = (opened["fence"] or opened["tildes"]) if opened else ""
        indent = _indent(lines[at])
        end = at + 1
        while end < len(lines) and not _closes(lines[end], fence):
            end += 1
        code = [line[min(indent, _indent(line)) :] for line in lines[at + 1 : end]]
        return _Block(self._code(code), min(end + 1, len(lines)))

    def _indented(self, lines: list[str], at: int) -> _Block:
        end = at
        while end < len(lines) and lines[end].startswith("    "):
            end += 1
        return _Block(self._code([line[4:] for line in lines[at:end]]), end)

    def _code(self, lines: Sequence[str]) -> list[str]:
        return [line and "    " + self._styles.code(line) for line in map(str.rstrip, lines)]

    def _quote(self, lines: list[str], at: int, width: int, depth: int) -> _Block:
        inner: list[str] = []
        while at < len(lines):
            if quoted := re.match(_QUOTE, lines[at]):
                inner.append(lines[at][quoted.end() :])
            elif inner[-1].strip() and _goes_on(lines, at):
                inner.append(lines[at])
            else:
                break
            at += 1
        bar = self._styles.dim("│")
        shown = self.blocks(inner, width - 2, depth + 1)
        return _Block([f"{bar} {line}" if line else bar for line in shown], at)

    def _list(self, lines: list[str], at: int, width: int, depth: int) -> _Block:
        shown: list[str] = []
        number: int | None = None
        ordered = _is_ordered(lines[at])
        while True:
            item = re.match(_ITEM, lines[at])
            assert item is not None
            if ordered:
                number = int(item["marker"][:-1]) if number is None else number + 1
            inner, at = _item_lines(lines, at, item)
            shown += self._item(inner, "•" if number is None else f"{number}.", width, depth)
            following = at
            while following < len(lines) and not lines[following].strip():
                following += 1
            if following == len(lines) or _is_ordered(lines[following]) is not ordered:
                return _Block(shown, at)
            if following > at:
                shown.append("")
            at = following

    def _item(self, inner: list[str], bullet: str, width: int, depth: int) -> list[str]:
        if inner[0].startswith("[") and (task := re.match(_TASK, inner[0])):
            box = "☐" if task["state"] == " " else "☑"
            bullet = box if bullet == "•" else f"{bullet} {box}"
            inner = [inner[0][task.end() :], *inner[1:]]
        indent = len(bullet) + 1
        first, *others = self.blocks(inner, width - indent, depth + 1) or [""]
        return [
            f"{bullet} {first}".rstrip(" "),
            *(line and " " * indent + line for line in others),
        ]

    def _table(self, lines: list[str], at: int, width: int) -> _Block | None:
        """The table that begins here; None if its columns don't fit beside each other."""
        end = at + 2
        while end < len(lines) and "|" in lines[end] and not _starts_block(lines, end):
            end += 1
        alignments = [_alignment(cell) for cell in _cells(lines[at + 1])]
        count = len(alignments)
        rows = [
            [self._inline(cell) for cell in (_cells(line) + [""] * count)[:count]]
            for line in (lines[at], *lines[at + 2 : end])
        ]
        natural = [max(display_width(row[place].text) for row in rows) for place in range(count)]
        least = [min(wanted, 6) for wanted in natural]
        room = width - 3 * (count - 1)
        if sum(least) > room:
            return None
        widths = share([min(wanted, width) for wanted in natural], least, room)
        header, *body = (self._row(row, widths, alignments) for row in rows)
        rule = self._styles.dim("─┼─".join("─" * columns for columns in widths))
        shown = [*map(self._styles.bold, header), rule, *(line for row in body for line in row)]
        return _Block(shown, end)

    def _row(
        self, row: Sequence[Inline], widths: Sequence[int], alignments: Sequence[str]
    ) -> list[str]:
        spans = [
            wrap_spans(cell.text, columns, columns)
            for cell, columns in zip(row, widths, strict=True)
        ]
        separator = f" {self._styles.dim('│')} "
        return [
            separator.join(
                self._cell(cell, lines[number : number + 1], columns, alignment)
                for cell, lines, columns, alignment in zip(
                    row, spans, widths, alignments, strict=True
                )
            ).rstrip(" ")
            for number in range(max(map(len, spans)))
        ]

    def _cell(
        self, cell: Inline, spans: Sequence[tuple[int, int]], width: int, alignment: str
    ) -> str:
        """One line of a cell, or blanks if it has no more."""
        start, end = spans[0] if spans else (0, 0)
        missing = max(0, width - display_width(cell.text[start:end]))
        before = {"left": 0, "right": missing, "center": missing // 2}[alignment]
        shown = cell.painted(start, end, self._styles)
        return " " * before + shown + " " * (missing - before)

    def _inline(self, source: str) -> Inline:
        return parse(source, keep_marks=not self._styles.enabled)

    def _wrapped(self, inline: Inline, width: int) -> list[str]:
        return [
            inline.painted(start, end, self._styles)
            for start, end in wrap_spans(inline.text, width, width)
        ]


def _kind(lines: Sequence[str], at: int) -> Kind:
    """The kind of block that a non-blank line begins. Its first character rules most out."""
    line = lines[at]
    first = line.lstrip(" ")[0]
    if line.startswith("    "):
        return "code"
    if first in "`~" and re.match(_FENCE, line):
        return "fence"
    if first == "#" and re.match(_HEADING, line):
        return "heading"
    if first in "-*_" and _is_rule(line):
        return "rule"
    if first == ">":
        return "quote"
    if first in "-+*0123456789" and re.match(_ITEM, line):
        return "item"
    return "table" if _is_table(lines, at) else "text"


def _starts_block(lines: Sequence[str], at: int) -> bool:
    """Whether a paragraph ends before this line although it isn't blank."""
    kind = _kind(lines, at)
    if kind == "item":
        item = re.match(_ITEM, lines[at])
        return bool(item and item["gap"] and item["marker"] in ("-", "+", "*", "1.", "1)"))
    return kind not in ("code", "text") or _opens_comment(lines[at])


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """Whether a line that lacks its ``>`` or indent still belongs to the paragraph before it."""
    return bool(lines[at].strip()) and not _starts_block(lines, at)


def _joined(lines: Sequence[str]) -> str:
    """A paragraph's lines as one text in which ``\\n`` is a break to be kept."""
    parts = [lines[0].strip()]
    for before, line in pairwise(lines):
        text = line.strip()
        word = text.partition(" ")[0]
        kept = before.endswith(("  ", "\\")) or len(before) + 1 + len(word) <= _FULL_LINE
        if before.endswith("\\"):
            parts[-1] = parts[-1][:-1]
        parts += ["\n" if kept else " ", text]
    return "".join(parts)


def _item_lines(lines: list[str], at: int, item: re.Match[str]) -> tuple[list[str], int]:
    """The lines of the list item that begins here, without its indent, and where it ends."""
    gap = len(item["gap"])
    content = item.end() if 1 <= gap <= 4 else item.end("marker") + 1
    enough = len(item["indent"]) + 2  # "1. " asks for three, but two is what people type
    inner = [lines[at][content:]]
    end = at = at + 1
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            inner.append("")
        elif _indent(line) >= enough:
            content = min(content, _indent(line))
            inner.append(line[content:])
            end = at + 1
        elif inner[-1].strip() and _goes_on(lines, at) and not re.match(_ITEM, line):
            inner.append(line)
            end = at + 1
        else:
            break
        at += 1
    return inner[: len(inner) - (at - end)], end


def _is_ordered(line: str) -> bool | None:
    """Whether a list item is numbered; None if the line is no list item."""
    item = None if _is_rule(line) else re.match(_ITEM, line)
    return item["marker"][0].isdigit() if item else None


def _is_rule(line: str) -> bool:
    bare = line.replace(" ", "")
    return len(bare) >= 3 and bare[0] in "-*_" and bare.count(bare[0]) == len(bare)


def _closes(line: str, fence: str) -> bool:
    bare = line.strip()
    return len(bare) >= len(fence) and bare.count(fence[0]) == len(bare) and _indent(line) < 4


def _opens_comment(line: str) -> bool:
    """Whether a comment begins here that goes on in the next line."""
    return line.lstrip(" ").startswith("<!--") and line.find("-->", line.index("<!--") + 4) < 0


def _after_comment(lines: list[str], at: int) -> int:
    """Where the comment that begins here ends; text behind it stays in its line."""
    at += 1
    while (end := lines[at].find("-->")) < 0:
        at += 1
    lines[at] = lines[at][end + 3 :].lstrip()
    return at


def _is_table(lines: Sequence[str], at: int) -> bool:
    if "|" not in lines[at] or at + 1 == len(lines):
        return False
    if "|" not in lines[at + 1] or not set(lines[at + 1]) <= set("|-: "):
        return False
    dashes = _cells(lines[at + 1])
    return (
        0 < len(dashes) <= _MAX_COLUMNS
        and len(dashes) == len(_cells(lines[at]))
        and all(re.fullmatch(_DASHES, cell) for cell in dashes)
    )


def _cells(line: str) -> list[str]:
    cells = [cell.strip().replace("\\|", "|") for cell in re.split(_PIPE, line.strip())]
    first = 0 if cells[0] else 1
    return cells[first : None if cells[-1] or len(cells) == first else -1]


def _alignment(dashes: str) -> str:
    found = re.fullmatch(_DASHES, dashes)
    left, right = found.groups() if found else ("", "")
    return "center" if left and right else "right" if right else "left"


def _title(text: str) -> str:
    """A heading's text without the ``#`` that may close it."""
    text = text.strip()
    bare = text.rstrip("#")
    return bare.rstrip() if not bare or bare.endswith(" ") else text


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
