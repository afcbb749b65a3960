"""What was said and taken out before a deletion holds in a ticket that a repair brings back."""

import subprocess

import pytest

from tests.conftest import BOB, DeskInFiles
from tests.storage.repair.test_apply import BASE, PATH, fix, merge, no_driver, put, text
from tix.model.ticket.document import load

SECRET = "swordfish99"


@pytest.fixture
def half(desk: DeskInFiles) -> DeskInFiles:
    """A merge that stopped: the ticket was deleted there, after some words, and changed here."""
    no_driver(desk)
    put(desk, BASE)
    desk.commit("base")
    desk.call("comment", BASE.id, f"It is {SECRET}")
    desk.git("switch", "--quiet", "-c", "two")
    desk.call("redact", BASE.id, SECRET)
    desk.write("log.txt", "a log")
    desk.as_(BOB).call("attach", BASE.id, "log.txt")
    desk.as_(BOB).call("comment", BASE.id, "Words of Bob")
    desk.as_(BOB).call("delete", "--yes", BASE.id)
    desk.git("switch", "--quiet", "main")
    desk.call("comment", BASE.id, "Words of Ana")
    assert merge(desk) == 1
    return desk


def assert_whole(desk: DeskInFiles) -> None:
    assert SECRET.encode() not in text(desk)
    said = {comment.text for comment in load(text(desk)).record.comments}
    assert said == {"It is [redacted]", "Words of Bob", "Words of Ana"}
    [attached] = (desk.root / "attachments" / BASE.id).iterdir()
    assert attached.read_bytes() == b"a log"


def test_in_a_merge_that_stopped(half: DeskInFiles) -> None:
    fix(half)
    assert_whole(half)


def test_in_a_merge_that_lost_it(half: DeskInFiles) -> None:
    half.git("rm", "--quiet", PATH)
    half.git("commit", "--quiet", "-m", "Merge branch 'two'")
    fix(half)
    assert_whole(half)


@pytest.mark.parametrize("onto", ["two", "main"])
def test_in_a_rebase_that_stops(half: DeskInFiles, onto: str) -> None:
    """Of what was changed here onto the deletion, and of the deletion onto what was changed."""
    half.git("merge", "--abort")
    if onto == "main":
        half.git("switch", "--quiet", "two")
    going_on = half.with_environ(GIT_EDITOR="true")
    words = ["rebase", onto]
    for _ in range(6):
        done = subprocess.run(["git", *words], cwd=half.root, env=going_on.environ)
        if not done.returncode:
            break
        half.call("check", "--fix")
        words = ["rebase", "--continue"]
    assert_whole(half)
    assert half.git("status", "--porcelain", "tickets", "attachments") == ""


@pytest.mark.slow
def test_as_a_sync_merges_it(half: DeskInFiles) -> None:
    fix(half)
    mended = text(half)
    half.git("merge", "--abort")
    half.git("init", "--quiet", "--bare", "../remote.git")
    half.git("remote", "add", "origin", "../remote.git")
    half.git("push", "--quiet", "origin", "two:main")
    half.git("branch", "--set-upstream-to", "origin/main")
    half.call("sync")
    assert text(half) == mended
