"""Random histories in which real git merges, rebases and cherry-picks: nothing is lost."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.histories import git_moves
from tests.histories.git_clones import cheap
from tests.histories.git_ways import play
from tests.model.merge.test_histories import MOST_NOTES
from tests.scale import scaled


def _check(seeds: Iterable[int], steps: int, folder: Path, environ: dict[str, str]) -> None:
    for seed in seeds:
        outcome = play(seed, steps, folder / str(seed), cheap(environ))
        assert not outcome.wrong, f"history {seed}: {outcome.wrong}"
        assert outcome.notes <= MOST_NOTES, f"history {seed}: {outcome}"
        shutil.rmtree(folder / str(seed))


@pytest.mark.slow
def test_in_random_histories_of_real_clones_nothing_is_lost(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    _check(range(3), 14, tmp_path, environ)


@pytest.mark.long
def test_in_many_random_histories_of_real_clones_nothing_is_lost(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    _check(range(1000, 1000 + scaled(500, 6)), 16, tmp_path, environ)


def _check_moves(seeds: Iterable[int], steps: int, folder: Path, environ: dict[str, str]) -> int:
    conflicts = 0
    for seed in seeds:
        outcome = git_moves.play(seed, steps, folder / str(seed), cheap(environ))
        assert not outcome.wrong, f"history {seed}: {outcome.wrong}"
        conflicts += outcome.conflicts
        shutil.rmtree(folder / str(seed))
    return conflicts


@pytest.mark.long
def test_tickets_that_are_moved_and_changed_and_deleted_are_not_mixed_up(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    _check_moves(range(3), 16, tmp_path, environ)


@pytest.mark.long
def test_in_many_histories_with_moves_nothing_is_lost(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    conflicts = _check_moves(range(1000, 1000 + scaled(500, 6)), 16, tmp_path, environ)
    assert conflicts, "these histories are made to bring git into trouble"
