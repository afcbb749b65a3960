"""Random histories of several clones: nothing is lost, nothing removed comes back."""

from collections.abc import Iterable

import pytest

from tests.model.merge.histories import run
from tests.scale import scaled

MOST_NOTES = 12
"""In histories that are made to collide, where nobody answers hand edits: most have none or one."""

MOST_NEEDLESS_NOTES = 8
"""Of these, how many keep something else than a value that nobody has decided on."""


def _check(seeds: Iterable[int]) -> None:
    for seed in seeds:
        outcome = run(seed)
        assert not outcome.wrong, f"history {seed}: {outcome.wrong}"
        assert outcome.notes <= MOST_NOTES, f"history {seed}: {outcome}"
        assert outcome.needless <= MOST_NEEDLESS_NOTES, f"history {seed}: {outcome}"


@pytest.mark.long
def test_in_random_histories_nothing_is_lost() -> None:
    _check(range(180))


@pytest.mark.long
def test_in_many_random_histories_nothing_is_lost() -> None:
    _check(range(1000, 1000 + scaled(10_000, 300)))
