"""What a command has to know about a query."""

import pytest

from tests.query.desk import CONFIG, ask, found
from tix.model.ticket.ticket import Ticket
from tix.query.query import Need


@pytest.mark.parametrize(
    "query",
    [
        "status:open",
        "-status:open",
        "status:none",
        "has:status",
        "is:open",
        "is:done",
        "-is:done",
        "is:waiting",
        "is:active",
        "is:archived",
        "ci OR (label:ci -status:closed)",
        "closed:2026-11",
        "resolved:<7d",
        "has:resolution",
        "resolution:fixed",
    ],
)
def test_query_that_says_something_about_the_status(query: str) -> None:
    assert ask(query).says_status


@pytest.mark.parametrize(
    "query", ["", "open", "is:overdue", "is:mine", "due:<today", "text:status", "sort:status"]
)
def test_query_that_says_nothing_about_the_status(query: str) -> None:
    assert not ask(query).says_status


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("is:open", True),
        ("status:open", True),
        ("status:Open,in-progress ci", True),
        ("status:open,closed", False),
        ("-status:open", False),
        ("status:open OR ci", False),
        ("status:open has:resolution", False),
    ],
)
def test_query_that_says_only_that_a_ticket_is_not_done(query: str, says: bool) -> None:
    assert ask(query).says_open(CONFIG) is says


@pytest.mark.parametrize(
    ("query", "wants"),
    [
        ("is:broken", True),
        ("is:broken OR label:ci", True),
        ("--is:broken", True),
        ("is:broken -label:ci", True),
        ("is:broken label:ci", False),
        ("-is:broken", False),
        ("-is:broken OR label:ci", False),
        ("-label:ci", False),
        ("", False),
    ],
)
def test_broken_files_are_asked_for(query: str, wants: bool) -> None:
    assert ask(query).wants_broken is wants


def test_is_broken_finds_no_ticket_and_its_negation_every_one() -> None:
    tickets = [Ticket("k7f3qz", "t"), Ticket("m3k9vd", "t")]
    assert found(tickets, "is:broken") == []
    assert found(tickets, "-is:broken") == ["k7f3qz", "m3k9vd"]


@pytest.mark.parametrize(
    ("query", "needs"),
    [
        ("label:ci is:open due:<today", set()),
        ("a OR (b -updated:<7d)", {Need.UPDATED}),
        ("sort:-updated", {Need.UPDATED}),
        ("-is:blocked", {Need.BLOCKED}),
        ("is:archived is:blocked", {Need.ARCHIVED, Need.BLOCKED}),
    ],
)
def test_query_says_what_facts_it_needs(query: str, needs: set[Need]) -> None:
    assert ask(query).needs == needs


def test_text_terms_are_what_is_looked_for_in_text() -> None:
    query = ask('Linker "cannot  FIND" linker -windows title:arm label:ci comment:x attachment:log')
    assert [(term.where, " ".join(term.words.tokens)) for term in query.text_terms] == [
        ("text", "linker"),
        ("text", "cannot find"),
        ("title", "arm"),
        ("comments", "x"),
    ]


@pytest.mark.parametrize(
    ("query", "warning"),
    [
        ("label:kind/bg", "no ticket has label 'kind/bg' (did you mean 'kind/bug'?)"),
        ("label:zzz*", "no ticket has label 'zzz*'"),
        ("customer:acme", "no ticket has customer 'acme' (did you mean 'Acme GmbH'?)"),
        ("environment:prd", "no ticket has environment 'prd' (did you mean 'prod'?)"),
        ("assignee:anna", "nobody that this desk knows is called 'anna' (did you mean 'ana'?)"),
        ("-by:zzz", "nobody that this desk knows is called 'zzz'"),
    ],
)
def test_label_or_person_that_nothing_in_the_desk_has_is_warned_of(
    query: str, warning: str
) -> None:
    assert ask(query).warnings == (warning,)


@pytest.mark.parametrize("query", ["*", "text:*"])
def test_a_star_alone_is_a_sign_and_that_is_told(query: str) -> None:
    assert ask(query).warnings == ("'*' alone is looked for as a sign; leave it out to find all",)
    assert ask(query.replace("*", '"*"')).warnings == ()


def test_warnings_are_few_and_each_once() -> None:
    assert len(ask("label:zz zz label:zz", "label:kind/bug", "assignee:ana").warnings) == 1
    assert len(ask(*(f"label:zz{n}" for n in range(100))).warnings) == 5


def test_words_that_the_desk_has_are_not_warned_of() -> None:
    query = ask("label:CI,kind/* -customer:acme* status:wip key:x source:y assignee:me,none")
    assert query.warnings == ()


def test_sort_keys_of_the_query_come_before_those_of_a_saved_one() -> None:
    query = ask("@urgent", "sort:-title,opened")
    assert [(k.field.name, k.descending) for k in query.sort] == [
        ("title", True),
        ("opened", False),
        ("due", False),
    ]
