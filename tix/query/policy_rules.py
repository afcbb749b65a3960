"""The policies of a desk with their predicates, and these as text to keep.

Reading many queries takes as long as starting tix twice. Where all of them ask which words a ticket
has, as nearly all policies do, what they were read as is written as JSON: a list of the sets of
words, each once, and for each policy its tree (null: every ticket), in which a leaf has the number
of its set.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from tix.frozen import dataclass
from tix.model.promises.policy import Policy
from tix.model.text.quick_json import loads
from tix.query.predicates import And, Node, Not, OneOf, Or, Source


@dataclass(frozen=True, slots=True)
class Rule:
    """A policy and whom it is for; None: every ticket."""

    policy: Policy
    root: Node | None


_Words: TypeAlias = dict[frozenset[str], int]
"""Sets of words, and their numbers."""


class _NotKeptError(Exception):
    """A policy asks for something else."""


def written(rules: Iterable[Rule]) -> str | None:
    """What ``restored`` reads; None if some policy asks for more than words."""
    from json import dumps  # only what is worked out is written

    words: _Words = {}
    try:
        trees = [rule.root and _tree(rule.root, words) for rule in rules]
    except _NotKeptError:
        return None
    return dumps([[*map(sorted, words)], trees])


def restored(policies: Sequence[Policy], text: str) -> tuple[Rule, ...]:
    """The same policies with the predicates that were written."""
    words, trees = loads(text)
    sets = [*map(frozenset, words)]
    return tuple(
        Rule(policy, tree and _node(tree, sets))
        for policy, tree in zip(policies, trees, strict=True)
    )


def _tree(node: Node, words: _Words) -> list[Any]:
    match node:
        case And(parts):
            return ["and", *(_tree(part, words) for part in parts)]
        case Or(parts):
            return ["or", *(_tree(part, words) for part in parts)]
        case Not(part):
            return ["not", _tree(part, words)]
        case OneOf(source, some):
            number = words.setdefault(some, len(words))
            return ["one of", source.name, source.team, number]
    raise _NotKeptError


def _node(tree: list[Any], sets: Sequence[frozenset[str]]) -> Node:
    kind, *rest = tree
    if kind == "one of":
        name, team, number = rest
        return OneOf(Source(name, team), sets[number])
    parts = tuple(_node(part, sets) for part in rest)
    if kind == "not":
        [part] = parts
        return Not(part)
    return And(parts) if kind == "and" else Or(parts)
