"""Records beside tickets as programs get them: their JSON, with what is computed about them."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tix.model.record.json import record_object
from tix.model.record.kind import RecordKind
from tix.storage.history.last_changed import records_updated

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.model.records.customer import Customer
    from tix.storage.store.record_files import FiledRecord


def record_objects(
    workspace: "Workspace", kind: RecordKind[Any], found: "Sequence[FiledRecord[Any]]"
) -> list[dict[str, Any]]:
    """An object for each record; they must have their texts and comments."""
    updated = records_updated(workspace.desk, [filed.path for filed in found])
    computed = _COMPUTED[kind.name](workspace, found) if kind.name in _COMPUTED else {}
    return [
        {
            **record_object(kind, filed.record, path=filed.path, updated=updated.get(filed.path)),
            **computed.get(filed.record.id, {}),
        }
        for filed in found
    ]


def _of_customers(
    workspace: "Workspace", found: "Sequence[FiledRecord[Customer]]"
) -> Mapping[str, dict[str, Any]]:
    from tix.actions.customer_page import figures_by_customer  # only customers have them

    figures = figures_by_customer(workspace, [filed.record for filed in found])
    return {
        name: {"open": each.open, "hours": each.hours, "satisfaction": each.satisfaction}
        for name, each in figures.items()
    }


_COMPUTED: Mapping[str, Callable[..., Mapping[str, dict[str, Any]]]] = {"customer": _of_customers}
"""What is computed about the records of a kind, by their names."""
