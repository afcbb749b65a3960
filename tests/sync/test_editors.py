"""An editor that saves a ticket's file while sync runs: no saved text is lost."""

import errno
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.editors import assert_every_save_is_somewhere, editor
from tests.killing import killed_at
from tests.sync.clones import Team
from tix.storage.desk.files import read
from tix.storage.store import hand_edits
from tix.storage.store.checkout_files import Takeover

MakeTeam = Callable[[int], Team]


@pytest.mark.long
@pytest.mark.parametrize("way", ["in place", "by rename"])
def test_no_text_that_an_editor_saves_while_sync_runs_is_lost(team_of: MakeTeam, way: str) -> None:
    team = team_of(2)
    here, there = team.clones
    ident = here.open("Edited", "-b", "Begin")
    team.sync_all(2)
    with editor(here, ident, way) as saved:
        for number in range(3):
            there.call("comment", ident, f"Meanwhile {number}")
            there.call("edit", ident, "--set", f"milestone=m{number}")
            there.call("sync")
            assert here.run("sync", code=None).code in (0, 4)  # 4: half a file was seen
    assert saved[0] > 20
    here.git("restore", "--staged", ".")
    assert_every_save_is_somewhere(here, ident, saved[0])


def test_what_was_found_whole_is_committed_though_an_editor_empties_the_file_then(
    team_of: MakeTeam, monkeypatch: pytest.MonkeyPatch
) -> None:
    [here] = team_of(1).clones
    ident = here.open("Edited", "-b", "Begin")
    place = here.file_of(ident)
    place.write_text(whole := place.read_text() + "\nTyped\n")

    def saving(root: Path, path: str, most: int = -1) -> bytes:
        data = read(root, path, most)
        if root / path == place:
            place.write_bytes(b"")
        return data

    monkeypatch.setattr(hand_edits, "read", saving)
    here.call("sync", code=4)  # the file that is there now is broken
    path = place.relative_to(here.root)
    assert here.git("show", f"HEAD:{path}").rstrip() == whole.rstrip()
    assert place.read_bytes() == b""


@pytest.mark.slow
def test_files_come_back_when_the_disk_is_full_in_the_middle(
    team_of: MakeTeam, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And an edit that came between the commit of edits and the exchange is among them."""
    team = team_of(2)
    here, there = team.clones
    idents = sorted(here.open(f"Number {number}") for number in range(3))
    team.sync_all(2)
    for ident in idents:
        there.call("comment", ident, "From there")
    there.call("sync")
    edited = here.file_of(idents[1])
    text = edited.read_text() + "\nTyped meanwhile\n"
    before = {path: path.read_text() for path in here.root.glob("tickets/*/*/*.md")}
    new_file, calls = Takeover._new_file, []

    def full(self: Takeover, path: str, content: bytes) -> str:
        calls.append(path)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return new_file(self, path, content)

    apply = Takeover.apply

    def edits_first(self: Takeover) -> None:
        edited.write_text(text)
        apply(self)

    monkeypatch.setattr(Takeover, "_new_file", full)
    monkeypatch.setattr(Takeover, "apply", edits_first)
    assert "the disk is full" in here.call("sync", code=1).stderr
    monkeypatch.undo()
    assert len(calls) == 2
    assert {path: path.read_text() for path in before} == {**before, edited: text}
    team.settle()
    team.assert_same()
    shown = there.call("show", idents[1], "--raw").stdout
    assert "Typed meanwhile" in shown
    assert "From there" in shown


@pytest.mark.slow
def test_a_save_that_a_killed_sync_cannot_give_back_is_kept_and_named(team_of: MakeTeam) -> None:
    """It had exchanged the save for the new text, which is of another ticket by its id."""
    team = team_of(2)
    here, there = team.clones
    idents = [here.open(f"Number {number}", "-b", "text") for number in range(2)]
    team.sync_all(2)
    for ident in idents:
        there.call("edit", ident, "--title", "From there")
    there.call("sync")
    swapped = ("tix.storage.store.checkout_files", "", "swap", 2, "after")
    assert killed_at(here, *swapped, "sync") == -signal.SIGKILL
    mergeable, other = sorted(here.root.glob(".git/tix/aside/tickets/*/*/*.md"))
    mergeable.write_text(mergeable.read_text().replace("text", "saved first"))
    other.write_text(other.read_text().replace(other.stem, "zzzzzz").replace("text", "saved then"))
    here.call("sync")
    (kept,) = here.root.glob(".git/tix/aside-*/tickets/*/*/*.md")
    assert kept.name == other.name and "saved then" in kept.read_text()
    assert "saved first" in here.file_of(mergeable.stem).read_text()
    (problem,) = here.call("check").lines
    assert problem.startswith(f"{kept.relative_to(here.root)}:1: warning: somebody saved this")
