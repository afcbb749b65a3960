"""Records beside tickets as programs get them: their JSON, with what is computed about them."""

from collections.abc import Callable, Mapping, Sequence

from tix.model.record.json import record_object
from tix.model.record.kind import RecordKind
from tix.model.times import day_of
from tix.quick_typing import TYPE_CHECKING, Any
from tix.storage.history.last_changed import records_updated

if TYPE_CHECKING:
    from decimal import Decimal

    from tix.actions.workspace import Workspace
    from tix.model.records.asset import Asset
    from tix.model.records.customer import Customer
    from tix.model.records.invoice import Invoice
    from tix.storage.store.record_files import FiledRecord


def record_objects(
    workspace: "Workspace", kind: RecordKind[Any], found: "Sequence[FiledRecord[Any]]"
) -> list[dict[str, Any]]:
    """An object for each record; they must have their texts and comments."""
    updated = records_updated(workspace.desk, [filed.path for filed in found])
    known = computed(workspace, kind, [filed.record for filed in found])
    return [
        {
            **record_object(kind, filed.record, path=filed.path, updated=updated.get(filed.path)),
            **known.get(filed.record.id, dict.fromkeys((*kind.computed, *kind.only_shown))),
        }
        for filed in found
    ]


def computed(
    workspace: "Workspace", kind: RecordKind[Any], records: Sequence[Any]
) -> Mapping[str, Mapping[str, Any]]:
    """What is computed about records, by their names: the keys are ``RecordKind``'s ``computed``
    and ``only_shown``."""
    make = _COMPUTED.get(kind.name)
    return make(workspace, records) if make else {}


def _of_customers(
    workspace: "Workspace", records: "Sequence[Customer]"
) -> Mapping[str, dict[str, Any]]:
    from tix.actions.customer_page import coverage, figures_by_customer  # only customers have them

    figures = figures_by_customer(workspace, records)
    found: dict[str, dict[str, Any]] = {}
    for customer in records:
        each, (covered, why) = figures[customer.id], coverage(workspace, customer)
        found[customer.id] = {
            "open": each.open, "hours": each.hours, "satisfaction": each.satisfaction,
            "coverage": {"covered": list(covered), "why": why},
        }  # fmt: skip
    return found


def _of_assets(workspace: "Workspace", records: "Sequence[Asset]") -> Mapping[str, dict[str, Any]]:
    from tix.actions.parts import stocks  # only assets have them

    left = stocks(workspace, records)
    return {
        name: {"stock": _number(each.number), "low": each.is_low} for name, each in left.items()
    }


def _of_invoices(
    workspace: "Workspace", records: "Sequence[Invoice]"
) -> Mapping[str, dict[str, Any]]:
    today = day_of(workspace.now, workspace.config.timezone)
    return {
        each.id: {"unpaid": each.is_unpaid, "overdue": each.is_overdue(today)} for each in records
    }


def _number(value: "Decimal") -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


_COMPUTED: Mapping[str, Callable[..., Mapping[str, Mapping[str, Any]]]] = {
    "customer": _of_customers,
    "asset": _of_assets,
    "invoice": _of_invoices,
}
