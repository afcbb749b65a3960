"""What shows of a long transfer: a line at a terminal, and nothing of it in a pipe."""

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

import tix
from tests.conftest import DeskInFiles
from tests.remotes.conftest import FIRST, Team
from tests.remotes.servers import slow_upload_pack

_SECONDS = 2.0


@pytest.fixture
def slow(team: Team, ana: DeskInFiles) -> DeskInFiles:
    """A clone to which some big files come slowly."""
    clone = team.clone("slow", url=f"file://{team.bare.root}")
    size = 300_000
    ana.write(f"attachments/{FIRST}/core.bin", os.urandom(size))
    ana.call("sync")
    program = slow_upload_pack(team.folder, round(size / _SECONDS))
    clone.git("config", "remote.origin.uploadpack", program)
    return clone


def at_terminal(clone: DeskInFiles, columns: int) -> str:
    """All that ``tix sync`` writes to a terminal of that width."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    package = str(Path(tix.__file__).parent.parent)
    with subprocess.Popen(
        [sys.executable, "-m", "tix", "sync"], cwd=clone.root, stdin=slave, stdout=slave,
        stderr=slave, env={**clone.environ, "PYTHONPATH": package, "TERM": "xterm"},
        start_new_session=True,
    ):  # fmt: skip
        os.close(slave)
        parts = []
        with contextlib.suppress(OSError):  # Linux says EIO at the end
            while part := os.read(master, 65536):
                parts.append(part)
    os.close(master)
    return b"".join(parts).decode()


@pytest.mark.long
@pytest.mark.parametrize("columns", [24, 100])
def test_waiting_shows_at_a_terminal_and_is_gone_at_the_end(
    columns: int, slow: DeskInFiles
) -> None:
    written = at_terminal(slow, columns)
    *drawn, erased, last = re.split("\r(?!\n)", written)
    assert any(line.startswith("waiting for the remote") for line in drawn)
    assert erased.strip() == ""
    assert last == "synced with origin/main: 1 ticket (a1aaaa) came in\r\n"
    assert max(map(len, drawn)) < columns


@pytest.mark.long
def test_nothing_of_it_in_a_pipe(slow: DeskInFiles) -> None:
    done = slow.run("sync")
    assert (done.stdout, done.stderr) == (
        "",
        "synced with origin/main: 1 ticket (a1aaaa) came in\n",
    )
