"""What the words of a query can mean in a desk."""

import pytest

from tests.query.desk import CONFIG, NOW, comment
from tix.model.config.config import Config, SavedQuery, TeamFieldType
from tix.model.record.values import TeamField
from tix.model.ticket.fields import BY_NAME
from tix.model.ticket.ticket import Ticket
from tix.query.fields import Reading
from tix.query.vocabulary import Vocabulary, vocabulary_of

TICKETS = (
    Ticket(
        "k7f3qz",
        "t",
        status="wip",
        labels=("ci", "CI"),
        requester="jo@acme.example",
        team_fields=(TeamField("Env", "prod"), TeamField("regions", ("eu", "us"))),
        comments=(comment("hi"),),
    ),
    Ticket("m3k9vd", "t", customer="Acme", milestone="1.10", team_fields=(TeamField("env", "x"),)),
)
DESK = vocabulary_of(TICKETS, CONFIG, NOW, "me@x.example", (SavedQuery("Mine", "is:mine"),))


def test_vocabulary_holds_the_words_and_people_of_all_tickets() -> None:
    assert DESK.words["labels"] == {"ci", "CI"}
    assert DESK.words["status"] == {"wip"}
    assert DESK.words["customer"] == {"Acme"}
    assert DESK.words["regions"] == {"eu", "us"}
    assert DESK.directory.resolve("jo") == "jo@acme.example"
    assert DESK.directory.me == "me@x.example"
    assert "bob@example.org" in DESK.directory.matches("bob")


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_field_of_a_ticket_is_found_in_singular_and_plural(name: str) -> None:
    found = DESK.field(name.upper())
    assert found is not None
    assert found.source.name == BY_NAME[name].name
    assert not found.source.team


def test_by_is_who_opened_it() -> None:
    assert DESK.field("by") == DESK.field("opened-by") == DESK.field("opened_by")


def test_team_defined_field_is_found_by_its_exact_name_first() -> None:
    for name, exact in (("Env", "Env"), ("env", "env"), ("ENV", "Env")):
        found = DESK.field(name)
        assert found is not None
        assert found.name == exact
        assert found.source.team


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("points", Reading.NUMBER),
        ("renewal", Reading.DATE),
        ("approver", Reading.PERSON),
        ("env", Reading.WORD),
    ],
)
def test_declared_field_has_its_type_and_an_undeclared_one_is_text(
    name: str, reading: Reading
) -> None:
    found = DESK.field(name)
    assert found is not None
    assert found.reading is reading


def test_name_that_nothing_has_is_no_field() -> None:
    assert DESK.field("nothing") is None


def test_built_in_name_is_not_taken_by_a_declared_field() -> None:
    config = Config(fields=(TeamFieldType("text", "number"), TeamFieldType("is", "date")))
    desk = Vocabulary(config, DESK.directory, NOW)
    for name in ("text", "is"):
        found = desk.field(name)
        assert found is not None
        assert not found.source.team


def test_saved_query_is_found_without_case_the_users_first() -> None:
    assert DESK.saved_query("mine") == SavedQuery("Mine", "is:mine")
    assert [q.name for q in DESK.saved_queries()][:2] == ["Mine", "urgent"]
