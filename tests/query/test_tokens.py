"""What the tokens of a text are, and that SQLite's full text finds the same ones."""

import sqlite3
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.scale import scaled, usual
from tix.query.tokens import SEPARATOR, normalised, normalised_with_places, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("max_retry_count", "max retry count"),
        ("src/linker/main.c:42", "src linker main c 42"),
        ("0x80070005 E1203 ERR_QUEUE_FULL", "0x80070005 e1203 err queue full"),
        ("v2.4.1-rc1", "v2 4 1 rc1"),
        ("std::vector<int> main()", "std vector int main"),
        ("Résumé Ångström ñandú", "resume angstrom nandu"),
        ("re\u0301sume\u0301", "resume"),
        ("Straße STRASSE ẞ", "strasse strasse ss"),
        ("İstanbul ISTANBUL ısı", "istanbul istanbul isi"),
        ("Łukasz Søren Đorđe œuvre", "lukasz soren dorde oeuvre"),
        ("ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ"),
        ("Ёлка ЁЛКА", "елка елка"),
        ("שָׁלוֹם مُحَمَّد", "שלום محمد"),
        ("नमस्ते", "नमस्ते"),
        ("日本語です", "日 本 語 で す"),
        ("ガス ｶﾞｽ カ\u3099ス", "ガ ス ガ ス ガ ス"),
        ("한국어", "한 국 어"),
        ("\u1112\u1161\u11ab", "한"),
        ("ไทย", "ไ ท ย"),
        ("arm64版", "arm64 版"),
        ("a→b 5€ 👍🏽❤\ufe0f", "a → b 5 € 👍 ❤"),
        ("👩\u200d🚀", "👩 🚀"),
        ("“don’t” — naïve…", "don t naive"),
        ("Foo™ 10㎞ 1½ m²", "foo tm 10 km 1 1 2 m2"),
        ("ﬁle Ａｂｃ１", "file abc1"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffbom", "softhyphen zero width bom"),
        ("a\0b", "a b"),
        ("a\ud800b\udfff", "a b"),
        ("a\ue000b\uf8ffc", "a b c"),
        ("\u0301 \u0301a", "a"),
        ("ﬅ ŉ ǰ ΐ", "st ʼn j ι"),
    ],
)
def test_tokens(text: str, expected: str) -> None:
    assert tokens(text) == expected.split()


def test_plain_text_is_left_as_it_is() -> None:
    text = "Plain TEXT, with (signs)\n"
    assert normalised(text) is text


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='ascii')")
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
    yield connection
    connection.close()


def found_by_sqlite(database: sqlite3.Connection, text: str) -> list[str]:
    database.execute("DELETE FROM t")
    database.execute("INSERT INTO t VALUES (?)", (normalised(text),))
    return [term for (term,) in database.execute("SELECT term FROM v ORDER BY offset")]


TEXTS = st.text(max_size=40) | st.text(
    "aB_ .\0é\u0301ßİΣＡｶﾞ日한\u1112\u1161→👍\u200d\ue000", max_size=40
)


def check_against_sqlite(database: sqlite3.Connection, text: str) -> None:
    found = tokens(text)
    assert found_by_sqlite(database, text) == found
    assert SEPARATOR not in normalised(text)
    assert tokens(" ".join(found)) == found
    plain, places = normalised_with_places(text)
    assert plain == normalised(text).lower()
    assert len(places) == len(plain)
    assert places == sorted(places)


@given(TEXTS)
@example("\ud800")
@example("Ꭰꭰ ᏸ")
@settings(max_examples=usual(200), deadline=None)
def test_sqlite_finds_the_same_tokens(database: sqlite3.Connection, text: str) -> None:
    check_against_sqlite(database, text)


BLOCKS = [*range(0, 0x40000, 0x400), *range(0xE0000, 0xF0400, 0x400), 0x10FC00]
"""All characters in blocks of 1,024, but those that will never be assigned."""


def check_blocks(database: sqlite3.Connection, blocks: Sequence[int]) -> None:
    """Letters are around each character; a block that differs is looked at singly."""
    for first in blocks:
        text = " ".join(f"a{chr(code)}b" for code in range(first, first + 0x400))
        if found_by_sqlite(database, text) != tokens(text):
            for code in range(first, first + 0x400):
                check_against_sqlite(database, f"a{chr(code)}b")


@pytest.mark.slow
def test_sqlite_finds_the_same_tokens_in_the_characters_of_most_texts(
    database: sqlite3.Connection,
) -> None:
    check_blocks(database, [*BLOCKS[:13], *BLOCKS[13::20], BLOCKS[0x1F400 // 0x400]])


@pytest.mark.long
def test_sqlite_finds_the_same_tokens_in_every_character(database: sqlite3.Connection) -> None:
    check_blocks(database, BLOCKS)


@pytest.mark.long
def test_sqlite_finds_the_same_tokens_many_times(database: sqlite3.Connection) -> None:
    @given(TEXTS)
    @settings(max_examples=scaled(20_000), deadline=None)
    def check(text: str) -> None:
        check_against_sqlite(database, text)

    check()


@given(TEXTS, TEXTS)
@settings(max_examples=usual(200), deadline=None)
def test_case_makes_no_difference(one: str, other: str) -> None:
    text = one + other
    assert tokens(text.upper().lower()) == tokens(text.lower().upper())
