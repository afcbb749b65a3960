"""git's index is written anew once, when the first index of a desk is made."""

import os
import time
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.storage.desk.finding import find
from tix.storage.index.build import MEMORY, build
from tix.storage.index.file_stamps import of_gits_list, stamp
from tix.storage.index.git_index_times import refreshed
from tix.storage.store.worktree_status import WorkTreeQuery


def quickly_cloned(desk: DeskInFiles, to: Path, *, more: int = 0) -> DeskInFiles:
    """A clone in which git's index is as old as the files: three tickets, and other files."""
    for number in range(3):
        desk.open(f"Ticket {number}")
    for number in range(more):
        (desk.root / f"attachments/{number:060}").touch()
    if more:
        desk.git("add", "attachments")
        desk.git("commit", "--quiet", "--message", "Files")
    desk.git("clone", "--quiet", ".", str(to))
    clone = DeskInFiles(to, desk.environ)
    index = to / ".git/index"
    at = 1_600_000_000
    for place in (to / "tickets").glob("**/*.md"):
        os.utime(place, (at, at))
    clone.git("-c", "core.trustctime=false", "update-index", "--refresh")
    os.utime(index, (at, at))
    return clone


def into_the_next_second() -> None:
    """The clock of a file system may be some milliseconds slow."""
    time.sleep(1.02 - time.time() % 1)


@pytest.mark.slow
def test_the_first_index_makes_git_read_all_files_once_more_and_never_again(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    clone = quickly_cloned(desk, tmp_path / "clone")
    index, before = clone.root / ".git/index", clone.git("ls-files", "--stage")
    pointer = clone.root / ".git/tix/index/tickets.json"
    young = stamp(index)
    into_the_next_second()  # files whose times were set in this one are watched until it is over
    assert len(clone.call("list").stdout.splitlines()) == 3
    written, known = stamp(index), stamp(pointer)
    assert written != young
    assert clone.git("ls-files", "--stage") == before
    clone.call("list")
    assert (stamp(index), stamp(pointer)) == (written, known)


@pytest.mark.slow
def test_a_list_in_the_second_of_the_clone_is_made_up_for_by_one_later_look(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    clone = quickly_cloned(desk, tmp_path / "clone", more=50)
    index, files = clone.root / ".git/index", [*(clone.root / "tickets").glob("**/*.md")]
    into_the_next_second()
    for place in files:
        place.touch()
    clone.git("update-index", "--refresh")
    clone.call("list")
    into_the_next_second()
    assert len(clone.call("list").stdout.splitlines()) == 3
    written = stamp(index)
    assert int(index.stat().st_mtime) > max(int(place.stat().st_mtime) for place in files)
    clone.call("list")
    assert stamp(index) == written


def test_what_somebody_else_wrote_into_gits_index_meanwhile_is_looked_at(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    clone = quickly_cloned(desk, tmp_path / "clone")
    there = find(clone.root)
    look = WorkTreeQuery(there)
    _, made = build(there, look.state(), look.since, MEMORY, None)
    [path, *_] = clone.git("ls-files", "tickets").split("\n")
    clone.git("update-index", "--assume-unchanged", path)
    assert refreshed(there, made) == made
    assert made.listed != of_gits_list(there)


def test_an_index_that_somebody_else_writes_stays_as_it_is(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    clone = quickly_cloned(desk, tmp_path / "clone")
    index = clone.root / ".git/index"
    index.with_name("index.lock").write_bytes(b"")
    young = stamp(index)
    result = clone.call("list")
    assert len(result.stdout.splitlines()) == 3
    assert result.stderr == ""
    assert stamp(index) == young
