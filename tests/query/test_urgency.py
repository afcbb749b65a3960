"""The formula of urgency, as docs/urgency.md has it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tix.frozen import replace
from tix.model.config.config import Config
from tix.model.config.reader import load_config
from tix.model.ticket.ticket import Ticket
from tix.query.facts import Facts
from tix.query.urgency import urgency, urgency_terms

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
PLAIN = Ticket("k7f3qz", "t", status="open", priority="low", opened=NOW)


def value(ticket: Ticket, name: str, *, blocked: bool = False, blocking: bool = False) -> float:
    some, none = frozenset([ticket.id]), frozenset[str]()
    known = Facts(blocked=some if blocked else none, blocking=some if blocking else none)
    terms = urgency_terms(ticket, Config(), NOW, known)
    return next((term.value for term in terms if term.name == name), 0)


@pytest.mark.parametrize(
    ("priority", "expected"), [("low", 0), ("normal", 2), ("high", 4), ("urgent", 6), ("odd", 0)]
)
def test_priority(priority: str, expected: float) -> None:
    assert value(replace(PLAIN, priority=priority), "priority") == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-400, 2.4), (-14, 2.4), (-3.5, 7.2), (0, 8.8), (3.5, 10.4), (7, 12), (400, 12)],
)
def test_due_grows_from_two_weeks_before_to_a_week_after(days: float, expected: float) -> None:
    due = NOW - timedelta(days=days)
    assert value(replace(PLAIN, due=due), "due") == expected


def test_a_day_is_due_at_its_end() -> None:
    at_noon = value(replace(PLAIN, due=NOW), "due")
    assert value(replace(PLAIN, due=date(2026, 11, 28)), "due") < at_noon


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (36.5, 0.2), (365, 2), (4000, 2), (-9, 0)])
def test_age(days: float, expected: float) -> None:
    assert value(replace(PLAIN, opened=NOW - timedelta(days=days)), "age") == expected


def test_status_and_links() -> None:
    assert value(replace(PLAIN, status="in-progress"), "working") == 4
    assert value(replace(PLAIN, status="pending"), "waiting") == -3
    assert value(PLAIN, "blocked", blocked=True) == -5
    assert value(PLAIN, "blocking", blocking=True) == 8
    assert (
        urgency_terms(replace(PLAIN, status="closed", priority="urgent"), Config(), NOW, Facts())
        == ()
    )


def test_a_desk_weighs_otherwise() -> None:
    config = load_config("urgency_weights: {priority: 30, age: 0, blocked: -0.5}\n")
    urgent = replace(PLAIN, priority="urgent", opened=NOW - timedelta(days=365))
    terms = urgency_terms(urgent, config, NOW, Facts(blocked=frozenset(["k7f3qz"])))
    assert [(term.name, term.value) for term in terms] == [("priority", 30), ("blocked", -0.5)]
    assert urgency(terms) == 29.5
