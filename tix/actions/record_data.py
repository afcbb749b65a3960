"""Records beside tickets as programs get them: their JSON, with what is computed about them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tix.model.record.json import record_object
from tix.model.record.kind import RecordKind
from tix.storage.history.last_changed import records_updated

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.storage.store.record_files import FiledRecord


def record_objects(
    workspace: "Workspace", kind: RecordKind[Any], found: "Sequence[FiledRecord[Any]]"
) -> list[dict[str, Any]]:
    """An object for each record; they must have their texts and comments."""
    updated = records_updated(workspace.desk, [filed.path for filed in found])
    return [
        record_object(kind, filed.record, path=filed.path, updated=updated.get(filed.path))
        for filed in found
    ]
