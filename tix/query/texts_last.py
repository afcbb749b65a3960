"""A query in the order that answers soonest for one ticket: what looks through texts comes last."""

from tix.query.predicates import And, Contains, Node, Not, Or, leaves


def texts_last(node: Node) -> Node:
    """A node that says the same, and looks through texts only where that may decide."""
    match node:
        case And(parts):
            return And(tuple(sorted(map(texts_last, parts), key=_looks_through_texts)))
        case Or(parts):
            return Or(tuple(sorted(map(texts_last, parts), key=_looks_through_texts)))
        case Not(part):
            return Not(texts_last(part))
        case _:
            return node


def _looks_through_texts(node: Node) -> bool:
    return any(isinstance(leaf, Contains) for leaf, _ in leaves(node))
