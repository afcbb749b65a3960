"""Failures that have no ticket yet: with ``--after N`` the Nth in a row opens one.

Each failure that comes before is an entry in a record of the test and the place (``tries/``), so
that jobs that fail at once in several clones are all counted. The record goes when the ticket
comes, or when the test passes.
"""

from collections.abc import Sequence
from functools import cached_property

from tix.errors import TixError
from tix.frozen import replace
from tix.model.record.occurrences import Occurrence
from tix.model.records.attempts import ATTEMPTS, Attempts
from tix.quick_typing import TYPE_CHECKING
from tix.storage.store.record_files import RecordFiles

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.record_writer import RecordWriter
    from tix.storage.store.transaction import Transaction


class Tries:
    """The records of one desk; without a transaction they can only be read."""

    def __init__(self, workspace: "Workspace", work: "Transaction | None" = None) -> None:
        self._workspace, self._work = workspace, work
        self._records = _read(workspace)

    @property
    def keys(self) -> set[str]:
        """The keys of all that has failed before its ticket."""
        return {record.key for record in self._records.values()}

    def counts(self, place: str) -> dict[str, int]:
        """How often each has failed in a row in that place, by key."""
        found = (record for record in self._records.values() if record.place == place)
        return {record.key: len(record.occurrences) for record in found}

    def known(self, key: str, place: str) -> Sequence[Occurrence]:
        """The failures in a row until now."""
        record = self._records.get(_name(key, place))
        return record.occurrences if record else ()

    def add(self, key: str, title: str, place: str, seen: Occurrence) -> None:
        """One more failure."""
        name = _name(key, place)
        if name in self._records:
            record = self._writer.get(name)
            self._writer.put(replace(record, occurrences=(*record.occurrences, seen)))
        else:
            self._writer.add(Attempts(name, title, key, place, (seen,)))

    def take(self, key: str, place: str) -> tuple[Occurrence, ...]:
        """The failures in a row, which are the ticket's now."""
        seen = tuple(self.known(key, place))
        self.forget(key, place)
        return seen

    def forget(self, key: str, place: str) -> None:
        """It has passed, or has a ticket: nothing is in a row any more."""
        if self._records.pop(name := _name(key, place), None) is not None:
            self._writer.get(name)
            self._writer.remove(name)

    @cached_property
    def _writer(self) -> "RecordWriter[Attempts]":
        from tix.storage.store.record_writer import RecordWriter

        assert self._work is not None, "who only looks writes nothing"
        return RecordWriter(self._workspace.desk, self._work, ATTEMPTS)


def _read(workspace: "Workspace") -> dict[str, Attempts]:
    """Every record that can be read; check names the others."""
    files = RecordFiles(workspace.desk, ATTEMPTS)
    found = {}
    for name in files.names():
        try:
            found[name] = files.get(name).record
        except TixError:
            continue
    return found


def _name(key: str, place: str) -> str:
    """The name of the record: the same in every clone."""
    from hashlib import sha256  # loads OpenSSL

    return sha256(f"{key}\n{place}".encode(errors="surrogatepass")).hexdigest()[:20]
