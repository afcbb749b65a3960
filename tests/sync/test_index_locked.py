"""A git that was killed has left ``index.lock``: syncing goes on, and nothing is called an edit."""

import os
from collections.abc import Callable

import pytest

from tests.conftest import DeskInFiles
from tests.sync.clones import Team

RECORD = "kb/how-to.md"


@pytest.fixture
def team(desk: DeskInFiles, team_of: Callable[[int], Team]) -> Team:
    desk.call("kb", "add", "How to")
    desk.open("Printer")
    team = team_of(2)
    lock = team.clones[0].root / ".git/index.lock"
    lock.touch()
    os.utime(lock, (0, 0))
    return team


@pytest.mark.slow
def test_what_was_written_over_a_lock_is_no_edit_by_hand(team: Team) -> None:
    here = team.clones[0]
    ident = here.open("New")
    here.call("kb", "comment", "how-to", "Mine.")
    here.call("undo")
    assert "by hand" not in here.call("status").stdout
    assert "by hand" not in here.call("sync").stderr
    hand = here.file_of(ident)
    hand.write_bytes(hand.read_bytes().replace(b"title: New", b"title: Newer"))
    assert ident in here.call("status").stdout
    assert f"committed edits made by hand to {ident}\n" in here.call("sync").stderr


@pytest.mark.slow
def test_sync_takes_in_what_others_did_over_a_lock(team: Team) -> None:
    here, there = team.clones
    here.call("kb", "comment", "how-to", "Mine.")
    there.call("kb", "comment", "how-to", "Yours.")
    there.call("kb", "add", "Other")
    there.open("Elsewhere")
    there.call("sync")
    here.call("sync")
    text = (here.root / RECORD).read_text()
    assert "Mine." in text
    assert "Yours." in text
    assert (here.root / "kb/other.md").exists()
    there.call("kb", "remove", "other", "--yes")
    there.call("sync")
    here.call("sync")
    assert not (here.root / "kb/other.md").exists()
    (here.root / ".git/index.lock").unlink()
    team.settle()
    team.assert_same()
