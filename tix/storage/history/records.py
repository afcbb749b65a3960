"""What commits did to one record, field by field."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing

from tix.frozen import dataclass
from tix.model.history.events import Event, Merge, changes_between
from tix.model.history.merge_decisions import Decision, decisions
from tix.model.layout import LIMIT
from tix.model.record.document import DocumentError, load
from tix.model.record.kind import Record, RecordKind
from tix.model.records.kinds import path_of
from tix.quick_typing import Any
from tix.storage.desk.desk import Desk
from tix.storage.git.objects import ObjectReader
from tix.storage.history.log import Commit, Touch, log


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a record's file: the commit that made it, and its blob."""

    commit: str
    blob: str


def record_events(desk: Desk, kind: RecordKind[Any], name: str) -> Iterator[Event]:
    """What each commit did to a record, the newest first; of a merge, what it decided.

    Merges that took one side's version aren't told.
    """
    path = path_of(kind, name)
    reader = ObjectReader(desk.git, LIMIT + 1)
    with closing(reader) as objects, closing(log(desk, [path])) as commits:
        for commit in commits:
            for touch in commit.touches:
                if touch.path == path:
                    versions = _Versions(kind, name, objects)
                    yield from versions.events(commit, touch)


def versions(desk: Desk, paths: Sequence[str]) -> dict[str, list[Version]]:
    """What history has of records at these paths (or in these folders), the first version first.

    One that was begun more than once (in clones that didn't know of each other, or again after it
    was removed) is left out. A shallow clone begins with the oldest that it has.
    """
    found: dict[str, list[Version]] = defaultdict(list)
    begun: dict[str, int] = defaultdict(int)
    with closing(log(desk, paths)) as commits:
        for commit in commits:
            for touch in commit.touches:
                begun[touch.path] += not any(touch.olds)
                if touch.new:
                    found[touch.path].append(Version(commit.name, touch.new))
    return {path: each[::-1] for path, each in found.items() if begun[path] == 1}


class _Versions:
    """A record's versions in the object database."""

    def __init__(self, kind: RecordKind[Any], name: str, objects: ObjectReader) -> None:
        self._kind = kind
        self._name = name
        self._objects = objects

    def events(self, commit: Commit, touch: Touch) -> Iterator[Event]:
        """The commit's event, unless a merge took one side's version."""
        new = self._record(touch.new)
        if not commit.is_merge:
            old = self._record(touch.old)
            yield self._event(commit, changes_between(old, new, self._kind.fields), None)
        elif touch.new not in touch.olds:
            merge = Merge(commit.parents, tuple(self._decided(touch.olds, touch.new, new)))
            yield self._event(commit, (), merge)

    def _decided(self, olds: Sequence[str], blob: str, new: Record | None) -> Sequence[Decision]:
        if blob and new is None:
            return [Decision("broken", "id", (), (self._name,))]
        return decisions([self._record(old) for old in olds], new, kind=self._kind)

    def _event(self, commit: Commit, changes: Any, merge: Merge | None) -> Event:
        return Event(
            self._name, commit.authored, commit.author, commit.name, commit.subject, changes, merge
        )

    def _record(self, blob: str) -> Record | None:
        data = self._objects.read(blob) if blob else None
        try:
            return None if data is None else load(self._kind, data, name=self._name).record
        except DocumentError:
            return None
