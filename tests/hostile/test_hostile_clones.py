"""In every hostile clone, every command: nothing outside is read, written or run.

By default each case is tried with a few commands, which differ from case to case; a long run tries
all of them, and the cases whose files git carries also as what ``tix sync`` brings from a remote.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.hostile.canaries import SECRET, Outside, grow_old, make_outside, notes_reading
from tests.hostile.clones import Case
from tests.hostile.clones_in_files import FILES
from tests.hostile.clones_in_git import IN_GIT
from tests.hostile.commands import COMMANDS, GOOD
from tests.scale import scaled

CASES = (*FILES, *IN_GIT)
CARRIED = [case for case in FILES if case.carried]
"""What a commit can hold."""

Numbered = tuple[int, Case]


def _scaled(cases: Sequence[Case]) -> list[Numbered]:
    """All cases, or some of them in a bounded run."""
    return list(enumerate(cases))[:: -(-len(cases) // scaled(len(cases), least=40))]


def _named(numbered: Sequence[Numbered]) -> list[str]:
    return [case.name for _, case in numbered]


_SOME = list(enumerate(CASES))[::3]
_LONG, _LONG_CARRIED = _scaled(CASES), _scaled(CARRIED)


def few(number: int, count: int) -> list[list[str]]:
    """So many groups of commands for a case, other ones for the next."""
    size = len(COMMANDS)
    chosen = sorted((number * count + place) % size for place in range(min(count, size)))
    return [call for place in chosen for call in COMMANDS[place]]


def run_all(desk: DeskInFiles, outside: Outside, calls: list[list[str]], case: Case) -> None:
    """Run the commands, and look after each whether somebody was outside."""
    grow_old(outside)
    before = outside.state(reading=not case.git_looks)
    for call in calls:
        result = desk.call(*call, code=None)
        said = f"{case.name}: tix {' '.join(call)}\n{result.stdout}{result.stderr}"
        assert outside.state(reading=not case.git_looks) == before, said
        assert SECRET not in result.stdout + result.stderr, said
        assert result.code in (0, 1, 3, 4), said
        assert "something went wrong" not in result.stderr, said
        assert "\x1b" not in result.stderr, said


def carry(desk: DeskInFiles) -> None:
    """Commit what a clone would bring, as far as git takes it."""
    desk.git("add", "--all", "--force", ".")
    desk.git("commit", "--quiet", "--allow-empty", "-m", "Hostile")


@pytest.mark.parametrize(("number", "case"), _SOME, ids=_named(_SOME))
def test_some_commands(victim: DeskInFiles, outside: Outside, number: int, case: Case) -> None:
    try_commands(victim, outside, case, few(number, 1))


@pytest.mark.long
@pytest.mark.parametrize(("number", "case"), _LONG, ids=_named(_LONG))
def test_all_commands(victim: DeskInFiles, outside: Outside, number: int, case: Case) -> None:
    try_commands(victim, outside, case, few(number, scaled(len(COMMANDS), least=2)))


def try_commands(victim: DeskInFiles, outside: Outside, case: Case, calls: list[list[str]]) -> None:
    place = case.make(victim, outside) or victim
    if case.carried:
        carry(victim)
    run_all(place, outside, calls, case)
    if case.works:
        assert "Good" in place.call("show", GOOD, code=None).stdout or "delete" in str(calls)


@pytest.mark.long
@pytest.mark.parametrize(("number", "case"), _LONG_CARRIED, ids=_named(_LONG_CARRIED))
def test_what_a_sync_brings(victim: DeskInFiles, outside: Outside, number: int, case: Case) -> None:
    sync_it(victim, outside, case, few(number, scaled(len(COMMANDS), least=2)))


@pytest.mark.parametrize("number", [0, 21])
def test_what_a_sync_brings_in_short(victim: DeskInFiles, outside: Outside, number: int) -> None:
    sync_it(victim, outside, CARRIED[number], few(number, 1))


def sync_it(victim: DeskInFiles, outside: Outside, case: Case, calls: list[list[str]]) -> None:
    """The hostile commit is somebody else's, and this clone has a change of its own to merge."""
    theirs = DeskInFiles(victim.root.with_name("theirs"), victim.environ)
    hub = victim.root.with_name("hub.git")
    shutil.copytree(victim.root, theirs.root, symlinks=True)
    case.make(theirs, outside)
    carry(theirs)
    theirs.git("clone", "--quiet", "--bare", ".", str(hub))
    victim.git("remote", "add", "origin", str(hub))
    victim.call("comment", GOOD, "Here")
    run_all(victim, outside, [["sync"], *calls, ["sync"]], case)


def test_reading_is_noted(tmp_path: Path) -> None:
    """What the tests above rely on, where the file system notes it."""
    if not notes_reading(tmp_path):
        pytest.skip("this file system doesn't note when a file is read")
    outside = make_outside(tmp_path / "outside")
    before = outside.state()
    (outside.folder / "secret.md").read_text()
    assert outside.state() != before
