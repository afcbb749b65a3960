"""What a write costs: no look at other tickets, few processes of git, one commit for many."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tix
from tests.conftest import DeskInFiles
from tix.model.ticket.ticket import Ticket

_PACKAGE = Path(tix.__file__).parent.parent

_WATCHED = """
import sys

log = open(sys.argv.pop(1), "w")

def watch(event, args):
    if event in ("open", "os.scandir", "os.listdir") and isinstance(args[0], str):
        print(event, args[0], file=log)

sys.addaudithook(watch)
from tix import cli
code = cli.run(sys.argv[1:])
log.close()
sys.exit(code)
"""


def touched(desk: DeskInFiles, log: Path, *args: str) -> list[tuple[str, str]]:
    """What a run of tix opens and lists below ``tickets`` and ``archive``: events and paths."""
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, str(log), *args],
        cwd=desk.root,
        env={**desk.environ, "PYTHONPATH": str(_PACKAGE)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    events = (line.split(" ", 1) for line in log.read_text().splitlines())
    places = ((event, path.removeprefix(f"{desk.root}/")) for event, path in events)
    return [(e, p) for e, p in places if p.split("/")[0] in ("tickets", "archive")]


@pytest.fixture
def months(desk: DeskInFiles) -> DeskInFiles:
    """A desk with four tickets in each of six months, which its index knows."""
    desk.add(
        *(
            Ticket(
                id=f"k7f{month}a{number}",
                title=f"Ticket {number} of month {month}",
                status="open",
                assignees=("bob@example.org",),
                opened=datetime(2026, month, 3, tzinfo=UTC),
            )
            for month in range(1, 7)
            for number in range(4)
        )
    )
    desk.settle()
    return desk


WRITES = [
    "comment A text", "status A pending", "close A -m Done", "edit A --title Other",
    "edit A --set priority=high", "link A blocks B", "assign A ana@example.org", "watch A",
    "open New", "open New -a bob", "open New --key disk", "undo",
]  # fmt: skip


@pytest.mark.parametrize("command", WRITES)
def test_a_write_opens_no_other_ticket(months: DeskInFiles, tmp_path: Path, command: str) -> None:
    a, b = "k7f3a2", "k7f5a1"
    if command == "undo":
        months.call("comment", a, "text")
        months.settle()
    seen = touched(months, tmp_path / "log", *({"A": a, "B": b}.get(w, w) for w in command.split()))
    own = {str(months.file_of(ident).relative_to(months.root)) for ident in (a, b)}
    own |= {path for _, path in seen if path not in files_of(months)}  # in the making
    new = {p for p in files_of(months) if "title: New" in (months.root / p).read_text()}
    assert {path for event, path in seen if event == "open"} <= own | new
    listed = {path for event, path in seen if event != "open"}
    if months.file_of(a).parent.stat().st_nlink == 2:  # else each folder has to be looked into
        assert len([path for path in listed if path.count("/") == 2]) <= 2


def files_of(desk: DeskInFiles) -> set[str]:
    return {str(p.relative_to(desk.root)) for p in desk.root.glob("tickets/*/*/*.md")}


@pytest.fixture
def counting(desk: DeskInFiles, tmp_path: Path) -> DeskInFiles:
    """The desk, with a git that writes down the command that it is given."""
    real = shutil.which("git")
    log = tmp_path / "git.log"
    shim = tmp_path / "bin" / "git"
    shim.parent.mkdir()
    known = "var|cat-file|update-index|fast-import|status|diff-tree|rev-parse|config|ls-files"
    shim.write_text(
        f'#!/bin/sh\nfor word; do case $word in {known}) echo "$word" >>{log}; break;; esac; done\n'
        f'exec {real} "$@"\n'
    )
    shim.chmod(0o755)
    return desk.with_environ(PATH=f"{shim.parent}{os.pathsep}{os.environ['PATH']}")


def asked(desk: DeskInFiles, *args: str, stdin: str = "") -> Counter[str]:
    """Which commands a run of tix gives to git, and how often."""
    log = desk.root.parent / "git.log"
    log.unlink(missing_ok=True)
    desk.run(*args, stdin=stdin)
    return Counter(log.read_text().split())


ONE_WRITE = Counter(["var", "cat-file", "update-index", "fast-import"])


@pytest.mark.parametrize(
    "command",
    ["comment A text", "status A pending", "close A", "edit A --title X", "link A parent B"],
)
def test_four_processes_of_git_make_a_write(counting: DeskInFiles, command: str) -> None:
    a, b = counting.open("A"), counting.open("B")
    counting.call("list")
    assert asked(counting, *({"A": a, "B": b}.get(w, w) for w in command.split())) == ONE_WRITE


@pytest.mark.parametrize("command", ["open New", "assign A ana@example.org", "link A blocks B"])
def test_who_asks_the_index_looks_once_more(counting: DeskInFiles, command: str) -> None:
    a, b = counting.open("A"), counting.open("B")
    counting.call("list")
    words = [{"A": a, "B": b}.get(word, word) for word in command.split()]
    more = asked(counting, *words) - ONE_WRITE
    assert more - Counter(["status", "var"]) == Counter()


@pytest.mark.slow
def test_many_tickets_are_packed_by_one_process_more(counting: DeskInFiles) -> None:
    before = tickets_at_once(counting, 150)
    commits = int(counting.git("rev-list", "--count", "HEAD"))
    processes = asked(counting, "status", "-", "closed", stdin="\n".join(before))
    assert processes == ONE_WRITE + Counter(["fast-import"])
    assert int(counting.git("rev-list", "--count", "HEAD")) == commits + 1
    assert counting.git("status", "--porcelain") == ""
    assert counting.call("list").stdout == ""
    assert int(counting.git("count-objects").split()[0]) < 20  # no file for each of them
    counting.git("fsck", "--strict")
    counting.call("undo")
    assert len(counting.call("list", "--ids").lines) == 150


def tickets_at_once(desk: DeskInFiles, count: int) -> list[str]:
    """That many tickets, made in one commit; their ids."""
    records = ",".join(f'{{"title": "Ticket {number}"}}' for number in range(count))
    file = desk.root.parent / "tickets.json"
    file.write_text(f"[{records}]")
    desk.call("import", "json", str(file))
    return desk.call("list", "--ids").lines
