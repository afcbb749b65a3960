"""How many cases tests have: ``TIX_TEST_SCALE`` scales the full counts of long runs (CI uses 0.05),
and property tests that are run every time have all of theirs where ``CI`` is set."""

import os

SCALE = float(os.environ.get("TIX_TEST_SCALE", "1"))


def scaled(count: int, least: int = 10) -> int:
    """A full count, scaled."""
    return max(least, round(count * SCALE))


def usual(count: int) -> int:
    """The examples of a property test that is run every time: a quarter on a person's machine."""
    return count if os.environ.get("CI") else max(10, count // 4)
