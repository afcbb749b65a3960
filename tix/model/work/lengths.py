"""Lengths of work: whole minutes, typed as ``1h30m``, ``90m``, ``1.5h`` or ``1:30``."""

import re

MOST = 999_999
"""The most minutes that an entry can have."""

_HOURS = r"([0-9]{1,5}(?:[.,][0-9]{1,3})?)h(?:rs?|ours?)?"
_MINUTES = r"([0-9]{1,6})m(?:ins?|inutes?)?"
_PARTS = rf"(?:{_HOURS})?(?:and)?(?:{_MINUTES})?"
_CLOCK = r"([0-9]{1,4}):([0-5][0-9])"


class LengthError(ValueError):
    """The text is no length of work."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a length like 1h30m, 90m or 1.5h")


def parse_length(text: str, least: int = 1) -> int:
    """The minutes, ``least`` or more. Raises LengthError, a ValueError that tells people."""
    plain = re.sub(r"\s+", "", text.casefold())
    if clock := re.fullmatch(_CLOCK, plain):
        minutes = int(clock[1]) * 60 + int(clock[2])
    elif plain and (parts := re.fullmatch(_PARTS, plain)):
        whole, _, part = (parts[1] or "0").replace(",", ".").partition(".")
        thousandths = int(whole) * 1000 + int(part.ljust(3, "0"))
        minutes = (thousandths * 60 + 500) // 1000 + int(parts[2] or 0)
    elif plain == "0":  # of nothing there are no units
        minutes = 0
    else:
        raise LengthError(text)
    if not least <= minutes <= MOST:
        raise LengthError(text)
    return minutes


def length_text(minutes: int) -> str:
    """``1h 30m``, ``45m``, ``2h``."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours}h" if hours else "", f"{rest}m" if rest or not hours else ""]
    return " ".join(part for part in parts if part)
