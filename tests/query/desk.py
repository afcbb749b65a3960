"""A small desk for the tests of queries: its words, its people, and a way to ask it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tix.model.config.config import Config, Member, SavedQuery, Team, TeamFieldType
from tix.model.config.directory import Directory
from tix.model.people import Person
from tix.model.promises.policy import Policy
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket
from tix.query.facts import Facts
from tix.query.parser import parse
from tix.query.query import Query
from tix.query.vocabulary import Vocabulary

NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
"""A Sunday."""

BERLIN = ZoneInfo("Europe/Berlin")

CONFIG = Config(
    timezone=BERLIN,
    fields=(
        TeamFieldType("severity", "choice", ("s1", "s2", "s3")),
        TeamFieldType("points", "number"),
        TeamFieldType("renewal", "date"),
        TeamFieldType("approver", "user"),
        TeamFieldType("regions", "list"),
        TeamFieldType("contract", "text"),
    ),
    people=(
        Member(Person("Ana Lima", "ana@example.org"), ("al",)),
        Member(Person("Bob Reis", "bob@example.org")),
    ),
    promises=(
        Policy("gold", "priority:urgent", "always", resolution=3600),
        Policy("silver", "", "always", resolution=7200),
    ),
    teams=(Team("Ops", ("ana@example.org",)),),
    queries=(
        SavedQuery("urgent", "priority:urgent OR is:overdue sort:due,title"),
        SavedQuery("loop", "ci @pool"),
        SavedQuery("pool", "-@loop"),
        SavedQuery("wrong", "label:ci stauts:open"),
        SavedQuery("outer", "x @wrong"),
        SavedQuery("empty", ""),
    ),
)

VOCABULARY = Vocabulary(
    CONFIG,
    Directory(CONFIG, ("jo@acme.example", "ana.smith@acme.example", "carl <>"), "ana@example.org"),
    NOW,
    {
        "labels": {"ci", "arm64", "kind/bug", "good first issue", "Type: Feature"},
        "status": {"open", "wip"},
        "customer": {"Acme GmbH"},
        "milestone": {"1.10"},
        "environment": {"prod", "staging"},
        "contract": {"gold"},
        "cost-centre": {"42"},
    },
)


def ask(*arguments: str) -> Query:
    """The query that a command's arguments stand for at this desk."""
    return parse(arguments, VOCABULARY)


def found(tickets: Iterable[Ticket], *arguments: str, facts: Facts | None = None) -> list[str]:
    """The ids of the tickets that the query selects, in their order."""
    query = ask(*arguments)
    return [t.id for t in tickets if query.matches(t, facts or Facts())]


def comment(text: str, internal: bool = False) -> Comment:
    """A comment of Bob's."""
    return Comment("c-q8m2ht", NOW, Person("Bob Reis", "bob@example.org"), internal, text)
