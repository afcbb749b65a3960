"""Git packs what many changes leave, beside everything else and without deleting what is young."""

import hashlib
import os
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tests.remotes.conftest import FIRST, _team, ana, bob, team

__all__ = ["_team", "ana", "bob", "team"]


def clutter(desk: DeskInFiles) -> None:
    """Let it look as if git had thousands of loose objects: it counts those in one folder."""
    folder = desk.root / ".git/objects/17"
    folder.mkdir(exist_ok=True)
    blobs = (b"blob %d\0%d" % (len(str(number)), number) for number in range(10_000))
    names = ((hashlib.sha1(blob).hexdigest(), blob) for blob in blobs)
    for name, blob in names:
        if name.startswith("17"):
            (folder / name[2:]).write_bytes(zlib.compress(blob))


def until(done: Callable[[], bool]) -> bool:
    """Wait until something is done, for some seconds."""
    end = time.monotonic() + 20
    while not done() and time.monotonic() < end:
        time.sleep(0.02)
    return done()


def packs(desk: DeskInFiles) -> list[Path]:
    return list((desk.root / ".git/objects/pack").glob("*.pack"))


@pytest.mark.slow
def test_a_change_and_a_sync_leave_git_packing(ana: DeskInFiles, bob: DeskInFiles) -> None:
    ana.call("comment", FIRST, "One of a few")
    clutter(bob)
    before = packs(bob)
    bob.call("list")
    ana.call("sync")
    bob.call("sync")
    assert until(lambda: packs(bob) != before)


def test_a_desk_that_is_never_synced_is_packed_as_well(desk: DeskInFiles) -> None:
    desk.open("Few")
    time.sleep(0.1)
    assert not packs(desk)
    clutter(desk)
    desk.open("Many")
    assert until(lambda: bool(packs(desk)))


@pytest.mark.parametrize("setting", ["gc.auto=0", "maintenance.auto=false"])
def test_whoever_wants_none_of_it_is_left_alone(setting: str, desk: DeskInFiles) -> None:
    desk.git("config", *setting.split("="))
    clutter(desk)
    desk.open("Many")
    time.sleep(0.3)
    assert not packs(desk)


def test_what_is_young_stays_whatever_the_user_set(desk: DeskInFiles) -> None:
    desk.git("config", "gc.pruneExpire", "now")
    blob = desk.git("hash-object", "-w", str(desk.write("young", "in use by another tix"))).strip()
    (desk.root / "young").unlink()
    clutter(desk)
    desk.open("Many")
    assert until(lambda: bool(packs(desk)) and not list(desk.root.glob(".git/gc.pid")))
    assert desk.git("cat-file", "-t", blob) == "blob\n"


def test_a_git_that_was_killed_is_in_nobodys_way_for_ever(desk: DeskInFiles) -> None:
    lock = desk.root / ".git/objects/maintenance.lock"
    lock.write_text("")
    clutter(desk)
    desk.open("Young")
    time.sleep(0.3)
    assert not packs(desk)
    os.utime(lock, (0, 0))
    desk.open("Old")
    assert until(lambda: bool(packs(desk)))
