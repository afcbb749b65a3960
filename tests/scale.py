"""How many cases tests have.

``TIX_TEST_SCALE`` scales the full counts of long runs (CI uses 0.02). Tests of drawn cases that are
run every time (by Hypothesis, or marked ``drawn``) have a quarter of theirs, and all of them where
``TIX_TEST_DRAWN`` is ``all``, as in a run of CI that has nothing else.
"""

import os

SCALE = float(os.environ.get("TIX_TEST_SCALE", "1"))


def scaled(count: int, least: int = 10) -> int:
    """A full count, scaled."""
    return max(least, round(count * SCALE))


def usual(count: int, least: int = 10) -> int:
    """The cases of a test that is run every time, of that many."""
    return count if os.environ.get("TIX_TEST_DRAWN") == "all" else max(least, count // 4)
