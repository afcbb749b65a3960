"""Runs that are killed, disks that take no more: no text is lost, and the next command works."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import _PACKAGE, DeskInFiles
from tests.file_systems import file_system


def state(desk: DeskInFiles) -> tuple[str, str, dict[str, bytes]]:
    files = {
        str(path.relative_to(desk.root)): path.read_bytes()
        for path in desk.root.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(desk.root).parts
    }
    looking = desk.with_environ(GIT_OPTIONAL_LOCKS="0")
    return desk.git("rev-parse", "HEAD"), looking.git("status", "--porcelain", "-uall"), files


# -- killed -----------------------------------------------------------------------------------


def kill_at_random(desk: DeskInFiles, runs: int, seed: int) -> None:
    chance = random.Random(seed)
    ident = desk.open("A ticket", "-b", "text 0")
    old = "text 0"
    for number in range(1, runs + 1):
        new = f"text {number}"
        process = subprocess.Popen(
            [sys.executable, "-m", "tix", "edit", ident, "-b", new],
            cwd=desk.root,
            env={**desk.environ, "PYTHONPATH": str(_PACKAGE)},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _wait_for_the_write(process, desk, chance)
        with contextlib.suppress(ProcessLookupError):  # the whole group, git too
            os.killpg(process.pid, signal.SIGKILL)
        done = process.wait() == 0
        text = desk.file_of(ident).read_text()
        assert text.endswith((f"\n{old}\n", f"\n{new}\n"))
        committed = desk.git("show", f"HEAD:{desk.file_of(ident).relative_to(desk.root)}")
        if done:
            assert committed == text and text.endswith(f"\n{new}\n")
        old = new if text.endswith(f"\n{new}\n") else old
    subprocess.run(["git", "fsck"], cwd=desk.root, env=desk.environ, check=True)
    git_dir = desk.root / ".git"
    locks = {path.relative_to(git_dir).parts[0] for path in git_dir.rglob("*.lock")}
    assert locks <= {"tix", "index.lock"}  # its own are files that stay, and nobody holds them
    (git_dir / "index.lock").unlink(missing_ok=True)  # of a git that was killed: as git says
    desk.call("comment", ident, "After all that")
    assert desk.git("status", "--porcelain", "-uall") == ""
    assert list((desk.root / ".git" / "tix" / "scratch").iterdir()) == []


def _wait_for_the_write(
    process: "subprocess.Popen[bytes]", desk: DeskInFiles, chance: random.Random
) -> None:
    """Wait until the process writes its new file, and then up to the time that a commit takes."""
    scratch = desk.root / ".git" / "tix" / "scratch"
    known = {path.name for path in scratch.iterdir()} if scratch.is_dir() else set()
    until = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError):
            if {path.name for path in scratch.iterdir()} - known:
                break
    time.sleep(chance.random() * 0.06)


@pytest.mark.slow
def test_killed_at_any_point_nothing_is_lost(desk: DeskInFiles) -> None:
    kill_at_random(desk, 12, seed=1)


@pytest.mark.long
def test_killed_two_hundred_times_nothing_is_lost(desk: DeskInFiles) -> None:
    kill_at_random(desk, 200, seed=2)


def test_git_that_holds_locks_is_not_killed_with_tix(desk: DeskInFiles, tmp_path: Path) -> None:
    """Ctrl-C and a closed terminal reach the whole group of processes."""
    real = shutil.which("git", path=desk.environ["PATH"])
    groups = tmp_path / "groups"
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(f"""#!/bin/sh
for word; do case $word in
fast-import|update-index) '{sys.executable}' -S -c \
"import os; me = os.getppid(); print('$word', os.getpgid(me) == me)" >> '{groups}';;
esac; done
exec '{real}' "$@"
""")
    wrapper.chmod(0o755)
    desk.with_environ(PATH=f"{wrapper.parent}:{desk.environ['PATH']}").open("One")
    assert groups.read_text().splitlines() == ["update-index True", "fast-import True"]


def test_lock_of_a_branch_that_a_killed_git_left(desk: DeskInFiles) -> None:
    lock = desk.root / ".git" / "refs" / "heads" / "main.lock"
    lock.touch()
    os.utime(lock, (time.time() - 60, time.time() - 60))
    ident = desk.open("After a power failure")
    assert desk.git("log", "-1", "--format=%s") == f"{ident}: After a power failure\n"


@pytest.mark.slow
def test_lock_of_a_branch_that_a_git_holds_is_waited_for(desk: DeskInFiles) -> None:
    lock = desk.root / ".git" / "refs" / "heads" / "main.lock"
    lock.touch()
    release = threading.Timer(0.5, lock.unlink)
    release.start()
    ident = desk.open("Patient")
    release.join()
    assert desk.git("log", "-1", "--format=%s") == f"{ident}: Patient\n"


# -- refused ----------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with file_system(tmp_path / "small", "size=1m") as folder:
        yield folder


def on(disk: Path, desk: DeskInFiles) -> DeskInFiles:
    """The desk on another disk."""
    shutil.copytree(desk.root, disk / "desk", ignore=shutil.ignore_patterns("*.sample"))
    return DeskInFiles(disk / "desk", desk.environ)


@pytest.mark.parametrize("left", [0, 2, 12, 40])
def test_full_disk_changes_nothing(desk: DeskInFiles, small_disk: Path, left: int) -> None:
    """With nothing left the file can't be written; with a few kilobytes git can't commit it."""
    ident = desk.open("There")
    desk = on(small_disk, desk)
    fill = small_disk / "fill"
    with contextlib.suppress(OSError), fill.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    os.truncate(fill, fill.stat().st_size - left * 1024)
    before = state(desk)
    failed = 0
    for command in (["open", "New", "-b", "x" * 3000], ["comment", ident, "y" * 3000]):
        result = desk.call(*command, code=None)
        if result.code:
            failed += 1
            assert result.code == 1
            assert "nothing was changed" in result.stderr
            assert state(desk) == before
        before = state(desk)
    assert failed == 2 or left > 2
    fill.unlink()
    assert not list((desk.root / ".git").glob("fast_import_crash*"))
    desk.call("comment", ident, "There is room again")
    assert desk.git("status", "--porcelain", "-uall") == ""


DRY_RUNS = (
    ("archive --dry-run", "nothing to archive"),
    ("archive --older-than 0d --dry-run", "would archive 1 ticket"),
    ("check --fix --dry-run", "nothing to mend"),
    ("import json ../tickets.json --dry-run", "1 ticket already there"),
    ("forget bob@example.org --dry-run", "would change"),
    ("close ID --dry-run", "would be done"),
)


def test_read_only_disk_changes_nothing(desk: DeskInFiles, small_disk: Path) -> None:
    ident = desk.open("There", "-a", "bob@example.org")
    desk.call("close", desk.open("Done"))
    desk = on(small_disk, desk)
    desk.call("export", "json", ident, "-o", "../tickets.json")
    before = state(desk)
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True, capture_output=True)
    for command in (["open", "New"], ["comment", ident, "x"], ["delete", "--yes", ident], ["undo"]):
        failed = desk.call(*command, code=1)
        assert "read-only" in failed.stderr and "nothing was changed" in failed.stderr
    assert "There" in desk.call("list").stdout
    for line, would in DRY_RUNS:
        said = desk.call(*(ident if word == "ID" else word for word in line.split()))
        assert would in said.stdout + said.stderr
    assert state(desk) == before
    assert "read-only" in DeskInFiles(small_disk, desk.environ).call("init", "x", code=1).stderr


def test_without_git(desk: DeskInFiles, tmp_path: Path) -> None:
    before = state(desk)
    (tmp_path / "bin").mkdir()
    failed = desk.with_environ(PATH=str(tmp_path / "bin")).call("open", "New", code=1)
    assert "install git" in failed.stderr
    assert state(desk) == before


@pytest.mark.parametrize("command", ["open", "comment", "delete", "attach"])
def test_write_that_git_refuses_changes_nothing(desk: DeskInFiles, command: str) -> None:
    ident = desk.open("There", "--attach", str(desk.root / "tix.yaml"))
    before = state(desk)
    in_the_way = desk.root / ".git" / "refs" / "heads" / "main.lock"
    in_the_way.mkdir()
    args = {
        "open": ["New", "--attach", str(desk.root / ".git" / "config")],
        "comment": [ident, "x"],
        "delete": ["--yes", ident],
        "attach": [ident, str(desk.root / ".git" / "config")],
    }[command]
    assert "nothing was changed" in desk.call(command, *args, code=1).stderr
    assert state(desk) == before
    in_the_way.rmdir()
    desk.call(command, *args)
    assert desk.git("status", "--porcelain", "-uall") == ""


def test_failed_write_leaves_a_hand_edit_as_it_was(desk: DeskInFiles) -> None:
    ident = desk.open("There")
    desk.file_of(ident).write_text(desk.file_of(ident).read_text().replace("There", "By hand"))
    before = state(desk)
    (desk.root / ".git" / "refs" / "heads" / "main.lock").mkdir()
    desk.call("comment", ident, "x", code=1)
    assert state(desk) == before


def test_permissions_of_a_ticket_are_kept(desk: DeskInFiles) -> None:
    ident = desk.open("Secret")
    desk.file_of(ident).chmod(0o600)
    desk.call("comment", ident, "x")
    assert desk.file_of(ident).stat().st_mode & 0o777 == 0o600


def test_git_folder_on_another_disk(desk: DeskInFiles, small_disk: Path) -> None:
    """No file can be renamed from one disk to another."""
    shutil.copytree(
        desk.root / ".git", small_disk / "git", ignore=shutil.ignore_patterns("*.sample")
    )
    shutil.rmtree(desk.root / ".git")
    (desk.root / ".git").write_text(f"gitdir: {small_disk / 'git'}\n")
    ident = desk.open("Across")
    desk.call("comment", ident, "Too")
    assert desk.git("status", "--porcelain", "-uall") == ""
    assert sorted(path.name for path in desk.root.iterdir() if path.name.startswith(".t")) == []
