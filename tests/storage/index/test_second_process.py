"""The first index made by two processes: the same as by one, and there whatever becomes of one."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import DeskInFiles
from tix.storage.desk.finding import find
from tix.storage.index import build, second_process
from tix.storage.index.second_process import SecondProcessError, made_beside
from tix.storage.store.worktree_status import WorkTreeQuery

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork"),
    pytest.mark.skipif(not shutil.which("pgrep"), reason="there is no pgrep"),
]


@pytest.fixture(autouse=True)
def none_is_left() -> Iterator[None]:
    """All processes that a test starts have ended, and were waited for."""
    before = _children()
    yield
    assert _children() <= before


def _children() -> set[str]:
    done = subprocess.run(["pgrep", "-P", str(os.getpid())], capture_output=True, text=True)
    return set(done.stdout.split())


def test_items_come_as_they_are_made() -> None:
    items = [(), ("é", b"\xff", None, 1.5), ("\udcff",), ("x" * 10**6, [True])]
    assert list(made_beside(lambda: iter(items))) == items


def _raises() -> Iterator[object]:
    yield 1
    raise ValueError


def _is_killed() -> Iterator[object]:
    yield 1
    os.kill(os.getpid(), signal.SIGKILL)


def _is_interrupted() -> Iterator[object]:
    yield 1
    raise KeyboardInterrupt


def _gives_what_nobody_takes() -> Iterator[object]:
    yield 1
    yield object()


@pytest.mark.parametrize("make", [_raises, _is_killed, _is_interrupted, _gives_what_nobody_takes])
def test_one_that_comes_to_no_end(make: Callable[[], Iterator[object]]) -> None:
    made = made_beside(make)
    assert next(made) == 1
    with pytest.raises(SecondProcessError):
        next(made)


def test_one_that_nobody_listens_to_any_more_is_ended() -> None:
    made = made_beside(lambda: iter(["x" * 10**6] * 1000))
    next(made)
    made.close()  # type: ignore[attr-defined]  # a generator


def _rows(desk: DeskInFiles, place: Path) -> list[str]:
    """All rows of a new index, and its state."""
    here = find(desk.root)
    look = WorkTreeQuery(here)
    database, state = build.build(here, look.state(), look.since, place, None)
    if place != build.MEMORY:
        database = sqlite3.connect(place)
    tables = ("ticket", "text", "word", "value", "broken", "fulltext_data")
    rows = {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    assert len(rows["ticket"]) == 7 and len(rows["broken"]) == 2
    return [repr(rows), repr(state)]


@pytest.mark.slow
@pytest.mark.parametrize("dies", [False, True])
def test_the_index_is_the_same(
    desk: DeskInFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies: bool
) -> None:
    for number in range(5):
        ident = desk.call("open", f"Résumé {number}", "-l", "ci").stdout.strip()
        desk.call("comment", ident, "A word")
    desk.call("close", ident)
    desk.git("mv", "-k", "tickets", "archive")
    desk.commit("All is filed")
    desk.call("open", "A live one")
    desk.write("tickets/2026/11/br0ken.md", "---\nid: br0ken\n---\n")
    desk.write("tickets/2026/11/ed1ted.md", "---\nid: ed1ted\ntitle: Not committed\n---\n")
    (desk.root / "tickets/2026/11/l1nked.md").symlink_to("/etc/hosts")
    # What is as young as that is watched, by who looks sooner; what was written across the end of a
    # second, as long as the next one lasts.
    time.sleep(1.1 - time.time() % 1)
    monkeypatch.setattr(build, "_MANY", 0)
    monkeypatch.setattr(second_process, "is_worthwhile", lambda: False)
    alone = _rows(desk, tmp_path / "alone.db")
    monkeypatch.setattr(second_process, "is_worthwhile", lambda: True)
    here, archived = os.getpid(), build._archived

    def dying(*args: object) -> object:
        if os.getpid() != here:
            os._exit(0)
        return archived(*args)  # type: ignore[arg-type]  # as they come

    if dies:
        monkeypatch.setattr(build, "_archived", dying)
    assert _rows(desk, tmp_path / "beside.db") == alone
    assert _rows(desk, build.MEMORY) == alone
