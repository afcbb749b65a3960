"""git's index is written anew once, when the first index of a desk is made."""

import os
from pathlib import Path

from tests.conftest import DeskInFiles
from tix.storage.index.file_stamps import stamp


def quickly_cloned(desk: DeskInFiles, to: Path) -> DeskInFiles:
    """A clone in which git's index is as old as the files."""
    for number in range(3):
        desk.open(f"Ticket {number}")
    desk.git("clone", "--quiet", ".", str(to))
    clone = DeskInFiles(to, desk.environ)
    index = to / ".git/index"
    at = 1_600_000_000
    for place in (to / "tickets").glob("**/*.md"):
        os.utime(place, (at, at))
    clone.git("-c", "core.trustctime=false", "update-index", "--refresh")
    os.utime(index, (at, at))
    return clone


def test_the_first_index_makes_git_read_all_files_once_more_and_never_again(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    clone = quickly_cloned(desk, tmp_path / "clone")
    index, before = clone.root / ".git/index", clone.git("ls-files", "--stage")
    young = stamp(index)
    assert len(clone.call("list").stdout.splitlines()) == 3
    written = stamp(index)
    assert written != young
    assert clone.git("ls-files", "--stage") == before
    clone.call("list")
    assert stamp(index) == written


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
