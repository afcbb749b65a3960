"""Which archived tickets a query means, found before the archive is indexed."""

import re
from functools import cache
from unicodedata import category, decomposition

from tix.query.tokens import normalised
from tix.storage.index import archive_search
from tix.storage.index.archive_search import pattern_of


def test_what_is_compared_like_letters_is_found() -> None:
    for char in map(chr, (*range(0x80, 0xD800), *range(0xE000, 0x110000))):
        if category(char) in ("Cn", "Co", "Lo") and not decomposition(char):
            continue  # no character, or a letter of a script without capitals
        made = normalised(f"x{char}y")
        for letters in re.findall("[a-z]{3,}", made) if made.isascii() else ():
            if letters not in archive_search._SYMBOLS.split():
                assert _pattern(letters).search(f"x{char}y".encode()), (hex(ord(char)), letters)


@cache
def _pattern(letters: str) -> re.Pattern[bytes]:
    return re.compile(pattern_of(letters), re.IGNORECASE)


def test_marks_within_a_word_are_no_part_of_it() -> None:
    for text in ("PUMP", "pu\u00admp", "pu\u0301mp", "ｐｕｍｐ", "púmp", "x-pumps"):
        assert re.search(pattern_of("pump"), text.encode(), re.IGNORECASE)
    for text in ("pumb", "p ump", "насос", "泵泵泵泵"):
        assert not re.search(pattern_of("pump"), text.encode(), re.IGNORECASE)
