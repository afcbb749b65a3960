"""Which ticket files may have a key, found without reading tickets.

Scripts in a pipeline ask for keys in a clone that is minutes old and has no index; ``git grep``
finds the lines at once, where an index of the whole desk would have to be made first.
"""

import os
from collections.abc import Iterator

from tix.model.layout import FOLDERS
from tix.model.text.yaml_plain import plain_line
from tix.model.ticket.paths import is_ticket_path
from tix.storage.desk.desk import Desk

_LINES = (
    "grep", "-z", "-a", "-G", "--untracked", "--no-recurse-submodules", "--no-color",
    "--no-line-number", "--no-column", "--no-heading", "--no-break", "--full-name",
    "-e", "^key: ", "--",
)  # fmt: skip
"""Everything that a user's settings could change is said."""


def keyed_files(desk: Desk) -> tuple[dict[str, list[str]], list[str]]:
    """The paths of files with a line like that of a key, by key; and those whose line can't be
    read by itself. What such a file really holds, its reader must see."""
    folders = [folder for folder in FOLDERS if (desk.root / folder).is_dir()]
    known: dict[str, list[str]] = {}
    odd: list[str] = []
    for path, line in _lines(desk, folders) if folders else ():
        read = plain_line(line)
        if read is None or read[1] is None:
            odd.append(path)
        else:
            known.setdefault(read[1], []).append(path)
    return known, odd


def _lines(desk: Desk, folders: list[str]) -> Iterator[tuple[str, str]]:
    found = desk.git.run(*_LINES, *folders, codes=(0, 1))
    for entry in found.split(b"\n"):
        name, _, line = entry.partition(b"\0")
        path = os.fsdecode(name).removeprefix(desk.prefix)
        if is_ticket_path(path):
            yield path, line.rstrip(b"\r").decode(errors="replace")
