"""Policies with their predicates as text, and back."""

import pytest

from tix.model.config.config import Config
from tix.model.promises.policy import Policy
from tix.query import policy_rules
from tix.query.policy_rules import Rule
from tix.query.predicates import And, Node, Not, OneOf, Or, PersonIn, Source

_GOLD = OneOf(Source("customer"), frozenset({"acme", "acme ltd"}))
_URGENT = OneOf(Source("priority"), frozenset({"urgent"}))
_TEAM = OneOf(Source("site", team=True), frozenset({"north"}))
_NOBODY = OneOf(Source("customer"), frozenset())


@pytest.mark.parametrize(
    "root",
    [
        None,
        _GOLD,
        And((_GOLD, _URGENT)),
        Or((And((_GOLD, Not(_URGENT))), _TEAM, Not(Or((_NOBODY, _GOLD))))),
        And(()),
        Or(()),
    ],
)
def test_what_is_restored_is_what_was_written(root: Node | None) -> None:
    rules = (Rule(_policy("one"), root), Rule(_policy("two"), _GOLD), Rule(_policy("rest"), None))
    text = policy_rules.written(rules)
    assert text is not None
    config = Config(promises=tuple(rule.policy for rule in rules))
    assert policy_rules.restored(config, text) == rules


def test_sets_of_words_are_written_once() -> None:
    text = policy_rules.written([Rule(_policy(name), _GOLD) for name in ("one", "two")])
    assert text is not None
    assert text.count("acme ltd") == 1


_ANA = PersonIn(Source("requester"), frozenset({"ana@example.org"}))


@pytest.mark.parametrize("root", [_ANA, And((_GOLD, Not(_ANA)))])
def test_what_asks_for_people_is_not_kept(root: Node) -> None:
    assert policy_rules.written([Rule(_policy("one"), _GOLD), Rule(_policy("two"), root)]) is None


def _policy(name: str) -> Policy:
    return Policy(name, "", "office")
