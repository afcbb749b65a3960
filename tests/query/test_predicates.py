"""Predicates against plain Python, and the corners that chance seldom meets."""

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.query.desk import VOCABULARY, comment, found
from tests.query.trees import (
    FACTS,
    LEAVES,
    TICKETS,
    TREES,
    Tree,
    random_facts,
    random_ticket,
    utc,
)
from tests.scale import usual
from tix.model.record.occurrences import parse_occurrence
from tix.model.record.values import TeamField
from tix.model.ticket.ticket import Link, Ticket
from tix.query.facts import Facts
from tix.query.numbers import parse_number
from tix.query.parser import parse
from tix.query.texts_last import texts_last


@given(TREES, st.lists(TICKETS, min_size=1, max_size=8), FACTS)
@settings(max_examples=usual(400), deadline=None)
def test_every_query_finds_what_plain_python_finds(
    tree: Tree, desk: list[Ticket], known: Facts
) -> None:
    query, expected = parse(tree.text, VOCABULARY), [tree.holds(t, known) for t in desk]
    assert [query.matches(t, known) for t in desk] == expected
    assert [texts_last(query.root)(t, known) for t in desk] == expected


def test_texts_are_looked_through_last() -> None:
    query = parse("is:open (mast OR -(sail id:k7)) label:ci", VOCABULARY)
    expected = parse("is:open label:ci (mast OR -(id:k7 sail))", VOCABULARY)
    assert texts_last(query.root) == expected.root


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.text)
def test_every_condition_finds_what_plain_python_finds(leaf: Tree) -> None:
    query = parse(leaf.text, VOCABULARY)
    answers = set()
    for seed in range(500):
        ticket, known = random_ticket(Random(seed)), random_facts(Random(seed))
        answers.add(query.matches(ticket, known))
        assert query.matches(ticket, known) is leaf.holds(ticket, known)
    assert answers == ({False} if leaf.text == "priority:<low" else {True, False})


TICKET = Ticket(
    "k7f3qz",
    "Nightly build fails on arm64",
    status="wip",
    priority="high",
    requester="jo@acme.example",
    customer="Acme GmbH",
    assignees=("carl <>",),
    watchers=("Bob Reis <bob@example.org>",),
    labels=("Type: Feature",),
    milestone="1.10",
    due=date(2026, 11, 25),
    resolution="Fixed upstream",
    key="ci/nightly",
    occurrences=(parse_occurrence("2026-11-21T23:50:02Z · runner 7 · abc123"),),
    links=(Link("depends-on", "m3k9vd"),),
    attachments=("0a1b2c3d-build.log",),
    source="github:git-bug/git-bug#185",
    team_fields=(
        TeamField("environment", "prod"),
        TeamField("regions", ("eu", "us")),
        TeamField("approver", "Ana Lima <ana@example.org>"),
        TeamField("renewal", "2026-12-01"),
        TeamField("severity", "S1"),
        TeamField("cost-centre", "42"),
    ),
    comments=(comment("It is the\n   linker", internal=True),),
)


@pytest.mark.parametrize(
    "query",
    [
        "k7f",
        "#k7f3",
        "K7F3QZ",
        "arm64",
        "AR*",
        "feature",
        '"Build fail*"',
        "reis",
        "acme.example",
        "gmbh",
        "ci/nightly",
        "nightly",
        "git-bug/git-bug#185",
        "build.log",
        "S1",
        "upstream",
        "title:arm64",
        '"the linker"',
        'text:"the linker"',
        "comments:linker",
        "status:wip",
        "requester:jo",
        "customer:acme*",
        "customer:*gmbh",
        'customer:"acme gmbh"',
        "assignee:carl",
        "assignee:car*",
        "assignee:*",
        "watcher:bob",
        "watchers:reis",
        'label:"type: feature"',
        "label:type*,ci",
        "label:*fea*",
        "milestone:1.10",
        "due:2026-11-25",
        "due:2026-11",
        "due:<2026-11-26T00:00",
        "due:>2026-11-25T12:00",
        "due:3d",
        "due:<4d",
        "resolution:upstream",
        "resolution:*",
        "key:CI/NIGHTLY",
        "key:ci/*",
        "occurrence:runner",
        "has:occurrences",
        "link:m3k",
        "link:depends-on",
        'link:"depends-on M3K9VD"',
        "depends-on:m3k9vd",
        "depends_on:m3k",
        "has:depends-on",
        "attachment:build.log",
        "attachment:log",
        "has:attachment",
        "source:github:*",
        "source:github:git-bug/git-bug#185",
        "environment:PROD",
        '"environment":prod',
        "regions:us",
        "regions:us,asia",
        "approver:ana",
        "approver:me",
        "renewal:>2026-11-30",
        "renewal:<+10d",
        "severity:s1",
        "cost-centre:42",
        "cost_centre:42",
        "has:environment",
        "has:comment",
        "-has:body",
        "body:none",
        "type:none",
        "parent:none",
        "points:none",
        "is:open",
        "is:active",
        "-is:done",
        "-is:overdue",
        "-is:archived",
        "-is:broken",
        "-is:mine",
    ],
)
def test_found(query: str) -> None:
    assert found([TICKET], query) == ["k7f3qz"]


@pytest.mark.parametrize(
    "query",
    [
        "k7",
        "7f3",
        "AR",
        "arm6",
        "night",
        '"is linker"',
        '"build on"',
        '"arm64 it"',
        "title:linker",
        "body:linker",
        "depends-on",
        "arm64fails",
        "customer:acme",
        "milestone:1.1",
        "milestone:1.*0",
        "label:feature",
        "key:nightly",
        "due:<2026-11-25T12:00",
        "due:>2026-11-25",
        "due:<3d",
        "due:none",
        "link:blocks",
        "blocks:m3k",
        "regions:asia",
        "renewal:<2026-12-01",
        "environment:pro",
        "assignee:none",
        "priority:>high",
        "priority:<high",
        "opened:>=2000",
        "opened:<9999-01-01",
        "updated:>=2000",
        "points:<1000",
        "is:broken",
        "is:waiting",
    ],
)
def test_not_found(query: str) -> None:
    assert found([TICKET], query) == []


def test_word_in_quotes_means_itself() -> None:
    nobody = Ticket("k7f3qz", "t", labels=("none", "*", "a*"))
    assert found([nobody], 'label:"none"') == ["k7f3qz"]
    assert found([nobody], "label:none") == []
    assert found([nobody], 'label:"a*"') == ["k7f3qz"]
    assert found([nobody], 'label:"b*"') == []


def test_unknown_priority_of_a_ticket_is_found_by_name_but_has_no_place_in_the_order() -> None:
    odd = Ticket("k7f3qz", "t", priority="odd")
    assert found([odd], "priority:low..") == []
    assert found([odd], "priority:*") == ["k7f3qz"]


def test_day_is_due_until_its_end_in_the_desks_time_zone() -> None:
    for due, overdue in (
        (date(2026, 11, 21), True),
        (date(2026, 11, 22), False),
        (utc("2026-11-22T14:29:59"), True),
        (utc("2026-11-22T14:30"), False),
    ):
        ticket = Ticket("k7f3qz", "t", status="open", due=due)
        assert found([ticket], "is:overdue") == (["k7f3qz"] if overdue else [])


def test_done_ticket_is_not_overdue() -> None:
    assert found([Ticket("k7f3qz", "t", status="closed", due=date.min)], "is:overdue") == []


def test_archived_is_told_by_the_facts() -> None:
    assert found([TICKET], "is:archived", facts=Facts(archived=frozenset({"k7f3qz"})))


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), (" 3 ", 3), ("-1.5", -1.5), ("+2", 2), ("2e3", 2000.0), ("0123", 123)],
)
def test_number(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["", "x", "1_000", "٣", "nan", "inf", "0x1", "1,5", "9" * 5000])
def test_no_number(text: str) -> None:
    assert parse_number(text) is None


def test_large_numbers_are_exact() -> None:
    ticket = Ticket("k7f3qz", "t", team_fields=(TeamField("points", "12345678901234567891"),))
    assert found([ticket], "points:12345678901234567891") == ["k7f3qz"]
    assert found([ticket], "points:12345678901234567890") == []
