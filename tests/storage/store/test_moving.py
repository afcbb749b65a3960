"""Tickets that are moved to the archive or back, by a run that is at it or was killed: every reader
finds each of them, once."""

import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DeskInFiles
from tests.killing import killed_at, stopped_at
from tix.storage.desk.finding import find
from tix.storage.desk.lock import exclusive
from tix.storage.store import unfinished

_HALF_DONE = ("tix.storage.store.checkout_files", "Takeover", "_put", 4, "before")
_NOT_COMMITTED = ("tix.storage.store.transaction", "Transaction", "_edits", 1, "before")


def _listed(desk: DeskInFiles) -> list[str]:
    return sorted(desk.call("list", "--all", "--ids").lines)


def _done(desk: DeskInFiles, count: int) -> list[str]:
    idents = [desk.open(f"Number {number}") for number in range(count)]
    desk.call("close", *idents)
    return sorted(idents)


@pytest.mark.slow
def test_who_reads_while_a_run_is_killed_in_the_middle_finds_all(desk: DeskInFiles) -> None:
    """The reader comes while the dying run still holds the clone's lock."""
    idents = _done(desk, 3)
    with stopped_at(desk, *_HALF_DONE, "archive", *idents) as archiving:
        there = {path.stem for path in desk.root.glob("*/*/*/*.md")}
        assert len(there) == 2  # they move one after the other
        dying = threading.Timer(0.3, archiving.kill)
        dying.start()
        (missing,) = {*idents} - there
        assert desk.call("show", missing).stdout.startswith(missing)
        assert _listed(desk) == idents


@pytest.mark.slow
def test_who_waited_in_vain_waits_again_for_the_next_one(
    desk: DeskInFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a server does, which looks at the desk for each request."""
    patiences = list[float]()

    def noted(path: Path, patience: float, unless: Callable[[], bool]) -> Any:
        patiences.append(patience)
        return exclusive(path, min(patience, 0.1), unless)

    monkeypatch.setattr(unfinished, "exclusive", noted)
    there, idents = find(desk.root), _done(desk, 3)
    for command in ("archive", "reopen"):
        patiences.clear()
        with stopped_at(desk, *_HALF_DONE, command, *idents):
            unfinished.heal(there)
            unfinished.heal(there)
            assert patiences == [unfinished._PATIENCE, 0]
        assert _listed(desk) == idents  # and finishes it
        unfinished.heal(there)


@pytest.mark.parametrize("command", ["archive", "reopen"])
def test_what_moved_in_a_run_that_was_killed_before_its_commit_is_listed_once(
    desk: DeskInFiles, command: str
) -> None:
    idents = _done(desk, 2)
    if command == "reopen":
        desk.call("archive", *idents)
        desk.call("list", "--all")
    assert killed_at(desk, *_NOT_COMMITTED, command, *idents) == -signal.SIGKILL
    assert _listed(desk) == idents
    assert desk.call("search", "Number").stdout.count("Number") == 2
    for path in desk.root.glob("*/*/*/*.md"):  # by hand, back to where it was
        place = str(path.relative_to(desk.root))
        folder, old = ("tickets", "archive") if command == "archive" else ("archive", "tickets")
        (desk.root / place.replace(old, folder)).parent.mkdir(parents=True, exist_ok=True)
        path.rename(desk.root / place.replace(old, folder))
        assert _listed(desk) == idents
