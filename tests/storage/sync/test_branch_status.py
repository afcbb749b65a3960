"""How the branch and the working tree stand: real remotes, real merges that aren't finished."""

import subprocess
from pathlib import Path

import pytest

from tests.conftest import BOB, DeskInFiles
from tests.storage.history.test_events import PATH, put, ticket
from tix.model.ticket.document import dump
from tix.storage.desk.finding import find
from tix.storage.git.operations import operation
from tix.storage.store.worktree_status import WorkTreeQuery
from tix.storage.sync.branch_status import BranchStatus, Edits, StatusQuery


def _looking(desk: DeskInFiles) -> StatusQuery:
    place = find(desk.root)
    return StatusQuery(place, WorkTreeQuery(place, wide=True))


def shared(desk: DeskInFiles) -> BranchStatus:
    return _looking(desk).shared()


def edits(desk: DeskInFiles) -> Edits:
    return _looking(desk).edits()


@pytest.fixture
def remote(desk: DeskInFiles, tmp_path: Path) -> DeskInFiles:
    """An empty bare repository, which the desk has as its remote origin."""
    subprocess.run(["git", "init", "--quiet", "--bare", tmp_path / "remote.git"], check=True)
    desk.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    return DeskInFiles(tmp_path / "remote.git", desk.environ)


def test_without_a_remote(desk: DeskInFiles) -> None:
    assert shared(desk) == BranchStatus(None)


def test_a_remote_that_was_never_fetched(desk: DeskInFiles, remote: DeskInFiles) -> None:
    assert shared(desk) == BranchStatus("origin/main")


def test_ahead_and_behind_as_of_the_last_fetch(desk: DeskInFiles, remote: DeskInFiles) -> None:
    put(desk, ticket(), 1)
    desk.git("push", "--quiet", "origin", "main")
    assert shared(desk) == BranchStatus("origin/main", 0, 0)
    put(desk, ticket(title="Two"), 2)
    put(desk, ticket(title="Three"), 3)
    assert shared(desk) == BranchStatus("origin/main", 2, 0)
    desk.git("update-ref", "refs/remotes/origin/main", "HEAD")
    desk.git("reset", "--quiet", "--hard", "HEAD~1")
    put(desk, ticket(title="Other"), 4)
    assert shared(desk) == BranchStatus("origin/main", 1, 1)


def test_the_remote_is_not_talked_to(desk: DeskInFiles, remote: DeskInFiles) -> None:
    desk.git("push", "--quiet", "origin", "main")
    desk.git("remote", "set-url", "origin", "ssh://nobody.invalid/none")
    assert shared(desk) == BranchStatus("origin/main", 0, 0)


def test_several_remotes_of_which_none_is_the_desks(desk: DeskInFiles) -> None:
    for name in ("one", "two"):
        desk.git("remote", "add", name, f"/nowhere/{name}")
    found = shared(desk)
    assert found.name is None
    assert found.problem is not None
    assert "several remotes" in found.problem


def test_a_detached_head_is_synced_with_nobody(desk: DeskInFiles, remote: DeskInFiles) -> None:
    desk.git("push", "--quiet", "origin", "main")
    desk.git("checkout", "--quiet", "--detach")
    assert shared(desk) == BranchStatus(None)


def test_hand_edits_of_every_kind(desk: DeskInFiles) -> None:
    put(desk, ticket(), 1)
    desk.write(PATH, dump(ticket(title="By hand")))
    desk.write("tickets/2026/11/m3k9vd.md", "new")
    with (desk.root / "tix.yaml").open("a") as config:
        config.write("\n")
    desk.write("foreign.txt", "not the desk's")
    assert edits(desk) == Edits([PATH, "tickets/2026/11/m3k9vd.md", "tix.yaml"], [])


def test_paths_are_from_the_desk_in_a_repository(code: DeskInFiles) -> None:
    code.call("init", "--in-tree", "support")
    desk = DeskInFiles(code.root / "support", code.environ)
    desk.write(PATH, dump(ticket()))
    code.write("src/main.c", "changed")
    assert edits(desk) == Edits([PATH], [])


# -- what isn't finished ----------------------------------------------------------------------


@pytest.fixture
def forked(desk: DeskInFiles) -> DeskInFiles:
    """Two branches that git alone can't merge: the driver fails."""
    desk.git("config", "merge.tix.driver", "false")
    start = put(desk, ticket(priority="normal"), 1)
    desk.git("checkout", "--quiet", "-b", "side", start)
    put(desk, ticket(priority="low"), 2, by=BOB)
    desk.git("checkout", "--quiet", "main")
    put(desk, ticket(priority="high"), 3)
    return desk


def fails(desk: DeskInFiles, *args: str) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        desk.git(*args)


@pytest.mark.parametrize(
    ("command", "name", "finish"),
    [
        (("merge", "side"), "merge", "git commit"),
        (("cherry-pick", "side"), "cherry-pick", "git cherry-pick --continue"),
        (("rebase", "side"), "rebase", "git rebase --continue"),
        (("rebase", "--apply", "side"), "rebase", "git rebase --continue"),
        (("revert", "HEAD~1"), "revert", "git revert --continue"),
    ],
)
def test_what_is_in_progress(
    forked: DeskInFiles, command: tuple[str, ...], name: str, finish: str
) -> None:
    fails(forked, *command)
    found = operation(find(forked.root).git_dir)
    assert found is not None
    assert (found.name, found.finish) == (name, finish)
    assert found.abort == f"git {name} --abort"
    assert found.branch == ("main" if name == "rebase" else None)
    assert edits(forked) == Edits([], [PATH])
    forked.git(name, "--abort")
    assert operation(find(forked.root).git_dir) is None


def test_a_bisect(forked: DeskInFiles) -> None:
    forked.git("bisect", "start")
    found = operation(find(forked.root).git_dir)
    assert found is not None
    assert (found.name, found.abort) == ("bisect", "git bisect reset")
