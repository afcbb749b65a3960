"""Commands that go through all tickets don't keep them: memory doesn't grow with their text."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tix
from tests.conftest import DeskInFiles
from tests.scale import scaled
from tix.model.ids import ALPHABET
from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.ticket.ticket import Ticket

_PACKAGE = Path(tix.__file__).parent.parent
_COUNT = scaled(4000, least=3000)
_TEXT = "The ferry is late and nobody knows why. " * 100
_ALLOWED = 14.0
"""MB more than with an empty desk. The text alone has 24 at least, and what is kept has more."""

_COMMANDS = (
    "list --all",
    "list --all --json",
    "list --all --sort title",
    "search ferry",
    "report summary",
    "report labels",
    "export json",
    "export csv",
    "export markdown",
    "check",
    "archive --dry-run --older-than 1d",
)

_MEASURED = """
import sys
from tix import cli
code = cli.run(sys.argv[1:])
sys.stdout.flush()
with open("/proc/self/status") as file:  # getrusage counts in who started the process
    print(next(line for line in file if line.startswith("VmHWM")), file=sys.stderr)
sys.exit(code)
"""


def peak(desk: DeskInFiles, command: str) -> float:
    """The most memory that a run of tix takes at a time, without git, in MB."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *command.split()],
        cwd=desk.root,
        env={**desk.environ, "PYTHONPATH": str(_PACKAGE)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stderr.partition("VmHWM:")[2].split()[0]) / 1024


_IMPORTED = scaled(4000, least=2000)
_KEPT = 4.5
"""kB more for each imported record of 2 kB, at the most: its text, and that of its file, once."""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("name", ["csv", "github", "taskwarrior"])
def test_an_import_keeps_no_more_than_the_files_that_it_makes(
    desk: DeskInFiles, name: str, tmp_path: Path
) -> None:
    few, many = (foreign(tmp_path / f"{name}{n}", name, n) for n in (1, _IMPORTED))
    growth = peak(desk, f"import {name} {many}") - peak(desk, f"import {name} {few}")
    assert growth * 1024 / _IMPORTED < _KEPT


_CHANGED = 11.0
"""kB more for each that has changed at its source: its file before and after."""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("name", ["csv", "github"])
def test_an_import_again_keeps_of_each_ticket_no_more_than_its_files(
    desk: DeskInFiles, name: str, tmp_path: Path
) -> None:
    few = peak(desk, f"import {name} {foreign(tmp_path / f'{name}1', name, 1)}")
    first, later = (foreign(tmp_path / word, name, _IMPORTED, word) for word in ("old", "new"))
    peak(desk, f"import {name} {first}")
    growth = peak(desk, f"import {name} {later}") - few
    assert f"{_IMPORTED}" in desk.git("log", "-1", "--format=%s").replace(",", "")
    assert growth * 1024 / _IMPORTED < _CHANGED


def foreign(path: Path, name: str, count: int, word: str = "") -> Path:
    """A file with so many records of another tool; ``word`` ends the text of each."""
    rows: list[dict[str, object]] = []
    for number in range(1, count + 1):
        day, text = f"2025-03-{number % 28 + 1:02}T10:00:00Z", f"{number}: {_TEXT[:2000]}{word}"
        called: dict[str, object] = {"title": f"Issue {number}", "body": text, "created": day}
        if name == "github":
            issue = {
                "number": number,
                "state": "open",
                "created_at": day,
                "labels": [{"name": "a"}],
            }
            called = {"title": f"Issue {number}", "body": text, "user": {"login": "bob"}, **issue}
        elif name == "taskwarrior":
            entry = day.replace("-", "").replace(":", "")
            note = {"entry": entry, "description": text}
            called = {"description": f"Task {number}", "uuid": f"{number:08x}-0000", "entry": entry}
            called |= {"status": "pending", "annotations": [note]}
        rows.append(called)
    with path.open("w", encoding="utf-8", newline="") as file:
        if name == "csv":
            table = csv.DictWriter(file, list(rows[0]))
            table.writeheader()
            table.writerows(rows)
        else:
            json.dump(rows, file)
    return path


def large_tickets() -> Iterator[Ticket]:
    """Each with 8 kB of text."""
    opened = datetime(2026, 1, 3, tzinfo=UTC)
    for number in range(_COUNT):
        digits = "".join(ALPHABET[number // 32**place % 32] for place in range(5))
        comment = Comment(f"c-k{digits}", opened, Person("Bob", "bob@example.org"), False, _TEXT)
        yield Ticket(
            id=f"k{digits}",
            title=f"Ticket {number}",
            status="closed",
            labels=(f"label{number % 50}",),
            opened=opened,
            closed=opened,
            body=_TEXT,
            comments=(comment,),
        )


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_no_command_keeps_all_tickets(desk: DeskInFiles) -> None:
    before = {command: peak(desk, command) for command in _COMMANDS}
    desk.add(*large_tickets())
    desk.run("report", "throughput")  # makes the index, with the history
    grown = {command: peak(desk, command) - before[command] for command in _COMMANDS}
    assert not {command: growth for command, growth in grown.items() if growth > _ALLOWED}, grown
