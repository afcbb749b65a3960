"""Periods of time that queries ask about."""

from datetime import datetime

from tix.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Within:
    """A period: from ``start`` up to, but not including, ``end``; None is open."""

    start: datetime | None
    end: datetime | None

    def holds(self, when: datetime | None) -> bool:
        """Whether the time is in it; no time never is."""
        if when is None or (self.start and when < self.start):
            return False
        return self.end is None or when < self.end


ALWAYS = Within(None, None)
"""Any time."""
