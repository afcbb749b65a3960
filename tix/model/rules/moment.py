"""Times that follow from a ticket: ``30m before first_response``, ``5bd after since``, ``due``.

::

    moment = [ length ( "before" | "after" ) ] anchor
    length = part { " " part }                   "1d 4h" as well as "1d4h"
    part   = NUMBER ( "w" | "d" | "h" | "m" | "s" | "bd" | "bh" | "bm" )

``bd``, ``bh`` and ``bm`` are business days, hours and minutes; they don't go together with others.
"""

import re
from datetime import timedelta

from tix.frozen import dataclass

ANCHORS = (
    "opened", "since", "due", "resolved", "closed", "asked", "first_response", "next_response",
    "resolution",
)  # fmt: skip
"""What a time can follow from: times of a ticket, the open question, its promises' due times."""

PROMISED = ("first_response", "next_response", "resolution")
"""Those that are due times of promises."""

SILENT = ("asked", "next_response")
"""Those that fire once in a silence of the answering side (R2)."""

_UNITS = {"w": 7 * 86400, "d": 86400, "h": 3600, "m": 60, "s": 1, "bh": 3600, "bm": 60}
_PART = r"([0-9]{1,6}) ?(bd|bh|bm|w|d|h|m|s)"
_LONGEST = 3660 * 86400


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: in seconds, or in business time as days and seconds."""

    seconds: int = 0
    days: int = 0
    is_business: bool = False

    @property
    def plain(self) -> timedelta:
        """The length, where it isn't business time."""
        return timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time before (``sign`` is -1) or after an anchor; ``text`` is how it was written."""

    anchor: str
    length: Length
    sign: int
    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def needs_calendar(self) -> bool:
        """Whether it counts business time."""
        return self.length.is_business


def parse_length(text: str) -> Length:
    """Read ``30m``, ``1d 4h`` or ``5bd``. Raises ValueError with a sentence for people."""
    written = text.strip()
    if not re.fullmatch(rf"{_PART}( ?{_PART})*", written):
        raise ValueError(f"{text!r} is no length of time like 30m, 1d 4h or 5bd")
    parts = [(int(count), unit) for count, unit in re.findall(_PART, written)]
    business = [unit.startswith("b") for _, unit in parts]
    if any(business) and not all(business):
        raise ValueError(f"{text!r} mixes business time with time by the clock")
    days = sum(count for count, unit in parts if unit == "bd")
    seconds = sum(count * _UNITS[unit] for count, unit in parts if unit != "bd")
    if days > 3660 or seconds > _LONGEST:
        raise ValueError(f"{text!r} is longer than ten years")
    return Length(seconds, days, any(business))


def parse_moment(text: str) -> Moment:
    """Read a time that follows from a ticket. Raises ValueError with a sentence for people.

    The second argument of the error, where there is one, is a word that is no anchor.
    """
    words = " ".join(text.split())
    found = re.fullmatch(r"(?:(.+) (before|after) )?(\S+)", words)
    if found is None:
        raise ValueError(f"{text!r} is no time like '1h after asked'")
    length, side, anchor = found.groups()
    if anchor not in ANCHORS:
        raise ValueError(f"{anchor!r} is no time of a ticket", anchor)
    sign = -1 if side == "before" else 1
    return Moment(anchor, parse_length(length) if length else Length(), sign, words)
