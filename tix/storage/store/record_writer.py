"""Records in a transaction: got, added, changed and taken away, like tickets."""

from tix.model.record.document import Document, DocumentError, dump, load
from tix.model.record.kind import R, RecordKind
from tix.model.records.kinds import named, path_of
from tix.quick_typing import Generic
from tix.storage.desk.attributes import RECORD_ATTRIBUTES
from tix.storage.desk.desk import Desk
from tix.storage.store.filed import Broken
from tix.storage.store.record_files import BrokenRecordError, RecordFiles
from tix.storage.store.transaction import Transaction
from tix.storage.store.write_errors import checked


class RecordWriter(Generic[R]):
    """Writes records of one kind, as a part of a transaction."""

    def __init__(self, desk: Desk, work: Transaction, kind: RecordKind[R]) -> None:
        self._files = RecordFiles(desk, kind)
        self._work = work
        self._kind = kind
        self._known: dict[str, Document[R]] = {}

    def get(self, name: str) -> R:
        """A record as it stands now. Raises NoSuchRecordError, BrokenRecordError."""
        if name not in self._known:
            self._files.get(name)  # says what is wrong
            path = path_of(self._kind, name)
            try:
                self._known[name] = load(self._kind, self._work.found(path) or b"", name=name)
            except DocumentError as error:  # an editor is writing it
                raise BrokenRecordError(Broken(path, error.line, error.reason)) from None
        return self._known[name].record

    def add(self, record: R) -> None:
        """Add a record, filed under its id."""
        data = checked(record.id, lambda: dump(self._kind, record))
        self._put(record.id, data, seen=None)

    def put(self, record: R) -> None:
        """Change a record that was got before."""
        known = self._known[record.id]
        if record == known.record:
            path = path_of(self._kind, record.id)
            self._work.keep(path, named(self._kind, record.id), known.data)
            return
        self._put(record.id, checked(record.id, lambda: known.save(record)), seen=known.data)

    def remove(self, name: str) -> None:
        """Take a record that was got before out of the desk."""
        path = path_of(self._kind, name)
        self._work.put_file(path, None, named(self._kind, name), seen=self._known[name].data)

    def _put(self, name: str, data: bytes, *, seen: bytes | None) -> None:
        """Write a file; wherever there are records, they are merged by tix."""
        path = path_of(self._kind, name)
        self._work.put_file(path, data, named(self._kind, name), seen=seen)
        attributes = f"{self._kind.folder}/.gitattributes"
        if self._work.found(attributes) is None:
            self._work.put_file(attributes, RECORD_ATTRIBUTES)
