"""Merging lines and texts: the cases L and T of docs/merge-rules.md."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scale import usual
from tix.model.merge.lines import MergedLines, merge_lines
from tix.model.merge.texts import merge_texts

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "dd"]), max_size=8)


def merged(base: str, ours: str, theirs: str) -> tuple[str, list[str]]:
    """Lines as words; the same from both sides."""
    result = merge_lines(base.split(), ours.split(), theirs.split())
    assert result == merge_lines(base.split(), theirs.split(), ours.split())
    return " ".join(result.lines), [" ".join(lines) for lines in result.set_aside]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        ("a b c", "A b c", "a b C", "A b C"),
        ("a b c", "A b c", "a B c", "A B c"),  # neighbours
        ("a b", "x b", "x b", "x b"),
        ("[ ]a [ ]b", "[x]a [ ]b", "[ ]a [x]b", "[x]a [x]b"),
        ("a b", "a x b", "a y b", "a x y b"),  # insertions at one place
        ("a b", "a x b", "a x y b", "a x y b"),
        ("a b", "a y b", "a x y b", "a x y b"),
        ("a b", "a x y b", "a y z b", "a x y z b"),
        ("", "x", "y", "x y"),
        ("a b", "a x b", "A x y b", "A x y b"),  # inserted, and in a change beside
        ("a b", "a x b", "a y x B", "a y x B"),
        ("a b c", "a x b c", "a b C x", "a x b C x"),  # not beside
        ("a b c", "a c", "a b c d", "a c d"),
        ("a b c", "a x b c", "a c", "a x c"),
    ],
)
def test_what_does_not_overlap_is_all_there(base: str, ours: str, theirs: str, result: str) -> None:
    assert merged(base, ours, theirs) == (result, [])


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result", "aside"),
    [
        ("a b c", "a longer c", "a B c", "a longer c", "B"),
        ("a b c", "a x c", "a y c", "a y c", "x"),
        ("a b", "A B", "a longer", "A longer", "B"),  # replaced one by one
        ("x y", "1 2", "1 yy", "1 yy", "2"),
    ],
)
def test_of_an_overlap_the_longer_version_stays(
    base: str, ours: str, theirs: str, result: str, aside: str
) -> None:
    assert merged(base, ours, theirs) == (result, [aside])


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result", "removed"),
    [
        ("a b c", "a c", "a B c", "a B c", "b"),
        ("a b c d", "a d", "a b new c d", "a b new c d", "b c"),
    ],
)
def test_what_one_side_took_away_and_the_other_changed_is_handed_back_by_its_lines(
    base: str, ours: str, theirs: str, result: str, removed: str
) -> None:
    assert merged(base, ours, theirs) == (result, [])
    versions = (base.split(), ours.split(), theirs.split())
    assert merge_lines(*versions).removed == (tuple(removed.split()),)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "result"),
    [
        ("x y", "1 2", "1 2 y", "1 2"),
        ("x y z", "1 2 3", "1 2 y z", "1 2 3"),
        ("x y", "1 2", "1 y", "1 2"),
        ("a x y b", "a 1 2 b", "a 1 2 y b c", "a 1 2 b c"),
        ("x y", "1 2 3", "1 y", "1 2 3"),
        ("c", "x", "x y c a", "x y a"),
        ("x y", "x y b", "b 2", "b 2"),
    ],
)
def test_a_line_that_both_wrote_is_not_there_twice(
    base: str, ours: str, theirs: str, result: str
) -> None:
    assert merged(base, ours, theirs) == (result, [])


def test_paragraphs_inserted_at_one_place_stay_apart() -> None:
    result = merge_lines(["a"], ["a", "", "P"], ["a", "", "Q"])
    assert result.lines == ("a", "", "P", "", "Q")


@settings(max_examples=usual(300), deadline=None)
@given(LINES, LINES, LINES)
def test_no_line_that_only_one_side_has_is_lost(
    base: list[str], ours: list[str], theirs: list[str]
) -> None:
    ours, theirs = [*ours, "mine"], ["yours", *theirs]
    result = merge_lines(base, ours, theirs)
    assert result == merge_lines(base, theirs, ours)
    everything = [*result.lines, *(line for lines in result.set_aside for line in lines)]
    assert everything.count("mine") == everything.count("yours") == 1
    assert merge_lines(base, ours, base) == MergedLines(tuple(ours), ())
    assert merge_lines(base, ours, ours) == MergedLines(tuple(ours), ())


# -- texts ----------------------------------------------------------------------------------------


def texts(base: str | None, ours: str, theirs: str) -> tuple[str, tuple[str, ...]]:
    result = merge_texts(base, ours, theirs)
    assert result == merge_texts(base, theirs, ours)
    return result.text, result.asides


def test_what_was_redacted_stays_so_beside_another_change_of_its_line() -> None:
    base, ours = "it is hunter2, call me", "it is [redacted], call me"
    assert texts(base, ours, "it is hunter2, mail me") == ("it is [redacted], mail me", ())


def test_two_redactions_of_one_line_both_hold() -> None:
    base = "it is hunter2, or abc123 at home"
    ours, theirs = base.replace("hunter2", "[redacted]"), base.replace("abc123", "[redacted]")
    assert texts(base, ours, theirs) == ("it is [redacted], or [redacted] at home", ())


def test_a_secret_of_several_lines_stays_away() -> None:
    base, ours = "key:\nAAA\nBBB\nend", "key:\n[redacted]\nend"
    assert texts(base, ours, "key:\nAAA\nBBB\nthe end") == ("key:\n[redacted]\nthe end", ())


def test_a_line_written_anew_with_a_redaction_hides_the_other_version() -> None:
    base, ours = "hunter2 is it", "the password was [redacted]"
    text, asides = texts(base, ours, "hunter2 is it, and please don't tell anybody, hunter2")
    assert text == ours
    assert asides == ()


def test_a_redaction_of_one_place_of_several_is_no_secret_everywhere() -> None:
    base, ours = "hunter2 and hunter2", "[redacted] and hunter2"
    assert texts(base, ours, f"{base}, too") == (ours, ())


def test_what_is_too_short_for_a_secret_leaves_other_words_alone() -> None:
    base, ours = "code 7\nx", "code [redacted]\nx"
    assert texts(base, ours, "code 7\nx\nat 17:30") == (f"{ours}\nat 17:30", ())
    assert texts("hunter2 x", "[redacted][redacted] x", "hunter2 x\nhi")[0].endswith("\nhi")


def test_without_a_base_the_shared_lines_are_there_once() -> None:
    assert texts(None, "a\nb\nc", "a\nc\nd") == ("a\nb\nc\nd", ())


def test_without_a_base_two_texts_are_both_there() -> None:
    assert texts(None, "mine", "yours") == ("mine\nyours", ())
