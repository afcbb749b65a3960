"""Work in proportion: nothing that comes with a clone takes long, or all the memory."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tix
from tests.conftest import DeskInFiles
from tix.model.merge.files import merge_files
from tix.model.people import Person
from tix.model.record.values import Comment
from tix.model.ticket.document import dump
from tix.model.ticket.ticket import Ticket

PATH = "tickets/2026/11/k7f3qz.md"
_HEAD = "---\nid: k7f3qz\ntitle: Large\nstatus: open\nopened: 2026-11-20T00:00:00Z\n"
_MB = 1024 * 1024

_MEASURED = """
import sys
from tix import cli
code = cli.run(sys.argv[1:])
with open("/proc/self/status") as file:  # getrusage counts in who started the process
    print(next(line for line in file if line.startswith("VmHWM")), file=sys.stderr)
sys.exit(code)
"""


def ids(count: int) -> Iterator[str]:
    return (f"b{number:05}" for number in range(count))


def seconds(desk: DeskInFiles, *command: str, code: int | None = 0) -> float:
    """How much processor time a run of tix takes."""
    before = time.process_time()
    desk.call(*command, code=code)
    return time.process_time() - before


# -- large files ----------------------------------------------------------------------------------


@pytest.fixture
def with_large(desk: DeskInFiles) -> DeskInFiles:
    """A desk with a good ticket, and with one of 100 MB that takes no room on the disk."""
    desk.open("Good")
    os.truncate(desk.write(PATH, f"{_HEAD}---\n\n"), 100 * _MB)
    return desk


_COMMANDS = ("list", "status", "check", "show k7f3qz", "search good", "log", "comment k7f3qz x",
             "open Another", "check --fix --dry-run")  # fmt: skip


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("is_committed", [False, True])
def test_a_ticket_of_over_16_mb_is_told_and_not_read(
    with_large: DeskInFiles, is_committed: bool
) -> None:
    if is_committed:
        with_large.commit("large")
    for command in ("list", "log", "check") if is_committed else _COMMANDS:
        done, memory = _measured(with_large, command)
        assert memory < 90, command
        told = f"{PATH}:1: it has over 16 MB" in done.stdout + done.stderr
        assert told or command in ("log", "open Another")
        assert done.returncode == (4 if "k7f3qz" in command or "check" in command else 0)


def _measured(desk: DeskInFiles, command: str) -> tuple["subprocess.CompletedProcess[str]", float]:
    """A finished run of tix, and how many megabytes of memory it took at the most."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *command.split()],
        cwd=desk.root,
        env={**desk.environ, "PYTHONPATH": str(Path(tix.__file__).parent.parent)},
        capture_output=True,
        text=True,
    )
    return done, int(re.findall(r"VmHWM:\s+(\d+)", done.stderr)[-1]) / 1024


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_other_texts_of_over_16_mb_are_told_and_not_read(desk: DeskInFiles, tmp_path: Path) -> None:
    desk.git("init", "--quiet", "--bare", str(tmp_path / "remote"))
    desk.git("remote", "add", "origin", str(tmp_path / "remote"))
    desk.call("sync")
    for path, head, told_by in (
        ("customers/big.md", "---\nname: Big\n---\n", ("customer list", "check")),
        ("calendars/PT.txt", "2026-01-01 New Year\n", ("sync",)),
        ("templates/big.md", "---\ntitle: Big\n---\n", ("sync",)),
        (PATH, f"{_HEAD}---\n", ("show --raw k7f3qz",)),
    ):
        file = desk.write(path, head)
        os.truncate(file, 100 * _MB)
        for command in told_by:
            done, memory = _measured(desk, command)
            assert memory < 90, (path, command)
            assert done.returncode == (0 if command == "customer list" else 4)
            assert path in done.stdout + done.stderr
        file.unlink()


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_what_is_too_large_is_merged_and_forgotten_unread(
    desk: DeskInFiles, tmp_path: Path
) -> None:
    """Each side has another one in the places of a ticket and of a record: both stay."""
    places = {PATH: _HEAD + "---\n\n", "customers/big.md": "---\nname: Big\n---\n"}
    desk.git("init", "--quiet", "--bare", str(tmp_path / "remote"))
    desk.git("remote", "add", "origin", str(tmp_path / "remote"))
    desk.open("Bob's", "-r", "Bob Reis <bob@example.org>")
    desk.call("sync")
    desk.git("clone", "--quiet", "-b", "main", str(tmp_path / "remote"), str(tmp_path / "other"))
    other = DeskInFiles(tmp_path / "other", desk.environ)
    for each in (desk, other):
        for path, head in places.items():
            file = each.write(path, f"{head}{each.root.name}\n")
            os.truncate(file, 17 * _MB)
            with file.open("a") as end:
                end.write("\nbob@example.org\n")
        each.commit("large")
    desk.call("sync", code=4)
    done, memory = _measured(other, "sync")
    assert memory < 60 and done.returncode == 4
    kept = [path for path in other.git("ls-files").split() if ".in-the-way-" in path]
    assert sorted(path.partition(".in-the-way-")[0] for path in kept) == sorted(places)
    assert all(path in done.stdout + done.stderr for path in kept)
    assert other.git("status", "--porcelain") == ""
    done, memory = _measured(other, "forget --dry-run bob@example.org")
    assert memory < 60
    assert all(f"{path}" in done.stderr for path in places)


def test_a_ticket_of_nearly_16_mb_is_one(desk: DeskInFiles) -> None:
    desk.write(PATH, f"{_HEAD}---\n\n{'word ' * (3 * _MB)}\n")
    assert desk.call("list").rows[0][0] == "k7f3qz"


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_a_configuration_of_over_1_mb_is_told(desk: DeskInFiles, tmp_path: Path) -> None:
    desk.git("init", "--quiet", "--bare", str(tmp_path / "remote"))
    desk.git("remote", "add", "origin", str(tmp_path / "remote"))
    desk.call("sync")
    os.truncate(desk.write("tix.yaml", "format: 1\n"), 100 * _MB)
    desk.commit("large")
    for command in ("list", "sync"):
        done, memory = _measured(desk, command)
        assert memory < 60, command
        assert "tix.yaml can't be read: it has over 1 MB" in done.stderr


# -- many of something ----------------------------------------------------------------------------


def test_thousands_of_links_and_attachments_to_nowhere_are_told_at_once(
    desk: DeskInFiles,
) -> None:
    links = "".join(f"- blocks {ident}\n" for ident in ids(2500))
    files = "".join(f"- {ident}\n" for ident in ids(1500))
    desk.write(PATH, f"{_HEAD}links:\n{links}attachments:\n{files}---\n\nText.\n")
    assert seconds(desk, "check", code=4) < 5


@pytest.mark.slow
@pytest.mark.parametrize(
    "queries",
    [
        {"q": " OR ".join(f"label:x{number}" for number in range(4000))},
        {"q": " ".join(f"assignee:x{number}" for number in range(4000))},
        {"q": " OR ".join(["due:<5d"] * 450)},
        {"q": "@q0 @q0"} | {f"q{n}": f"@q{n + 1} " * 3 for n in range(40)} | {"q40": "is:open"},
        {"q": "@long " * 4000, "long": "sort:title " * 4000},
        {f"q{number}": "@long" for number in range(500)} | {"q": "@long", "long": "x " * 4000},
    ],
    ids=["or", "and", "dates", "chain", "long", "many"],
)
def test_saved_queries_that_multiply_are_stopped(
    desk: DeskInFiles, queries: dict[str, str]
) -> None:
    lines = "".join(f'  {name}: "{query}"\n' for name, query in queries.items())
    desk.write("tix.yaml", f"format: 1\nqueries:\n{lines}")
    desk.open("One")
    assert seconds(desk, "list", "@q", code=None) < 3
    assert seconds(desk, "check", code=None) < 6


# -- merging --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_thousands_of_comments_that_both_sides_changed_are_merged_in_proportion() -> None:
    at, bob = datetime(2026, 11, 20, tzinfo=UTC), Person("Bob", "bob@example.org")

    def version(text: str) -> bytes:
        comments = (Comment(f"c-{ident}", at, bob, False, text) for ident in ids(4000))
        return dump(Ticket("k7f3qz", "Large", status="open", opened=at, comments=tuple(comments)))

    base, ours, theirs = map(version, ("base", "ours", "theirs"))
    before = time.process_time()
    merge_files(base, ours, theirs)
    assert time.process_time() - before < 6  # the square takes a minute
