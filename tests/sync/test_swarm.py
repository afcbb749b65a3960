"""Many people at once: random work in real clones, races, gossip, and an oracle over all of it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.scale import scaled
from tests.sync.clones import Team, make_team
from tests.sync.swarm import Swarm

MakeTeam = Callable[[int], Team]


def _run(team: Team, seed: int, deeds: int, rushes: int) -> None:
    backup = team.remote.with_name("backup.git")
    team.clones[0].git("clone", "--quiet", "--bare", str(team.remote), str(backup))
    for clone in team.clones:
        clone.git("remote", "add", "backup", str(backup))
    swarm = Swarm(team, seed)
    for _ in range(rushes):
        swarm.work(deeds // rushes)
        swarm.rush(4)
    wrong = swarm.end()
    assert not wrong, "\n".join([f"seed {seed}", *wrong, *swarm.history])


@pytest.mark.long
@pytest.mark.parametrize("seed", [1])
def test_three_at_work_lose_nothing(team_of: MakeTeam, seed: int) -> None:
    _run(team_of(3), seed, 50, 1)


@pytest.mark.long
@pytest.mark.parametrize("seed", [2])
def test_eight_at_work_lose_nothing(team_of: MakeTeam, seed: int) -> None:
    _run(team_of(8), seed, 8 * scaled(500, 25), max(2, scaled(20, 2)))


@pytest.mark.long
def test_small_teams_lose_nothing(tmp_path: Path, desk: DeskInFiles) -> None:
    """The same in few clones, where more of what they do collides."""
    for seed in range(100, 100 + scaled(40, 1)):
        folder = tmp_path / str(seed)
        folder.mkdir()
        _run(make_team(folder, desk, 3), seed, 120, 1)
        shutil.rmtree(folder)
