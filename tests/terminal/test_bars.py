import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.terminal.bars import bar
from tix.terminal.width import display_width


@pytest.mark.parametrize(
    ("value", "maximum", "text"),
    [
        (8, 8, "████"),
        (4, 8, "██"),
        (1, 8, "▌"),
        (5, 8, "██▌"),
        (1, 10_000, "▏"),
        (0, 8, ""),
        (-1, 8, ""),
        (9, 8, "████"),
        (1, 0, ""),
        (math.nan, 8, ""),
    ],
)
def test_bar(value: float, maximum: float, text: str) -> None:
    assert bar(value, maximum, 4) == text


@given(st.floats(), st.floats(), st.integers(-1, 40))
def test_a_bar_stays_in_its_width(value: float, maximum: float, width: int) -> None:
    assert display_width(bar(value, maximum, width)) <= max(0, width)
