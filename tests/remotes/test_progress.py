"""What shows of a long transfer: a line at a terminal, and nothing of it in a pipe."""

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

import tix
from tests.conftest import DeskInFiles
from tests.remotes.conftest import FIRST, Team
from tests.remotes.servers import slow_upload_pack, ssh

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


def answering(clone: DeskInFiles, *words: str) -> str:
    """All that a command writes to its terminal, at which somebody types after a while."""
    package = str(Path(tix.__file__).parent.parent)
    process, master = pty.fork()
    if not process:
        os.chdir(clone.root)
        environ = {**clone.environ, "PYTHONPATH": package, "TERM": "xterm"}
        os.execve(sys.executable, [sys.executable, "-m", "tix", *words], environ)
    written, asked = b"", 0.0
    with contextlib.suppress(OSError):  # Linux says EIO at the end
        while True:
            if select.select([master], [], [], 0.05)[0]:
                written += os.read(master, 65536)
            if b"Password: " in written and not asked:
                asked = time.monotonic()
            elif asked and time.monotonic() > asked + 1.2:
                os.write(master, b"secret\n")
                asked = float("inf")
    os.close(master)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0, written
    return written.decode()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["sync", "init"])
def test_nothing_is_drawn_where_somebody_is_asked(command: str, code_team: Team) -> None:
    ask = "printf 'Welcome\\n' >&2; printf 'Password: ' >/dev/tty; read -r it </dev/tty"
    program = ssh(code_team.folder, f'{ask}; for last; do :; done; exec sh -c "$last"')
    clone = code_team.clone("fresh", "--single-branch" if command == "init" else "--no-tags")
    clone.git("remote", "set-url", "origin", f"ssh://git@desk.example{code_team.bare.root}")
    written = answering(clone.with_environ(GIT_SSH_COMMAND=program), command)
    before, _, after = written.partition("Password: ")
    asking = "asking origin whether it has a desk already\r\n" if command == "init" else ""
    assert before == asking
    assert after.split("\r\n")[0] == "secret"  # the terminal's echo, and nothing else
