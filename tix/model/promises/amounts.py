"""Amounts of business time as people write them: ``1d 4h``, ``90m``."""

import re

_UNITS = {"d": 0, "h": 3600, "m": 60, "s": 1}
_PART = r"([0-9]{1,9})([dhms])"
MOST = 100 * 366 * 24 * 3600
"""Seconds; no budget has more."""


class NoDayError(ValueError):
    """``d`` stands where nothing says how long a day is."""


def parse_amount(text: str, day: int | None) -> int:
    """The seconds that a sum of ``d``, ``h``, ``m`` and ``s`` comes to; more than nothing.

    ``day`` is how many seconds ``d`` is. Raises ValueError, and NoDayError where it is needed.
    """
    parts = text.split()
    if not parts or not all(re.fullmatch(f"(?:{_PART})+", part) for part in parts):
        raise ValueError(f"{text!r} is no amount of time like 1d 4h or 90m")
    total = 0
    for count, unit in re.findall(_PART, " ".join(parts)):
        if unit == "d" and day is None:
            raise NoDayError("how long a day is isn't said")
        total += int(count) * (day or 0 if unit == "d" else _UNITS[unit])
    if not 0 < total <= MOST:
        raise ValueError(f"{text!r} is {'nothing' if not total else 'more than a hundred years'}")
    return total


def format_amount(seconds: int) -> str:
    """Seconds as ``7h30m``: hours at most, because a day isn't the same everywhere."""
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    parts = [f"{count}{unit}" for count, unit in ((hours, "h"), (minutes, "m"), (rest, "s"))
             if count]  # fmt: skip
    return sign + "".join(parts) if parts else "0s"
