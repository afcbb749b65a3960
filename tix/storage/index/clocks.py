"""The clocks of tickets, kept in a database beside the index: what doesn't depend on now.

A number stands for one content of one ticket, so only tickets with a new number are worked out,
those that something asks for. Where ``tix.yaml``, a file of holidays or what is known of time zones
has changed, all are; where customers have, the tickets that name them, or that a policy means by
them. A desk without promises has no such file.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property

from tix.frozen import dataclass
from tix.model.config.config import Config
from tix.model.text.quick_json import listed, loads
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.desk.desk import Desk
from tix.storage.index import clock_rows
from tix.storage.index.databases import connect, generations_of
from tix.storage.index.generations import Generations
from tix.storage.index.many_rows import columns_of
from tix.storage.index.promises_mark import promises_mark
from tix.storage.index.row_format import SHAPE

if TYPE_CHECKING:  # who only counts what is kept needs nothing of these
    from tix.model.promises import counted
    from tix.model.promises.clocks import Clocks
    from tix.model.promises.glance import Glance
    from tix.model.records.customers import Customers
    from tix.query.policy_rules import Rule
    from tix.query.promises import Promises
    from tix.storage.index.reader import IndexReader

_VERSION = f"6-{SHAPE:x}"

_GROUP = 400
"""Tickets that are worked out at once."""

_FEW = 5
"""So many tickets that are done and weren't worked out before aren't kept."""

_SPARE = 10_000
_POLICY = "?"
"""What a policy means by customers has this before its number, where customers have a name."""

_ALL_CUSTOMERS = "SELECT id, texts, mark FROM customer"

Progress = Callable[[int, int], None]
"""Is told how many of how many have been worked out."""


@dataclass(frozen=True, slots=True)
class Source:
    """What clocks are made from; ``promises`` and ``customers`` cost something to put together:
    the former less where the policies that were read before hold.

    ``customers_mark``: another one where a customer's file has changed, as ``folder_mark`` has it.
    """

    desk: Desk
    config: Config
    reader: "IndexReader"
    promises: "Callable[[tuple[Rule, ...] | None], Promises]"
    customers: "Callable[[], Customers]"
    customers_mark: Callable[[], str | None]
    progress: Progress | None = None


class KeptClocks:
    """The clocks of the tickets with these numbers (None: of all).

    ``database``: has them already, of those that it has.
    """

    def __init__(
        self,
        source: Source,
        numbers: Collection[int] | None = None,
        database: sqlite3.Connection | None = None,
    ) -> None:
        self._policies = {policy.name: policy for policy in source.config.promises}
        self._numbers = frozenset(source.reader.numbers() if numbers is None else numbers)
        self._database = database or _Keeper(source, self._numbers).up_to_date()

    def glances(self, now: int) -> "dict[str, Glance]":
        """How each ticket stands at a moment, by id."""
        from tix.model.promises.glance import Glance

        soon = " OR ".join(
            f"coalesce(:now BETWEEN warn{n} AND due{n}, 0)" for n in clock_rows.SPANS
        )
        rows = self._rows(
            f"id, policy, unanswered, late OR coalesce(due < :now, 0), {soon},"
            " what, due, warn, start, waits",
            now=now,
        )
        return {glance[0]: glance for glance in map(Glance._make, rows)}

    def clocks(self, numbers: Collection[int] | None = None) -> "dict[str, Clocks | None]":
        """The clocks of each ticket, or of some of them, by id; None where nothing is promised."""
        every: dict[int, list[tuple[Any, ...]]] = {}
        columns = "n, start, budget, due, warn, met, paused, waits"
        for number, *values in self._rows(columns, "each_clock", "n, number", numbers=numbers):
            every.setdefault(number, []).append(tuple(values))
        return {
            ident: clock_rows.restored(self._policies[policy], every[number]) if policy else None
            for number, ident, policy in self._rows("n, id, policy", numbers=numbers)
        }

    def policies(self) -> dict[int, str]:
        """The names of the policies that hold for tickets, by the tickets' numbers."""
        rows = self._database.execute("SELECT n, policy FROM clock WHERE policy NOTNULL")
        return {number: policy for number, policy in rows if number in self._numbers}

    def waiting(self, what: int) -> Iterator[tuple[int, int]]:
        """The tickets of which that clock (``clock_rows.RESOLUTION`` …) isn't met and has a due
        time: their numbers, and that time."""
        test = "what = :what AND met IS NULL AND due NOTNULL"
        rows = self._each("n, due", test, what=what)
        return ((number, due) for number, due in rows if number in self._numbers)

    def coming_due(self, first: int, last: int) -> set[int]:
        """The numbers of the tickets of which a clock that isn't met may be due, or warn, between
        two moments; there may be more."""
        spans = " OR ".join(
            f"warn{n} BETWEEN :first AND :last OR due{n} BETWEEN :first AND :last"
            for n in clock_rows.SPANS
        )
        rows = self._database.execute(
            f"SELECT n FROM clock WHERE due BETWEEN :first AND :last OR {spans}"
            " OR (due < :first AND warn1 IS NULL)",  # of the clocks behind it nothing is known
            {"first": first, "last": last},
        )
        return {number for (number,) in rows if number in self._numbers}

    # For counting many clocks of tickets, some of which may not be among those asked for:

    def kept(self, after: float, before: float) -> "counted.KeptColumns":
        """The promises that were met in time, from ``after`` up to but not including ``before``."""
        test = "budget NOTNULL AND coalesce(due >= met, 1) AND met >= :after AND met < :before"
        return self._columns("n what policy met", test, after=after, before=before)

    def missed(self, now: int, after: float, before: float) -> "counted.MissedColumns":
        """Those that were due in that time and are met late, or not yet (P7), by ticket."""
        test = "due < coalesce(met, :now) AND due >= :after AND due < :before"
        columns = "n what policy due met late waits"
        return self._columns(columns, test, now=now, after=after, before=before)

    def running(self, now: int) -> "Iterator[counted.RunningClock]":
        """Those that are neither met nor over."""
        test = "budget NOTNULL AND met IS NULL AND coalesce(due >= :now, 1)"
        return self._each("n, what", test, now=now)

    def met(self) -> "Iterator[counted.MetClock]":
        """The clocks that have been met."""
        return self._each("n, what, start, met, took", "met NOTNULL")

    def waits(self) -> "Iterator[counted.WaitedTicket]":
        """Every ticket for which a policy holds."""
        return self._each("n, policy, waits", f"what = {clock_rows.RESOLUTION}")

    def _columns(self, names: str, test: str, **values: float) -> tuple[Any, ...]:
        """Columns of such clocks, in the order of their tickets."""
        source = f"(SELECT * FROM each_clock WHERE {test} ORDER BY n, number)"
        return columns_of(self._database, names.split(), source, values)

    def _each(self, columns: str, test: str, **values: float) -> Iterator[Any]:
        return self._database.execute(f"SELECT {columns} FROM each_clock WHERE {test}", values)

    def _rows(
        self,
        columns: str,
        table: str = "clock",
        order: str = "n",
        *,
        now: int = 0,
        numbers: Collection[int] | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        wanted = listed([*(self._numbers if numbers is None else numbers)])
        return self._database.execute(
            f"SELECT {columns} FROM {table} WHERE n IN {_LISTED} ORDER BY {order}",
            {"now": now, "numbers": wanted},
        )


_LISTED = "(SELECT value FROM json_each(:numbers))"


def clocks_of_one(source: Source, number: int, *, without_customer: bool) -> "Clocks | None":
    """The clocks of one ticket, for a page: as they are kept, else worked out and not kept, which
    would take longer. None where nothing is promised."""
    keeper = _Keeper(source, (number,))
    database = keeper.lasting(without_customer=without_customer)
    kept = KeptClocks(source, (number,), database).clocks()
    for clocks in kept.values():
        return clocks
    [filed] = source.reader.wholes((number,))
    return keeper.promises.clocks(filed.ticket)


class _Keeper:
    """Brings the file of a desk's clocks up to date."""

    def __init__(self, source: Source, numbers: Collection[int]) -> None:
        self._source = source
        self._wanted = frozenset(numbers)
        self._generations: Generations = generations_of(source.desk, "clocks", _VERSION)
        self._generation = self._generations.read()
        self._of_same_files: sqlite3.Connection | None = None
        self._state = {
            "rules": promises_mark(source.desk, source.config),
            "numbered": source.reader.numbering(self._wanted),
        }

    def up_to_date(self) -> sqlite3.Connection:
        """A database with the clocks of the wanted tickets, and perhaps of others, too."""
        is_same = self._has_same_customers  # a mark from before they are read
        known = self._known()
        if known is None:
            return self._renewed(None, self._wanted, frozenset())
        self._of_same_files = known if is_same else None
        stale = frozenset[int]() if is_same else self._touched(known)
        missing = (self._wanted & stale) | self._unknown(known)
        if is_same and missing == self._wanted and self._are_few_and_done(missing):
            return self._in_memory(missing)
        if missing or stale or not is_same:
            return self._renewed(known, missing, stale)
        return known

    def lasting(self, *, without_customer: bool) -> sqlite3.Connection | None:
        """What was worked out before, as it is, where it and its policies hold; None: ask
        ``up_to_date``. For a ticket ``without_customer``, the customers may have changed."""
        known = self._known()
        if known is None or not (without_customer or self._has_same_customers):
            return None
        self._of_same_files = known
        return known

    @cached_property
    def _customers_mark(self) -> str | None:
        return self._source.customers_mark()  # a look at each of their files

    @property
    def _has_same_customers(self) -> bool:
        mark, last = self._customers_mark, self._generation
        return mark is not None and last is not None and last.state["customers"] == mark

    def _known(self) -> sqlite3.Connection | None:
        """What was worked out before, as far as it holds but for customers."""
        last, state = self._generation, self._state
        if last is None or any(last.state.get(n) != state[n] for n in ("rules", "numbered")):
            return None
        with contextlib.suppress(sqlite3.Error):
            return connect(*last.files)
        return None

    def _unknown(self, known: sqlite3.Connection) -> frozenset[int]:
        """The wanted tickets that haven't been worked out."""
        asked = "SELECT count(*) FROM json_each(:numbers) JOIN clock ON n = value"
        [(count,)] = known.execute(asked, {"numbers": listed([*self._wanted])})
        if count == len(self._wanted):
            return frozenset()
        return self._wanted - {n for (n,) in known.execute("SELECT n FROM clock")}

    def _are_few_and_done(self, numbers: Collection[int]) -> bool:
        """Whether nobody will soon ask again what is due of these tickets."""
        if not 0 < len(numbers) <= _FEW:
            return False
        heads = self._source.reader.heads(numbers)
        return all(self._source.config.is_done(filed.ticket) for filed in heads)

    def _touched(self, known: sqlite3.Connection) -> frozenset[int]:
        """The numbers of the tickets that customers who have changed may have to do with."""
        before = {ident: rest for ident, *rest in known.execute(_ALL_CUSTOMERS)}
        now = {ident: rest for ident, *rest in self._customers}
        texts: set[str] = set()
        for ident in before.keys() | now.keys():
            old, new = before.get(ident), now.get(ident)
            if old == new:
                continue
            sets = [{*loads(each[0])} if each else set[str]() for each in (old, new)]
            # What a policy means by customers touches only those that came or went.
            texts |= sets[0] ^ sets[1] if ident.startswith(_POLICY) else sets[0] | sets[1]
        asked = "SELECT n FROM clock WHERE customer IN (SELECT value FROM json_each(?))"
        rows = known.execute(asked, (listed(sorted(texts)),)) if texts else ()
        return frozenset(n for (n,) in rows)

    @cached_property
    def _customers(self) -> list[list[str]]:
        """Each customer, with what tickets may call it and a mark of what its file says; and like
        one more, what each policy means by customers."""
        rows = [
            [each.id, _listed({each.id, each.name.strip().casefold()}), _hash(repr(each))]
            for each in self._source.customers().all
        ]
        meant = enumerate(self.promises.customers_meant())
        return [*rows, *([f"{_POLICY}{n}", _listed(texts), ""] for n, texts in meant)]

    @cached_property
    def promises(self) -> "Promises":
        """What the desk has promised; policies whose files haven't changed aren't read again."""
        if self._of_same_files is not None:
            for (kept,) in self._of_same_files.execute("SELECT kept FROM policies"):
                if kept is not None:
                    from tix.query.policy_rules import restored  # where clocks are worked out

                    return self._source.promises(restored(self._source.config, kept))
        return self._source.promises(None)

    def _renewed(
        self,
        known: sqlite3.Connection | None,
        missing: Collection[int],
        stale: Collection[int],
    ) -> sqlite3.Connection:
        """A new file with what is missing, too; one in memory where nothing can be written."""
        with contextlib.suppress(OSError, sqlite3.Error):
            place = self._generations.new_file()
            try:
                with contextlib.closing(sqlite3.connect(place)) as database:
                    self._fill(database, known, missing, stale)
                made = connect(place)
                state = {**self._state, "customers": self._customers_mark}
                self._generations.publish([place], state, self._generation)
                return made
            finally:
                place.unlink(missing_ok=True)  # unless it was published, under another name
        database = sqlite3.connect(":memory:")
        self._fill(database, known, missing, stale)
        return database

    def _in_memory(self, numbers: Collection[int]) -> sqlite3.Connection:
        """The clocks of a few tickets alone: who looks at a page of what is done, of which nobody
        asks what is due, needn't wait until all others are written again."""
        database = sqlite3.connect(":memory:")
        database.executescript(clock_rows.TABLES)
        for rows in self._worked_out(numbers):
            _insert(database, rows)
        return database

    def _fill(
        self,
        database: sqlite3.Connection,
        known: sqlite3.Connection | None,
        missing: Collection[int],
        stale: Collection[int],
    ) -> None:
        if known is not None:
            known.backup(database)
        from tix.query.policy_rules import written  # where clocks are worked out

        database.executescript(clock_rows.TABLES)
        test = "n IN (SELECT value FROM json_each(?))"
        gone = listed([*stale, *missing])
        for table in clock_rows.OF_TICKETS:
            database.execute(f"DELETE FROM {table} WHERE {test}", (gone,))
        [(count,)] = database.execute("SELECT count(*) FROM clock")
        if count > 2 * len(self._wanted) + _SPARE:  # most are of tickets that are no more
            wanted = listed([*self._wanted])
            for table in clock_rows.OF_TICKETS:
                database.execute(f"DELETE FROM {table} WHERE NOT {test}", (wanted,))
        for rows in self._worked_out(missing):
            _insert(database, rows)
        database.execute("DELETE FROM customer")
        database.executemany("INSERT INTO customer VALUES (?, ?, ?)", self._customers)
        database.execute("DELETE FROM policies")
        database.execute("INSERT INTO policies VALUES (?)", (written(self.promises.rules),))
        database.commit()

    def _worked_out(self, numbers: Collection[int]) -> Iterator[list[clock_rows.Rows]]:
        """The rows of these tickets, of some after the other: all would take much memory."""
        if not numbers:
            return
        promises, progress, wanted = self.promises, self._source.progress, sorted(numbers)
        for start in range(0, len(wanted), _GROUP):
            group = wanted[start : start + _GROUP]
            wholes = zip(group, self._source.reader.wholes(group), strict=True)
            yield [clock_rows.rows_of(number, filed.ticket, promises) for number, filed in wholes]
            if progress and len(wanted) > _GROUP:
                progress(start, len(wanted))


def _insert(database: sqlite3.Connection, rows: Sequence[clock_rows.Rows]) -> None:
    clock_rows.insert(database, "clock", [row for row, _ in rows])
    clock_rows.insert(database, "each_clock", [each for _, every in rows for each in every])


def _hash(text: str) -> str:
    from hashlib import sha256  # only where a customer has changed

    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def _listed(texts: Iterable[str]) -> str:
    return listed(sorted(texts))
