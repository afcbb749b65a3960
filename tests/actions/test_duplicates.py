"""Tickets like another one, where how common words are is asked as little as can be."""

from random import Random

import pytest

from tests.conftest import DeskInFiles
from tix.actions import duplicates
from tix.actions.duplicates import TitleCounts, alike, earlier_alike
from tix.actions.workspace import Workspace
from tix.model.ticket.ticket import Ticket
from tix.model.times import parse_time
from tix.query.predicates import OneOf, Source
from tix.query.similar import WORTH_A_LOOK
from tix.storage.desk.finding import find

_NOW = parse_time("2026-11-26T12:00:00Z")
_COMMON = ("the", "ferry", "is", "late")


def _made_up(random: Random, number: int) -> Ticket:
    words = [*random.sample(_COMMON, 2), *(f"word{random.randrange(60)}" for _ in range(2))]
    opened = parse_time(f"2026-10-{random.randrange(1, 29):02d}T08:00:00Z")
    customer = random.choice(("acme", "other"))
    return Ticket(f"k{number:05d}", " ".join(words), customer=customer, opened=opened)


def test_rare_words_first_finds_what_counting_all_words_finds(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(3)
    desk.add(*(_made_up(random, number) for number in range(120)), Ticket("k99999", "The ferry is"))
    workspace = Workspace(find(desk.root, ask=None), _NOW)
    which = OneOf(Source("customer"), frozenset({"acme"}))
    tickets = [filed.ticket for filed in workspace.reader.scan().tickets]
    monkeypatch.setattr(duplicates, "_LOOKED_AT", 8)
    found = [[t.id for t in earlier_alike(workspace, ticket, which)] for ticket in tickets]
    monkeypatch.setattr(TitleCounts, "few", TitleCounts.__call__)
    all_of_them = [alike(workspace, t, which, WORTH_A_LOOK, is_rough=True) for t in tickets]
    assert found == [
        [o.ticket.id for o in others if not t.opened or o.ticket.opened <= t.opened]  # type: ignore[operator]  # it is known
        for t, others in zip(tickets, all_of_them, strict=True)
    ]
    assert 20 < sum(map(bool, found)) < 100
