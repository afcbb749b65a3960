"""What merges make of rules' work, and of ``rules.yaml`` and ``rules.fired`` (R3, R4)."""

from datetime import UTC, datetime, timedelta

import pytest

from tix.frozen import replace
from tix.model.merge.rules_text import merge_rules
from tix.model.merge.tickets import merge_tickets
from tix.model.people import RULES, Person
from tix.model.record.values import Comment
from tix.model.rules.fired_file import merge_fired, with_fired
from tix.model.ticket.ticket import Ticket

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
PLAIN = Ticket("k7f3qz", "Backups", "open", AT, opened=AT, opened_by=str(RULES))


def said(text: str, at: datetime = AT, *, internal: bool = False) -> Comment:
    return Comment("c-q8m2ht", at, RULES, internal, text)


def merged(base: Ticket | None, ours: Ticket, theirs: Ticket) -> Ticket:
    found = [merge_tickets(base, *sides).ticket for sides in ((ours, theirs), (theirs, ours))]
    assert found[0] == found[1]
    return found[0]


def test_what_two_of_them_said_under_one_id_is_one_comment() -> None:
    ours = replace(PLAIN, comments=(said("Look.", LATER),), labels=("a",))
    theirs = replace(PLAIN, comments=(said("Look at it.", AT),), labels=("b",))
    for base in (PLAIN, None):
        assert merged(base, ours, theirs).comments == (said("Look at it.", AT),)
    hidden = replace(theirs, comments=(said("Look.", AT, internal=True),))
    assert merged(PLAIN, ours, hidden).comments == (said("Look.", AT, internal=True),)


def test_what_somebody_changed_of_it_stays() -> None:
    base = replace(PLAIN, comments=(said("Look."),))
    edited = replace(base, comments=(said("Look here."),), labels=("a",))
    assert merged(base, edited, replace(base, labels=("b",))).comments == (said("Look here."),)
    gone = replace(base, comments=(), labels=("a",))
    assert merged(base, gone, replace(base, labels=("b",))).comments == ()


def test_comments_of_people_with_one_id_stay_two() -> None:
    ours = replace(PLAIN, comments=(replace(said("A"), author=Person("", "a@x.org")),))
    theirs = replace(PLAIN, comments=(said("B"),))
    assert len(merged(PLAIN, ours, theirs).comments) == 2


def test_without_a_base_who_left_the_status_as_it_was_opened_has_not_changed_it() -> None:
    done = replace(PLAIN, status="resolved", since=LATER, resolved=LATER)
    assert merged(None, PLAIN, done).status == "resolved"
    waits = replace(PLAIN, status="pending", since=LATER)
    assert merged(None, PLAIN, waits).status == "pending"
    assert merged(None, PLAIN, replace(PLAIN, labels=("x",))).labels == ("x",)


RULE = "- name: {}\n  on: opened\n  then: {{add-label: {}}}\n"


def test_rules_are_merged_one_by_one() -> None:
    base = "# ours\n" + RULE.format("a", "x") + RULE.format("b", "x")
    ours = RULE.format("c", "x") + base.replace("# ours\n", "")
    theirs = base.replace("on: opened", "on: done", 1)

    def both(one: str, other: str) -> str | None:
        found = merge_rules(base.encode(), one.encode(), other.encode())
        assert found == merge_rules(base.encode(), other.encode(), one.encode())
        return None if found is None else found.decode()

    assert both(base + RULE.format("c", "x"), theirs) == theirs + RULE.format("c", "x")
    assert both(base, theirs) == theirs
    without = "# ours\n" + RULE.format("b", "x")
    assert both(without, theirs) is None  # taken away here, changed there
    assert both(base.replace("x}", "y}", 1), base.replace("x}", "z}", 1)) is None
    assert both(base + RULE.format("c", "1"), base + RULE.format("c", "2")) is None
    assert both(ours, "- name: a\n- name: a\n") is None


def test_lines_of_deleted_tickets_are_never_taken_away() -> None:
    assert merge_fired(b"a1aaaa\nb2bbbb\n", b"b2bbbb\n", b"a1aaaa\nc3cccc\n") == (
        b"a1aaaa\nb2bbbb\nc3cccc\n"
    )
    assert with_fired(b"b2bbbb", ["a1aaaa", "b2bbbb"]) == b"a1aaaa\nb2bbbb\n"


@pytest.mark.parametrize("empty", [None, b"", b"# none yet\n", b"\n"])
def test_two_who_each_write_the_first_rules_meet(empty: bytes | None) -> None:
    one, other = (
        f"- name: {name}\n  on: opened\n  then: {{priority: {name}}}\n".encode()
        for name in ("high", "low")
    )
    assert merge_rules(empty, one, other) == merge_rules(empty, other, one) == one + other
    for kept in (one, other):
        assert merge_rules(one + other, kept, empty or b"") is not None
