"""Merge notes: case 8 of docs/merge-rules.md."""

from tests.model.merge.cases import BASE, merge, notes, put
from tests.model.merge.people import ANA, NOW, after
from tix.frozen import replace
from tix.model.changes import changes
from tix.model.record.notes import Aside, asides_of, note
from tix.model.record.values import Comment


def test_the_note_is_the_same_wherever_it_is_made() -> None:
    one = merge(BASE, put(title="A title"), put(title="Title B")).ticket
    other = merge(BASE, put(title="A title"), put(title="Title B", opened=after(-9))).ticket
    merged = merge(BASE, one, other).ticket
    assert merged.comments == (note(merged, Aside("title", "A title")),)
    assert merged.opened == after(-9)


def test_a_note_goes_when_the_ticket_says_it_again() -> None:
    noted = merge(BASE, put(priority="high"), put(priority="low")).ticket
    back = put(noted, priority="low")
    assert notes(merge(noted, back, put(noted, title="T")).ticket) == set()


def test_an_answered_note_stays_away() -> None:
    noted = merge(BASE, put(title="A title"), put(title="Title B")).ticket
    decided = put(noted, title="Title C", comments=())
    assert notes(merge(noted, decided, put(noted, labels=("x",))).ticket) == set()


def test_what_both_sides_hold_the_result_holds() -> None:
    ours = put(milestone="2.0", comments=(note(BASE, Aside("milestone", "1.0")),))
    base = put(milestone="1.0", comments=(note(BASE, Aside("milestone", "1.0")),))
    merged = merge(base, ours, put(milestone="1.0", title="T")).ticket
    assert merged.milestone == "2.0"
    assert notes(merged) == {("milestone", "1.0")}


def test_what_the_other_side_gave_up_knowingly_is_not_noted() -> None:
    base = put(title="A title")
    noted = put(title="Title B", comments=(note(BASE, Aside("title", "A title")),))
    merged = merge(base, noted, put(title="C")).ticket
    assert merged.title == "Title B"
    assert notes(merged) == {("title", "C")}
    still_noted = put(title="C", comments=noted.comments)
    assert notes(merge(base, noted, still_noted).ticket) == {("title", "C"), ("title", "A title")}


def test_a_note_about_the_body_stays_while_its_line_is_not_there() -> None:
    base = put(body="one", comments=(note(BASE, Aside("body", "on")),))
    assert notes(merge(base, put(base, title="T"), put(base, priority="low")).ticket) == {
        ("body", "on")
    }
    back = put(base, body="one\non")
    assert notes(merge(base, back, put(base, priority="low")).ticket) == set()


def test_a_note_made_public_is_an_ordinary_comment() -> None:
    public = replace(note(BASE, Aside("title", "A")), internal=False)
    assert asides_of(put(comments=(public,))) == {}


def test_an_edited_note_is_an_ordinary_comment() -> None:
    kept = note(BASE, Aside("title", "A title"))
    edited = replace(kept, text=kept.text + " (we talked about it)")
    base = put(comments=(kept,))
    assert merge(base, put(comments=(edited,)), put(base, title="T")).ticket.comments == (edited,)
    merged = merge(BASE, put(comments=(edited,), title="A title"), put(title="A title B")).ticket
    assert kept in merged.comments
    assert {c.text for c in merged.comments} == {kept.text, edited.text}
    assert len({c.id for c in merged.comments}) == 2


def test_a_note_about_a_comment_goes_with_it() -> None:
    base = put(comments=(Comment("c-aaaaaa", NOW, ANA, False, "one\ntwo"),))
    ours = changes.edit_comment(base, "c-aaaaaa", "one\n2!")
    noted = merge(base, ours, changes.edit_comment(base, "c-aaaaaa", "one\nthe second")).ticket
    assert notes(noted) == {("comment c-aaaaaa", "2!")}
    gone = put(noted, comments=tuple(c for c in noted.comments if c.id != "c-aaaaaa"))
    assert merge(noted, gone, put(noted, title="T")).ticket.comments == ()


def test_a_note_that_a_remover_of_its_comment_never_saw_stays() -> None:
    base = put(comments=(Comment("c-aaaaaa", NOW, ANA, False, "one\ntwo"),))
    ours = changes.edit_comment(base, "c-aaaaaa", "one\nthe second")
    noted = merge(base, ours, changes.edit_comment(base, "c-aaaaaa", "one\n2!")).ticket
    unseen = ("comment c-aaaaaa", "2!")
    without = changes.remove_comment(ours, "c-aaaaaa")
    merged = merge(ours, noted, without).ticket
    assert [comment.id for comment in merged.comments if comment.id == "c-aaaaaa"] == []
    assert notes(merged) == {unseen}
    assert notes(merge(without, merged, put(without, title="T")).ticket) == {unseen}
    assert notes(merge(merged, put(merged, title="A"), put(merged, priority="low")).ticket) == {
        unseen
    }
    answered = put(merged, comments=())
    assert notes(merge(merged, answered, put(merged, title="A")).ticket) == set()


def test_a_deletion_that_is_noted_names_what_was_deleted() -> None:
    base = put(body="a\nb\nc")
    merged = merge(base, put(body="a\nc"), put(body="a\nbb\nc")).ticket
    assert merged.body == "a\nbb\nc"
    assert notes(merged) == {("body", "(removed) b")}
    emptied = put(merged, body="")
    assert notes(merge(merged, emptied, put(merged, title="T")).ticket) == set()
