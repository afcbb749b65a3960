"""Amounts of business time as people write them: ``1d 4h``, ``90m``."""

_UNITS = {"d": None, "h": 3600, "m": 60, "s": 1}
_DIGITS = 9
MOST = 100 * 366 * 24 * 3600
"""Seconds; no budget has more."""


class NoDayError(ValueError):
    """``d`` stands where nothing says how long a day is."""


def parse_amount(text: str, day: int | None) -> int:
    """The seconds that a sum of ``d``, ``h``, ``m`` and ``s`` comes to; more than nothing.

    ``day`` is how many seconds ``d`` is. Raises ValueError, and NoDayError where it is needed.
    """
    total, count = 0, ""
    for sign in text.strip():
        if "0" <= sign <= "9":
            count += sign
        elif sign in _UNITS and 0 < len(count) <= _DIGITS:
            if sign == "d" and day is None:
                raise NoDayError("how long a day is isn't said")
            total += int(count) * (_UNITS[sign] or day or 0)
            count = ""
        elif sign != " " or count:
            raise ValueError(_no_amount(text))
    if count or not text.strip():
        raise ValueError(_no_amount(text))
    if not 0 < total <= MOST:
        raise ValueError(f"{text!r} is {'nothing' if not total else 'more than a hundred years'}")
    return total


def _no_amount(text: str) -> str:
    return f"{text!r} is no amount of time like 1d 4h or 90m"


def format_amount(seconds: int) -> str:
    """Seconds as ``7h30m``: hours at most, because a day isn't the same everywhere."""
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    parts = [f"{count}{unit}" for count, unit in ((hours, "h"), (minutes, "m"), (rest, "s"))
             if count]  # fmt: skip
    return sign + "".join(parts) if parts else "0s"
