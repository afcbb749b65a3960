"""What the merge of records beside tickets does, beyond the rules for fields."""

from tix.model.merge.records import Special
from tix.model.merge.threeway import ThreeWay
from tix.model.record.kind import RecordKind
from tix.model.records.invoice import Invoice
from tix.quick_typing import Any


def special_of(kind: RecordKind[Any]) -> Special[Any] | None:
    """What the merge of a kind does beyond the rules for fields."""
    return _SPECIAL.get(kind.name)


def _public(merge: ThreeWay[Any], with_base: bool) -> dict[str, Any]:
    """Whether an article is public: what one side alone changed; where they differ, it isn't.

    One that doesn't say so isn't public, so that a merge never makes one public.
    """
    base, ours, theirs = (record.public for record in (merge.base, *merge.sides))
    if ours == theirs or (with_base and theirs == base):
        return {"public": ours}
    if with_base and ours == base:
        return {"public": theirs}
    if "yes" in (ours, theirs):
        merge.set_aside("public", "yes")
    return {"public": "no"}


def _is_same_invoice(one: Invoice, other: Invoice) -> bool:
    """Whether two clones that each made one of that number billed the same: else it would bill one
    customer for the other's work."""
    return (one.customer, one.credits, {*one.lines}) == (
        other.customer, other.credits, {*other.lines},
    )  # fmt: skip


_SPECIAL: dict[str, Special[Any]] = {
    "article": Special(fields=frozenset(("public",)), decide=_public),
    "invoice": Special(is_same=_is_same_invoice),
}
