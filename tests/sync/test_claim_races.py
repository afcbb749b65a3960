"""Everybody at once: processes that sync, claim and write in the same moment."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import _PACKAGE, DeskInFiles
from tests.scale import scaled
from tests.sync.clones import NAMES, PEOPLE, Team, at_once, git, git_daemon, head, make_team

MakeTeam = Callable[[int], Team]


def _rounds_of_syncs(team: Team, rounds: int) -> None:
    said = []
    ident = team.clones[0].open("One for all")
    team.sync_all(2)
    for number in range(rounds):
        for clone, name in zip(team.clones, NAMES, strict=False):
            said.append(f"{name} in round {number}")
            clone.call("comment", ident, said[-1])
        results = at_once([(clone, ["sync"]) for clone in team.clones])
        assert [result.code for result in results] == [0] * len(team.clones), results
        _assert_pushed(team)
    team.settle()
    team.assert_same()
    shown = team.clones[0].call("show", ident, "--raw").stdout
    assert [shown.count(f"\n{text}\n") for text in said] == [1] * len(said)


def _assert_pushed(team: Team) -> None:
    """Whoever was told that all is synced has nothing that the remote lacks."""
    for clone in team.clones:
        git(team.remote, "merge-base", "--is-ancestor", head(clone), "main")


@pytest.mark.long
def test_four_who_sync_in_the_same_moment_all_succeed(team_of: MakeTeam) -> None:
    _rounds_of_syncs(team_of(4), 1)


@pytest.mark.long
def test_eight_who_sync_in_the_same_moment_all_succeed(tmp_path: Path, desk: DeskInFiles) -> None:
    """Over the network, too: a git daemon on loopback."""
    desk.git("clone", "--quiet", "--bare", ".", str(tmp_path / "remote.git"))
    with git_daemon(tmp_path) as url:
        team = make_team(tmp_path, desk, 8, url=f"{url}/remote.git")
        _rounds_of_syncs(team, scaled(10, 1))


# -- claims -----------------------------------------------------------------------------------


def _race_for(team: Team, ident: str) -> None:
    """All claim it; one has it afterwards, and nothing of the others' claims is anywhere."""
    files = [clone.file_of(ident).read_bytes() for clone in team.clones]
    heads = [head(clone) for clone in team.clones]
    before = git(team.remote, "rev-parse", "main").strip()
    results = at_once([(clone, ["claim", ident]) for clone in team.clones])
    winners = [number for number, result in enumerate(results) if result.code == 0]
    assert len(winners) == 1, results
    (winner,) = winners
    claims = git(team.remote, "log", "--format=%an %s", f"{before}..main").splitlines()
    assert claims == [f"{NAMES[winner]} {ident}: claim"]
    for number, result in enumerate(results):
        if number != winner:
            assert result.code == 4
            assert PEOPLE[winner].mail in result.stderr
            clone = team.clones[number]
            assert clone.file_of(ident).read_bytes() == files[number]
            assert head(clone) == heads[number]
            assert clone.git("status", "--porcelain") == ""


@pytest.mark.parametrize("size", [3, pytest.param(8, marks=pytest.mark.long)])
def test_of_all_who_claim_a_ticket_in_the_same_moment_one_gets_it(
    team_of: MakeTeam, size: int
) -> None:
    team = team_of(size)
    idents = [
        team.clones[0].open(f"Wanted {number}") for number in range(1 if size < 8 else scaled(5, 1))
    ]
    team.sync_all(2)
    for ident in idents:
        _race_for(team, ident)
        for clone in team.clones:
            clone.call("comment", ident, "I go on working")
        team.settle()
        team.assert_same()
        assert len(team.clones[0].call("show", ident, "--json").stdout.split("I go on")) == size + 1


@pytest.mark.long
def test_claims_of_different_tickets_in_the_same_moment_all_succeed(team_of: MakeTeam) -> None:
    team = team_of(3)
    idents = [team.clones[0].open(f"Number {number}") for number in range(3)]
    team.sync_all(2)
    wishes = zip(team.clones, idents, strict=True)
    results = at_once([(clone, ["claim", ident]) for clone, ident in wishes])
    assert [result.code for result in results] == [0, 0, 0], results
    team.settle()
    team.assert_same()
    for person, ident in zip(PEOPLE, idents, strict=False):
        assert person.mail in team.clones[0].call("show", ident, "--json").stdout


# -- one clone --------------------------------------------------------------------------------

_WRITES = """
import sys
from tix import cli
name, ident = sys.argv[1:]
sys.exit(max(cli.run(["comment", ident, f"{name} says {n}"]) for n in range(6)))
"""


@pytest.mark.long
def test_syncs_and_writers_in_one_clone_at_once(team_of: MakeTeam) -> None:
    team = team_of(2)
    here, there = team.clones
    ident = here.open("Busy")
    team.sync_all(2)
    there.call("comment", ident, "From elsewhere")
    there.open("New elsewhere")
    there.call("sync")
    commands = [["-c", _WRITES, name, ident] for name in ("w1", "w2", "w3", "w4")]
    commands += [["-m", "tix", "sync"]] * 2
    with ThreadPoolExecutor(len(commands)) as pool:
        results = list(pool.map(lambda args: _python(here, args), commands))
    assert [result.returncode for result in results] == [0] * len(commands), results
    team.settle()
    team.assert_same()
    shown = there.call("show", ident, "--raw").stdout
    said = [f"w{writer} says {number}" for writer in range(1, 5) for number in range(6)]
    assert [shown.count(f"\n{text}\n") for text in [*said, "From elsewhere"]] == [1] * 25


def _python(clone: DeskInFiles, args: list[str]) -> subprocess.CompletedProcess[str]:
    environ = {**clone.environ, "PYTHONPATH": str(_PACKAGE)}
    return subprocess.run(
        [sys.executable, *args], cwd=clone.root, env=environ, capture_output=True, text=True
    )
