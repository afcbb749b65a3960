"""Random histories of several clones: nothing is lost, nothing removed comes back."""

from collections.abc import Iterable

import pytest

from tests.model.merge.histories import run
from tests.scale import scaled

MOST_NOTES = 10


def _check(seeds: Iterable[int]) -> None:
    for seed in seeds:
        outcome = run(seed)
        assert not outcome.wrong, f"history {seed}: {outcome.wrong}"
        assert outcome.notes <= MOST_NOTES, f"history {seed}: {outcome.notes} notes"


def test_in_random_histories_nothing_is_lost() -> None:
    _check(range(180))


@pytest.mark.long
def test_in_many_random_histories_nothing_is_lost() -> None:
    _check(range(1000, 1000 + scaled(10_000, 300)))
