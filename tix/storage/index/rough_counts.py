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


Numbers = tuple[int | None, int | None, bool]
"""The lowest and the highest number of a database's tickets (None: it has none), and whether there
is a ticket for each between them."""


def numbers_in(connection: sqlite3.Connection, database: str) -> Numbers:
    """The numbers of a database's tickets."""
    tickets = f"FROM {database}.ticket"
    [(first, end, count)] = connection.execute(
        f"SELECT (SELECT min(n) {tickets}), (SELECT max(n) {tickets}), count(*) {tickets}"
    )
    return first, end, bool(count) and count == end - first + 1


def sampled(
    connection: sqlite3.Connection,
    known: dict[str, Numbers],
    database: str,
    asked: str,
    alive: str,
    test: str | None,
    only: int | None = None,
) -> int:
    """About how many tickets of a database meet a question to the full text, and a test
    of their rows, if any. ``only``: they are counted up to that number, and no further.

    ``known`` has each database's numbers once they were asked for.
    ``alive`` begins a condition of ``fulltext.rowid``. Full text may have numbers of
    tickets that are no more: where there are none of these, tickets needn't be looked up, which
    takes four times as long.
    """
    if database not in known:
        known[database] = numbers_in(connection, database)
    first, end, is_each = known[database]
    if first is None or end is None:
        return 0
    most = only or max(_COUNTED, most_telling(end - first + 1) + 1)
    found, meets = f"{database}.fulltext", f"fulltext MATCH ? AND {alive}({test or 1})"
    if test or not is_each:
        found += f" CROSS JOIN {database}.ticket ON n = fulltext.rowid"
    number = "fulltext.rowid"
    [(hits, last)] = connection.execute(
        f"SELECT count(*), max(n) FROM (SELECT {number} AS n FROM {found} WHERE {meets}"
        f" AND {number} >= {first} AND {number} <= {end} LIMIT ?)",
        (asked, most),
    )
    if only or hits < most or last == end:
        return int(hits)
    windows = _windows(last + 1, end + 1)
    width = sum(until - start for start, until in windows)
    rows = ", ".join(f"({start}, {until})" for start, until in windows)
    [(more,)] = connection.execute(
        f"WITH span(start, until) AS (VALUES {rows}) SELECT count(*) FROM span CROSS JOIN"
        f" {found} WHERE {meets} AND {number} >= start AND {number} < until",
        (asked,),
    )
    return int(hits + more * (end - last) // width)


def _windows(start: int, until: int) -> list[tuple[int, int]]:
    """The last numbers of each of some equal parts of a range: all of them, where it is short."""
    edges = [start + (until - start) * part // _WINDOWS for part in range(_WINDOWS + 1)]
    return [(max(one, other - _WIDTH), other) for one, other in pairwise(edges)]
