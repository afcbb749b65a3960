"""An editor that saves a ticket's file while sync runs: no saved text is lost."""

import errno
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.conftest import DeskInFiles
from tests.sync.clones import Team
from tix.storage.taking_over import TakingOver

MakeTeam = Callable[[int], Team]

_EDITOR = """
import os, sys, time
path, way = sys.argv[1:]
number = 0
print("editing", flush=True)
while not sys.stdin.closed and os.path.exists(path + ".go"):
    try:
        with open(path) as file:
            text = file.read()
    except FileNotFoundError:
        continue
    number += 1
    if not text.endswith("\\n"):
        text += "\\n"
    text += f"\\nsaved {number}\\n"
    name = path if way == "in place" else path + "~"
    with open(name, "w") as file:
        file.write(text)
    if way != "in place":
        os.replace(name, path)
    time.sleep(0.002)
print(number)
"""
"""Reads the file and saves it with one line more, again and again. It does what an editor does
that reloads a file which changed on disk; a save on top of it takes everything along."""


@contextmanager
def _editor(clone: DeskInFiles, ident: str, way: str) -> Iterator[list[int]]:
    """Yields a list that has the number of the last save in the end."""
    path = clone.file_of(ident)
    go = path.with_name(f"{path.name}.go")
    go.touch()
    process = subprocess.Popen(
        [sys.executable, "-c", _EDITOR, str(path), way],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    saved: list[int] = []
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "editing\n"
        yield saved
    finally:
        go.unlink()
        out, _ = process.communicate(timeout=20)
        saved.append(int(out or 0))


@pytest.mark.parametrize("way", ["in place", "by rename"])
def test_no_text_that_an_editor_saves_while_sync_runs_is_lost(team_of: MakeTeam, way: str) -> None:
    team = team_of(2)
    here, there = team.clones
    ident = here.open("Edited", "-b", "Begin")
    team.sync_all(2)
    with _editor(here, ident, way) as saved:
        for number in range(3):
            there.call("comment", ident, f"Meanwhile {number}")
            there.call("edit", ident, "--set", f"milestone=m{number}")
            there.call("sync")
            assert here.run("sync", code=None).code in (0, 4)  # 4: half a file was seen
    assert saved[0] > 20
    here.git("restore", "--staged", ".")
    _assert_every_save_is_somewhere(here, ident, saved[0])


def _assert_every_save_is_somewhere(clone: DeskInFiles, ident: str, last: int) -> None:
    """In the file, or in its history: an editor may itself overwrite what came in meanwhile."""
    history = clone.git("log", "-p", "--format=", "--all", "--", f"*{ident}.md")
    text = history.replace("\n+", "\n") + clone.file_of(ident).read_text()
    lost = [number for number in range(1, last + 1) if f"\nsaved {number}\n" not in text]
    assert lost == []


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
    put, calls = TakingOver._put, []

    def full(self: TakingOver, path: str, content: bytes | None, mode: str) -> bool:
        calls.append(path)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return put(self, path, content, mode)

    apply = TakingOver.apply

    def edits_first(self: TakingOver) -> None:
        edited.write_text(text)
        apply(self)

    monkeypatch.setattr(TakingOver, "_put", full)
    monkeypatch.setattr(TakingOver, "apply", edits_first)
    assert "the disk is full" in here.call("sync", code=1).stderr
    monkeypatch.undo()
    assert len(calls) == 2
    assert {path: path.read_text() for path in before} == {**before, edited: text}
    team.settle()
    team.assert_same()
    shown = there.call("show", idents[1], "--raw").stdout
    assert "Typed meanwhile" in shown
    assert "From there" in shown
