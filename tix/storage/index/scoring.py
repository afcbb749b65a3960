"""How well tickets fit the words of a search: ``tix.query.ranking.score``, as SQL.

Literals (``++``) stand in no index; a search for one is scored ticket by ticket, without this.
"""

from collections.abc import Iterator, Sequence

from tix.query.columns import COLUMNS
from tix.query.predicates import TEXT, Contains
from tix.query.ranking import ID_WEIGHT, WEIGHTS
from tix.storage.index.conditions import Compiler
from tix.storage.index.sql import Condition


def scored(compiler: Compiler, terms: Sequence[Contains], within: str | None = None) -> Condition:
    """A SELECT of the number and the score of each ticket that has some of the words.

    ``within``: of each that fits this question to the full text, instead. None of the terms is a
    literal. The rows may be more than the tickets that count: those that the delta has replaced
    are among them.
    """
    parts = [part for term in terms for part in _parts(compiler, term, within)]
    parts.append(_NOTHING if within is None else _weighed(compiler, 0, within))
    text = " UNION ALL ".join(part.text for part in parts)
    parameters = tuple(value for part in parts for value in part.parameters)
    return Condition(f"SELECT n, sum(weight) AS score FROM ({text}) GROUP BY n", parameters)


_NOTHING = Condition("SELECT 0 AS n, 0 AS weight WHERE 0")


def _parts(compiler: Compiler, term: Contains, within: str | None) -> Iterator[Condition]:
    """For each column the tickets in which it has the words, and what that counts for."""
    is_all = within in (None, compiler.text(term))  # then the words alone say as much
    for column in COLUMNS if term.where == TEXT else (term.where,):
        found = compiler.words(term.words, column)
        yield _weighed(compiler, WEIGHTS[column], found if is_all else f"{found} AND {within}")
    if (prefix := term.id_prefix) is not None and compiler.begins_id(prefix):
        yield Condition(
            f"SELECT n, {ID_WEIGHT} AS weight FROM {compiler.database}.ticket"
            " WHERE id >= ? AND id < ?",
            (prefix, prefix + "\U0010ffff"),
        )


def _weighed(compiler: Compiler, weight: int, asked: str) -> Condition:
    sql = (
        f"SELECT rowid AS n, {weight} AS weight"
        f" FROM {compiler.database}.fulltext WHERE fulltext MATCH ?"
    )
    return Condition(sql, (asked,))
