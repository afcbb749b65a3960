"""A board of kanbn: the headings of its ``index.md`` are columns, with links to the files of the
tasks in each, which don't say their status.

https://github.com/basementuniverse/kanbn
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

_COLUMN = re.compile(r"## +(?P<name>\S.*?)\s*")
_TASK = re.compile(r"[-*+] \[[^\]\n]*\]\((?:\./)?tasks/(?P<file>[^)\n/]+\.md)\)\s*")


def columns_of(files: Iterable[Path], text_of: Callable[[Path], str]) -> dict[Path, str]:
    """The column that each task's file is in, by the boards among these files; ``text_of`` raises
    ValueError for what can't be read."""
    found: dict[Path, str] = {}
    for index in files:
        tasks = index.parent / "tasks"
        if index.name == "index.md" and tasks.is_dir():
            with suppress(ValueError):
                found |= {tasks / file: column for file, column in _tasks(text_of(index))}
    return found


def _tasks(board: str) -> Iterator[tuple[str, str]]:
    """The name of each task's file, with its column."""
    column = ""
    for line in board.split("\n"):
        if heading := _COLUMN.fullmatch(line):
            column = heading["name"]
        elif column and (task := _TASK.fullmatch(line)):
            yield unquote(task["file"]), column
