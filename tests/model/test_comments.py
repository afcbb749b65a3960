"""How a ticket's text is cut into body and comments, and put together again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.strategies import HEADING, ODD_LINES, comments, texts
from tests.scale import usual
from tix.model.record.comments import (
    conflict_marker,
    cut,
    heading,
    lines_of,
    near_misses,
    read,
    text_of,
)
from tix.model.record.values import Comment


@given(texts())
def test_a_text_comes_back_from_its_lines(text: str) -> None:
    assert text_of(lines_of(text)) == text


@given(comments())
def test_a_comment_comes_back_from_its_lines(comment: Comment) -> None:
    lines = ["", heading(comment), *lines_of(comment.text)]
    body, section = cut(lines)
    assert (body.start, body.end) == (0, 0)
    assert (section.start, section.end) == (1, len(lines))
    assert section.comment == comment


@given(texts())
def test_no_text_opens_a_comment_or_a_conflict(text: str) -> None:
    lines = ["", *lines_of(text), ""]
    assert len(cut(lines)) == 1
    assert conflict_marker(lines) is None


def test_sections_leave_out_the_blank_line_between_them() -> None:
    lines = ["", "body", "", HEADING, "", "text", "", "", HEADING.replace("q8m2ht", "m3k9vd")]
    assert [(section.start, section.end) for section in cut(lines)] == [(0, 2), (3, 7), (8, 9)]
    assert [section.comment.text for section in cut(lines) if section.comment] == ["text\n", ""]


@pytest.mark.parametrize("count", [0, 1, 2, 5])
@pytest.mark.parametrize("line", [HEADING, f"{HEADING} · internal", "<<<<<<< ours", "<<<<<<<"])
def test_what_looks_special_gets_one_more_backslash(count: int, line: str) -> None:
    text = "\\" * count + line
    assert lines_of(text) == ["", f"\\{text}"]
    assert text_of(["", f"\\{text}"]) == text


@pytest.mark.parametrize(
    "line", ["\\n", "\\## a", "\\# b", "\\<<<<<<<<", "\\=======", "=======", "\\"]
)
def test_other_backslashes_stay_as_they_are(line: str) -> None:
    assert lines_of(line) == ["", line]
    assert text_of(["", line]) == line


@pytest.mark.parametrize(
    "lines",
    [
        [HEADING],
        ["text", HEADING, ""],
        ["", HEADING, "text"],
        ["", f"{HEADING} "],
        ["", f" {HEADING}"],
        ["", f"#{HEADING}"],
        ["", HEADING.removeprefix("#")],
        ["", HEADING.replace(" · ", " ", 1)],
        ["", HEADING.replace("·", "-")],
        ["", HEADING.replace("<", "").replace(">", "")],
        ["", HEADING.replace("q8m2ht", "q8m2h")],
        ["", HEADING.replace("q8m2ht", "8q8m2ht")],
        ["", HEADING.replace("q8m2ht", "Q8M2HT")],
        ["", HEADING.replace("11-22T", "02-30T")],
        ["", HEADING.replace("00:10:31", "00:10")],
        ["", f"{HEADING} · public"],
        ["", f"{HEADING}\r"],
    ],
)
def test_a_near_miss_is_text_and_is_told(lines: list[str]) -> None:
    assert len(cut(lines)) == 1
    assert len(near_misses(lines)) == 1


@pytest.mark.parametrize(
    "lines",
    [
        ["", HEADING, "", "text"],
        ["", f"\\{HEADING}"],
        ["", f"> {HEADING}"],
        ["", "## Steps"],
        ["", "## See c-q8m2ht"],
        ["", "## 2026-11-22T00:10:31Z"],
        ["", "####### " + HEADING],
        ["", "see " + HEADING],
    ],
)
def test_other_lines_are_no_near_misses(lines: list[str]) -> None:
    assert near_misses(lines) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["a", "<<<<<<< ours", "=======", ">>>>>>> theirs"], 1),
        (["<<<<<<<", "b", "||||||| base", "=======", ">>>>>>>"], 0),
        (["<<<<<<< a\r", "=======\r", ">>>>>>> b\r"], 0),
        (["<<<<<<< a", "<<<<<<< b", "=======", ">>>>>>> c"], 1),
        (["<<<<<<< a", "======="], None),
        (["<<<<<<< a", ">>>>>>> b"], None),
        (["=======", ">>>>>>> b"], None),
        (["<<<<<<<< a", "=======", ">>>>>>> b"], None),
        (["\\<<<<<<< a", "=======", ">>>>>>> b"], None),
    ],
)
def test_a_conflict_has_its_three_marks_in_order(lines: list[str], expected: int | None) -> None:
    assert conflict_marker(lines) == expected


_LINES = st.sampled_from(
    (
        "", "", "a", f"\\{HEADING}", "\\\\<<<<<<<", "\\", HEADING.replace("T00", "T24"),
        HEADING.replace("2026", "0026"), HEADING.replace("q8m2ht", "m3k9vd"), *ODD_LINES,
    )
)  # fmt: skip


@settings(max_examples=usual(1000))
@given(st.lists(_LINES | st.sampled_from(("", HEADING)), max_size=12))
def test_reading_finds_what_cutting_finds(lines: list[str]) -> None:
    body, *rest = cut(lines)
    expected = text_of(lines[body.start : body.end]), tuple(s.comment for s in rest)
    assert read("".join(f"\n{line}" for line in lines)) == expected


@given(st.lists(comments(), max_size=4))
def test_comments_come_back_from_a_text(made: list[Comment]) -> None:
    lines = ["", "body"]
    for comment in made:
        lines += ["", heading(comment), *lines_of(comment.text)]
    assert read("".join(f"\n{line}" for line in lines)) == ("body", tuple(made))
