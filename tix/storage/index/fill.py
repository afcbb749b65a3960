"""Filling the tables of an index file."""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice, pairwise

from tix.frozen import dataclass
from tix.model.ticket.ticket import Ticket
from tix.query.columns import columns_of
from tix.query.tokens import SEPARATOR, normalised
from tix.storage.index import row_format
from tix.storage.index.schema import add_indexes, create
from tix.storage.store.filed import Broken, Filed

_BETWEEN = f" {SEPARATOR} "
_BATCH = 256

_WRITING = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
PRAGMA locking_mode=EXCLUSIVE;
PRAGMA cache_size=-8000;
PRAGMA temp_store=MEMORY;
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many files were written, and the next free number of a ticket."""

    files: int
    next_number: int


def writable(path: str) -> sqlite3.Connection:
    """A database to be filled, ``:memory:`` too; nobody else has it yet. Raises sqlite3.Error."""
    database = sqlite3.connect(path, uri=True, isolation_level=None)
    database.executescript(_WRITING)
    return database


def fill(
    database: sqlite3.Connection, found: Iterable[Filed | Broken], first_number: int
) -> Counts:
    """Make the tables and put everything into them. Raises sqlite3.Error."""
    create(database)
    database.execute("INSERT INTO fulltext (fulltext, rank) VALUES ('hashsize', 8388608)")
    database.execute("BEGIN")
    words = _Words()
    files, number = 0, first_number
    for batch in _batches(found):
        tickets = [filed for filed in batch if isinstance(filed, Filed)]
        numbered = list(enumerate(tickets, number))
        number += len(tickets)
        files += len(batch)
        insert_tickets(database, numbered)
        insert_broken(database, [broken for broken in batch if isinstance(broken, Broken)])
        for n, filed in numbered:
            words.add(n, filed.ticket)
    words.write(database)
    database.execute("COMMIT")
    add_indexes(database)
    return Counts(files, number)


def insert_tickets(database: sqlite3.Connection, numbered: Iterable[tuple[int, Filed]]) -> None:
    """Put tickets into all tables but ``word`` and ``value``."""
    numbered = list(numbered)
    _insert(
        database,
        "ticket",
        row_format.TICKET_COLUMNS,
        (row_format.ticket_row(n, filed.path, filed.ticket) for n, filed in numbered),
    )
    _insert(database, "text", 3, (row_format.text_row(n, filed.ticket) for n, filed in numbered))
    insert_fulltext(database, ((n, filed.ticket) for n, filed in numbered))


def insert_fulltext(database: sqlite3.Connection, tickets: Iterable[tuple[int, Ticket]]) -> None:
    """Put the tokens of tickets into ``fulltext``."""
    database.executemany(
        "INSERT INTO fulltext (rowid, title, labels, people, body, comments, resolution, other)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (n, *(_BETWEEN.join(map(normalised, p)) for p in columns_of(ticket).values()))
            for n, ticket in tickets
        ),
    )


def insert_broken(database: sqlite3.Connection, found: Iterable[Broken]) -> None:
    """Put files that can't be read into ``broken``."""
    _insert(
        database,
        "broken",
        4,
        (
            (
                row_format.stored_path(broken.path),
                row_format.stored_path(row_format.stem(broken.path)),
                broken.line,
                broken.reason,
            )
            for broken in found
        ),
    )


def _insert(
    database: sqlite3.Connection, table: str, columns: int, rows: Iterable[tuple[object, ...]]
) -> None:
    marks = ", ".join("?" * columns)
    database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


class _Words:
    """The words of all tickets, until they are written in one go, in the order of the table.

    ``_words`` and ``_tickets`` have a number each for every use of a word.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._uses: list[int] = []
        self._words = array("l")
        self._tickets = array("l")

    def add(self, number: int, ticket: Ticket) -> None:
        """Tickets come in the order of their numbers."""
        numbers, uses = self._numbers, self._uses
        for key in row_format.words_of(ticket):
            word = numbers.setdefault(key, len(uses))
            if word == len(uses):
                uses.append(0)
            uses[word] += 1
            self._words.append(word)
            self._tickets.append(number)

    def write(self, database: sqlite3.Connection) -> None:
        rows = (
            (word, *row_format.word_row(*key), self._uses[word])
            for key, word in self._numbers.items()
        )
        _insert(database, "word", 6, rows)
        _insert(database, "value", 2, self._values())

    def _values(self) -> Iterator[tuple[int, int]]:
        """Each word with each of its tickets: sorted by counting, for a list would be large."""
        starts = list(accumulate(self._uses, initial=0))
        free, sorted_tickets = starts[:], array("l", bytes(self._tickets.itemsize)) * starts[-1]
        for word, ticket in zip(self._words, self._tickets, strict=True):
            sorted_tickets[free[word]] = ticket
            free[word] += 1
        for word, (start, end) in enumerate(pairwise(starts)):
            for ticket in sorted_tickets[start:end]:
                yield word, ticket


def _batches(found: Iterable[Filed | Broken]) -> Iterator[list[Filed | Broken]]:
    waiting = iter(found)
    while batch := list(islice(waiting, _BATCH)):
        yield batch
