"""What is left of an asset: its count, less what tickets used since."""

from collections.abc import Iterable
from datetime import tzinfo
from decimal import Decimal

from tix.frozen import dataclass
from tix.model.record.entries import plain
from tix.model.records.asset import Asset
from tix.model.ticket.entries import Use
from tix.model.times import day_of


@dataclass(frozen=True, slots=True)
class Stock:
    """How many there are, and the least that there should be (None: nobody said)."""

    number: Decimal
    minimum: Decimal | None
    unit: str | None

    @property
    def is_low(self) -> bool:
        """Whether there are fewer than there should be, or fewer than none."""
        return self.number < (self.minimum or 0)

    def __str__(self) -> str:
        return f"{self.number:f} {self.unit}" if self.unit else f"{self.number:f}"


def stock(asset: Asset, uses: Iterable[Use], zone: tzinfo) -> Stock | None:
    """The stock of an asset, of the uses of all tickets; None if nobody has counted it.

    What was used on the day of the count, in that zone, counts as used after it: days are all that
    uses tell. It may go below zero.
    """
    if (count := asset.count) is None:
        return None
    since = day_of(count.at, zone)
    used = sum(
        (use.quantity for use in uses if use.asset == asset.id and use.day >= since), Decimal(0)
    )
    minimum = Decimal(asset.minimum) if asset.minimum else None
    return Stock(plain(count.number - used), minimum, asset.unit)
