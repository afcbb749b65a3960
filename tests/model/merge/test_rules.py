"""The rules of merging, case by case; the numbers are those of docs/merge-rules.md."""

from datetime import date
from typing import Any

import pytest

from tests.model.merge.cases import BASE, merge, notes, put
from tests.model.merge.people import ANA, BOB, CONFIG, JO, NOW, after
from tix.model.changes import changes
from tix.model.record.notes import Aside, note
from tix.model.record.occurrences import Occurrence
from tix.model.record.values import TeamField
from tix.model.ticket.ticket import Link, Ticket

# -- 1 and 2: values ------------------------------------------------------------------------------


def test_changes_of_different_fields_both_stay() -> None:
    merged = merge(BASE, put(priority="high"), put(milestone="2.0")).ticket
    assert merged == put(priority="high", milestone="2.0")


@pytest.mark.parametrize(
    ("name", "wins", "loses", "noted"),
    [
        ("priority", "urgent", "high", "high"),
        ("priority", "high", "own word", "own word"),
        ("priority", "own word", "normal", "normal"),
        ("priority", "normal", "low", "low"),
        ("priority", "P0", "P1", "P1"),
        ("priority", "P3", "P4", "P4"),
        ("priority", "1", "4", "4"),
        ("priority", "Critical", "trivial", "trivial"),
        ("priority", "minor", "trivial", "trivial"),
        ("priority", "highest", "high", "high"),
        ("priority", "major", "own word", "own word"),
        ("priority", "own word", "P2", "P2"),
        ("type", "incident", "problem", "problem"),
        ("type", "problem", "request", "request"),
        ("type", "request", "task", "task"),
        ("type", "task", "question", "question"),
        ("due", date(2026, 11, 22), date(2026, 11, 23), "2026-11-23"),
        ("due", NOW, date(2026, 11, 22), "2026-11-22"),
        ("title", "The build fails", "It fails", "It fails"),
        ("title", "Build B", "Build A", "Build A"),
        ("requester", str(ANA), "x@y", "x@y"),
        ("opened", after(-9), after(-5), "2026-11-22T08:55:00Z"),
        ("milestone", "2.0", None, "(removed)"),
    ],
)
def test_attention_wins_and_the_other_value_is_noted(
    name: str, wins: Any, loses: Any, noted: str
) -> None:
    base = put(milestone="1.0")
    result = merge(base, put(base, **{name: wins}), put(base, **{name: loses}))
    assert getattr(result.ticket, name) == wins
    assert notes(result.ticket) == {(name, noted)}
    assert result.asides == (Aside(name, noted),)


def test_a_deletion_of_the_opening_is_undone() -> None:
    merged = merge(BASE, put(opened=None, opened_by=None, title="A"), put(priority="low")).ticket
    assert (merged.opened, merged.opened_by) == (NOW, str(ANA))


def test_of_two_openings_the_earlier_is_that_of_who_opened_it() -> None:
    ours = put(opened=after(-5), opened_by="jo@acme.example")
    merged = merge(BASE, ours, put(opened=after(-9), opened_by="bo")).ticket
    assert (merged.opened, merged.opened_by) == (after(-9), "bo")
    assert ("opened_by", "jo@acme.example") in notes(merged)


def test_a_redaction_of_a_field_holds_beside_another_change() -> None:
    def titled(title: str) -> Ticket:
        return put(title=title)

    base, again = titled("Login hunter2 fails"), titled("Login hunter2 fails again")
    assert merge(base, titled("Login [redacted] fails"), again).ticket == (
        titled("Login [redacted] fails again")
    )
    anew = titled("Wrong: [redacted]")
    assert merge(base, anew, again).ticket == anew


# -- 3 and 4: status ------------------------------------------------------------------------------


def moved(status: str, minutes: int, resolution: str | None = None, base: Ticket = BASE) -> Ticket:
    return changes.set_status(base, status, CONFIG, after(minutes), resolution)


@pytest.mark.parametrize(
    ("wins", "loses"),
    [("in-progress", "pending"), ("in-progress", "resolved"), ("pending", "closed"),
     ("resolved", "closed")],
)  # fmt: skip
def test_of_two_statuses_the_one_that_asks_for_attention_stays(wins: str, loses: str) -> None:
    merged = merge(BASE, moved(wins, 5), moved(loses, 9)).ticket
    assert merged == put(moved(wins, 5), comments=(note(BASE, Aside("status", loses)),))


def test_a_ticket_that_was_resolved_and_reopened_is_not_untouched() -> None:
    reopened = moved("open", 7, base=moved("resolved", 5))
    merged = merge(BASE, reopened, moved("closed", 9, "won't do")).ticket
    assert (merged.status, merged.since) == ("open", after(7))
    assert notes(merged) == {("status", "closed"), ("resolution", "won't do")}
    assert (merged.resolved, merged.closed, merged.resolution) == (None, None, None)


def test_the_same_status_on_both_sides_is_one_with_the_earlier_stamps() -> None:
    merged = merge(BASE, moved("closed", 5, "done"), moved("closed", 9, "all done")).ticket
    assert (merged.since, merged.resolved, merged.closed) == (after(9), after(5), after(5))
    assert merged.resolution == "all done"
    assert notes(merged) == {("resolution", "done")}


def test_a_word_of_the_team_counts_as_what_its_stamps_say() -> None:
    closed = put(moved("closed", 5), status="zz-archived")
    merged = merge(BASE, closed, put(moved("resolved", 9), status="shipped")).ticket
    assert merged.status == "shipped"
    assert merge(BASE, put(status="blocked", since=after(1)), moved("open", 9)).ticket.status == (
        "blocked"
    )


def test_a_removed_status_loses() -> None:
    merged = merge(BASE, put(status=None), moved("closed", 9)).ticket
    assert merged.status == "closed"
    assert notes(merged) == {("status", "(removed)")}


def test_stamps_that_both_touched_do_not_contradict_the_status() -> None:
    ours, theirs = put(resolved=NOW), put(resolution="fixed")
    merged = merge(BASE, ours, theirs).ticket
    assert (merged.resolved, merged.resolution) == (None, None)
    assert notes(merged) == {("resolution", "fixed")}


def test_a_resolved_ticket_is_not_stamped_closed_by_both() -> None:
    base = moved("resolved", 1)
    merged = merge(base, put(base, closed=NOW), put(base, resolution="fixed")).ticket
    assert merged == put(base, resolution="fixed")


def say(ticket: Ticket, author: Any = JO, *, internal: bool = False, at: int = 3) -> Ticket:
    return changes.add_comment(ticket, "c-aaaaaa", author, "Still!", after(at), internal=internal)


def test_the_asker_is_not_overruled_unheard() -> None:
    result = merge(BASE, moved("closed", 9, "works here"), say(BASE))
    assert result.reopened
    assert (result.ticket.status, result.ticket.since) == ("open", NOW)
    assert notes(result.ticket) == {("status", "closed"), ("resolution", "works here")}


def test_a_new_occurrence_is_heard_too() -> None:
    seen = put(key="k", occurrences=(Occurrence(after(1), "ci", ""),))
    assert merge(put(key="k"), moved("closed", 9, base=put(key="k")), seen).reopened


@pytest.mark.parametrize("requester", [None, str(BOB)])
def test_who_asked_once_is_heard_though_somebody_else_is_the_requester_now(
    requester: str | None,
) -> None:
    closed = put(moved("closed", 9), requester=requester)
    assert merge(BASE, closed, say(BASE)).reopened
    assert merge(BASE, moved("closed", 9), put(say(BASE, BOB), requester=str(BOB))).reopened


@pytest.mark.parametrize(
    "theirs",
    [say(BASE, BOB), say(BASE, internal=True), put(title="Build fails again")],
)
def test_anybody_else_is(theirs: Ticket) -> None:
    result = merge(BASE, moved("closed", 9), theirs)
    assert (result.ticket.status, result.reopened) == ("closed", False)


def test_an_asker_who_had_been_heard_is() -> None:
    heard = say(BASE)
    result = merge(BASE, moved("closed", 9, base=heard), put(heard, title="Other"))
    assert (result.ticket.status, result.reopened) == ("closed", False)


def test_who_closes_what_was_resolved_overrules_nobody() -> None:
    base = moved("resolved", 1)
    result = merge(base, moved("closed", 9, base=base), say(base))
    assert (result.ticket.status, result.reopened) == ("closed", False)


def test_a_resolution_that_a_reopening_took_away_is_not_noted() -> None:
    base = moved("resolved", 1, "fixed")
    assert notes(merge(base, moved("open", 9, base=base), put(base, title="T")).ticket) == set()


def test_a_resolution_written_meanwhile_is_noted() -> None:
    base = moved("resolved", 1, "fixed")
    merged = merge(base, moved("open", 9, base=base), put(base, resolution="fixed in 2.0")).ticket
    assert merged.resolution is None
    assert notes(merged) == {("resolution", "fixed in 2.0")}


# -- 5 and 6: lists -------------------------------------------------------------------------------


def test_lists_are_sets() -> None:
    base = put(labels=("c", "a", "b"))
    ours, theirs = put(labels=("c", "b", "z")), put(labels=("c", "a", "m"))
    merged = merge(base, ours, theirs).ticket
    assert merged.labels == ("c", "m", "z")


def test_a_ticket_has_one_parent() -> None:
    def under(ident: str) -> Ticket:
        return changes.add_link(BASE, Link("parent", ident))

    merged = merge(BASE, under("m3k9vd"), under("x4w2aa")).ticket
    assert merged.links == (Link("parent", "x4w2aa"),)
    assert notes(merged) == {("parent", "m3k9vd")}
    base = under("b2b2b2")
    merged = merge(base, changes.remove_link(base, base.links[0]), under("m3k9vd")).ticket
    assert merged.links == (Link("parent", "m3k9vd"),)
    assert notes(merged) == {("parent", "(removed)")}


def test_unknown_lists_keep_their_order() -> None:
    def steps(*items: str) -> Ticket:
        return put(team_fields=(TeamField("steps", items),))

    merged = merge(steps("b", "a"), steps("b", "x", "a"), steps("b", "a", "c")).ticket
    assert merged.team_field("steps") == ("b", "x", "a", "c")
    merged = merge(steps("b", "a"), steps("b"), steps("b", "longer")).ticket
    assert merged.team_field("steps") == ("b", "longer")
    assert notes(merged) == {("steps", "(removed) a")}


def test_a_note_of_an_item_that_a_list_has_again_is_dropped() -> None:
    def steps(*items: str, **more: Any) -> Ticket:
        return put(team_fields=(TeamField("steps", items),), **more)

    base = steps("b", "a")
    noted = merge(base, steps("b", "x"), steps("b", "longer")).ticket
    assert notes(noted) == {("steps", "x")}
    again = put(noted, team_fields=(TeamField("steps", ("b", "longer", "x")),))
    assert notes(merge(noted, again, put(noted, title="T")).ticket) == set()
    said = put(noted, team_fields=(TeamField("steps", ("b", "longer", "xx")),))
    assert notes(merge(noted, said, put(noted, title="T")).ticket) == {("steps", "x")}


def test_without_a_base_an_unknown_list_has_what_both_have_once() -> None:
    ours, theirs = (put(team_fields=(TeamField("x", (w, "b", "a")),)) for w in ("c", "d"))
    assert merge(None, ours, theirs).ticket.team_field("x") == ("c", "d", "b", "a")


def test_an_unknown_text_and_a_list_leave_the_list() -> None:
    ours, theirs = (put(team_fields=(TeamField("x", value),)) for value in (("a", "b"), "word"))
    merged = merge(BASE, ours, theirs).ticket
    assert merged.team_field("x") == ("a", "b")
    assert notes(merged) == {("x", "word")}


def test_people_are_told_that_two_took_it_at_once() -> None:
    def given(*who: Any) -> Ticket:
        return put(assignees=tuple(map(str, who)))

    assert merge(BASE, given(ANA), given(BOB)).taken_by == (ANA.key, BOB.key)
    assert merge(BASE, given(ANA), given(ANA.mail)).taken_by == ()
    assert merge(BASE, given(ANA), BASE).taken_by == ()
    assert merge(given(ANA), given(ANA, BOB), given(ANA)).taken_by == ()
