"""A clock that can be kept on disk: seconds since the machine was started, and which start it was.

Nobody can set it. Where the system doesn't tell one start from another, there is none.
"""

import time
from pathlib import Path

from tix.frozen import dataclass

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Instant:
    """So many seconds after a start of the machine."""

    boot: str
    seconds: float

    def since(self, earlier: "Instant") -> float | None:
        """The seconds in between; None if the machine was started anew, or one can't tell."""
        if not self.boot or self.boot != earlier.boot or self.seconds < earlier.seconds:
            return None
        return self.seconds - earlier.seconds


def instant() -> Instant:
    """Now. On Linux it goes on while the machine sleeps."""
    try:
        boot = _BOOT_ID.read_text().strip()
    except OSError:
        boot = ""
    kind = getattr(time, "CLOCK_BOOTTIME", None)
    return Instant(boot, time.clock_gettime(kind) if kind is not None else time.monotonic())
