import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.terminal import safe

ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.text(
    "ab#1é中👍\t\n\r\x1b\x9b\u061c\u200b\u200c\u200d\u202e\u2066\ufe0f\ufeff\udcff\U000e0041\U000e0100"
)

# What Unicode calls a format character although readers see it, or need it to see the right thing.
VISIBLE_FORMATS = frozenset("\u200c\u200d\u06dd\u070f\u08e2\u0890\u0891\U000110bd\U000110cd") | {
    *map(chr, range(0x600, 0x606)),
    *map(chr, range(0x13430, 0x13460)),
}


def is_harmless(char: str) -> bool:
    if char in VISIBLE_FORMATS:
        return True
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(ANY_TEXT)
def test_a_line_holds_nothing_that_could_do_harm(text: str) -> None:
    assert all(map(is_harmless, safe.line(text)))


@given(ANY_TEXT)
def test_a_block_holds_line_ends_and_nothing_that_could_do_harm(text: str) -> None:
    assert all(map(is_harmless, safe.block(text).replace("\n", "")))


@pytest.mark.slow
def test_every_character_there_is_comes_out_harmless() -> None:
    shown = safe.line("é".join(map(chr, range(0x110000))))
    assert [char for char in set(shown) if not is_harmless(char)] == []


@given(ANY_TEXT)
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    once = safe.line(text)
    assert safe.line(once) == once
    block = safe.block(text)
    assert safe.block(block) == block


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"], max_codepoint=0xFFF)))
def test_ordinary_text_is_not_touched(text: str) -> None:
    hidden = text.translate(dict.fromkeys([0x34F]))
    assert safe.line(hidden) == hidden


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x07", "␛[31mred␇"),
        ("a\tb\nc\r\nd", "a b c d"),
        ("a\rb\x7f\x9b", "a␍b␡<U+009B>"),
        ("user\u202etxt.exe", "user<U+202E>txt.exe"),
        ("\u2066a\u2069\u200e\u061c", "<U+2066>a<U+2069><U+200E><U+061C>"),
        ("a\u2028b\u200bc", "a<U+2028>b<U+200B>c"),
        ("caf\udce9", "caf<U+DCE9>"),
        ("x\U000e0041", "x<U+E0041>"),
        ("pay\u200dpal", "pay<U+200D>pal"),
        ("a\ufe0f", "a<U+FE0F>"),
    ],
)
def test_harm_is_shown(text: str, shown: str) -> None:
    assert safe.line(text) == shown


@pytest.mark.parametrize(
    "text",
    ["👨‍👩‍👧", "🏳️‍🌈", "#️⃣ 1️⃣", "می‌خواهم", "葛\U000e0100", "e\u0301", "שלום", "مرحبا", "a\xa0b", "🇩🇪"],
)
def test_scripts_and_emoji_keep_what_they_need(text: str) -> None:
    assert safe.line(text) == text


def test_a_block_keeps_lines_and_expands_tabs() -> None:
    assert safe.block("a\tb\r\n\tc\n\x1b") == "a       b\n        c\n␛"
    assert safe.block("a\tb", tab_size=4) == "a   b"
