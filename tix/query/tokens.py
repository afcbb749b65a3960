"""Text as a row of tokens: what a word is, for search, its index and its highlighting.

A token is a run of ASCII letters and digits and of letters, digits and marks of other scripts.
Compared are tokens without case, accents and compatibility forms: ``Résumé`` is ``resume``,
``Straße`` is ``strasse``, ``ﬁ`` is ``fi``. Each character of a script that is written without
blanks between words, and each symbol (an emoji, an arrow, a currency sign), is a token of its own.

``normalised`` makes a text in which the tokenizer ``ascii`` of SQLite's FTS5 finds the same
tokens: its tokens are runs of ``[0-9A-Za-z]`` and of all characters above U+007F, with A-Z in
lower case.
"""

import re
from functools import lru_cache
from itertools import groupby

SEPARATOR = "\ue000"
"""A token between two passages of an index; ``normalised`` never makes it out of a text."""

TOKEN, OTHER = r"[^\x00-/:-`{-\x7f]", r"[\x00-/:-`{-\x7f]"
"""A character of a token, and any other, in a text that is normalised and in lower case.

Regular expressions; a set that names the characters above U+007F would take 7 ms to compile.
"""

_NOT_ASCII = r"[^\x00-\x7f]+"

# Letters that Unicode doesn't take apart, and that people without them on the keyboard write so.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe"}
)

# Scripts without blanks between words: Thai and Lao, Myanmar, Hangul (its particles are written
# together with the word), Khmer, Tai and others, Han with kana and Bopomofo, Yi.
_WITHOUT_BLANKS = (
    *((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x1950, 0x19FF)),
    *((0x1A20, 0x1AAF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x318F), (0x31A0, 0x31FF)),
    *((0x3400, 0x4DBF), (0x4E00, 0xA4CF), (0xA960, 0xA97F), (0xA9E0, 0xA9FF), (0xAA60, 0xAADF)),
    *((0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF66, 0xFFDC), (0x16FE0, 0x18DFF)),
    *((0x1AFF0, 0x1B2FF), (0x20000, 0x3FFFF)),
)

_SYMBOLS = ("So", "Sm", "Sc")
_FRACTION_SLASH = "\u2044"

_NUKTA, _VOICING, _VIRAMA = 7, 8, 9
"""Combining classes of marks that make another letter, not the same one with an accent."""


def normalised(text: str) -> str:
    """The text, for the tokenizer ``ascii`` of FTS5. It has no NUL, and always an encoding."""
    if "\0" in text:
        text = text.replace("\0", " ")
    if text.isascii():
        return text
    return re.sub(_NOT_ASCII, lambda run: _run(run[0]), text)


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order."""
    return re.findall(TOKEN + "+", normalised(text).lower())


@lru_cache(maxsize=2048)
def _run(run: str) -> str:
    """The tokens for a stretch of non-ASCII characters.

    Characters are first put together (a decomposed syllable, half-width kana with their mark);
    after that each stands for itself. That is why ASCII before and behind it doesn't matter.
    """
    return "".join(map(_character, _composed(run)))


def _composed(run: str) -> str:
    from unicodedata import normalize  # only text that isn't ASCII needs it

    if max(run) >= "\uff61":
        parts = groupby(run, lambda char: "\uff61" <= char <= "\uffdc")
        run = "".join(normalize("NFKC" if half else "NFC", "".join(p)) for half, p in parts)
    return normalize("NFC", run)


@lru_cache(maxsize=8192)
def _character(char: str) -> str:
    """The letters, in lower case and without accents, that a character stands for, or blanks.

    The result is the same in lower case (``str.lower``), so that a whole text can be lowered.
    """
    from unicodedata import category, combining, decomposition, normalize

    parts = normalize("NFKD", normalize("NFKD", char).casefold()).translate(_LETTERS)
    kept = (c for c in parts if combining(c) in (0, _NUKTA, _VOICING, _VIRAMA))
    made = "".join(map(_piece, normalize("NFC", "".join(kept)).lower()))
    kind = category(char)
    # The tm of a trade mark, the km of a unit and the 1 of a fraction are no part of what is before
    # them; the 2 of a square metre is.
    if kind in _SYMBOLS or (kind == "No" and decomposition(char)[:5] not in ("<supe", "<sub>")):
        return f" {made} "
    return made


def _piece(char: str) -> str:
    """A part of a token, a token of its own between blanks, a blank, or nothing."""
    from unicodedata import category, combining

    if char.isascii():
        return char
    kind = category(char)
    if combining(char) == _VOICING or _is_variation(char):
        return ""
    if kind == "Cf":  # soft hyphens, joiners and marks of direction are within words
        return " " if char == "\u200b" else ""
    if char == _FRACTION_SLASH:
        return " "
    if kind in _SYMBOLS:
        return f" {char} "
    if not char.isalnum() and kind not in ("Mn", "Mc"):
        return " "
    code = ord(char)
    if any(first <= code <= last for first, last in _WITHOUT_BLANKS):
        return f" {char} "
    return char


def _is_variation(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def normalised_with_places(text: str) -> tuple[str, list[tuple[int, int]]]:
    """``normalised`` in lower case, and for each of its characters the (start, end) in ``text``."""
    result: list[str] = []
    places: list[tuple[int, int]] = []
    for start, end in _segments(text):
        made = normalised(text[start:end]).lower()
        if not made and places:  # an accent belongs to the letter before it
            places[-1] = places[-1][0], end
        result.append(made)
        places += [(start, end)] * len(made)
    return "".join(result), places


def _segments(text: str) -> list[tuple[int, int]]:
    """Single characters, or as few as it takes where several are put together."""
    at = 0
    found: list[tuple[int, int]] = []
    for run in re.finditer(_NOT_ASCII, text):
        found += ((place, place + 1) for place in range(at, run.start()))
        found += ((run.start() + start, run.start() + end) for start, end in _clusters(run[0]))
        at = run.end()
    return [*found, *((place, place + 1) for place in range(at, len(text)))]


def _clusters(run: str) -> list[tuple[int, int]]:
    """The parts of a run that can be put together one by one; the whole of it if that isn't so."""
    starts = [place for place, char in enumerate(run) if place == 0 or not _follows(char)]
    bounds = list(zip(starts, [*starts[1:], len(run)], strict=True))
    if "".join(_composed(run[start:end]) for start, end in bounds) == _composed(run):
        return bounds
    return [(0, len(run))]


def _follows(char: str) -> bool:
    """Whether it can become one with what is before it: an accent, the rest of a syllable."""
    from unicodedata import combining

    return combining(char) > 0 or "\u1160" <= char <= "\u11ff" or char in "\uff9e\uff9f"
