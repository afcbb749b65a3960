import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terminal.test_safe import ANY_TEXT, is_harmless
from tix.terminal.markdown import render
from tix.terminal.style import Styles
from tix.terminal.width import display_width

PLAIN = Styles(False)

COLOURED = Styles(True)

EXAMPLES = {
    "headings": ("# One #\nTwo\n---\n#none\n### C#", "# One\n## Two\n#none\n### C#"),
    "a paragraph that was wrapped is filled anew": (
        "This line has been wrapped by an editor that breaks lines at\n72 columns.",
        "This line has been wrapped by an editor\nthat breaks lines at 72 columns.",
    ),
    "a deliberate line break stays": ("Hello,\nit fails\\\nalways", "Hello,\nit fails\nalways"),
    "one blank line of several stays": ("\n\na\n\n\n\nb\n\n", "a\n\nb"),
    "fenced code is verbatim": (
        "~~~sh\n$ *ls*    -l\n\n# no heading " + "x" * 40 + "\n~~~\nafter",
        "    $ *ls*    -l\n\n    # no heading " + "x" * 40 + "\nafter",
    ),
    "a fence that isn't closed": ("```\na\n~~~", "    a\n    ~~~"),
    "a fence with its indent": ("  ```\n  a\n    b\n  ```", "    a\n      b"),
    "indented code": ("a\n\n    b *c*\n", "a\n\n    b *c*"),
    "quotes": ("> a\n> > b\n>\n> c\nlazy\n\nd", "│ a\n│ │ b\n│\n│ c\n│ lazy\n\nd"),
    "a list": ("* a\n* b\n  more\n\n  para\n- c", "• a\n• b\n  more\n\n  para\n• c"),
    "a numbered list counts": ("3. a\n3. b\n9. c", "3. a\n4. b\n5. c"),
    "a list in a list": (
        "1. a\n  - b\n    - c\n2. d\n   ```\n   x\n   ```",
        "1. a\n   • b\n     • c\n2. d\n       x",
    ),
    "a year is no list": ("in\n2026. That", "in\n2026. That"),
    "a task list": ("- [ ] a\n- [x] b\n1. [X] c\n- [y] d", "☐ a\n☑ b\n1. ☑ c\n• [y] d"),
    "an empty item": ("-\n- a", "•\n• a"),
    "a rule": ("a\n\n* * *\nb", "a\n\n" + "─" * 40 + "\nb"),
    "a long item is wrapped under its text": (
        "- the quick brown fox jumps over the lazy dog",
        "• the quick brown fox jumps over the\n  lazy dog",
    ),
    "comments are hidden": (
        "<!-- a\nb\n--> c\n\n<!-- d -->\n\ne <!-- f\ng --> h",
        "c\n\ne  h",
    ),
    "a comment that doesn't end is text": ("<!-- a\n\nb", "<!-- a\n\nb"),
    "a comment in code is code": (
        "```\n<!-- a -->\n```\n`<!-- b -->`",
        "    <!-- a -->\n`<!-- b -->`",
    ),
    "other HTML is text": ("<details>\n<b>x</b>", "<details>\n<b>x</b>"),
    "a table": (
        "text\n| A | Größe |\n|---|---:|\n| a\\|b | 1 |\n| 日本 | 20 | x |\n| c\n\nend",
        "text\nA    │ Größe\n─────┼──────\na|b  │     1\n日本 │    20\nc    │\n\nend",
    ),
    "a wide table wraps in its cells": (
        "a | b\n:-:|---\nxy | the quick brown fox jumps over the lazy dog",
        "a  │ b\n───┼─" + "─" * 35 + "\nxy │ the quick brown fox jumps over the\n   │ lazy dog",
    ),
    "a table of too many columns is text": (
        "|a|b|c|d|e|f|g|h|i|j|k|l|m|n|\n" + "|-" * 14 + "|",
        "|a|b|c|d|e|f|g|h|i|j|k|l|m|n|\n" + "|-" * 14 + "|",
    ),
    "pipes without dashes are no table": ("a | b\nc | d", "a | b\nc | d"),
    "windows line ends and tabs": ("a\r\n-\tb\r\n", "a\n• b"),
    "escapes": ("\x1b[2J\u202eabc", "␛[2J<U+202E>abc"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("source", "shown"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_plain(source: str, shown: str) -> None:
    assert render(source, 40, PLAIN) == shown


def test_coloured() -> None:
    source = "# A *b*\n- [c](d) `e`\n> **f**\n\n```\ng\n```"
    assert render(source, 40, COLOURED) == (
        "\x1b[1;4mA \x1b[3mb\x1b[0m\x1b[1;4m\x1b[0m\n"
        "• \x1b[4mc\x1b[0m (d) \x1b[35me\x1b[0m\n"
        "\x1b[2m│\x1b[0m \x1b[1mf\x1b[0m\n\n"
        "    \x1b[35mg\x1b[0m"
    )


def test_a_style_does_not_run_over_the_end_of_a_line() -> None:
    lines = render("**" + "word " * 30 + "word**", 40, COLOURED).split("\n")
    assert len(lines) > 2
    assert all(line.startswith("\x1b[1m") and line.endswith("\x1b[0m") for line in lines)


PARTS = [
    "# ", "a b", "word", "日本", "👍🏽", "\n", "\n\n", " ", "    ", "- ", "1. ", "- [x] ", "> ",
    "```\n", "~~~", "`", "*", "**", "_", "[", "](u)", "![", "<!--", "-->", "---\n", "===\n", "|",
    "|-|-|\n", "| a | b |\n", "\\", "&lt;", "https://x.y/z", "\x1b[1m", "\u202e",
]  # fmt: skip
MARKDOWN = st.lists(
    st.sampled_from(PARTS),
    max_size=60,
).map("".join)


@given(MARKDOWN | ANY_TEXT, st.integers(-1, 100), st.booleans())
def test_anything_renders_harmless(source: str, width: int, coloured: bool) -> None:
    shown = re.sub("\x1b\\[[0-9;]+m", "", render(source, width, Styles(coloured)))
    assert all(map(is_harmless, shown.replace("\n", "")))


@given(MARKDOWN, st.integers(20, 100), st.booleans())
def test_lines_other_than_code_fit(source: str, width: int, coloured: bool) -> None:
    no_code = re.sub("```|~~~|    +", "", source)
    shown = re.sub("\x1b\\[[0-9;]+m", "", render(no_code, width, Styles(coloured)))
    assert all(display_width(line) <= width for line in shown.split("\n") if "    " not in line)


def test_deep_nesting_stops_to_indent_where_room_ends() -> None:
    lines = render("> " * 40 + "some words that are quoted", 24, PLAIN).split("\n")
    assert all(display_width(line) <= 24 for line in lines)
    assert lines[0].startswith("│ │ │ > > >")


def test_no_depth_is_too_deep() -> None:
    assert render("> " * 5000 + "a", 99_999, PLAIN).count("│") == 12


@given(st.lists(st.text("abcdefgh", min_size=1), min_size=1, max_size=40))
def test_no_word_of_a_paragraph_is_lost(words: list[str]) -> None:
    assert render(" ".join(words), 30, COLOURED).replace("\n", "").replace(" ", "") == "".join(
        words
    )


HOSTILE = [
    "[", "]", "![", "[a](", "[](", "[a](b '", '[a](b "', "[a](b) ", "![a](b)", "[![a](b)](c)", "](",
    "*", "**a ", "a** ", "*a **b ", "a*_*_", "***a", "_a", "~~a",
    "`", "`a` ", "` `` ``` ", "`a`` ", "\\",
    "> ", ">\n", "> a\n", "- ", "- a\n", "1. ", "  - a\n", "- \n\n", "# ", "#", "=\n", "a\n===\n",
    "<!--", "<!--\n", "<!---->", "-->\n<!--", "<https://", "https://", "https://.", "&amp;",
    "|", "|\n", "|a|\n|-|\n", "a|b\n-|-\n", "```\n", "    a\n", "\n", " ", "\t", "a\n", "-",
    "\x1b", "\u202e", "\u0301", "\u200d", "日", "👨‍👩‍👧", "é",
]  # fmt: skip
NESTED: dict[str, str] = {
    "closed links": "[" * 400 + "](u)" * 400,
    "closed images": "![" * 400 + "](u)" * 400,
    "closed emphasis": "**a " * 400 + "a** " * 400,
    "ever longer backticks": "".join("`" * count + " " for count in range(80)),
    "ever deeper lists": "".join("  " * count + "- a\n" for count in range(60)),
    "ever deeper quotes": "".join(">" * count + " a\n" for count in range(80)),
}


def seconds(text: str) -> float:
    start = time.process_time()
    render(text, 80, COLOURED)
    return time.process_time() - start


def assert_linear(small: str, large: str) -> None:
    """Eight times the text takes about eight times as long, where quadratic time would be 64."""
    long = seconds(large)
    assert long < 1 or long < 24 * min(seconds(small) for _ in range(3)), f"{long} s"


@pytest.mark.long
@pytest.mark.parametrize("part", HOSTILE)
def test_repetition_takes_linear_time(part: str) -> None:
    times = 40_000 // len(part)
    assert_linear(part * (times // 8), part * times)


@pytest.mark.parametrize("text", NESTED.values(), ids=NESTED.keys())
def test_nesting_takes_linear_time(text: str) -> None:
    assert_linear(text, text * 8)


@pytest.mark.parametrize(
    ("opener", "closer"),
    [
        ("[", "](u)"),
        ("![", "](u)"),
        ("*a **b ", "x** y* "),
        ("_a ", "a* "),
        ("> ", "a"),
        ("- ", "a"),
        ("1. ", "a"),
    ],
)
def test_deep_nesting_takes_linear_time(opener: str, closer: str) -> None:
    assert_linear(opener * 1000 + closer * 1000, opener * 8000 + closer * 8000)


def test_comments_that_do_not_end_take_linear_time() -> None:
    assert_linear("<!--" * 12_500, "<!--" * 100_000)


def test_a_table_of_many_columns_and_many_short_rows_takes_linear_time() -> None:
    def table(size: int) -> str:
        return "|a" * size + "\n" + "|-" * size + "\n" + "|\n" * size

    assert_linear(table(250), table(2000))
