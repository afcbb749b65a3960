"""Asking for a priority where a matrix makes it of impact and urgency.

A ticket without a priority in its file has the one that ``Config.priority_of`` tells. A query says
the same in plain predicates, so that the index and the predicates answer it as any other.
"""

from tix.model.config.config import Config, MatrixCell
from tix.query.predicates import And, Has, Node, Not, OneOf, Or, Source

_PRIORITY, _IMPACT, _URGENCY = Source("priority"), Source("impact"), Source("urgency")


def one_of(source: Source, words: frozenset[str], config: Config) -> Node:
    """The node for a field that is one of the words, which are in lower case."""
    written = OneOf(source, words)
    if source != _PRIORITY or not config.matrix:
        return written
    made: list[Node] = [_cell(c) for c in config.matrix if c.priority.casefold() in words]
    if config.default_priority.casefold() in words:
        made.append(Not(Or(tuple(map(_cell, config.matrix)))))
    return Or((written, And((Not(Has(_PRIORITY)), Or(tuple(made))))))


def present(source: Source, config: Config) -> Node:
    """The node for a field that has a value."""
    return And(()) if source == _PRIORITY and config.matrix else Has(source)


def _cell(cell: MatrixCell) -> Node:
    impact, urgency = (frozenset({word.casefold()}) for word in (cell.impact, cell.urgency))
    return And((OneOf(_IMPACT, impact), OneOf(_URGENCY, urgency)))
