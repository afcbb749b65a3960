"""Readers and writers at the same time: no error, no answer that was never right, no litter."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from tests.conftest import _PACKAGE, DeskInFiles
from tests.scale import SCALE
from tests.storage.index.answers import by_files, by_index
from tests.storage.index.traffic import Board, start


def folder_of(desk: DeskInFiles) -> Path:
    """Where the index is."""
    return desk.root / ".git/tix/index"


def files_in(desk: DeskInFiles) -> list[str]:
    """What there is of the index of the tickets, by the ends of the names."""
    return sorted(place.suffix for place in folder_of(desk).glob("tickets*"))


def at_once(desk: DeskInFiles, readers: int, writers: int, seconds: float) -> None:
    """Let that many processes work for a while; one writer edits by hand."""
    ids = [desk.open("Number 0") for _ in range(writers)]
    for number in range(30):
        desk.open(f"Bystander {number}")
    board = desk.root.parent / "board"
    Board(board, writers)
    roles = [("edit" if n == 0 else "write", n) for n in range(writers)]
    roles += [("read", n) for n in range(readers)]
    running = [start(role, desk, board, n, ids, seconds) for role, n in roles]
    said = [process.communicate()[0] for process in running]
    for process, text in zip(running, said, strict=True):
        assert process.returncode == 0, text
    assert all(int(text) > 0 for text in said)
    assert by_index(desk) == by_files(desk)
    desk.call("list")
    assert not [name for name in files_in(desk) if name == ".making"]


@pytest.mark.long
def test_readers_and_writers_at_once(desk: DeskInFiles) -> None:
    at_once(desk, readers=2, writers=2, seconds=1)


@pytest.mark.long
def test_sixteen_readers_and_four_writers_for_a_minute(desk: DeskInFiles) -> None:
    at_once(desk, readers=16, writers=4, seconds=max(5, 60 * SCALE))


def tix(desk: DeskInFiles, *args: str) -> subprocess.Popen[bytes]:
    """Start a command."""
    return subprocess.Popen(
        [sys.executable, "-m", "tix", *args],
        cwd=desk.root,
        env={**desk.environ, "PYTHONPATH": str(_PACKAGE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_first_builds_at_once_leave_one_index(desk: DeskInFiles) -> None:
    for number in range(50):
        desk.write(f"tickets/2026/11/n{number}.md", f"---\nid: aa{number:02}bb\ntitle: T\n---\n")
    desk.commit("Tickets")
    running = [tix(desk, "list") for _ in range(4)]
    answers = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0] * 4, answers
    assert len({output for output, _ in answers}) == 1
    assert files_in(desk) == [".db", ".json", ".turn"]


def killed_readers(desk: DeskInFiles, count: int) -> None:
    """Kill readers at random moments, while there is something to build or to refresh."""
    random = Random(1)
    place = desk.file_of(desk.open("Edited"))
    for number in range(count):
        if number % 3 == 0:
            (folder_of(desk) / "tickets.json").unlink(missing_ok=True)
        place.write_bytes(place.read_bytes() + b"More.\n")
        process = tix(desk, "list", "--json")
        time.sleep(random.uniform(0.05, 0.35))
        process.send_signal(random.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM)))
        process.communicate()
    for litter in folder_of(desk).glob("*.making"):
        os.utime(litter, (time.time() - 60, time.time() - 60))
    place.write_bytes(place.read_bytes() + b"More.\n")
    assert by_index(desk) == by_files(desk)
    assert ".making" not in files_in(desk)


@pytest.mark.slow
def test_killed_readers_leave_no_litter(desk: DeskInFiles) -> None:
    killed_readers(desk, 5)


@pytest.mark.long
def test_many_killed_readers_leave_no_litter(desk: DeskInFiles) -> None:
    killed_readers(desk, max(20, int(300 * SCALE)))
