"""Which archived tickets a query means, found before the archive is indexed."""

import re

from tix.query.tokens import normalised
from tix.storage.index import archive_search
from tix.storage.index.archive_search import pattern_of


def test_what_is_compared_like_letters_is_found() -> None:
    for code in (*range(0x80, 0xD800), *range(0xE000, 0x110000)):
        char = chr(code)
        if char.isascii() or not (made := normalised(f"x{char}y")).isascii():
            continue
        for letters in re.findall("[a-z]{3,}", made):
            if letters not in archive_search._SYMBOLS.split():
                found = re.search(pattern_of(letters), f"x{char}y".encode(), re.IGNORECASE)
                assert found, (hex(code), char, letters)


def test_marks_within_a_word_are_no_part_of_it() -> None:
    for text in ("PUMP", "pu\u00admp", "pu\u0301mp", "ｐｕｍｐ", "púmp", "x-pumps"):
        assert re.search(pattern_of("pump"), text.encode(), re.IGNORECASE)
    for text in ("pumb", "p ump", "насос", "泵泵泵泵"):
        assert not re.search(pattern_of("pump"), text.encode(), re.IGNORECASE)
