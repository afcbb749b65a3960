"""What two sequences share, short and long ones."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scale import usual
from tix.model.merge import matching
from tix.model.merge.lines import merge_lines
from tix.model.merge.matching import matching_blocks

LINES = st.lists(st.sampled_from("abcdefgh"), max_size=30)


@given(LINES, LINES)
@settings(max_examples=usual(100))
def test_long_ones_share_what_is_said(one: list[str], other: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "_SHORT", 0)
        patch.setattr(matching, "_SHORT_BETWEEN", 20)
        *blocks, end = matching_blocks(one, other)
    assert end == (len(one), len(other), 0)
    done = also_done = 0
    for at, also_at, size in blocks:
        assert size > 0
        assert at >= done
        assert also_at >= also_done
        assert (at, also_at) != (done, also_done) or not done  # neighbours are one
        done, also_done = at + size, also_at + size
        assert one[at:done] == other[also_at:also_done]
    if len(set(one)) == len(one) and one == other:
        assert blocks == ([(0, 0, len(one))] if one else [])


def _every_other(count: int, start: int) -> list[str]:
    return [f"{'new' if n % 2 == start else 'old'} {n}" for n in range(count)]


def _shuffled(count: int, seed: int) -> list[str]:
    return [str(n) for n in random.Random(seed).choices(range(count // 4), k=count)]


@pytest.mark.slow
@pytest.mark.parametrize("make", [_every_other, _shuffled])
def test_the_time_grows_with_the_length(make: object) -> None:
    assert callable(make)
    base = [f"old {n}" for n in range(20_000)]
    before = time.process_time()
    merge_lines(base, make(20_000, 0), make(20_000, 1))
    assert time.process_time() - before < 8  # the square would take minutes


def test_changes_far_apart_of_a_long_text_are_all_there() -> None:
    base = ["", *(f"line {n // 2 if n % 3 else ''}" for n in range(6000))]
    ours, theirs = list(base), list(base)
    ours[10], theirs[5000] = "ours", "theirs"
    merged = merge_lines(base, ours, theirs)
    assert merged.lines[10] == "ours"
    assert merged.lines[5000] == "theirs"
    assert merged.set_aside == ()
