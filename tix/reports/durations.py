"""Durations: as people read them, and what stands in the middle and near the end of many."""

from collections.abc import Sequence

_UNITS = ((86400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def duration_text(seconds: int) -> str:
    """Two neighbouring units, rounded down: ``2d 4h``, ``35m``, ``12s``."""
    rest, parts = abs(seconds), []
    for size, letter in _UNITS:
        count, rest = divmod(rest, size)
        parts.append((count, letter))
    first = next((place for place, (count, _) in enumerate(parts) if count), len(parts) - 1)
    shown = [f"{count}{letter}" for count, letter in parts[first : first + 2] if count]
    return ("-" if seconds < 0 else "") + (" ".join(shown) or "0s")


def hours_text(seconds: int) -> str:
    """Hours and minutes of work or business time, rounded down: ``50h 30m``, ``45m``, ``12s``."""
    hours, rest = divmod(abs(seconds), 3600)
    if not hours:
        return duration_text(seconds)
    shown = [f"{hours}h"] + ([f"{rest // 60}m"] if rest >= 60 else [])
    return ("-" if seconds < 0 else "") + " ".join(shown)


def percentile(ordered: Sequence[int], percent: int) -> int | None:
    """The value that ``percent`` of 100 of the values don't exceed; None if there are none.

    Sorted, as they come, the n values stand at the places 0 to n - 1; the answer is what stands at
    the place (n - 1) · percent / 100, on the straight line between its two neighbours, rounded to a
    whole number, halves up. This is method 7 of Hyndman and Fan, "Sample quantiles in statistical
    packages" (1996), and "inclusive" in Python's ``statistics.quantiles``.
    """
    if not ordered:
        return None
    place, hundredths = divmod((len(ordered) - 1) * percent, 100)
    if not hundredths:
        return ordered[place]
    step = (ordered[place + 1] - ordered[place]) * hundredths
    return ordered[place] + (step + 50) // 100
