"""How well tickets fit the words of a search: ``tix.query.ranking.score``, as SQL.

Literals (``++``) stand in no index; a search for one is scored ticket by ticket, without this.
"""

from collections.abc import Iterator, Sequence

from tix.query.columns import COLUMNS
from tix.query.predicates import TEXT, Contains
from tix.query.ranking import ID_WEIGHT, WEIGHTS
from tix.storage.index.conditions import Compiler
from tix.storage.index.sql import FALSE, Condition


def scored(compiler: Compiler, terms: Sequence[Contains]) -> Condition:
    """A SELECT of the number and the score of each ticket that has some of the words.

    None of the terms is a literal. Its rows may be more than the tickets that
    count: those that the delta has replaced are among them.
    """
    parts = [part for term in terms for part in _parts(compiler, term)]
    parts = parts or [_weighed(compiler, 0, FALSE)]
    text = " UNION ALL ".join(part.text for part in parts)
    parameters = tuple(value for part in parts for value in part.parameters)
    return Condition(f"SELECT n, sum(weight) AS score FROM ({text}) GROUP BY n", parameters)


def _parts(compiler: Compiler, term: Contains) -> Iterator[Condition]:
    """For each column the tickets in which it has the words, and what that counts for."""
    for column in COLUMNS if term.where == TEXT else (term.where,):
        found = compiler.in_column(term.words, column)
        yield _weighed(compiler, WEIGHTS[column], found)
    if (prefix := term.id_prefix) is not None:
        test = Condition("id >= ? AND id < ?", (prefix, prefix + "\U0010ffff"))
        yield _weighed(compiler, ID_WEIGHT, test)


def _weighed(compiler: Compiler, weight: int, test: Condition) -> Condition:
    sql = f"SELECT n, {weight} AS weight FROM {compiler.database}.ticket WHERE {test.text}"
    return Condition(sql, test.parameters)
