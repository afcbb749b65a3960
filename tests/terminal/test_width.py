import re
import subprocess
import sys
import unicodedata

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st

from tix.terminal import safe, width
from tix.terminal.width import clusters, cut, display_width, pad, wrap, wrap_spans

FAMILY, FLAGS, KEYCAP = "👨‍👩‍👧", "🇩🇪🇫🇷🇯🇵", "1️⃣"
TEXT = (st.text() | st.text("ab .,-é中文。한👍🏽🇩🇪\u0301\u200d\ufe0f❤")).map(safe.line)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("plain", 5),
        ("Größe – Ωμέγα", 13),
        ("日本語", 6),
        ("한국", 4),
        ("e\u0301", 1),
        (FAMILY, 2),
        (FLAGS, 6),
        (KEYCAP, 2),
        ("❤️", 2),
        ("❤", 1),
        ("👍🏽", 2),
        ("🏳️‍🌈", 2),
        ("שלום", 4),
        ("مَرْحَبًا", 5),
        ("می‌خواهم", 7),
        ("\u1112\u1161\u11ab", 2),
        ("☐☑…█▏", 5),
    ],
)
def test_display_width(text: str, columns: int) -> None:
    assert display_width(text) == columns


# Left out of the comparison: what versions of wcwidth, or of Unicode, don't agree about.
DISPUTED = [
    "\xad\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd",  # visible formats
    "\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\U0001d300-\U0001d37f",  # wide since Unicode 16
    "\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff",  # half a flag, a skin colour without skin
    "\u2028\u2029\u3164\uffa0",  # safe.line shows them by number
]


@pytest.mark.slow
def test_widths_agree_with_wcwidth() -> None:
    characters = re.sub(f"[{''.join(DISPUTED)}]", "", "".join(map(chr, range(0x20, 0x110000))))
    assert [
        char
        for char in characters
        if unicodedata.category(char) not in {"Cc", "Cs", "Cn"}
        and display_width(char) != wcwidth.wcwidth(char)
    ] == []


def test_a_character_younger_than_this_python_is_measured_by_wcwidth() -> None:
    young = next(c for c in map(chr, range(0x1FA70, 0x1FB00)) if unicodedata.category(c) == "Cn")
    assert display_width(young) == wcwidth.wcwidth(young)


def test_the_shortcut_for_narrow_characters_is_right() -> None:
    shortcut = [c for c in map(chr, range(0x80, 0x3000)) if width._is_narrow(c)]
    assert len(shortcut) > 1000
    assert [c for c in shortcut if list(clusters(c)) != [(c, 1)]] == []


def test_known_characters_do_not_load_wcwidth() -> None:
    code = (
        "import sys; from tix.terminal import width, table, markdown, screen;"
        "width.display_width('日本語👍🏽'); assert 'wcwidth' not in sys.modules;"
        "assert not {'subprocess', 'textwrap', 'shlex', 'click'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@given(TEXT, TEXT)
def test_clusters_lose_nothing(left: str, right: str) -> None:
    assert "".join(cluster for cluster, _ in clusters(left + right)) == left + right


@given(TEXT, st.integers(0, 30), st.sampled_from(["…", "...", ""]))
def test_cut_fits_and_splits_no_cluster(text: str, columns: int, ellipsis: str) -> None:
    short = cut(text, columns, ellipsis)
    assert display_width(short) <= columns
    if short != text:
        assert display_width(text) > columns
        kept = short.removesuffix(ellipsis) if display_width(ellipsis) <= columns else short
        starts, position = {0}, 0
        for cluster, _ in clusters(text):
            position += len(cluster)
            starts.add(position)
        assert text.startswith(kept)
        assert any(
            text[len(kept) : start].strip(" ") == "" for start in starts if start >= len(kept)
        )


@pytest.mark.parametrize(
    ("text", "columns", "short"),
    [
        ("hello", 5, "hello"),
        ("hello world", 7, "hello…"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        (FAMILY * 2, 3, FAMILY + "…"),
        (FAMILY * 2, 2, "…"),
        (FLAGS, 5, "🇩🇪🇫🇷…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("abc", 0, ""),
    ],
)
def test_cut(text: str, columns: int, short: str) -> None:
    assert cut(text, columns) == short


@given(TEXT, st.integers(0, 30), st.sampled_from(["left", "right", "center"]))
def test_pad_fills_up_exactly(text: str, columns: int, align: width.Align) -> None:
    padded = pad(text, columns, align)
    assert display_width(padded) == max(columns, display_width(text))
    assert text in padded


def test_pad_aligns() -> None:
    assert [pad("日", 5, align) for align in ("left", "right", "center")] == [
        "日   ",
        "   日",
        " 日  ",
    ]


@given(TEXT, st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_only_spaces(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(display_width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(line == line.rstrip(" ") for line in lines)


@given(st.text("ab \n中"), st.integers(4, 12))
def test_wrap_keeps_line_breaks_and_indents(text: str, columns: int) -> None:
    lines = wrap(text, columns, "- ", "  ")
    assert lines[0].startswith("-")
    assert all(line == "" or line.startswith("  ") for line in lines[1:])
    assert all(display_width(line) <= columns for line in lines)
    assert len(lines) >= text.count("\n") + 1


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("", 10, [""]),
        ("the quick brown fox", 10, ["the quick", "brown fox"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("日本語の文。", 4, ["日本", "語の", "文。"]),
        ("ab日本語。", 8, ["ab日本", "語。"]),
        ("a\n\nb", 4, ["a", "", "b"]),
        (FAMILY * 3, 4, [FAMILY * 2, FAMILY]),
        ("\u0301 a b", 2, ["\u0301 a", "b"]),
    ],
)
def test_wrap(text: str, columns: int, lines: list[str]) -> None:
    assert wrap(text, columns) == lines


def test_a_long_word_fits_the_narrower_lines_too() -> None:
    assert wrap_spans("abcdefghij", 6, 3) == [(0, 6), (6, 9), (9, 10)]


@given(st.text("ab 中\n"), st.integers(2, 20), st.integers(2, 20))
def test_spans_are_in_order_and_fit(text: str, first: int, others: int) -> None:
    spans = wrap_spans(text, first, others)
    flat = [position for span in spans for position in span]
    assert flat == sorted(flat)
    widths = [display_width(text[start:end]) for start, end in spans]
    assert widths[0] <= first
    assert all(width <= others for width in widths[1:])
