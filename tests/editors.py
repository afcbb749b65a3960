"""An editor that saves a ticket's file again and again, and whether all that it saved is there."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.conftest import DeskInFiles

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
def editor(clone: DeskInFiles, ident: str, way: str) -> Iterator[list[int]]:
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


def assert_every_save_is_somewhere(clone: DeskInFiles, ident: str, last: int) -> None:
    """In the file, or in its history: an editor may itself overwrite what came in meanwhile."""
    history = clone.git("log", "-p", "--format=", "--all", "--", f"*{ident}.md")
    text = history.replace("\n+", "\n") + clone.file_of(ident).read_text()
    lost = [number for number in range(1, last + 1) if f"\nsaved {number}\n" not in text]
    assert lost == []
