"""How well tickets fit the words of a search: ``tix.query.ranking.score``, as SQL.

Literals (``++``) stand in no index; a search for one is scored ticket by ticket, without this.
"""

from collections.abc import Iterator, Sequence

from tix.query.columns import COLUMNS
from tix.query.predicates import TEXT, And, Contains, Node
from tix.query.ranking import ID_WEIGHT, WEIGHTS
from tix.storage.index.query_sql import Compiler
from tix.storage.index.sql import Condition


def scored(compiler: Compiler, terms: Sequence[Contains], within: Node | None = None) -> Condition:
    """A SELECT of the number and the score of each ticket that has some of the words.

    ``within``: of each that this node means, instead; ``compiler.text`` knows it. None of the
    terms is a literal. The rows may be more than the tickets that count: those that the delta has
    replaced are among them.
    """
    parts = [part for term in terms for part in _parts(compiler, term, within)]
    every = None if within is None else compiler.text(within)
    parts.append(_NOTHING if every is None else _weighed(compiler, 0, every))
    text = " UNION ALL ".join(part.text for part in parts)
    parameters = tuple(value for part in parts for value in part.parameters)
    return Condition(f"SELECT n, sum(weight) AS score FROM ({text}) GROUP BY n", parameters)


_NOTHING = Condition("SELECT 0 AS n, 0 AS weight WHERE 0")


def _parts(compiler: Compiler, term: Contains, within: Node | None) -> Iterator[Condition]:
    """For each column the tickets in which it has the words, and what that counts for."""
    rest = _without(within, term)
    also = "" if rest is None else f" AND {compiler.text(rest)}"
    for column in COLUMNS if term.where == TEXT else (term.where,):
        yield _weighed(compiler, WEIGHTS[column], compiler.words(term.words, column) + also)
    if (prefix := term.id_prefix) is not None and compiler.begins_id(prefix):
        yield Condition(
            f"SELECT n, {ID_WEIGHT} AS weight FROM {compiler.database}.ticket"
            " WHERE id >= ? AND id < ?",
            (prefix, prefix + "\U0010ffff"),
        )


def _without(node: Node | None, term: Contains) -> Node | None:
    """The node's further condition where the term's words occur; None if there is none."""
    if isinstance(node, And):
        parts = tuple(part for part in node.parts if part != term)
        return And(parts) if parts else None
    return None if node == term else node


def _weighed(compiler: Compiler, weight: int, asked: str) -> Condition:
    sql = (
        f"SELECT rowid AS n, {weight} AS weight"
        f" FROM {compiler.database}.fulltext WHERE fulltext MATCH ?"
    )
    return Condition(sql, (asked,))
