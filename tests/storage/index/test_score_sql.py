"""The index finds and scores what the predicates find and ``score`` says, for whatever words."""

import sqlite3
from collections.abc import Sequence
from random import Random

import pytest

from tests.query.desk import NOW
from tests.query.test_odd_strings import odd_string
from tests.query.trees import random_ticket
from tests.scale import scaled
from tix.frozen import replace
from tix.model.record.occurrences import Occurrence
from tix.model.ticket.ticket import Ticket
from tix.query.columns import COLUMNS
from tix.query.facts import Facts
from tix.query.predicates import And, Contains, Leaf, Or
from tix.query.ranking import score
from tix.query.words import words_of
from tix.storage.index.fill import fill, rows, writable
from tix.storage.index.query_sql import Compiler
from tix.storage.index.score_sql import scored
from tix.storage.index.sql import Condition
from tix.storage.store.filed import Filed

RANKED = ("text", *COLUMNS)

WORDS = (
    *("linker", "LINK*", "error", "the linker", "linker error a*", "straße", "bob", "example.org"),
    *("k7f", "#m3k9", "k0*", "ci", "kind/bug", "kind*", "prod", "1.5", "arm64 build", "e*"),
    *("<", ">", "<>", "@", "--", "·", "…", "—", "'", "\\", '"', ",", "[", "/", "; --", "<= >"),
)


def check(database: sqlite3.Connection, tickets: Sequence[Ticket], terms: list[Contains]) -> None:
    def numbers(leaf: Leaf, near: Condition) -> list[int]:
        rows = database.execute(f"SELECT n FROM ticket WHERE {near.text}", near.parameters)
        return [n for (n,) in rows if leaf(tickets[n], Facts())]

    def begins_id(prefix: str) -> bool:
        return any(ticket.id.startswith(prefix) for ticket in tickets)

    compiler = Compiler("main", Facts(), numbers, lambda _: (), begins_id)
    if words := [term for term in terms if term.words.literal is None and term.where in RANKED]:
        asked = scored(compiler, words)
        found = dict(database.execute(asked.text, asked.parameters))
        expected = {n: score(ticket, words) for n, ticket in enumerate(tickets)}
        assert found == {n: value for n, value in expected.items() if value}, words
    for node in (And(tuple(words)), Or(tuple(words))) if words else ():
        if compiler.text(node) is None:
            continue
        asked = scored(compiler, words, node)
        found = dict(database.execute(asked.text, asked.parameters))
        assert found == {n: expected[n] for n, t in enumerate(tickets) if node(t, Facts())}, node
    for term in terms:
        test = compiler.condition(term)
        rows = database.execute(f"SELECT n FROM ticket WHERE {test.text}", test.parameters)
        matching = {n for n, ticket in enumerate(tickets) if term(ticket, Facts())}
        assert {n for (n,) in rows} == matching, term


def run(rounds: int, random: Random) -> None:
    for _ in range(rounds):
        odd = [odd_string(random) for _ in range(6)]
        texts = [text.encode(errors="ignore").decode() for text in odd]  # as files can hold them
        tickets = [
            replace(
                random_ticket(random),
                title=f"x {random.choice(texts)}",
                labels=tuple(random.choices(("the", "linker", "error", random.choice(texts)), k=3)),
                body=" ".join(random.choices(texts, k=2)),
                attachments=tuple(random.choices(texts, k=random.randrange(2))),
                occurrences=(Occurrence(NOW, random.choice(texts), ""),),
                resolution=random.choice((None, "linker", *texts)),
            )
            for _ in range(12)
        ]
        database = writable(":memory:")
        filed = [Filed(t, f"tickets/{n}.md") for n, t in enumerate(tickets)]
        fill(database, rows(filed, 0), 0)
        typed = [*WORDS, *odd, *(f"{each}*" for each in odd), *(text[1:-1] for text in odd)]
        nodes = [
            Contains(random.choice(("labels", "attachments", "occurrences", *RANKED)), words)
            for words in map(words_of, typed)
        ]
        for _ in range(6):
            check(database, tickets, random.sample(nodes, random.randrange(1, 6)))
        database.close()


@pytest.mark.slow
def test_the_index_scores_as_the_tickets_do() -> None:
    run(25, Random(11))


@pytest.mark.long
def test_the_index_scores_as_the_tickets_do_many_times() -> None:
    run(scaled(2000), Random(12))
