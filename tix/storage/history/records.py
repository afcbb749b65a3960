"""What commits did to one record, field by field."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from tix.model.history.events import Event, changes_between
from tix.model.record.document import DocumentError, load
from tix.model.record.kind import Record, RecordKind
from tix.model.records.kinds import path_of
from tix.storage.desk.desk import Desk
from tix.storage.git.objects import ObjectReader
from tix.storage.history.log import log


def record_events(desk: Desk, kind: RecordKind[Any], name: str) -> Iterator[Event]:
    """What each commit did to a record, the newest first. Merges that took one side aren't told."""
    path = path_of(kind, name)
    with closing(ObjectReader(desk.git)) as objects, closing(log(desk, [path])) as commits:
        for commit in commits:
            for touch in commit.touches:
                if touch.path != path or commit.is_merge:
                    continue
                old, new = (
                    _record(kind, name, objects.read(blob) if blob else None)
                    for blob in (touch.old, touch.new)
                )
                changes = changes_between(old, new, kind.fields)
                yield Event(
                    name, commit.authored, commit.author, commit.name, commit.subject, changes
                )


def _record(kind: RecordKind[Any], name: str, data: bytes | None) -> Record | None:
    try:
        return None if data is None else load(kind, data, name=name).record
    except DocumentError:
        return None
