"""A write that git refuses is taken back whole: the index first, then the files."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.file_systems import file_system
from tests.killing import killed_at

PLACES = [
    ("tix.storage.store.git_index", "IndexRefresh", "take_back", 1, "before"),
    ("tix.storage.store.git_index", "IndexRefresh", "take_back", 1, "after"),
    ("tix.storage.store.file_exchange", "Replacement", "undo", 1, "after"),
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("is_new", [False, True])
def test_killed_while_it_takes_back_nothing_stays_staged(
    desk: DeskInFiles, place: tuple[object, ...], *, is_new: bool
) -> None:
    """What is staged is in the file, too, and the next command, whatever it is, sees to that."""
    ident = desk.open("There")
    in_the_way = desk.root / ".git/refs/heads/main.lock"
    in_the_way.mkdir()
    args = ("attach", ident, "tix.yaml") if is_new else ("comment", ident, "x")
    assert killed_at(desk, *place, *args) == -signal.SIGKILL
    in_the_way.rmdir()
    desk.call("list")
    looking = desk.with_environ(GIT_OPTIONAL_LOCKS="0")
    for line in looking.git("status", "--porcelain").splitlines():
        assert line.startswith("??") or " " in line[:2], line
        assert not line.startswith("D")
    desk.git("stash", "--include-untracked")
    assert desk.git("status", "--porcelain") == ""


def test_refused_write_leaves_what_was_staged(desk: DeskInFiles) -> None:
    ident = desk.open("There")
    desk.write("notes.txt", "staged")
    desk.git("add", "notes.txt")
    (desk.root / ".git/refs/heads/main.lock").mkdir()
    desk.call("attach", ident, "tix.yaml", code=1)
    assert desk.git("status", "--porcelain") == "A  notes.txt\n"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with file_system(tmp_path / "small", "size=1m") as folder:
        yield folder


def test_failed_attach_on_a_full_disk_does_not_stay_staged(
    desk: DeskInFiles, small_disk: Path
) -> None:
    ident = desk.open("There")
    for number in range(150):  # so that git's index is larger than what is taken back
        desk.write(f"templates/template-with-a-long-name-{number:090}.md", "")
    desk.commit("Templates")
    kept = desk.root
    failed = 0
    for left in (16, 32, 48, 52, 64, 96):
        root = small_disk / f"desk{left}"
        shutil.copytree(kept, root, ignore=shutil.ignore_patterns("*.sample"))
        full = DeskInFiles(root, desk.environ)
        (small_disk / "log").write_bytes(os.urandom(9000))
        _fill(small_disk, left)
        result = full.call("attach", ident, str(small_disk / "log"), code=None)
        staged = full.with_environ(GIT_OPTIONAL_LOCKS="0").git("status", "--porcelain", "-uall")
        (small_disk / "fill").unlink()
        assert staged == "", f"{left}: {staged}{result.stderr}"
        failed += result.code
        shutil.rmtree(root)
    assert failed > 2


def _fill(disk: Path, left: int) -> None:
    """Leave so many kilobytes."""
    with (disk / "fill").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            file.truncate(max(0, file.tell() - left * 1024))
