"""Markdown within a line: emphasis, code, links, images; as plain text with a role per character.

A subset of CommonMark in one pass from left to right. Every step is bounded by what it consumes,
so hostile text takes linear time: closing backticks are looked up, not searched for, an opener that
can no longer match leaves its stack, and no link holds a link.
"""

import re
from bisect import bisect_left

from tix.quick_typing import NamedTuple
from tix.terminal.style import Styles

STRONG, EMPHASIS, CODE, LINK, STRUCK = 1, 2, 4, 8, 16
_ROLES = (STRONG, EMPHASIS, CODE, LINK, STRUCK)

# The patterns are strings, for re to compile when they are first needed: plain text never does.
_SPECIAL = frozenset("\\`<[]*_~&:")
_TOKEN = (
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`+)"
    r"|<(?P<address>(?:https?://|mailto:)[^\s<>]*+)>"
    r"|(?P<url>\bhttps?://[^\s<>`)\]]*[^\s<>`)\]*_~.,;:!?'\"])"
    r"|(?P<opener>!?\[)"
    r"|(?P<closer>\])"
    r"|(?P<run>\*+|_+|~~)"
    r"|(?P<comment><!--)"
    r"|&(?P<entity>amp|lt|gt|quot|nbsp|\#39);"
)
_TARGET = (
    r"\(\s*+(?:<(?P<quoted>[^<>\n]*+)>|(?P<url>[^\s()<]*+(?:\([^\s()]*+\)[^\s()]*+)*+))"
    r"""(?:\s++(?:"[^"]*+"|'[^']*+'))?+\s*+\)"""
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": "\xa0", "#39": "'"}


class Inline(NamedTuple):
    """Plain text, and for each of its characters the roles it has, as a mask."""

    text: str
    marks: bytes

    def painted(self, start: int, end: int, styles: Styles) -> str:
        """The characters from ``start`` to ``end`` in their colours."""
        if not any(self.marks[start:end]):
            return self.text[start:end]
        parts = []
        while start < end:
            mask, stop = self.marks[start], start + 1
            while stop < end and self.marks[stop] == mask:
                stop += 1
            parts.append(_paint(self.text[start:stop], mask, styles))
            start = stop
        return "".join(parts)


def parse(source: str, *, keep_marks: bool) -> Inline:
    """The text of ``source`` with its roles.

    ``keep_marks`` leaves the backticks and asterisks where they are, for a terminal that shows no
    styles: what they say would be lost.
    """
    if _SPECIAL.isdisjoint(source):
        return Inline(source, bytes(len(source)))
    return _Parser(source, keep_marks).parse()


def _paint(text: str, mask: int, styles: Styles) -> str:
    if mask & CODE:
        text = styles.code(text)
    if mask & EMPHASIS:
        text = styles.emphasis(text)
    if mask & STRONG:
        text = styles.bold(text)
    if mask & LINK:
        text = styles.link(text)
    return styles.dim(text) if mask & STRUCK else text


class _Run:
    """A run of ``*``, ``_`` or ``~~`` that may open something: which piece, how many are left."""

    __slots__ = ("char", "count", "piece")

    def __init__(self, char: str, piece: int, count: int) -> None:
        self.char = char
        self.piece = piece
        self.count = count


class _Parser:
    """The text comes out as pieces; ``_changes`` says at which piece which role begins or ends."""

    def __init__(self, source: str, keep_marks: bool) -> None:
        self._source = source
        self._keep_marks = keep_marks
        self._pieces: list[str] = []
        self._changes: dict[int, list[tuple[int, int]]] = {}
        self._brackets: list[int] = []
        self._runs: list[_Run] = []
        self._open_runs = {"*": 0, "_": 0, "~": 0}
        self._last_comment_end = source.rfind("-->")
        self._ticks: dict[int, list[int]] = {}
        if "`" in source:
            for found in re.finditer("`+", source):
                self._ticks.setdefault(len(found[0]), []).append(found.start())

    def parse(self) -> Inline:
        position = 0
        search = re.compile(_TOKEN).search
        while token := search(self._source, position):
            self._pieces.append(self._source[position : token.start()])
            position = self._take(token)
        self._pieces.append(self._source[position:])
        return self._result()

    def _take(self, token: re.Match[str]) -> int:
        """Take one token in; returns where to go on."""
        kind = token.lastgroup
        if kind == "ticks":
            return self._take_code(token)
        if kind == "closer":
            return self._take_closer(token)
        if kind == "comment":
            return self._take_comment(token)
        if kind == "run":
            self._take_run(token)
        elif kind == "opener":
            self._brackets.append(len(self._pieces))
            self._pieces.append(token[0])
        elif kind == "entity":
            self._pieces.append(_ENTITIES[token["entity"]])
        elif kind == "escaped":
            self._pieces.append(token["escaped"])
        else:
            self._add(token["address"] or token["url"], LINK)
        return token.end()

    def _add(self, text: str, role: int) -> None:
        self._mark(role, len(self._pieces), len(self._pieces) + 1)
        self._pieces.append(text)

    def _mark(self, role: int, first: int, end: int) -> None:
        self._changes.setdefault(first, []).append((role, 1))
        self._changes.setdefault(end, []).append((role, -1))

    def _take_code(self, token: re.Match[str]) -> int:
        fence = token[0]
        ends = self._ticks.get(len(fence), [])
        place = bisect_left(ends, token.end())
        if place == len(ends):
            self._pieces.append(fence)
            return token.end()
        code = self._source[token.end() : ends[place]]
        if code.startswith(" ") and code.endswith(" ") and code.strip():
            code = code[1:-1]
        self._add(f"{fence}{code}{fence}" if self._keep_marks else code, CODE)
        return ends[place] + len(fence)

    def _take_comment(self, token: re.Match[str]) -> int:
        if token.end() > self._last_comment_end:
            self._pieces.append(token[0])
            return token.end()
        return self._source.index("-->", token.end()) + 3

    def _take_closer(self, token: re.Match[str]) -> int:
        target = self._brackets and re.compile(_TARGET).match(self._source, token.end())
        if not target:
            del self._brackets[-1:]
            self._pieces.append("]")
            return token.end()
        self._link(self._brackets.pop(), target["quoted"] or target["url"] or "")
        return target.end()

    def _link(self, opener: int, url: str) -> None:
        """The pieces behind ``opener`` are the text of a link, or of an image, to ``url``."""
        is_image = self._pieces[opener] == "!["
        self._pieces[opener] = "image: " if is_image else ""
        label = self._pieces[opener + 1 : opener + 6]  # a few are enough to know it from the URL
        self._mark(LINK, opener + 1, len(self._pieces))
        if not any(label):
            self._add(url, LINK)
        elif url and "".join(label) != url:
            self._pieces.append(f" ({url})")
        if not is_image:
            self._brackets.clear()

    def _take_run(self, token: re.Match[str]) -> None:
        char, count = token[0][0], len(token[0])
        opens, closes = self._flanks(char, token.start(), token.end())
        if count > 3:
            opens = closes = False
        while closes and count and self._open_runs[char]:
            count -= self._close(char, count)
        if count:
            if opens:
                self._runs.append(_Run(char, len(self._pieces), count))
                self._open_runs[char] += 1
            self._pieces.append(char * count)

    def _close(self, char: str, count: int) -> int:
        """Close the nearest open run of ``char``; returns how many characters that took."""
        while self._runs[-1].char != char:  # what is still open within stays as typed
            self._open_runs[self._runs.pop().char] -= 1
        run = self._runs[-1]
        taken = 2 if min(count, run.count) >= 2 else 1
        role = STRUCK if char == "~" else STRONG if taken == 2 else EMPHASIS
        self._mark(role, run.piece + 1, len(self._pieces))
        run.count -= taken
        if self._keep_marks or role == STRUCK:
            self._pieces.append(char * taken)
        else:
            self._pieces[run.piece] = char * run.count
        if not run.count:
            self._runs.pop()
            self._open_runs[char] -= 1
        return taken

    def _flanks(self, char: str, start: int, end: int) -> tuple[bool, bool]:
        """Whether a run may open and may close: CommonMark's left- and right-flanking."""
        before = self._source[start - 1] if start else " "
        after = self._source[end] if end < len(self._source) else " "
        left = not after.isspace() and (after.isalnum() or not before.isalnum())
        right = not before.isspace() and (before.isalnum() or not after.isalnum())
        if char == "_":  # snake_case is no emphasis
            return left and not before.isalnum(), right and not after.isalnum()
        return left, right

    def _result(self) -> Inline:
        counts = dict.fromkeys(_ROLES, 0)
        marks = bytearray()
        mask = 0
        for place, piece in enumerate(self._pieces):
            for role, step in self._changes.get(place, ()):
                counts[role] += step
                mask = mask | role if counts[role] else mask & ~role
            marks += bytes((mask,)) * len(piece)
        return Inline("".join(self._pieces), bytes(marks))
