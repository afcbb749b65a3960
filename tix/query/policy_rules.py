"""The policies of a desk with their predicates, and these as text to keep.

That is JSON: a list of the sets of words, each once, and for each policy its tree (null: every
ticket), as ``kept_trees`` writes it.
"""

from collections.abc import Iterable

from tix.frozen import dataclass
from tix.model.config.config import Config
from tix.model.promises.policy import Policy
from tix.model.text.quick_json import loads
from tix.query import kept_trees
from tix.query.predicates import Node


@dataclass(frozen=True, slots=True)
class Rule:
    """A policy and whom it is for; None: every ticket."""

    policy: Policy
    root: Node | None


def written(rules: Iterable[Rule]) -> str | None:
    """What ``restored`` reads; None if some policy asks for what isn't kept."""
    from json import dumps  # only what is worked out is written

    sets: kept_trees.WordSets = {}
    try:
        trees = [rule.root and kept_trees.written(rule.root, sets) for rule in rules]
    except kept_trees.NotKeptError:
        return None
    return dumps([[*map(sorted, sets)], trees])


def restored(config: Config, text: str) -> tuple[Rule, ...]:
    """The policies of that configuration with the predicates that were written."""
    words, trees = loads(text)
    sets = [*map(frozenset, words)]
    return tuple(
        Rule(policy, tree and kept_trees.restored(tree, sets, config))
        for policy, tree in zip(config.promises, trees, strict=True)
    )
