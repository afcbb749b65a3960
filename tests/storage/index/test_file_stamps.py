"""Stamps of files: whether one of a folder has changed is seen without reading any."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tix.storage.index.file_stamps import folder_mark

_CHANGES: dict[str, Callable[[Path], object]] = {
    "a text of another length": lambda folder: (folder / "a.md").write_text("longer"),
    "a text of the same length": lambda folder: (folder / "a.md").write_text("two"),
    "another time": lambda folder: os.utime(folder / "a.md", ns=(1, 1)),
    "a new file": lambda folder: (folder / "c.md").write_text(""),
    "a file less": lambda folder: (folder / "b.md").unlink(),
    "another name": lambda folder: (folder / "b.md").rename(folder / "c.md"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two files, which were written long ago."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text("one")
    later = time.time_ns() + 10**10
    monkeypatch.setattr(time, "time_ns", lambda: later)
    return tmp_path


@pytest.mark.parametrize("change", _CHANGES.values(), ids=_CHANGES.keys())
def test_a_change_of_a_folder_is_seen(folder: Path, change: Callable[[Path], object]) -> None:
    before = folder_mark(folder)
    assert before == folder_mark(folder)
    change(folder)
    assert folder_mark(folder) not in (before, None)


def test_the_mark_is_the_same_in_every_run(folder: Path) -> None:
    code = (
        "import pathlib, sys, time; from tix.storage.index import file_stamps;"
        " file_stamps._JUST_NOW = 0; print(file_stamps.folder_mark(pathlib.Path(sys.argv[1])))"
    )
    for seed in ("1", "2"):
        environ = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code, str(folder)]
        said = subprocess.run(command, env=environ, check=True, capture_output=True, text=True)
        assert said.stdout.strip() == folder_mark(folder)


def test_what_may_change_without_being_seen_has_no_mark(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one")
    assert folder_mark(tmp_path) is None
