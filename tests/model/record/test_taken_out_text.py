"""A text without a needle that stands in it: once, overlapping itself, or very often."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from tix.model.record.taken_out import joined, without


@given(st.text("ab", max_size=40), st.text("ab", min_size=1, max_size=4))
def test_every_letter_of_a_needle_goes_and_no_other(text: str, needle: str) -> None:
    hits = [at for at in range(len(text)) if text.startswith(needle, at)]
    spans = joined([(at, at + len(needle)) for at in hits])
    expected, done = "", 0
    for start, end in spans:
        expected += text[done:start] + "#"
        done = end
    assert without(text, needle, "#") == expected + text[done:]


def test_very_many_take_little_memory() -> None:
    text = "some secret; " * 40_000
    tracemalloc.start()
    try:
        found = without(text, "secret", "*")
        assert tracemalloc.get_traced_memory()[1] < 4 * len(text)
    finally:
        tracemalloc.stop()
    assert found == "some *; " * 40_000
