"""The records of a kind as the index knows them: all at once, without reading their files."""

from collections.abc import Iterable
from functools import cached_property

from tix.frozen import replace
from tix.model.record.kind import R, path_of
from tix.quick_typing import TYPE_CHECKING
from tix.storage.index.file_stamps import records_mark
from tix.storage.store.filed import Broken
from tix.storage.store.record_files import FiledRecord, RecordFiles

if TYPE_CHECKING:
    from tix.storage.index.record_rows import RecordRows


class IndexedRecords(RecordFiles[R]):
    """The records of a kind: one is read from its file, all of them from the index."""

    @cached_property
    def heads(self) -> tuple[FiledRecord[R], ...]:
        """Every record that can be read, without its text and its comments, by their names."""
        return tuple(
            FiledRecord(record, path_of(self.kind, record.id)) for record in self._rows.heads()
        )

    def one(self, name: str) -> R:
        """The record of that name, which has a title, without its text and its comments."""
        return self._rows.head(name)

    @cached_property
    def mark(self) -> str | None:
        """Another one where any of the files has changed; None where that can't be told."""
        return records_mark(self.desk, self.kind.folder)

    @cached_property
    def titles(self) -> tuple[tuple[str, str], ...]:
        """The name of every record that can be read, and what it is called, by their names."""
        return tuple(self.texts(self.kind.title))

    def texts(self, field: str) -> Iterable[tuple[str, str]]:
        """The name of every record that can be read, and the text of a field that is one text; ""
        where it has none."""
        return self._rows.texts_in(field)

    @cached_property
    def all(self) -> tuple[FiledRecord[R], ...]:
        """Every record that can be read, by their names."""
        texts = self._rows.texts() if self.heads else {}
        return tuple(
            replace(filed, record=replace(filed.record, body=body, comments=comments))
            for filed in self.heads
            for body, comments in [texts.get(filed.record.id, ("", ()))]
        )

    @cached_property
    def broken(self) -> tuple[Broken, ...]:
        """Every file that should be a record and can't be read as one."""
        return tuple(self._rows.broken())

    @cached_property
    def _rows(self) -> "RecordRows[R]":
        from tix.storage.index.record_rows import RecordRows  # who works on one needs no SQLite

        return RecordRows(self.desk, self.kind, self.names, self.read, self.mark)
