"""Locks and half-written files that nobody holds: every command that writes works over them."""

import hashlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.robustness.bench import Bench, Scene
from tests.robustness.commands import WRITINGS, Writing
from tests.robustness.soundness import assert_healthy, assert_nothing_reversed
from tests.robustness.test_killed import BY_NAME

LOCKS = (
    "index.lock",
    "HEAD.lock",
    "packed-refs.lock",
    "config.lock",
    "refs/heads/{branch}.lock",
    "refs/remotes/origin/{branch}.lock",
    "tix/lock",
    "tix/checkout",
    "tix/init",
    "tix/driver",
)
"""In the git folder. Those of tix are locked by the system, so the file alone means nothing."""

LEFTOVERS = (
    "tix/scratch/99999-0badcafe",
    "tix/index-99999-0badcafe",
    "tix/index-99999-0badcafe.lock",
    "tix/index-99999-0badcafe.mark",
    "tix/stale-index.new",
    "objects/pack/tmp_pack_0bad",
    "objects/pack/tmp_idx_0bad",
    "objects/0b/tmp_obj_0bad",
    "fast_import_crash_99999",
)

SAMPLED = ("open New --attach {inputs}/build.log", "undo", "comment aaaa42 Text (beside)")

SOME = tuple(row for row in WRITINGS if row.name.startswith(("sync", "archive", "import")))


def leave(scene: Scene, name: str, age: float) -> Path:
    """Put a file into the git folder as a killed run would have left it so many seconds ago."""
    desk = scene.desk
    branch = desk.git("symbolic-ref", "--short", "HEAD").strip() if _has_branch(desk) else "main"
    git_dir = _git_dir(desk, name)
    file = git_dir / name.format(branch=branch)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    os.utime(file, (time.time() - age, time.time() - age))
    return file


def _has_branch(desk: DeskInFiles) -> bool:
    asked = ["git", "symbolic-ref", "-q", "HEAD"]
    done = subprocess.run(asked, cwd=desk.root, env=dict(desk.environ), capture_output=True)
    return done.returncode == 0


def _git_dir(desk: DeskInFiles, name: str) -> Path:
    """The working tree's own git folder for its own files, else the repository's."""
    own = ("index.lock", "HEAD.lock", "tix/scratch", "tix/index-", "tix/stale-index")
    which = "--git-dir" if name.startswith(own) else "--git-common-dir"
    return desk.root / desk.git("rev-parse", which).strip()


def works(bench: Bench, row: Writing, name: str, age: float = 60) -> None:
    """The command works, and what it did is on the branch."""
    scene = bench.set_up(row)
    file = leave(scene, name, age)
    tip = scene.view().tip
    scene.here.call(*scene.args)
    assert scene.view().tip != tip
    if name == "index.lock":  # it may be that of a commit whose message is being written
        file.unlink()
        scene.here.call("list")
    assert_healthy(scene.here)
    assert_nothing_reversed(scene)


@pytest.mark.parametrize("name", [*LOCKS, *LEFTOVERS])
def test_what_a_killed_run_left_stops_no_command(name: str, bench: Bench) -> None:
    row = BY_NAME[SAMPLED[len(name) % len(SAMPLED)]]
    works(bench, row, name)


@pytest.mark.long
@pytest.mark.parametrize("row", SOME, ids=lambda row: row.name)
def test_what_killed_runs_left_stops_other_commands_neither(row: Writing, bench: Bench) -> None:
    for name in (*LOCKS, *LEFTOVERS):
        works(bench, row, name)


@pytest.mark.long
@pytest.mark.parametrize("name", ["refs/heads/{branch}.lock", "HEAD.lock"])
def test_lock_that_is_young_is_waited_for_and_then_taken_away(name: str, bench: Bench) -> None:
    start = time.monotonic()
    works(bench, BY_NAME["comment aaaa42 Text"], name, age=0)
    assert time.monotonic() - start < 20


def test_lock_of_the_index_that_a_killed_tix_left_is_taken_over(bench: Bench) -> None:
    """It carries tix's mark, and no tix is at work: it needn't be old."""
    scene = bench.set_up(BY_NAME["comment aaaa42 Text"])
    lock = scene.here.root / ".git" / "index.lock"
    lock.write_bytes(b"tix\n")
    scene.here.call(*scene.args)
    assert not lock.exists()
    assert scene.here.git("status", "--porcelain") == ""


def test_lock_of_the_index_that_git_holds_is_left_alone(bench: Bench) -> None:
    scene = bench.set_up(BY_NAME["comment aaaa42 Text"])
    lock = scene.here.root / ".git" / "index.lock"
    lock.write_bytes(b"DIRC")
    os.utime(lock, (0, 0))
    scene.here.call(*scene.args)
    assert lock.read_bytes() == b"DIRC"


def test_lock_of_tix_that_is_held_is_waited_for(bench: Bench) -> None:
    scene = bench.set_up(BY_NAME["comment aaaa42 Text"])
    lock = scene.here.root / ".git" / "tix" / "lock"
    held = "import fcntl, sys; f = open(sys.argv[1]); fcntl.flock(f, 2); print(); input()"
    with subprocess.Popen(
        [sys.executable, "-c", held, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdin and holder.stdout
        holder.stdout.readline()
        release = threading.Timer(0.3, holder.stdin.close)
        start = time.monotonic()
        release.start()
        scene.here.call(*scene.args)
        assert time.monotonic() - start >= 0.3
        release.join()


def test_files_of_one_command_that_was_cut_short_come_together(bench: Bench) -> None:
    """The plan of a killed run: one file is in its place, one waits, one was edited since."""
    scene = bench.set_up(BY_NAME["comment aaaa42 Text"])
    root = scene.here.root
    scratch = root / ".git" / "tix" / "scratch"
    scratch.mkdir(exist_ok=True)
    steps = []
    for number, ident in enumerate(("aaaa42", "bbbb42", "cccc42")):
        file = scene.here.file_of(ident)
        old = file.read_bytes()
        new = old.replace(b"title: ", b"title: New ")
        (scratch / f"99-{number}").write_bytes(new)
        steps += [str(file.relative_to(root)), f"99-{number}", _sha256(old)]
    (scratch / "99-0").replace(scene.here.file_of("aaaa42"))
    edited = scene.here.file_of("cccc42")
    edited.write_bytes(edited.read_bytes().replace(b"title: ", b"title: Edited "))
    (scratch / "plan").write_text("".join(f"{word}\0" for word in steps))
    titles = scene.here.call("list", "--columns", "title").stdout
    assert "New Nightly" in titles and "New Printer" in titles
    assert "Edited Disk" in titles and "New Disk" not in titles
    assert not (scratch / "plan").exists()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
