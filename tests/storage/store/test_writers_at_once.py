"""Many processes that write into one clone: all succeed, and nothing is lost."""

import fcntl
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import _PACKAGE, DeskInFiles
from tests.scale import scaled
from tix.storage.store import git_index

_RUN_EACH = """
import sys
from tix import cli
failed = [args for line in sys.stdin if (args := line.rstrip("\\n").split("\\t")) and cli.run(args)]
sys.exit(bool(failed))
"""
"""Runs the tix commands on standard input (arguments separated by tabs), one after the other, in
one process: 320 starts of Python would be most of the time."""


def at_once(desk: DeskInFiles, *each: Sequence[Sequence[str]]) -> None:
    """Run one process for each list of commands, all at the same time; all must succeed."""

    def run(commands: Sequence[Sequence[str]]) -> str:
        done = subprocess.run(
            [sys.executable, "-c", _RUN_EACH],
            input="\n".join("\t".join(command) for command in commands),
            cwd=desk.root,
            env={**desk.environ, "PYTHONPATH": str(_PACKAGE)},
            capture_output=True,
            text=True,
        )
        return done.stderr if done.returncode else ""

    with ThreadPoolExecutor(len(each)) as pool:
        complaints = [text for text in pool.map(run, each) if text]
    assert complaints == []


def write_many(desk: DeskInFiles, processes: int, writes: int, seed: int = 1) -> None:
    """Every process opens, comments, assigns and changes the status of tickets they all share."""
    shared = [desk.open(f"Shared {number}") for number in range(3)]
    before = int(desk.git("rev-list", "--count", "HEAD"))
    chance = random.Random(seed)
    work = [
        [_write(chance, shared, f"{number} of {process}") for number in range(writes)]
        for process in range(processes)
    ]
    at_once(desk, *work)
    done = [command for commands in work for command in commands]
    tickets = json.loads(desk.call("export", "json").stdout)
    assert len({ticket["id"] for ticket in tickets}) == len(tickets)
    opened = [command[1] for command in done if command[0] == "open"]
    assert sorted(t["title"] for t in tickets if t["id"] not in shared) == sorted(opened)
    _assert_all_there(tickets, done)
    commits = int(desk.git("rev-list", "--count", "HEAD")) - before
    same = sum(command[0] == "status" for command in done)  # what a ticket has, it is not given
    assert len(done) - same <= commits <= len(done)
    assert desk.git("status", "--porcelain") == ""
    desk.git("fsck", "--strict")


def _write(chance: random.Random, shared: Sequence[str], name: str) -> tuple[str, ...]:
    ident = chance.choice(shared)
    person = f"p{name.replace(' of ', 'n')}@example.org"
    return chance.choice(
        (
            ("open", f"Ticket {name}"),
            ("comment", ident, f"Comment {name}"),
            ("assign", ident, person, "--add"),
            ("status", ident, chance.choice(("open", "pending", "in-progress", "resolved"))),
        )
    )


def _assert_all_there(tickets: list[dict[str, Any]], done: Sequence[Sequence[str]]) -> None:
    """Each comment and assignee once, in its ticket, and the last word about each status."""
    for ticket in tickets:
        mine = [command for command in done if command[1] == ticket["id"]]
        said = [command[2] for command in mine if command[0] == "comment"]
        assert sorted(comment["text"] for comment in ticket["comments"]) == sorted(said)
        assert len({comment["id"] for comment in ticket["comments"]}) == len(said)
        people = [command[2] for command in mine if command[0] == "assign"]
        assert sorted(ticket["assignees"]) == sorted(people)
        words = [command[2] for command in mine if command[0] == "status"]
        assert ticket["status"] in (words or ["open"])


@pytest.mark.long
def test_processes_that_write_at_once(desk: DeskInFiles) -> None:
    write_many(desk, 8, 4)


@pytest.mark.long
def test_sixteen_processes_write_two_hundred_times_each(desk: DeskInFiles) -> None:
    write_many(desk, 16, scaled(200))


@pytest.mark.slow
def test_changes_of_one_ticket_at_once(desk: DeskInFiles) -> None:
    ident = desk.open("One for all")
    at_once(
        desk,
        *([("comment", ident, f"Comment {n} of {p}") for n in range(3)] for p in range(4)),
        *(
            [("assign", ident, f"p{p}n{n}@example.org", "--add") for n in range(3)]
            for p in range(4)
        ),
    )
    shown = desk.call("show", ident, "--json").stdout
    assert all(f"Comment {n} of {p}" in shown for n in range(3) for p in range(4))
    assert all(f"p{p}n{n}@example.org" in shown for n in range(3) for p in range(4))
    assert desk.git("status", "--porcelain") == ""


@pytest.mark.long
def test_git_commits_by_hand_in_between(desk: DeskInFiles) -> None:
    """A plain commit may fail because the branch has moved, but it takes nothing back."""
    made = []

    def by_hand() -> None:
        for number in range(25):
            desk.write(f"notes/{number}.txt", f"{number}\n")
            for command in (["add", "notes"], ["commit", "--quiet", "-m", f"Note {number}"]):
                while subprocess.run(
                    ["git", *command], cwd=desk.root, env=desk.environ, capture_output=True
                ).returncode:
                    if not desk.git("status", "--porcelain", "notes"):
                        break
                    time.sleep(0.005)
            made.append(number)

    with ThreadPoolExecutor(1) as pool:
        notes = pool.submit(by_hand)
        at_once(desk, *([("open", f"Ticket {n} of {p}") for n in range(8)] for p in range(3)))
        notes.result()
    assert len(made) == 25
    assert len(desk.call("list", "--ids").lines) == 24
    names = desk.git("ls-tree", "-r", "--name-only", "HEAD").split()
    assert sum(name.startswith("tickets/2026") for name in names) == 24
    assert sum(name.startswith("notes/") for name in names) == 25
    assert desk.git("log", "--diff-filter=D", "--format=%s") == "", "a commit took a ticket away"
    assert desk.git("status", "--porcelain") == ""


# -- the index --------------------------------------------------------------------------------


def _age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_stale_index_lock_stops_nothing_and_heals(desk: DeskInFiles) -> None:
    lock = desk.root / ".git" / "index.lock"
    lock.touch()
    _age(lock, 60)
    ident = desk.open("Over a lock")
    desk.call("comment", ident, "Too")
    assert "Too" in desk.git("show", f"HEAD:{desk.file_of(ident).relative_to(desk.root)}")
    assert desk.git("status", "--porcelain") != ""
    lock.unlink()
    desk.call("list")  # any command at all
    assert desk.git("status", "--porcelain") == ""


def test_stale_index_lock_is_not_waited_for(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_index, "_PATIENCE", 60.0)
    lock = desk.root / ".git" / "index.lock"
    lock.touch()
    _age(lock, 60)
    start = time.monotonic()
    desk.open("Quick")
    assert time.monotonic() - start < 30


def test_index_lock_of_a_git_that_is_at_work_is_waited_for(desk: DeskInFiles) -> None:
    lock = desk.root / ".git" / "index.lock"
    lock.touch()
    release = threading.Timer(0.3, lock.unlink)
    release.start()
    desk.open("Patient")
    release.join()
    assert desk.git("status", "--porcelain") == ""
    assert not list((desk.root / ".git" / "tix").glob("stale*"))


def test_run_that_was_killed_before_the_commit_leaves_no_reversal(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between index and commit the new text is staged: all that git commit can do is save it."""
    ident = desk.open("Old")

    def killed(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("tix.storage.store.transaction.commit", killed)
    said = desk.call("edit", ident, "--title", "New", code=130).stderr
    assert said.endswith(
        "aborted; the new text is in the files, but not committed; tix sync does that\n"
    )
    monkeypatch.undo()
    desk.git("commit", "--quiet", "-m", "Whatever is staged")
    assert "title: New" in desk.git("show", f"HEAD:{desk.file_of(ident).relative_to(desk.root)}")
    assert desk.git("status", "--porcelain") == ""


def test_path_that_the_index_cannot_take_is_not_tried_for_ever(desk: DeskInFiles) -> None:
    journal = desk.root / ".git" / "tix" / "stale-index"
    journal.write_bytes(b"../outside\0")
    desk.call("list")
    assert not journal.exists()


@pytest.mark.slow
def test_who_waits_for_another_writer_is_told_why(desk: DeskInFiles) -> None:
    ident = desk.open("One")
    with (desk.root / ".git/tix/lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        release = threading.Timer(1.5, fcntl.flock, (lock, fcntl.LOCK_UN))
        release.start()
        said = desk.call("comment", ident, "At last.").stderr
        release.join()
    assert said.splitlines()[0] == "waiting for another tix, which is writing …"
    assert "waiting" not in desk.call("comment", ident, "At once.").stderr
