"""How tickets are sorted."""

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.query.desk import CONFIG, VOCABULARY, comment
from tests.query.trees import TICKETS, random_facts, utc
from tests.scale import usual
from tix.model.record.values import TeamField
from tix.model.ticket.ticket import Ticket
from tix.query.error import QueryError
from tix.query.facts import Facts
from tix.query.order import parse_sort, sort_key


def in_order(tickets: list[Ticket], sort: str = "", facts: Facts | None = None) -> list[str]:
    keys = parse_sort(sort, VOCABULARY) if sort else ()
    return [t.id for t in sorted(tickets, key=sort_key(keys, CONFIG, facts))]


def test_default_is_most_urgent_then_due_soonest_then_oldest_then_by_id() -> None:
    day = utc("2026-11-20")
    tickets = [
        Ticket("g", "no priority"),
        Ticket("f", "unknown priority", priority="odd", opened=day),
        Ticket("e", "low", priority="low", due=date(2026, 1, 1)),
        Ticket("d", "later", priority="high", opened=utc("2026-11-21")),
        Ticket("c", "same", priority="high", opened=day),
        Ticket("b", "same", priority="high", opened=day),
        Ticket("a2", "due at noon", priority="high", due=utc("2026-11-22T11:00")),
        Ticket("a3", "due at the end of the day", priority="high", due=date(2026, 11, 22)),
        Ticket("a1", "overdue", priority="high", due=date(2026, 11, 21)),
        Ticket("a0", "urgent", priority="urgent"),
    ]
    assert in_order(tickets) == ["a0", "a1", "a2", "a3", "b", "c", "d", "e", "f", "g"]


def field(name: str, *values: str) -> list[Ticket]:
    return [Ticket(f"t{n}", "x", team_fields=(TeamField(name, v),)) for n, v in enumerate(values)]


@pytest.mark.parametrize(
    ("sort", "tickets", "order"),
    [
        ("priority", [Ticket("a", "", priority="urgent"), Ticket("b", "", priority="low")], "b a"),
        ("status", [Ticket("a", "", status="pending"), Ticket("b", "", status="open")], "b a"),
        ("status", [Ticket("a", "", status="odd"), Ticket("b", "", status="closed")], "b a"),
        ("-status", [Ticket("a", "", status="open"), Ticket("b", "", status="closed")], "b a"),
        ("type", [Ticket("a", "", type="task"), Ticket("b", "", type="incident")], "b a"),
        ("title", [Ticket("a", "b"), Ticket("b", "A")], "b a"),
        ("-title", [Ticket("a", "A"), Ticket("b", "b")], "b a"),
        ("-id", [Ticket("a", ""), Ticket("b", "")], "b a"),
        ("label", [Ticket("a", "", labels=("b",)), Ticket("b", "", labels=("A", "z"))], "b a"),
        (
            "assignee",
            [Ticket("a", "", assignees=("bob@example.org",)), Ticket("b", "", assignees=("al",))],
            "b a",
        ),
        ("-comments", [Ticket("a", ""), Ticket("b", "", comments=(comment("x"),))], "b a"),
        ("points", field("points", "10", "9", "x", "-1.5"), "t3 t1 t0 t2"),
        ("-points", field("points", "10", "9", "x", "-1.5"), "t0 t1 t3 t2"),
        ("renewal", field("renewal", "2026-11-25", "2026-11-25T08:00", "x"), "t1 t0 t2"),
        ("severity", field("severity", "s2", "other", "s1"), "t2 t0 t1"),
        ("environment", field("environment", "b", "A"), "t1 t0"),
    ],
)
def test_sorted_by(sort: str, tickets: list[Ticket], order: str) -> None:
    assert " ".join(in_order(tickets, sort)) == order


@pytest.mark.parametrize("sort", ["due", "-due", "priority", "-priority", "label", "-label"])
def test_ticket_without_the_value_comes_last_in_both_directions(sort: str) -> None:
    without = Ticket("a", "", opened=utc("2000-01-01"))
    with_it = Ticket("b", "", due=date(2026, 11, 22), priority="low", labels=("x",))
    assert in_order([without, with_it], sort) == ["b", "a"]


def test_updated_is_told_by_the_facts() -> None:
    facts = Facts({"a": utc("2026-01-01"), "b": utc("2026-02-01")})
    assert in_order([Ticket("a", ""), Ticket("b", "")], "-updated", facts) == ["b", "a"]


def test_second_key_decides_where_the_first_is_equal() -> None:
    tickets = [Ticket("a", "x", milestone="2"), Ticket("b", "x", milestone="1"), Ticket("c", "w")]
    assert in_order(tickets, "title, milestone") == ["c", "b", "a"]


@pytest.mark.parametrize(
    "sort", ["", "-", "prioritty", "text", "body", "is", "has", "parent", "--due"]
)
def test_what_cannot_be_sorted_by_is_an_error(sort: str) -> None:
    with pytest.raises(QueryError, match="tickets can't be sorted by") as caught:
        parse_sort(f"due, {sort}", VOCABULARY)
    assert caught.value.hint
    assert caught.value.text[caught.value.start : caught.value.end] == sort


def is_sortable(name: str) -> bool:
    try:
        return bool(parse_sort(name, VOCABULARY))
    except QueryError:
        return False


SORTABLE = [field.name for field in VOCABULARY.fields() if is_sortable(field.name)]


@given(
    st.lists(TICKETS, max_size=6, unique_by=lambda t: t.id),
    st.lists(
        st.sampled_from(SORTABLE).flatmap(lambda f: st.sampled_from([f, f"-{f}"])), max_size=3
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=usual(300), deadline=None)
def test_any_fields_sort_any_tickets_the_same_however_they_came(
    tickets: list[Ticket], keys: list[str], random: Random
) -> None:
    facts = random_facts(random)
    shuffled = random.sample(tickets, len(tickets))
    sort = ",".join(keys)
    assert in_order(tickets, sort, facts) == in_order(shuffled, sort, facts)
