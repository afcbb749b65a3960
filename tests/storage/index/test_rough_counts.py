"""How many tickets have a word, where full text has numbers of tickets that are no more."""

import sqlite3
from contextlib import closing

from tix.storage.index.rough_counts import numbers_in, sampled


def test_what_full_text_has_of_deleted_tickets_counts_nowhere() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE ticket (n INTEGER PRIMARY KEY)")
        database.execute("CREATE VIRTUAL TABLE fulltext USING fts5(title, content='')")
        for n in range(5, 15):
            database.execute("INSERT INTO ticket VALUES (?)", (n,))
            database.execute("INSERT INTO fulltext (rowid, title) VALUES (?, 'ferry')", (n,))

        def counted() -> int:
            return sampled(database, {}, "main", "ferry", "", None)

        assert counted() == 10
        for gone, left in ((5, 9), (14, 8), (9, 7)):  # the first, the last, one between them
            database.execute("DELETE FROM ticket WHERE n = ?", (gone,))
            assert counted() == left
        assert [sampled(database, {}, "main", "ferry", "", None, most) for most in (3, 9)] == [3, 7]
        assert numbers_in(database, "main") == (6, 13, False)
        database.execute("DELETE FROM ticket")
        assert counted() == 0
