"""The desk as a commit has it: what is made on top of a remote's is made of that."""

from collections.abc import Iterator

from tix.model.config.config import Config
from tix.model.config.reader import load_config
from tix.model.layout import CONFIG_FILE, FOLDERS, LIMIT
from tix.model.record.document import Document, DocumentError, load
from tix.model.record.kind import R, RecordKind
from tix.model.records.kinds import looks_like_record, path_of, record_at
from tix.model.ticket.document import load as load_ticket
from tix.model.ticket.paths import is_ticket_path
from tix.model.ticket.ticket import Ticket
from tix.quick_typing import Any
from tix.storage.git.blob_groups import Blobs
from tix.storage.git.process import Git
from tix.storage.git.tree_entries import tree_entries
from tix.storage.store.filed import Broken


class DeskInCommit:
    """Reads the desk's files from a commit. ``broken`` grows: the tickets that can't be read."""

    def __init__(self, git: Git, commit: str, prefix: str) -> None:
        """``prefix`` is the desk's folder in the repository."""
        self._git, self._commit, self._prefix = git, commit, prefix
        self.broken: list[Broken] = []

    def config(self) -> Config:
        """``tix.yaml``. Raises ConfigError."""
        for _, data in self._files(CONFIG_FILE):
            return load_config(data.decode(errors="replace"))
        return Config()

    def tickets_with(self, *fields: str) -> Iterator[Ticket]:
        """Every ticket that can be read and has one of these fields."""
        wanted = [f"\n{field}:".encode() for field in fields]
        for path, data in self._files(*FOLDERS):
            if is_ticket_path(path) and any(name in data for name in wanted):
                try:
                    yield load_ticket(data).record
                except DocumentError as error:
                    self.broken.append(Broken(path, error.line, error.reason))

    def records(self, kind: RecordKind[R]) -> list[Document[R]]:
        """Every record of a kind. Raises DocumentError for one that can't be read."""
        found = []
        for path, data in self._files(kind.folder):
            at = record_at(path)
            if at is not None and looks_like_record(kind, data):
                found.append(load(kind, data, name=at[1]))
        return found

    def record(self, kind: RecordKind[R], name: str) -> Document[R] | None:
        """A record; None if there is none of that name. Raises DocumentError."""
        for _, data in self._files(path_of(kind, name)):
            return load(kind, data, name=name)
        return None

    def has(self, path: str) -> bool:
        """Whether there is a file at that path of the desk."""
        return any(self._listed(path))

    def _files(self, *paths: str) -> Iterator[tuple[str, bytes]]:
        listed = list(self._listed(*paths))
        blobs = Blobs(self._git, LIMIT + 1)
        try:
            contents: Any = blobs.read([bytes.fromhex(blob) for _, blob in listed])
            for (path, _), data in zip(listed, contents, strict=True):
                if data is not None:
                    yield path, data
        finally:
            blobs.close()

    def _listed(self, *paths: str) -> Iterator[tuple[str, str]]:
        """Path from the desk's folder, and blob, of each plain file below these paths."""
        top = [f"{self._prefix}{path}" for path in paths]
        for path, entry in tree_entries(self._git, self._commit, *top):
            if entry.mode in ("100644", "100755"):
                yield path.removeprefix(self._prefix), entry.name
