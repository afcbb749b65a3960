"""Durations as texts, and percentiles."""

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.reports.durations import duration_text, percentile


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (59, "59s"),
        (60, "1m"),
        (61, "1m 1s"),
        (3600, "1h"),
        (3659, "1h"),
        (187200, "2d 4h"),
        (86400 * 400 + 59 * 60, "400d"),
        (-90, "-1m 30s"),
    ],
)
def test_a_duration_is_its_two_largest_units(seconds: int, text: str) -> None:
    assert duration_text(seconds) == text


@given(st.lists(st.integers(-(10**9), 10**9), min_size=2, max_size=40), st.integers(1, 99))
def test_percentiles_are_those_of_the_standard_library(values: list[int], percent: int) -> None:
    exact = statistics.quantiles([Fraction(v) for v in values], n=100, method="inclusive")
    assert percentile(sorted(values), percent) == (exact[percent - 1] + Fraction(1, 2)).__floor__()


def test_percentiles_by_hand() -> None:
    assert percentile([], 50) is None
    assert percentile([7], 90) == 7
    assert percentile([1, 4], 50) == 3  # 2.5, halves up
    assert percentile([0, 10], 90) == 9
    assert percentile([1, 2, 3], 100) == 3
    assert percentile([1, 2, 3], 0) == 1
