"""Parts that tickets use, and what is left of them."""

from collections.abc import Iterable
from decimal import Decimal

from tix.actions.entries import (
    EntryResult,
    add_entry,
    change_entry,
    day_from,
    new_id,
    one_line,
    who_from,
)
from tix.errors import UsageError
from tix.frozen import replace
from tix.model.record.entries import QUANTITY, plain
from tix.model.records.asset import ASSET, Asset
from tix.model.ticket.entries import Use
from tix.model.ticket.ticket import Ticket
from tix.model.times import day_of, format_time
from tix.model.work.stock import Stock, stock
from tix.quick_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tix.actions.workspace import Workspace
    from tix.query.predicates import Node


class BadQuantityError(UsageError):
    """Not a number of parts."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a quantity like 2 or 0.5")


def quantity_from(text: str) -> Decimal:
    """The quantity that a person means, more than nothing. Raises BadQuantityError."""
    try:
        quantity: Decimal = QUANTITY.parse(text.strip().replace(",", "."))
    except ValueError:
        raise BadQuantityError(text) from None
    if quantity <= 0:
        raise BadQuantityError(text)
    return quantity


def use_part(
    workspace: "Workspace",
    ident: str,
    part: str,
    quantity: Decimal,
    *,
    text: str | None = None,
    day: str | None = None,
) -> EntryResult:
    """Note that a ticket took parts (or, with less than none, brought them back).

    Raises NoSuchRecordError, AmbiguousNameError, BadDayError, FutureDayError.
    """
    from tix.actions.records import resolve_record

    name = resolve_record(workspace, ASSET, part)
    when, who = day_from(workspace, day), who_from(workspace)

    def make(ticket: Ticket) -> Use:
        return Use(new_id(workspace, "p", ticket.used), when, who, quantity, name, one_line(text))

    verb = "bring back" if quantity < 0 else "use"
    done = add_entry(workspace, ident, "used", make, f"{verb} {abs(quantity):f} {name}")
    return replace(done, doubts=_doubts(workspace, name))


def edit_use(
    workspace: "Workspace", ident: str, entry_id: str, quantity: Decimal | None, text: str | None
) -> EntryResult:
    """Change an entry. Raises NoSuchEntryError, BilledError."""

    def change(use: Use) -> Use:
        said = use.text if text is None else one_line(text)
        return replace(use, quantity=quantity or use.quantity, text=said)

    done = change_entry(workspace, ident, "used", entry_id, change, f"change use {entry_id}")
    return replace(done, doubts=_doubts(workspace, done.entry.asset))


def remove_use(workspace: "Workspace", ident: str, entry_id: str) -> EntryResult:
    """Take an entry away. Raises NoSuchEntryError, BilledError."""
    return change_entry(
        workspace, ident, "used", entry_id, lambda _: None, f"remove use {entry_id}"
    )


def _doubts(workspace: "Workspace", name: str) -> tuple[str, ...]:
    """That there is too little left."""
    workspace.reread()
    asset = workspace.records(ASSET).get(name).record
    left = stock_of(workspace, asset)
    if left is None or not left.is_low:
        return ()
    if left.number < 0:
        return (f"{name}: {left} left: more was used than was counted (tix asset edit {name})",)
    return (f"{name}: {left} left, and there should be {left.minimum:f}",)


def count_doubt(workspace: "Workspace", asset: Asset) -> str | None:
    """That a count loses what was used on its day, and what to type if that was before it."""
    if (count := asset.count) is None:
        return None
    day = day_of(count.at, workspace.config.timezone)
    uses = _uses_of(workspace, asset)
    used = sum((u.quantity for u in uses if u.asset == asset.id and u.day == day), Decimal(0))
    if used <= 0:
        return None
    at, whole = format_time(count.at), plain(count.number + used)
    return (
        f"{asset.id}: {plain(used):f} used on that day count as used after the count; if they were"
        f" before: tix asset edit {asset.id} --set counted='{at} · {whole:f}'"
    )


# -- stock ------------------------------------------------------------------------------------


def stock_of(workspace: "Workspace", asset: Asset) -> Stock | None:
    """What is left of an asset; None if nobody has counted it."""
    if asset.counted is None:
        return None
    return stock(asset, _uses_of(workspace, asset), workspace.config.timezone)


def stocks(workspace: "Workspace", assets: Iterable[Asset]) -> dict[str, Stock]:
    """What is left of each asset that somebody has counted, by its name."""
    from tix.query.predicates import Has, Source

    counted = [asset for asset in assets if asset.counted is not None]
    uses = list(_uses(workspace, Has(Source("used")))) if counted else []
    by_asset: dict[str, list[Use]] = {}
    for use in uses:
        by_asset.setdefault(use.asset, []).append(use)
    zone = workspace.config.timezone
    found = {asset.id: stock(asset, by_asset.get(asset.id, ()), zone) for asset in counted}
    return {name: left for name, left in found.items() if left is not None}


def _uses_of(workspace: "Workspace", asset: Asset) -> Iterable[Use]:
    """The uses of tickets that used an asset, of others among them."""
    from tix.query.predicates import OneOf, Source

    return _uses(workspace, OneOf(Source("used"), frozenset((asset.id.casefold(),))))


def _uses(workspace: "Workspace", asked: "Node") -> Iterable[Use]:
    reader = workspace.reader
    numbers = reader.find(asked, workspace.config)
    return (use for filed in reader.heads(numbers) for use in filed.ticket.used)
