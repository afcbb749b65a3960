"""Filling the tables of an index file."""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise

from tix.frozen import dataclass
from tix.model.ticket.paths import stem
from tix.model.ticket.ticket import Ticket
from tix.query.columns import columns_of
from tix.query.tokens import SEPARATOR, normalised
from tix.quick_typing import NamedTuple, TypeAlias
from tix.storage.index import row_format
from tix.storage.index.schema import add_indexes, create
from tix.storage.store.filed import Broken, Filed

Row: TypeAlias = tuple[object, ...]

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


class Rows(NamedTuple):
    """Some files as rows of the tables: plain values, that ``marshal`` can write.

    ``words`` has each ticket's number, and what of it the table ``word`` has.
    """

    tickets: list[Row]
    texts: list[Row]
    fulltext: list[Row]
    broken: list[Row]
    words: list[tuple[int, list[tuple[str, str]]]]


def rows(found: Iterable[Filed | Broken], first_number: int) -> Iterator[Rows]:
    """The rows of all that is found, some files at a time."""
    number, waiting = first_number, iter(found)
    while batch := list(islice(waiting, _BATCH)):
        tickets = [filed for filed in batch if isinstance(filed, Filed)]
        broken = [each for each in batch if isinstance(each, Broken)]
        yield rows_of(list(enumerate(tickets, number)), broken)
        number += len(tickets)


def rows_of(numbered: Sequence[tuple[int, Filed]], broken: Iterable[Broken]) -> Rows:
    """The rows of tickets with their numbers, and of files that can't be read."""
    return Rows(
        [row_format.ticket_row(n, filed.path, filed.ticket) for n, filed in numbered],
        [row_format.text_row(n, filed.ticket) for n, filed in numbered],
        [fulltext_row(n, filed.ticket) for n, filed in numbered],
        [_broken_row(each) for each in broken],
        [(n, list(row_format.words_of(filed.ticket))) for n, filed in numbered],
    )


def fulltext_row(number: int, ticket: Ticket) -> Row:
    """The tokens of a ticket."""
    passages = columns_of(ticket).values()
    return (number, *(_BETWEEN.join(map(normalised, each)) for each in passages))


def _broken_row(broken: Broken) -> Row:
    path = broken.path
    stored = row_format.stored_path
    return stored(path), stored(stem(path)), broken.line, broken.reason


def fill(database: sqlite3.Connection, found: Iterable[Rows], first_number: int) -> Counts:
    """Make the tables and put everything into them. Raises sqlite3.Error."""
    create(database)
    database.execute("INSERT INTO fulltext (fulltext, rank) VALUES ('hashsize', 8388608)")
    database.execute("BEGIN")
    words = _Words()
    files, number = 0, first_number
    for each in found:
        insert(database, each)
        number += len(each.tickets)
        files += len(each.tickets) + len(each.broken)
        for n, texts in each.words:
            words.add(n, texts)
    words.write(database)
    database.execute("COMMIT")
    add_indexes(database)
    return Counts(files, number)


def insert(database: sqlite3.Connection, made: Rows) -> None:
    """Put rows into all tables but ``word`` and ``value``."""
    _insert(database, "ticket", row_format.TICKET_COLUMNS, made.tickets)
    _insert(database, "text", 3, made.texts)
    insert_fulltext(database, made.fulltext)
    _insert(database, "broken", 4, made.broken)


def insert_fulltext(database: sqlite3.Connection, made: Iterable[Row]) -> None:
    """Put the tokens of tickets into ``fulltext``."""
    database.executemany(
        "INSERT INTO fulltext (rowid, title, labels, people, body, comments, resolution, other)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        made,
    )


def _insert(database: sqlite3.Connection, table: str, columns: int, made: Iterable[Row]) -> None:
    marks = ", ".join("?" * columns)
    database.executemany(f"INSERT INTO {table} VALUES ({marks})", made)


class _Words:
    """The words of all tickets, until they are written in one go, in the order of the table.

    ``_words`` and ``_tickets`` have a number each for every use of a word.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._uses: list[int] = []
        self._words = array("l")
        self._tickets = array("l")

    def add(self, number: int, texts: Iterable[tuple[str, str]]) -> None:
        """Tickets come in the order of their numbers."""
        numbers, uses = self._numbers, self._uses
        for key in texts:
            word = numbers.setdefault(key, len(uses))
            if word == len(uses):
                uses.append(0)
            uses[word] += 1
            self._words.append(word)
            self._tickets.append(number)

    def write(self, database: sqlite3.Connection) -> None:
        numbered = self._numbers.items()
        made = ((word, *row_format.word_row(*key), self._uses[word]) for key, word in numbered)
        _insert(database, "word", 6, made)
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
