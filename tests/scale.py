"""How many cases long runs have: ``TIX_TEST_SCALE`` scales their full counts (CI uses 0.05)."""

import os

SCALE = float(os.environ.get("TIX_TEST_SCALE", "1"))


def scaled(count: int, least: int = 10) -> int:
    """A full count, scaled."""
    return max(least, round(count * SCALE))
