"""How many tickets have a word, judged by some of them where they are many.

Full text tells which tickets have a word one after the other: to count those of a common one takes
as long as starting tix. How rare a word is needn't be known so exactly, but whether it is rare at
all is: up to there, they are counted.
"""

import sqlite3
from itertools import pairwise

from tix.query.similar import most_telling

_COUNTED = 200
"""So many are counted at least, which is all in a small desk."""

_WINDOWS, _WIDTH = 16, 50
"""The rest is judged by windows of so many tickets, as words come and go with the years: the last
of them has the newest tickets."""


def sampled(connection: sqlite3.Connection, database: str, asked: str, test: str) -> int:
    """About how many tickets of a database meet a question to the full text, and a test."""
    numbers = f"FROM {database}.ticket"
    [(first, end)] = connection.execute(f"SELECT (SELECT min(n) {numbers}), max(n) {numbers}")
    most = max(_COUNTED, most_telling(end - first + 1) + 1) if end else 0
    found = f"fulltext CROSS JOIN {database}.ticket ON n = fulltext.rowid"
    meets = f"fulltext MATCH ? AND {test}"
    [(hits, last)] = connection.execute(
        f"SELECT count(*), max(n) FROM (SELECT n FROM {database}.{found} WHERE {meets} LIMIT ?)",
        (asked, most),
    )
    if hits < most or last == end:
        return int(hits)
    windows = _windows(last + 1, end + 1)
    width = sum(until - start for start, until in windows)
    rows = ", ".join(f"({start}, {until})" for start, until in windows)
    [(more,)] = connection.execute(
        f"WITH span(start, until) AS (VALUES {rows}) SELECT count(*) FROM span CROSS JOIN"
        f" {database}.{found} WHERE {meets} AND fulltext.rowid >= start AND fulltext.rowid < until",
        (asked,),
    )
    return int(hits + more * (end - last) // width)


def _windows(start: int, until: int) -> list[tuple[int, int]]:
    """The last numbers of each of some equal parts of a range: all of them, where it is short."""
    edges = [start + (until - start) * part // _WINDOWS for part in range(_WINDOWS + 1)]
    return [(max(one, other - _WIDTH), other) for one, other in pairwise(edges)]
