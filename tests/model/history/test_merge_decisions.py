"""What a merge decided: told from the versions before and after it."""

import pytest

from tests.model.merge import histories
from tests.model.merge.cases import BASE, put
from tests.model.merge.commits import Commit, merged
from tests.model.merge.people import ANA, NOW
from tix.model.history.merge_decisions import Decision, decisions
from tix.model.merge.tickets import merge_tickets
from tix.model.record.values import Comment, TeamField
from tix.model.ticket.document import load
from tix.model.ticket.ticket import Link, Ticket

COMMENT = Comment("c-q8m2ht", NOW, ANA, False, "one\ntwo")


def by_rule(ours: Ticket, theirs: Ticket, base: Ticket = BASE) -> tuple[Decision, ...]:
    return decisions([ours, theirs], merge_tickets(base, ours, theirs).ticket)


@pytest.mark.slow
def test_a_merge_by_rule_never_looks_made_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """And whatever it set aside is told: random histories of several clones."""
    told: set[str] = set()

    def watched(ours: Commit, theirs: Commit) -> Commit:
        result = merged(ours, theirs)
        if result.parents == (ours, theirs):
            sides = [load(side.data).record for side in (ours, theirs)]
            told.update(d.kind for d in decisions(sides, load(result.data).record))
        return result

    monkeypatch.setattr(histories, "merged", watched)
    for seed in range(40):
        histories.run(seed)
    assert told == {"set-aside", "reopened"}


def test_the_value_that_was_set_aside_and_the_one_that_stays() -> None:
    assert by_rule(put(priority="high"), put(priority="low")) == (
        Decision("set-aside", "priority", ("low",), ("high",)),
    )
    assert by_rule(put(body="longer text"), put(body="text"), put(body="a")) == (
        Decision("set-aside", "body", ("text",), ("longer text",)),
    )


def test_a_link_of_which_there_is_one() -> None:
    ours, theirs = (put(links=(Link("parent", ident),)) for ident in ("m3k9vd", "b2c3d4"))
    assert by_rule(ours, theirs) == (Decision("set-aside", "parent", ("b2c3d4",), ("m3k9vd",)),)


def test_a_comment_changed_on_both_sides() -> None:
    base = put(comments=(COMMENT,))
    ours, theirs = (
        put(comments=(Comment(COMMENT.id, NOW, ANA, False, text),)) for text in ("long one", "x")
    )
    assert by_rule(ours, theirs, base) == (
        Decision("set-aside", "comment c-q8m2ht", ("x",), ("long one",)),
    )


def test_both_sides_of_a_list_come_together_silently() -> None:
    assert by_rule(put(labels=("a", "b")), put(labels=("b", "c"))) == ()


def test_a_note_that_every_side_had_and_the_result_has_not() -> None:
    noted = merge_tickets(BASE, put(priority="high"), put(priority="low")).ticket
    ours, theirs = put(noted, title="Other"), put(noted, labels=("ci",))
    result = put(title="Other", labels=("ci",), priority="high")
    assert decisions([ours, theirs], result) == (
        Decision("note-gone", "priority", ("low",), ("high",)),
    )
    assert (
        decisions([ours, put(priority="high", labels=("ci",))], result) == ()
    )  # one side had decided


def test_a_status_is_reopened_only_if_a_side_was_done_with_it() -> None:
    later = NOW.replace(year=NOW.year + 1)
    closed = put(status="closed", since=later, closed=later)
    resolved = put(status="resolved", since=later, resolved=later)
    pending, busy = (put(status=status, since=later) for status in ("pending", "in-progress"))
    for sides, kind, old, new in (
        ((closed, pending), "reopened", "closed", "pending"),
        ((closed, resolved), "set-aside", "closed", "resolved"),
        ((busy, pending), "set-aside", "pending", "in-progress"),
    ):
        (decision,) = by_rule(*sides)
        assert (decision.kind, decision.old, decision.new) == (kind, (old,), (new,))


@pytest.mark.parametrize(
    ("result", "decision"),
    [
        (put(title="New"), Decision("by-hand", "title", ("A", "B"), ("New",))),
        (put(title="A", milestone="2.0"), Decision("by-hand", "milestone", (), ("2.0",))),
        (
            put(title="A", team_fields=(TeamField("severity", "x"),)),
            Decision("by-hand", "severity", (), ("x",)),
        ),
        (
            put(title="A", comments=(COMMENT,)),
            Decision("by-hand", "comment c-q8m2ht", (), ("one\ntwo",)),
        ),
        (put(title="A", body="new"), Decision("by-hand", "body", (), ("new",))),
        (put(title="A", status=None), Decision("by-hand", "status", ("open",), ())),
    ],
)
def test_what_no_side_had_was_made_by_hand(result: Ticket, decision: Decision) -> None:
    assert decisions([put(title="A"), put(title="B")], result) == (decision,)


def test_what_every_side_had_was_taken_away_by_hand() -> None:
    ours, theirs = (
        put(title=title, labels=("a", "b"), body="x\ny", comments=(COMMENT,)) for title in "AB"
    )
    result = put(title="A", labels=("b",), body="x")
    assert decisions([ours, theirs], result) == (
        Decision("by-hand", "labels", ("b", "a"), ("b",)),
        Decision("by-hand", "body", ("x\ny",), ("x",)),
        Decision("by-hand", "comment c-q8m2ht", ("one\ntwo",)),
    )


def test_internal_comments_are_marked() -> None:
    internal = Comment("c-q8m2ht", NOW, ANA, True, "secret")
    (decision,) = decisions([put(title="A"), BASE], put(title="A", comments=(internal,)))
    assert decision.field == "comment c-q8m2ht (internal)"


def test_of_two_comments_with_one_id_one_gets_another() -> None:
    other = Comment("c-q8m2ht", NOW.replace(year=NOW.year + 1), ANA, False, "three")
    (decision,) = by_rule(put(comments=(COMMENT,)), put(comments=(other,)))
    assert (decision.kind, decision.old) == ("renamed", ("c-q8m2ht",))


def test_tickets_that_came_went_or_got_another_id() -> None:
    assert decisions([BASE, BASE], None) == (Decision("deleted", "id", (BASE.id,)),)
    assert decisions([None, None], BASE) == (Decision("added", "id", (), (BASE.id,)),)
    assert decisions([None, None], BASE, lambda _: "m3k9vd") == (
        Decision("renamed", "id", ("m3k9vd",), (BASE.id,)),
    )
    assert decisions([None, None], None) == (Decision("deleted", "id"),)
