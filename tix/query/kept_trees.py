"""Predicates of queries as JSON, and back: those that hold nothing but words and the desk's groups.

Reading many queries takes as long as starting tix twice. A set of words is written once, and stands
in a tree by its number. What asks for people, times, links or anything else isn't kept.
"""

from collections.abc import Sequence

from tix.model.config.config import Config, Group
from tix.query.predicates import And, Contains, Has, InGroup, Node, Not, OneOf, Or, Source
from tix.query.words import Words
from tix.quick_typing import Any, TypeAlias

WordSets: TypeAlias = dict[frozenset[str], int]
"""Sets of words, and their numbers."""


class NotKeptError(Exception):
    """A query asks for something else."""


def written(node: Node, sets: WordSets) -> list[Any]:
    """A tree as lists; its sets of words are added to others. Raises NotKeptError."""
    match node:
        case And(parts):
            return ["and", *(written(part, sets) for part in parts)]
        case Or(parts):
            return ["or", *(written(part, sets) for part in parts)]
        case Not(part):
            return ["not", written(part, sets)]
        case OneOf(source, some):
            return ["one of", source.name, source.team, sets.setdefault(some, len(sets))]
        case Has(source):
            return ["has", source.name, source.team]
        case InGroup(groups):
            return ["in", *sorted(group.value for group in groups)]
        case Contains(where, words):
            return ["contains", where, words.tokens, words.prefix, words.literal]
    raise NotKeptError


def restored(tree: Sequence[Any], sets: Sequence[frozenset[str]], config: Config) -> Node:
    """The predicate that was written, for a desk of that configuration."""
    kind, *rest = tree
    if kind == "one of":
        name, team, number = rest
        return OneOf(Source(name, team), sets[number])
    if kind == "has":
        return Has(Source(*rest))
    if kind == "in":
        return InGroup(frozenset(map(Group, rest)), config)
    if kind == "contains":
        where, tokens, prefix, literal = rest
        return Contains(where, Words(tuple(tokens), prefix, literal))
    parts = tuple(restored(part, sets, config) for part in rest)
    if kind == "not":
        [part] = parts
        return Not(part)
    return And(parts) if kind == "and" else Or(parts)
