"""The database of the records of one kind: a row for each file, with the stamp that it had.

Fields stand apart from text and comments, which most questions don't look at. Files whose stamp is
another one, or that changed so late that the stamp may miss a change, are read; then the database
is written anew, whole. Where nothing can be written, every file is read each time.
"""

import contextlib
import sqlite3
import time
from binascii import crc32
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from tix.frozen import dataclass
from tix.model.record.kind import R, RecordKind, path_of
from tix.model.record.values import Comment, TeamField
from tix.model.text.quick_json import loads
from tix.quick_typing import TYPE_CHECKING, Any, Generic, TypeAlias
from tix.storage.desk.desk import Desk
from tix.storage.index.databases import connect, generations_of
from tix.storage.index.file_stamps import stamp
from tix.storage.index.generations import Generation
from tix.storage.index.row_format import comments_of, stored_comments
from tix.storage.store.filed import Broken

if TYPE_CHECKING:  # where no file has changed, none is read
    from tix.model.record.document import Document

_VERSION = "2"

_TABLES = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
CREATE TABLE record (name TEXT PRIMARY KEY, stamp TEXT, head TEXT, line INTEGER, reason TEXT);
CREATE TABLE text (name TEXT PRIMARY KEY, body TEXT NOT NULL, comments TEXT NOT NULL);
"""

_GRAIN = 20_000_000
"""Nanoseconds within which a file may change twice and have one time."""

_WHOLE_SECONDS = 2_000_000_000
"""The same where a file system counts whole seconds."""

_Read: TypeAlias = "Callable[[str], Document[Any] | Broken | None]"


@dataclass(frozen=True, slots=True)
class Row:
    """A file: its fields as JSON, or why it can't be read; neither if it is no record."""

    stamp: str | None
    head: str | None
    line: int | None = None
    reason: str | None = None


class RecordRows(Generic[R]):
    """The rows of the files that ``names`` gives, sorted; ``read`` reads the one of that name.

    ``mark`` is another one where a file has changed; None where that can't be told.
    """

    def __init__(
        self,
        desk: Desk,
        kind: RecordKind[R],
        names: Callable[[], Sequence[str]],
        read: _Read,
        mark: str | None = None,
    ) -> None:
        self._desk = desk
        self._kind = kind
        self._names = names
        self._read = read
        self._mark = mark
        self._generations = generations_of(desk, kind.folder, f"{_VERSION}-{_shape(kind):x}")
        self._new_texts: dict[str, tuple[str, str]] = {}
        self._generation: Generation | None = None
        self._database: sqlite3.Connection | None = None  # stays readable if its file goes
        self._heads = self._known_heads()

    def head(self, name: str) -> R:
        """The record of that name, which is one, without text and comments."""
        head = self._heads.get(name) if self._heads is not None else self._rows[name].head
        assert head is not None, "who asks has its title"
        return _record(self._kind, name, head)

    def heads(self) -> Iterator[R]:
        """The records without text and comments."""
        for name, head in self._every_head():
            yield _record(self._kind, name, head)

    def texts_in(self, field: str) -> Iterator[tuple[str, str]]:
        """The names of the records, and the text of each in a field of one text."""
        rows = [*self._every_head()]
        place = self._kind.order[field]
        heads = loads(f"[{','.join(head for _, head in rows)}]")
        return ((name, head[place] or "") for (name, _), head in zip(rows, heads, strict=True))

    def texts(self) -> Mapping[str, tuple[str, tuple[Comment, ...]]]:
        """Text and comments of the records that have some."""
        is_known = self._heads is not None or bool(self._rows)  # which reads what is new
        found = dict(self._stored_texts()) | self._new_texts if is_known else {}
        return {name: (body, comments_of(comments)) for name, (body, comments) in found.items()}

    def broken(self) -> Iterator[Broken]:
        """The files that can't be read."""
        for name, row in self._rows.items():
            if row.line is not None and row.reason is not None:
                yield Broken(path_of(self._kind, name), row.line, row.reason)

    def _every_head(self) -> Iterable[tuple[str, str]]:
        """The name of each record, and its fields as JSON."""
        if self._heads is not None:
            return self._heads.items()
        return ((name, row.head) for name, row in self._rows.items() if row.head is not None)

    def _known_heads(self) -> dict[str, str] | None:
        """The same, where no file has changed since the database was written; else None."""
        self._generation = self._generations.read()
        if self._mark is None or self._generation is None:
            return None
        if self._generation.state.get("mark") != self._mark:
            return None
        with contextlib.suppress(sqlite3.Error):
            database = connect(*self._generation.files)
            asked = "SELECT name, head FROM record WHERE head NOTNULL ORDER BY name"
            heads = dict(database.execute(asked).fetchall())
            self._database = database
            return heads
        return None

    @cached_property
    def _rows(self) -> dict[str, Row]:
        names = self._names()
        return self._up_to_date(names) if names else {}

    def _up_to_date(self, names: Sequence[str]) -> dict[str, Row]:
        since = time.time_ns()
        stamps = {name: self._stamp(name) for name in names}
        known = self._known()
        rows = {}
        for name, mark in stamps.items():
            row = known.get(name)
            is_known = row is not None and mark is not None and row.stamp == mark
            rows[name] = row if row is not None and is_known else self._row(name, mark)
        if self._new_texts or known.keys() != rows.keys() or self._is_newly_marked():
            self._write(rows, since)
        return rows

    def _is_newly_marked(self) -> bool:
        """Whether the database has yet to be told a mark by which it is known to hold."""
        last = self._generation
        return self._mark is not None and last is not None and last.state.get("mark") != self._mark

    def _stamp(self, name: str) -> str | None:
        with contextlib.suppress(OSError):
            return ",".join(map(str, stamp(f"{self._desk.root}/{path_of(self._kind, name)}")))
        return None

    def _known(self) -> Mapping[str, Row]:
        if self._generation is None:
            return {}
        try:
            database = connect(*self._generation.files)
            rows = database.execute("SELECT name, stamp, head, line, reason FROM record").fetchall()
        except sqlite3.Error:
            return {}
        self._database = database
        return {name: Row(*rest) for name, *rest in rows}

    def _row(self, name: str, mark: str | None) -> Row:
        """What a file says now."""
        self._new_texts[name] = ("", "")
        read = self._read(name)
        if isinstance(read, Broken):
            return Row(mark, None, read.line, read.reason)
        if read is None:
            return Row(mark, None)
        record = read.record
        self._new_texts[name] = (record.body, stored_comments(record.comments))
        return Row(mark, _head(self._kind, record))

    def _stored_texts(self) -> Iterator[tuple[str, tuple[str, str]]]:
        if self._database is not None:
            asked = "SELECT name, body, comments FROM text"
            for name, body, comments in self._database.execute(asked):
                yield name, (body, comments)

    def _write(self, rows: Mapping[str, Row], since: int) -> None:
        """Write the database anew; best effort."""
        with contextlib.suppress(OSError, sqlite3.Error):
            texts = dict(self._stored_texts()) | self._new_texts
            place = self._generations.new_file()
            try:
                with contextlib.closing(sqlite3.connect(place)) as database:
                    database.executescript(_TABLES)
                    database.executemany(
                        "INSERT INTO record VALUES (?, ?, ?, ?, ?)",
                        (
                            (name, _lasting(row.stamp, since), row.head, row.line, row.reason)
                            for name, row in rows.items()
                        ),
                    )
                    database.executemany(
                        "INSERT INTO text VALUES (?, ?, ?)",
                        ((name, *texts[name]) for name in rows if any(texts.get(name, ()))),
                    )
                    database.commit()
                self._generations.publish([place], {"mark": self._mark}, self._generation)
            finally:
                with contextlib.suppress(OSError):
                    place.unlink()


def _lasting(mark: str | None, since: int) -> str | None:
    """A stamp; None where the file may have changed since without getting another one."""
    if mark is None:
        return None
    changed = int(mark.split(",")[2])
    grain = _GRAIN if changed % 1_000_000_000 else _WHOLE_SECONDS
    return None if changed >= since - grain else mark


def _head(kind: RecordKind[Any], record: Any) -> str:
    """The fields of a record, and those of the team, as JSON."""
    values: list[object] = []
    for field in kind.fields:
        texts = field.texts(record)
        values.append(texts or None if field.many else next(iter(texts), None))
    team = [(extra.name, extra.value) for extra in record.team_fields]
    from json import dumps  # only what is new is written

    return dumps([*values, team], ensure_ascii=False, separators=(",", ":"))


def _record(kind: RecordKind[R], name: str, head: str) -> R:
    *texts, team = loads(head)
    values: dict[str, Any] = {}
    for field, text in zip(kind.fields, texts, strict=True):
        if text is not None:
            many, parse = kind.reading[field.name]
            values[field.name] = parse(tuple(text) if many else text)
    values["team_fields"] = tuple(
        TeamField(key, value if isinstance(value, str) else tuple(value)) for key, value in team
    )
    return kind.made(values, name, "", ())


def _shape(kind: RecordKind[Any]) -> int:
    """Another number where the table of fields is another one."""
    return crc32(repr([(f.name, f.kind.name, f.many) for f in kind.fields]).encode())
