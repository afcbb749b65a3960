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
    found = f"SELECT rowid FROM {database}.fulltext WHERE fulltext MATCH ? LIMIT {_SAMPLE}"
    rows = [int(number) for (number,) in connection.execute(found, (asked,))]

    def among(numbers: str) -> int:
        sql = f"SELECT count(*) FROM {database}.ticket WHERE {test} AND {numbers}"
        [(count,)] = connection.execute(sql)
        return int(count)

    hits = among(f"n IN ({','.join(map(str, rows))})") if rows else 0
    if not hits or len(rows) < _SAMPLE:
        return hits
    return hits * among("1") // among(f"n <= {rows[-1]}")
