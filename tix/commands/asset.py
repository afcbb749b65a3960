"""``tix asset``: machines that customers ask about, and parts in stock."""

from collections.abc import Sequence

from tix.console.record_commands import record_group
from tix.console.session import Session
from tix.model.records.asset import ASSET, Asset


def _about(session: Session, asset: Asset) -> Sequence[str]:
    from tix.console.customer_page import about_asset  # for its page alone

    return about_asset(session, asset)


command = record_group(
    ASSET,
    ("id", "name", "kind", "customer", "location", "stock", "minimum", "unit", "labels"),
    "Printer 12",
    _about,
    note="It has a new drum.",
    options="--set serial=VX-2207 --set location='Floor 2'",
)
"""The commands."""
