"""The time in ``TIX_NOW``, which replaces the clock for tests and scripts."""

from datetime import datetime

from tix.errors import UsageError
from tix.model.times import parse_time

_YEARS = range(2, 9999)
"""Years that leave room for calculations with days before and after."""


class BadNowError(UsageError):
    """TIX_NOW isn't a time."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"TIX_NOW: {reason}", hint="unset it, or TIX_NOW=2026-11-22T09:00:00Z")


def fixed_time(text: str) -> datetime:
    """The time that a text is. Raises BadNowError."""
    try:
        now = parse_time(text)
    except ValueError as error:
        raise BadNowError(str(error)) from None
    if now.year not in _YEARS:
        raise BadNowError(f"{text!r} is too close to the end of the calendar")
    return now
