"""Processes that write to a desk and read from it at the same time, and what they must agree on.

Each writer has a ticket whose title counts its changes. It notes the number before it writes it
and again when the write has been acknowledged. What a reader sees of that ticket lies between what
had been acknowledged when it started and what had been begun when it was done.
"""

import json
import mmap
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random

from tests.conftest import DeskInFiles
from tix.frozen import replace
from tix.model.ticket.document import dump, load
from tix.storage.index import refresh

_SLOT = 8


class Board:
    """Numbers that processes share: of each ticket the one begun, and the one acknowledged."""

    def __init__(self, place: Path, count: int) -> None:
        if not place.exists():
            place.write_bytes(bytes(2 * count * _SLOT))
        with place.open("r+b") as file:
            self._numbers = mmap.mmap(file.fileno(), 0)
        self._count = count

    def _get(self, slot: int) -> int:
        return int.from_bytes(self._numbers[slot * _SLOT : (slot + 1) * _SLOT])

    def _set(self, slot: int, number: int) -> None:
        self._numbers[slot * _SLOT : (slot + 1) * _SLOT] = number.to_bytes(_SLOT)

    def begin(self, writer: int, number: int) -> None:
        """A writer is about to write that number."""
        self._set(writer, number)

    def acknowledge(self, writer: int, number: int) -> None:
        """A writer has written it."""
        self._set(self._count + writer, number)

    def begun(self) -> list[int]:
        """What may be seen by now, by writer."""
        return [self._get(writer) for writer in range(self._count)]

    def acknowledged(self) -> list[int]:
        """What must be seen from now on."""
        return [self._get(self._count + writer) for writer in range(self._count)]


def start(
    role: str, desk: DeskInFiles, board: Path, number: int, ids: list[str], seconds: float
) -> subprocess.Popen[str]:
    """Run ``write``, ``edit`` or ``read`` in a process of its own."""
    arguments = [role, str(desk.root), str(board), str(number), ",".join(ids), str(seconds)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storage.index.traffic", *arguments],
        env={**desk.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def write(desk: DeskInFiles, board: Board, writer: int, ids: list[str], until: float) -> int:
    """Change one ticket again and again with tix, and make some others; how often."""
    random, number, mine = Random(writer), 0, ids[writer]
    while time.monotonic() < until:
        number += 1
        board.begin(writer, number)
        desk.call("edit", mine, "--title", f"Number {number}")
        board.acknowledge(writer, number)
        if random.random() < 0.2:
            desk.call("comment", mine, "A word")
        if random.random() < 0.1:
            desk.call("open", "Another one")
        if random.random() < 0.2:
            desk.call("close", mine)
            desk.call("archive", "--older-than", "0d")
            desk.call("reopen", mine)
    return number


def edit(desk: DeskInFiles, board: Board, writer: int, ids: list[str], until: float) -> int:
    """Change one ticket again and again with an editor, and commit it at times; how often."""
    random, number = Random(writer), 0
    while time.monotonic() < until:
        number += 1
        place = desk.file_of(ids[writer])
        ticket = replace(load(place.read_bytes()).record, title=f"Number {number}")
        beside = place.with_name("beside")
        beside.write_bytes(dump(ticket))
        board.begin(writer, number)
        beside.replace(place)
        board.acknowledge(writer, number)
        time.sleep(random.choice((0, 0.001, 0.05)))
    return number


def read(desk: DeskInFiles, board: Board, number: int, ids: list[str], until: float) -> int:
    """Ask again and again, and look whether the answer was right at some moment; how often."""
    random, count = Random(number), 0
    while time.monotonic() < until:
        least = board.acknowledged()
        result = desk.call(*random.choice((("list", "--all", "--json"), ("export", "json"))))
        most = board.begun()
        assert "damaged" not in result.stderr, result.stderr
        found = [ticket for ticket in json.loads(result.stdout) if ticket["id"] in ids]
        where = sorted((ticket["id"], ticket.get("path")) for ticket in found)
        assert [ident for ident, _ in where] == sorted(ids), where
        seen: Mapping[str, int] = {t["id"]: int(t["title"].split()[-1]) for t in found}
        for writer, ident in enumerate(ids):
            assert least[writer] <= seen[ident] <= most[writer], (writer, least, seen, most)
        count += 1
    return count


def main() -> None:
    """What ``start`` starts."""
    role, root, board, number, ids, seconds = sys.argv[1:]
    refresh.LARGEST_DELTA = 8  # so that there are many folds
    names = ids.split(",")
    shared = Board(Path(board), len(names))
    play = {"write": write, "edit": edit, "read": read}[role]
    desk = DeskInFiles(Path(root), dict(os.environ))
    until = time.monotonic() + float(seconds)
    print(play(desk, shared, int(number), names, until))


if __name__ == "__main__":
    main()
