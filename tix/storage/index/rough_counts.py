"""How many tickets have a word, judged by the first of them where they are many.

Full text tells which tickets have a word one after the other: to count those of a common one takes
as long as starting tix. How rare a word is needn't be known so exactly.
"""

import sqlite3

_SAMPLE = 200
"""The tickets by which it is judged: that is right within a tenth, if the word is as common in all
years."""


def sampled(connection: sqlite3.Connection, database: str, asked: str, test: str) -> int:
    """About how many tickets of a database meet a question to the full text, and a test."""
    [(hits, last)] = connection.execute(
        f"SELECT count(*), max(n) FROM (SELECT n FROM {database}.fulltext CROSS JOIN"
        f" {database}.ticket ON n = fulltext.rowid WHERE fulltext MATCH ? AND {test} LIMIT ?)",
        (asked, _SAMPLE),
    )
    if hits < _SAMPLE:
        return int(hits)
    among = f"SELECT count(*) FROM {database}.ticket WHERE {test}"
    [(near,)] = connection.execute(f"{among} AND n <= ?", (last,))
    [(every,)] = connection.execute(among)
    return int(hits * every // near)
