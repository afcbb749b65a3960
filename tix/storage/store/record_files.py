"""Records of a kind as their files stand: their names, and reading one."""

import contextlib
import os
from collections.abc import Iterator

from tix.errors import NeedsPersonError, NotFoundError
from tix.frozen import dataclass
from tix.model.layout import LIMIT
from tix.model.record.kind import R, RecordKind, is_name, path_of
from tix.quick_typing import TYPE_CHECKING, Any, Generic
from tix.storage.desk import files
from tix.storage.desk.desk import Desk
from tix.storage.desk.left_out import LeftOutFiles
from tix.storage.store.filed import Broken

if TYPE_CHECKING:  # whoever asks whether a file has changed reads none
    from tix.model.record.document import Document


class NoSuchRecordError(NotFoundError):
    """The desk has no record of that name."""

    def __init__(self, kind: RecordKind[Any], name: str, known: Iterator[str]) -> None:
        from tix.model.text.nearest import did_you_mean  # only where there is none

        hint = did_you_mean(name, known) or f"tix {kind.command_name} list shows them"
        super().__init__(f"there is no {kind.name} {name!r}", hint=hint)


class BrokenRecordError(NeedsPersonError):
    """A command names a record whose file can't be read."""

    def __init__(self, broken: Broken) -> None:
        self.broken = broken
        super().__init__(str(broken), hint="mend the file in an editor; tix check lists all")


@dataclass(frozen=True, slots=True)
class FiledRecord(Generic[R]):
    """A record and where it is filed, from the desk's root."""

    record: R
    path: str


class RecordFiles(Generic[R]):
    """The files of a kind in a desk, also those that a sparse checkout leaves out."""

    def __init__(self, desk: Desk, kind: RecordKind[R]) -> None:
        self.desk = desk
        self.kind = kind
        self._left_out = LeftOutFiles(desk, kind.folder)

    def names(self) -> list[str]:
        """The names of all files that can be a record's, sorted; most of the time they are."""
        folder = self.kind.folder
        files = {path.removeprefix(f"{folder}/") for path in self._left_out.blobs}
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            files.update(os.listdir(self.desk.root / folder))  # noqa: PTH208 (no Paths of many)
        names = (file.removesuffix(".md") for file in files if file.endswith(".md"))
        return sorted(name for name in names if is_name(self.kind, name))

    def get(self, name: str) -> FiledRecord[R]:
        """The record of that name. Raises NoSuchRecordError, BrokenRecordError."""
        read = self.read(name)
        if read is None:
            raise NoSuchRecordError(self.kind, name, iter(self.names()))
        if isinstance(read, Broken):
            raise BrokenRecordError(read)
        return FiledRecord(read.record, path_of(self.kind, name))

    def has(self, name: str) -> bool:
        """Whether there is a file of that name."""
        path = path_of(self.kind, name)
        return (self.desk.root / path).exists() or path in self._left_out.blobs

    def read(self, name: str) -> "Document[R] | Broken | None":
        """A record's file; None if there is none, or none of ours."""
        path = path_of(self.kind, name)
        try:
            data = self._content(path)
        except files.UnsafePathError:
            return Broken(path, 1, "this is a link, or no plain file; it isn't read")
        except OSError as error:
            return Broken(path, 1, f"can't be read: {os.strerror(error.errno or 0).lower()}")
        from tix.model.record.document import DocumentError, load
        from tix.model.records.kinds import looks_like_record

        if data is None or not looks_like_record(self.kind, data):
            return None
        try:
            return load(self.kind, data, name=name)
        except DocumentError as error:
            return Broken(path, error.line, error.reason)

    def _content(self, path: str) -> bytes | None:
        try:
            return files.read(self.desk.root, path, LIMIT + 1)  # enough to see that it is too large
        except FileNotFoundError:
            return self._left_out.read(path)
