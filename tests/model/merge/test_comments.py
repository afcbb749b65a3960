"""Merging comments: the cases C of docs/merge-rules.md."""

from tests.model.merge.people import ANA, BOB, after
from tix.frozen import replace
from tix.model.merge.comments import MergedComments, merge_comments
from tix.model.record.notes import Aside
from tix.model.record.values import Comment

ONE = Comment("c-aaaaaa", after(1), ANA, False, "one\ntwo\nthree")
TWO = Comment("c-bbbbbb", after(2), BOB, False, "an answer")
Comments = list[Comment]


def merge(base: Comments, ours: Comments, theirs: Comments) -> MergedComments:
    """The result, which is the same from both sides."""
    result = merge_comments(base, ours, theirs)
    assert result == merge_comments(base, theirs, ours)
    return result


def test_comments_of_both_sides_are_there_by_time() -> None:
    early = replace(TWO, at=after(0))
    assert merge([], [ONE], [early]).comments == (early, ONE)


def test_a_removed_comment_stays_away() -> None:
    assert merge([ONE, TWO], [TWO], [ONE, TWO]).comments == (TWO,)


def test_a_comment_that_was_changed_meanwhile_stays() -> None:
    changed = replace(ONE, text="something else")
    assert merge([ONE], [], [changed]).comments == (changed,)


def test_two_changes_of_a_text_are_merged_by_lines() -> None:
    ours, theirs = (replace(ONE, text=ONE.text.replace(w, w.upper())) for w in ("one", "three"))
    assert merge([ONE], [ours], [theirs]).comments[0].text == "ONE\ntwo\nTHREE"


def test_what_overlaps_is_set_aside() -> None:
    ours, theirs = replace(ONE, text="one\n2\nthree"), replace(ONE, text="one\n22\nthree")
    result = merge([ONE], [ours], [theirs])
    assert result.comments == (theirs,)
    assert result.asides == (Aside("comment c-aaaaaa", "2"),)


def test_of_two_texts_whose_past_nobody_knows_one_is_set_aside_whole() -> None:
    longer = replace(ONE, text="one\nsecond\nthree")
    result = merge([], [ONE], [longer])
    assert result.comments == (longer,)
    assert result.asides == (Aside("comment c-aaaaaa", ONE.text),)


def test_without_a_base_a_redaction_holds() -> None:
    ours, theirs = (replace(ONE, text=text) for text in ("it is [redacted]", "it is hunter2"))
    assert merge([], [ours], [theirs]).comments == (ours,)
    more = replace(ONE, text="well, it is hunter2, and more")
    result = merge([], [ours], [more])
    assert (result.comments, result.asides) == ((ours,), ())


def test_internal_words_are_never_made_public() -> None:
    base = replace(ONE, internal=True)
    changed = replace(base, text="for our eyes only")
    assert merge([base], [ONE], [changed]).comments == (changed,)
    assert merge([], [ONE], [replace(ONE, internal=True)]).comments[0].internal


def test_showing_a_comment_that_nobody_else_touched_is_no_leak() -> None:
    assert merge([replace(ONE, internal=True)], [ONE], [replace(ONE, internal=True)]).comments == (
        ONE,
    )


def test_different_comments_with_one_id_are_both_there() -> None:
    other = replace(TWO, id=ONE.id)
    first, second = merge([], [ONE], [other]).comments
    assert first == ONE
    assert replace(second, id=other.id) == other
    assert second.id != ONE.id


def test_a_change_made_before_the_new_id_was_known_finds_its_comment() -> None:
    other = replace(TWO, id=ONE.id)
    both = [*merge([], [ONE], [other]).comments]
    changed = replace(other, text="an answer, corrected")
    result = merge([other], both, [changed]).comments
    assert [c.text for c in result] == [ONE.text, changed.text]
    assert [c.id for c in result] == [c.id for c in both]


def test_a_comment_that_stands_twice_in_a_file_is_there_once() -> None:
    assert merge([], [ONE, ONE], [TWO]).comments == (ONE, TWO)


def test_two_texts_under_one_id_in_a_file_are_both_there() -> None:
    texts = [c.text for c in merge([], [ONE, replace(ONE, text="more")], [TWO]).comments]
    assert sorted(texts) == sorted([ONE.text, "more", TWO.text])


def test_the_same_words_under_one_id_are_one_comment() -> None:
    later = replace(ONE, at=after(7))
    assert merge([], [ONE], [later]).comments == (ONE,)
    assert merge([later], [ONE], [replace(later, text="edited")]).comments == (
        replace(ONE, text="edited"),
    )


def test_the_same_words_of_two_people_are_two_comments() -> None:
    assert len(merge([], [ONE], [replace(ONE, author=BOB)]).comments) == 2
