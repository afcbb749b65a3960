"""Text measured, cut, padded and wrapped by the columns it takes on a terminal.

The unit is the grapheme cluster (what a reader takes for one character: a letter with its accents,
a flag, a family of emoji joined by U+200D), after a simplified UAX #29. A cluster is never split.

Widths follow the package wcwidth. But importing that takes as long as a whole fast command, so
``unicodedata``, which is nearly free, answers for every character it knows (a test holds the two
together), and wcwidth for those that are younger than this Python.

The text must be harmless already (see ``safe``) and not yet coloured.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from tix.quick_typing import Literal

Align = Literal["left", "right", "center"]

# Characters one column wide that never join a neighbour: Latin, Greek, Cyrillic, common
# punctuation, arrows, control pictures, boxes and bars, check boxes. (A string, for re to compile
# when it is first needed.)
_NARROW = (
    "[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2400-\u2426"
    "\u2500-\u25fc\u2610-\u2612]*"
)
_WORD = "[^ ]+"

_OTHER, _EXTENDS, _PICTURE, _MODIFIER, _REGIONAL = range(5)
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"

_NEVER_FIRST = frozenset(",.;:!?)]}'\"、。，．・：；？！）」』】〕》〉ー々…”’")
_NEVER_LAST = frozenset("([{（「『【〔《〈“‘")


def display_width(text: str) -> int:
    """The columns that ``text`` takes."""
    if _is_narrow(text):
        return len(text)
    return sum(width for _, width in clusters(text))


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """``text`` in at most ``width`` columns; where something had to go, ``ellipsis`` says so."""
    if display_width(text) <= width:
        return text
    room = width - display_width(ellipsis)
    if room < 0:
        return _beginning(text, width)
    return _beginning(text, room).rstrip(" ") + ellipsis


def pad(text: str, width: int, align: Align = "left") -> str:
    """``text`` filled up with spaces to ``width`` columns; longer text stays as it is."""
    missing = max(0, width - display_width(text))
    before = {"left": 0, "right": missing, "center": missing // 2}[align]
    return " " * before + text + " " * (missing - before)


def wrap(text: str, width: int, indent: str = "", subsequent: str = "") -> list[str]:
    """``text`` as lines of at most ``width`` columns, ``indent`` before the first of them and
    ``subsequent`` before the others. ``\\n`` is a line break that stays.

    The room beside an indent is taken to be two columns at least.
    """
    spans = wrap_spans(text, width - display_width(indent), width - display_width(subsequent))
    return [
        ((subsequent if number else indent) + text[start:end]).rstrip(" ")
        for number, (start, end) in enumerate(spans)
    ]


def wrap_spans(text: str, first: int, others: int) -> list[tuple[int, int]]:
    """Where ``text`` is to be broken, as (start, end) of each line.

    ``first`` and ``others`` are the columns that the first line and the others may take. Spaces at
    a break belong to no line.
    """
    if len(text) <= first and text.isascii() and "\n" not in text and text == text.strip(" "):
        return [(0, len(text))]
    spans: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        wrapped = _wrapped(line, others if spans else first, others)
        spans += [(start + begin, start + end) for begin, end in wrapped]
        start += len(line) + 1
    return spans


def clusters(text: str) -> Iterator[tuple[str, int]]:
    """The grapheme clusters of ``text``, each with its width."""
    start = width = 0
    base = before = _OTHER
    for position, char in enumerate(text):
        own, kind = _measure(char)
        joins = position > start and (
            kind == _EXTENDS
            or (kind == _MODIFIER and base == _PICTURE)
            or (kind == _REGIONAL and base == _REGIONAL and position == start + 1)
            or (kind == _PICTURE and base == _PICTURE and before == _EXTENDS
                and text[position - 1] == _JOINER)
        )  # fmt: skip
        if not joins:
            if position > start:
                yield text[start:position], width
            start, width, base = position, own, kind
        elif char == _EMOJI_STYLE and _has_emoji_style(text[start]):
            width = 2
        before = kind
    if text:
        yield text[start:], width


def _is_narrow(text: str) -> bool:
    return text.isascii() or re.fullmatch(_NARROW, text) is not None


def _beginning(text: str, width: int) -> str:
    if _is_narrow(text):
        return text[: max(0, width)]
    end = 0
    for cluster, columns in clusters(text):
        width -= columns
        if width < 0:
            break
        end += len(cluster)
    return text[:end]


def _wrapped(line: str, first: int, others: int) -> Iterator[tuple[int, int]]:
    room = max(2, first)
    start = end = used = 0
    for piece_start, piece_end, width in _fitting_pieces(line, max(2, min(first, others))):
        needed = used + (piece_start - end) + width
        if end == 0:  # the line's first piece, without the spaces before it
            start, used = piece_start, width
        elif needed <= room:
            used = needed
        else:
            yield start, end
            start, used, room = piece_start, width, max(2, others)
        end = piece_end
    yield start, end


def _fitting_pieces(line: str, limit: int) -> Iterator[tuple[int, int, int]]:
    """(start, end, width) of the parts between which a line may break, none above ``limit``."""
    for word in re.finditer(_WORD, line):
        for start, end, width in _pieces(word[0], word.start()):
            if width <= limit:
                yield start, end, width
            else:
                yield from _broken(line[start:end], start, limit)


def _pieces(word: str, start: int) -> Iterator[tuple[int, int, int]]:
    """A word as one piece; one in Chinese, Japanese or the like may break between characters."""
    if _is_narrow(word):
        yield start, start + len(word), len(word)
        return
    end, width, last, last_width = start, 0, "", 0
    for cluster, columns in clusters(word):
        wide = columns == 2 or last_width == 2
        if last and wide and cluster[0] not in _NEVER_FIRST and last[0] not in _NEVER_LAST:
            yield start, end, width
            start, width = end, 0
        end += len(cluster)
        width += columns
        last, last_width = cluster, columns
    yield start, end, width


def _broken(piece: str, start: int, limit: int) -> Iterator[tuple[int, int, int]]:
    """A piece that is too wide for any line, cut into parts of at most ``limit`` columns."""
    if _is_narrow(piece):
        for begin in range(0, len(piece), limit):
            width = min(limit, len(piece) - begin)
            yield start + begin, start + begin + width, width
        return
    end, width = start, 0
    for cluster, columns in clusters(piece):
        if width + columns > limit:
            yield start, end, width
            start, width = end, 0
        end += len(cluster)
        width += columns
    yield start, end, width


@lru_cache(maxsize=4096)
def _measure(char: str) -> tuple[int, int]:
    """The width of a character alone, and how it joins the one before it."""
    import unicodedata  # a library to load; most text never needs it

    code = ord(char)
    if 0x1F1E6 <= code <= 0x1F1FF:
        return 2, _REGIONAL
    if 0x1F3FB <= code <= 0x1F3FF:
        return 2, _MODIFIER
    if 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF:  # second parts of Hangul syllables
        return 0, _EXTENDS
    category = unicodedata.category(char)
    if category == "Cn":
        width = _newer_width(char)
    elif category in ("Mn", "Mc", "Me", "Cc") or (category == "Cf" and not _is_shown(code)):
        width = 0
    else:
        width = 2 if unicodedata.east_asian_width(char) in "WF" else 1
    if width == 0:
        return 0, _EXTENDS
    return width, _PICTURE if category in ("So", "Cn") else _OTHER


def _newer_width(char: str) -> int:
    from wcwidth import wcwidth  # 40 ms; only for characters that this Python doesn't know

    return max(0, wcwidth(char))


def _is_shown(code: int) -> bool:
    """Whether a format character has a shape: soft hyphen, number signs of Arabic and the like."""
    return code == 0xAD or (0x600 <= code <= 0x8E2 and code != 0x61C) or code in (0x110BD, 0x110CD)


def _has_emoji_style(char: str) -> bool:
    """Whether U+FE0F makes an emoji of ``char``, which is two columns wide then."""
    import unicodedata

    return char in "#*0123456789ℹ‼⁉" or unicodedata.category(char) in ("So", "Sm", "Po")
