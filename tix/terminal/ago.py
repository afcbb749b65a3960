"""Times and durations in everyday words."""

from datetime import datetime

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_WEEK, _MONTH, _YEAR = 7 * _DAY, 2629800, 365 * _DAY  # a month is a twelfth of 365.25 days

# (below how many seconds, the unit's seconds, its name, its letter)
_UNITS = (
    (_HOUR, _MINUTE, "minute", "m"),
    (_DAY, _HOUR, "hour", "h"),
    (_WEEK, _DAY, "day", "d"),
    (5 * _WEEK, _WEEK, "week", "w"),
    (_YEAR, _MONTH, "month", "mo"),
    (float("inf"), _YEAR, "year", "y"),
)


def ago(when: datetime, now: datetime) -> str:
    """``when`` as seen from ``now``: "just now", "5 minutes ago", "yesterday", "in 2 days"."""
    seconds = (now - when).total_seconds()
    count, unit, _ = _largest(abs(seconds))
    if not count:
        return "just now"
    if unit == "day" and count == 1:
        return "yesterday" if seconds > 0 else "tomorrow"
    words = f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"{words} ago" if seconds > 0 else f"in {words}"


def ago_short(when: datetime, now: datetime) -> str:
    """The same for a column of a table: "now", "5m", "3h", "6d", "3w", "8mo", "2y", "in 2d"."""
    seconds = (now - when).total_seconds()
    count, _, letter = _largest(abs(seconds))
    if not count:
        return "now"
    return f"{count}{letter}" if seconds > 0 else f"in {count}{letter}"


def _largest(seconds: float) -> tuple[int, str, str]:
    """A span in its largest unit, rounded down: (count, the unit's name, its letter)."""
    _, size, name, letter = next(unit for unit in _UNITS if seconds < unit[0])
    return int(seconds // size), name, letter
