"""Whatever is typed is a query with an answer, or an error in one sentence; and quickly."""

import sys
import time
from functools import cache
from random import Random

import pytest

from tests.query.desk import VOCABULARY
from tests.query.trees import random_facts, random_ticket
from tests.scale import scaled
from tix.frozen import replace
from tix.query.error import QueryError
from tix.query.parser import parse
from tix.query.ranking import passage, score, spans

PIECES = (
    *('"', "'", "`", "(", ")", "((", "[", "]", "{", "}", "<", ">", "<=", ">=", "..", "...", ","),
    *("*", "**", "^", "-", "--", "+", "~", "?", "!", "@", "#", "$", "%", "&", "|", "\\", "/", ";"),
    *(":", "::", "://", "=", "==", "OR", "AND", "NOT", "NEAR", "NEAR(", "MATCH", "rowid", "NULL"),
    *("text:", "title:", "label:", "due:", "opened:<", "is:", "has:", "sort:-", "id:", "k7f", "x:"),
    *(" ", "  ", "\t", "\n", "\r", "\0", "\x01", "\x1b[2J", "\x7f", "\x85", "\xa0", "\xad"),
    *("\ud800", "\udfff", "\ue000", "\ufeff", "\uffff", "\U0010ffff", "\u202e", "\u200d", "\u2028"),
    *(
        "é",
        "e\u0301",
        "\u0301",
        "İ",
        "ß",
        "日本語",
        "한국",
        "ไทย",
        "न",
        "🚀",
        "👩\u200d🚀",
        "→",
        "€",
    ),
    *("linker", "error", "build", "0x80070005", "src/main.c", "'; DROP TABLE t; --", "1e999", "%s"),
)
LONG = (
    "x" * 10_000,
    "x*" * 5_000,
    "é" * 10_000,
    "日" * 10_000,
    "\u0301" * 10_000,
    "a " * 4_000,
    "a_" * 5_000,
    "(" * 3_000,
    ")" * 3_000,
    "-" * 3_000,
    '"' * 3_000,
    '"' + "a b " * 2_500 + '"',
    "*" * 10_000,
    "+" * 10_000,
    "=> " * 4_000,
    "a OR " * 3_000 + "b",
    "label:" + "a," * 5_000 + "b",
    ".." * 5_000,
    "\\" * 10_000,
    "<" * 10_000,
    "0" * 10_000,
    "x=" * 5_000,
    "a:" * 5_000,
)


def odd_string(random: Random) -> str:
    if random.random() < 0.1:
        return "".join(chr(random.randrange(sys.maxunicode + 1)) for _ in range(30))
    pieces = random.choices(PIECES, k=random.randrange(1, 12))
    return random.choice(("", " ")).join(pieces)


@cache
def _million_steps() -> float:
    """Seconds that a million steps take here, of one processor."""
    begin = time.process_time()
    sum(number * number for number in range(1_000_000))
    return time.process_time() - begin


def answer(text: str) -> None:
    """Ask a few tickets, and show what is found; an error has to say what is wrong."""
    desk = [random_ticket(Random(seed)) for seed in range(5)]
    desk.append(replace(desk[0], title=f"all of {text}", body=text.replace(" ", "\n")))
    known = random_facts(Random(0))
    begin = time.process_time()
    try:
        query = parse(text, VOCABULARY)
        for ticket in desk:
            query.matches(ticket, known)
            assert score(ticket, query.text_terms) >= 0
            found = passage(ticket, query.text_terms)
            for shown in (ticket.title, found.line if found else ""):
                assert all(s < e <= len(shown) for s, e in spans(shown, query.text_terms))
    except QueryError as error:
        assert error.sentence
        assert "\n" not in error.sentence
        assert 0 <= error.start <= error.end
    assert time.process_time() - begin < 60 * _million_steps()  # 11 to 19 on two machines


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_long_strings(text: str) -> None:
    answer(text)


@pytest.mark.slow
def test_odd_strings() -> None:
    random = Random(5)
    for _ in range(300):
        answer(odd_string(random))


@pytest.mark.long
def test_many_odd_strings() -> None:
    random = Random(6)
    for _ in range(scaled(20_000, least=2_000)):
        answer(odd_string(random))


def test_a_word_finds_the_text_that_it_was_copied_from() -> None:
    """As a phrase in quotes, between other words: what isn't a token is found as it stands."""
    random = Random(7)
    found = 0
    for _ in range(300):
        text = odd_string(random)
        if not text.strip() or text.endswith("*"):
            continue
        query = parse('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"', VOCABULARY)
        ticket = replace(random_ticket(random), body=f"before {text} behind")
        found += query.matches(ticket, random_facts(random))
        assert query.matches(ticket, random_facts(random)), text
    assert found > 200
